//! The errors that a refused request is answered with.
//!
//! Each module defines its refusals in an enum in its `error.rs`, beside the code that refuses. The variants are the
//! texts of the service, each text once. A [`Refusal`] names its error code; an [`Error`] is what every refusal becomes
//! on its way to a client.

mod code;

pub use code::{COMMON_ERRORS, ErrorCode, ErrorName};

use crate::item::{Item, ItemError};
use crate::json::{Sink, ToJson, TypeError};
use crate::model::shapes::CancellationReason;
use std::borrow::Cow;
use std::fmt;

/// The reason why a request is refused. Its `Display` is the service's text.
pub trait Refusal: fmt::Display + Sized {
    /// The error code of the service.
    fn code(&self) -> ErrorCode {
        ErrorCode::ValidationException
    }

    /// The text inside the envelope that PutItem and UpdateItem use for an error found from the request alone. `None`
    /// if the text has no envelope there either, as for limits and for errors that depend on the item or its table.
    ///
    /// # Source
    /// `docs/dynamodb.md#item-envelope`.
    fn text_in_envelope(&self) -> Option<String> {
        None
    }

    /// The additional content of the error's body.
    fn detail(self) -> Detail {
        Detail::None
    }
}

/// The content of an error's body in addition to its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// Nothing.
    None,
    /// The item that does not meet the condition.
    Item(Item),
    /// The reason for each item of a cancelled transaction, in the request's order.
    CancellationReasons(Vec<CancellationReason>),
}

/// The error that an operation is refused with. Whenever one is returned, nothing has changed.
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
    text_in_envelope: Option<String>,
    detail: Detail,
}

impl Error {
    /// The error of a request for an operation that exists neither in the service nor in the lab.
    pub(crate) fn unknown_operation() -> Error {
        Error::new(ErrorCode::UnknownOperationException, None)
    }

    /// The error of an injected fault.
    pub(crate) fn injected(code: ErrorCode) -> Error {
        let text = code.injected_text();
        Error::new(code, Some(Cow::Borrowed(text)))
    }

    fn new(code: ErrorCode, text: Option<Cow<'static, str>>) -> Error {
        Error { code, text, text_in_envelope: None, detail: Detail::None }
    }

    /// The same error as PutItem and UpdateItem answer if they find it from the request alone: in the envelope of
    /// violated constraints, if it is of a kind that has one.
    ///
    /// # Source
    /// `docs/dynamodb.md#item-envelope`.
    #[must_use]
    pub(crate) fn enveloped(self) -> Error {
        match &self.text_in_envelope {
            Some(inner) => Error { text: Some(format!("1 validation error detected: {inner}").into()), ..self },
            None => self,
        }
    }

    /// The error code of the service.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The error code as a text, which is the name of the exception in the SDKs.
    pub fn name(&self) -> &'static str {
        self.code.as_str()
    }

    /// The text of the service, `None` if it sends none.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The item that does not meet the condition, if the error carries one.
    pub fn item(&self) -> Option<&Item> {
        match &self.detail {
            Detail::Item(item) => Some(item),
            _ => None,
        }
    }

    /// The reason for each item of a cancelled transaction, if the error is a cancellation.
    pub fn cancellation_reasons(&self) -> Option<&[CancellationReason]> {
        match &self.detail {
            Detail::CancellationReasons(reasons) => Some(reasons),
            _ => None,
        }
    }
}

impl<R: Refusal> From<R> for Error {
    fn from(refusal: R) -> Error {
        let (code, text) = (refusal.code(), Some(Cow::Owned(refusal.to_string())));
        let text_in_envelope = refusal.text_in_envelope();
        Error { code, text, text_in_envelope, detail: refusal.detail() }
    }
}

impl Refusal for ItemError {
    fn text_in_envelope(&self) -> Option<String> {
        use ItemError::*;
        match self {
            // In this text the members of a set stand in quotation marks.
            DuplicateInSet { members } => Some(ItemError::duplicates_text(&quoted(members))),
            NumberText { .. }
            | EmptyAttributeValue
            | SeveralAttributeValues
            | NullNotTrue
            | EmptySet(_)
            | DuplicateInNumberSet
            | Nesting
            | EmptyAttributeName => Some(self.to_string()),
            AttributeNameTooLong
            | ItemTooLarge
            | MissingKey { .. }
            | KeyType { .. }
            | IndexKeyType { .. }
            | KeySchemaMismatch
            | EmptyKeyText { .. }
            | EmptyKeyBinary { .. }
            | EmptyIndexKey { .. }
            | UpdateToEmptyIndexKey { .. }
            | HashKeyTooLong
            | RangeKeyTooLong => None,
        }
    }
}

fn quoted(members: &[String]) -> Vec<String> {
    members.iter().map(|member| format!("\"{member}\"")).collect()
}

/// An error without text for a body that is not JSON, with text for a member of a wrong type.
impl From<TypeError> for Error {
    fn from(error: TypeError) -> Error {
        Error::new(ErrorCode::SerializationException, error.0.map(Cow::Owned))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().unwrap_or(self.name()))
    }
}

impl std::error::Error for Error {}

/// Writes the body of the error: its type, and its text in the member that its family of operations uses.
impl ToJson for Error {
    fn write(&self, out: &mut dyn Sink) {
        out.begin_object();
        out.name("__type");
        out.plain(&[self.code.namespace(), "#", self.code.as_str()].concat());
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
