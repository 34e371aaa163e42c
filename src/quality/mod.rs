//! What an office can act on: what a policy lacks, where register and policy disagree, and what an
//! import found in the rows of one institution.
//!
//! Invariants: plain functions without IO and without a clock (the day is a parameter); every figure
//! says what it is computed from; nothing is weighed into a score; no text repeats a personal name or a
//! mobile number.

mod imports;
mod institution;
mod items;
mod particles;
mod policy;
mod register;
mod rule_words;
mod said;
mod unpublished;

pub(crate) use imports::KeptReport;
pub use imports::{FileFacts, FileRemark, ImportedRows, KindFound, RowExample, SourceImport};
pub use institution::{InstitutionQuality, PolicyQuality};
pub use items::{Item, ItemState, LAW, Part, PartState, items};
pub use policy::{
    Finding, FindingLevel, PolicyCheck, PolicyDraft, Unreadable, check_policy, read_policy,
};
pub use register::{Compared, Counted, Figure, RegisterQuality, Remark, compare};
pub use said::Said;
pub use unpublished::unpublished;
