//! A statement in both languages of the product.

use serde::Serialize;
use utoipa::ToSchema;

use super::particles;
use crate::import::Lang;

/// One statement in Korean and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Said {
    /// In Korean.
    pub ko: String,
    /// In English.
    pub en: String,
}

impl Said {
    /// The statement, in Korean with the particles that fit (`은(는)`) where the sound before them is known.
    pub fn new(ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            ko: particles::chosen(ko.into()),
            en: en.into(),
        }
    }

    /// The statement in a language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }
}
