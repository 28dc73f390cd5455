//! What a refused request is answered with.
//!
//! Each module has its own refusals, beside what refuses: an enum in its `error.rs`, whose variants are the texts of the
//! service, every text once. A [`Refusal`] says which of the service's names it goes by; [`Error`] is what any of them
//! becomes on the way to a client.

mod code;

pub use code::{COMMON_ERRORS, ErrorCode, ErrorName};

use crate::item::{Item, ItemError};
use crate::json::{Sink, ToJson, TypeError};
use crate::model::shapes::CancellationReason;
use std::borrow::Cow;
use std::fmt;

/// A reason to refuse a request. Its `Display` is the service's text.
pub trait Refusal: fmt::Display + Sized {
    /// The service's name for it.
    fn code(&self) -> ErrorCode {
        ErrorCode::ValidationException
    }

    /// What the error's body has beside the text.
    fn detail(self) -> Detail {
        Detail::None
    }
}

/// What an error's body has beside its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// Nothing.
    None,
    /// The item whose condition does not hold.
    Item(Item),
    /// For each item of a cancelled transaction, in the request's order, why.
    CancellationReasons(Vec<CancellationReason>),
}

/// Why an operation was refused. Whenever one is returned, nothing has changed.
///
/// ```
/// use timemark_core::{Engine, Options, operations::DescribeBackupInput};
/// let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01576616366715-b4e58d3a";
/// let error = Engine::new(Options::default()).send(DescribeBackupInput::new(arn)).unwrap_err();
/// assert_eq!(error.name(), "BackupNotFoundException");
/// assert_eq!(error.to_string(), format!("Backup not found: {arn}"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    code: ErrorCode,
    text: Option<Cow<'static, str>>,
    detail: Detail,
}

impl Error {
    /// The error of a request to an operation that neither the service nor the lab has.
    pub(crate) fn unknown_operation() -> Error {
        Error { code: ErrorCode::UnknownOperationException, text: None, detail: Detail::None }
    }

    /// The error of a fault that was injected.
    pub(crate) fn injected(code: ErrorCode) -> Error {
        let text = code.injected_text();
        Error { code, text: Some(Cow::Borrowed(text)), detail: Detail::None }
    }

    /// The service's name for it.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The service's name for it, as a text: what the SDKs call the exception.
    pub fn name(&self) -> &'static str {
        self.code.as_str()
    }

    /// The service's text, `None` where it sends none.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The item that the error's body has beside its text: the one whose condition does not hold.
    pub fn item(&self) -> Option<&Item> {
        match &self.detail {
            Detail::Item(item) => Some(item),
            _ => None,
        }
    }

    /// For each item of a cancelled transaction, why: what the error's body has beside its text.
    pub fn cancellation_reasons(&self) -> Option<&[CancellationReason]> {
        match &self.detail {
            Detail::CancellationReasons(reasons) => Some(reasons),
            _ => None,
        }
    }
}

impl<R: Refusal> From<R> for Error {
    fn from(refusal: R) -> Error {
        let (code, text) = (refusal.code(), refusal.to_string());
        Error { code, text: Some(Cow::Owned(text)), detail: refusal.detail() }
    }
}

impl Refusal for ItemError {}

/// A body that is no JSON has no text, a member of a wrong type has.
impl From<TypeError> for Error {
    fn from(error: TypeError) -> Error {
        Error { code: ErrorCode::SerializationException, text: error.0.map(Cow::Owned), detail: Detail::None }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().unwrap_or(self.name()))
    }
}

impl std::error::Error for Error {}

/// The body of an error: its type, and its text under the name that its family has for it.
impl ToJson for Error {
    fn write(&self, out: &mut dyn Sink) {
        out.begin_object();
        out.name("__type");
        out.plain(format_args!("{}#{}", self.code.namespace(), self.code.as_str()));
        if let Some(text) = self.text() {
            out.name(self.code.text_member());
            out.text(text);
        }
        if let Some(item) = self.item() {
            out.name("Item");
            item.write(out);
        }
        if let Some(reasons) = self.cancellation_reasons() {
            out.name("CancellationReasons");
            reasons.write(out);
        }
        out.end_object();
    }
}
