//! Query parameters: one parser each, used by all routes; unknown or malformed ones are 400.

mod codes;
mod escapes;
mod place;
mod time;

use std::collections::BTreeMap;

use super::error::ApiError;
pub use escapes::check_escapes_of;

/// The query string as names and values.
pub struct Params {
    values: BTreeMap<String, String>,
}

impl Params {
    /// Reads a query string in which only the named parameters may stand, each once; the numbers of `bbox`
    /// may also stand one by one, as generated clients write lists.
    pub fn parse(query: Option<&str>, known: &[&str]) -> Result<Self, ApiError> {
        let query = query.unwrap_or_default();
        escapes::check(query)?;
        let mut values = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name.contains('\u{fffd}') || value.contains('\u{fffd}') {
                return Err(ApiError::parameter(
                    name,
                    "UTF-8이 아닙니다",
                    "is not UTF-8",
                ));
            }
            if !known.contains(&name.as_ref()) {
                let (ko, en) = if known.is_empty() {
                    ("없음".to_owned(), "none".to_owned())
                } else {
                    (known.join(", "), known.join(", "))
                };
                return Err(ApiError::parameter(
                    name,
                    format!("이 주소의 매개변수가 아닙니다. 쓸 수 있는 것: {ko}"),
                    format!("is not a parameter of this resource; known are: {en}"),
                ));
            }
            let earlier: Option<&mut String> = values.get_mut(name.as_ref());
            match earlier {
                None => {
                    values.insert(name.to_string(), value.into_owned());
                }
                Some(numbers) if name == "bbox" => {
                    numbers.push(',');
                    numbers.push_str(&value);
                }
                Some(_) => {
                    return Err(ApiError::parameter(
                        name,
                        "두 번 이상 적혀 있습니다",
                        "stands more than once",
                    ));
                }
            }
        }
        Ok(Self { values })
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// `limit`: 1 or more; what is over the maximum is reduced to it, as the standard says.
    pub fn limit(&self, default: usize, maximum: usize) -> Result<usize, ApiError> {
        let Some(text) = self.get("limit") else {
            return Ok(default);
        };
        match digits(text) {
            Some(0) | None => Err(ApiError::parameter(
                "limit",
                format!("1부터 {maximum}까지의 정수여야 합니다"),
                format!("must be an integer from 1 to {maximum}"),
            )),
            Some(limit) => Ok(limit.min(maximum)),
        }
    }

    /// `offset`: 0 or more.
    pub fn offset(&self) -> Result<usize, ApiError> {
        let Some(text) = self.get("offset") else {
            return Ok(0);
        };
        digits(text).ok_or_else(|| {
            ApiError::parameter(
                "offset",
                "0 이상의 정수여야 합니다",
                "must be an integer of 0 or more",
            )
        })
    }

    /// The parameters again as a query string, but for some.
    pub fn without(&self, names: &[&str]) -> String {
        let values = self.values.iter();
        written(values.filter(|(name, _)| !names.contains(&name.as_str())))
    }

    /// The parameters again as a query string, with some set to another value.
    pub fn with(&self, changes: &[(&str, String)]) -> String {
        let mut values: BTreeMap<&str, &str> = self
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        values.extend(changes.iter().map(|(name, value)| (*name, value.as_str())));
        written(values)
    }

    /// Some of the parameters again as a query string.
    pub fn only(&self, names: &[&str]) -> String {
        let values = self.values.iter();
        written(values.filter(|(name, _)| names.contains(&name.as_str())))
    }
}

/// Names and values as a query string.
fn written(values: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<str>)>) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(values)
        .finish()
}

/// A number of digits alone, without a sign; one that is too large to count to is the largest.
fn digits(text: &str) -> Option<usize> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests;
