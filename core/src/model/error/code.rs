//! The service's error names, and what follows from a name: namespace, HTTP status, the member that holds the text.

use crate::json::{FromJson, Json, Sink, ToJson, TypeError};
use crate::model::shapes::Enumerated;

macro_rules! error_codes {
    ($($code:ident,)+) => {
        /// The names of the errors that this engine can answer with.
        ///
        /// # Source
        /// `docs/dynamodb.md#operations` (declared errors) and `docs/dynamodb.md#error-body` (common ones).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $(#[doc = concat!("`", stringify!($code), "`")] $code,)+
        }

        impl ErrorCode {
            /// Every name, in the order in which the lab lists them.
            pub const ALL: &'static [&'static str] = &[$(stringify!($code)),+];

            /// The name as the wire has it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(ErrorCode::$code => stringify!($code),)+
                }
            }

            /// The error with that name; `None` if there is none.
            pub fn named(name: &str) -> Option<ErrorCode> {
                const CODES: &[ErrorCode] = &[$(ErrorCode::$code),+];
                CODES.iter().copied().find(|code| code.as_str() == name)
            }
        }
    };
}

error_codes! {
    AccessDeniedException,
    BackupInUseException,
    BackupNotFoundException,
    ContinuousBackupsUnavailableException,
    DuplicateItemException,
    GlobalTableAlreadyExistsException,
    GlobalTableNotFoundException,
    InternalServerError,
    InvalidEndpointException,
    InvalidRestoreTimeException,
    InvalidSignatureException,
    ItemCollectionSizeLimitExceededException,
    LimitExceededException,
    PointInTimeRecoveryUnavailableException,
    PolicyNotFoundException,
    ProvisionedThroughputExceededException,
    ReplicatedWriteConflictException,
    RequestLimitExceeded,
    ResourceInUseException,
    ResourceNotFoundException,
    SerializationException,
    TableAlreadyExistsException,
    TableInUseException,
    TableNotFoundException,
    ThrottlingException,
    ConditionalCheckFailedException,
    IdempotentParameterMismatchException,
    TransactionCanceledException,
    TransactionConflictException,
    TransactionInProgressException,
    ExpiredIteratorException,
    TrimmedDataAccessException,
    UnknownOperationException,
    ValidationException,
}

/// The name of an error in a request. It is open, as the enums of the service model are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorName {
    /// A name that the engine knows.
    Known(ErrorCode),
    /// Any other name, as it was sent.
    Unknown(String),
}

impl ErrorName {
    /// The name as the wire has it.
    pub fn as_str(&self) -> &str {
        match self {
            ErrorName::Known(code) => code.as_str(),
            ErrorName::Unknown(name) => name,
        }
    }

    /// The code; `None` for an unknown name.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            ErrorName::Known(code) => Some(*code),
            ErrorName::Unknown(_) => None,
        }
    }
}

impl From<String> for ErrorName {
    fn from(name: String) -> ErrorName {
        ErrorCode::named(&name).map_or(ErrorName::Unknown(name), ErrorName::Known)
    }
}

crate::model::shapes::codec_by_text!(ErrorName);

impl Enumerated for ErrorName {
    fn allowed() -> &'static [&'static str] {
        ErrorCode::ALL
    }
    fn sent(&self) -> &str {
        self.as_str()
    }
    fn is_known(&self) -> bool {
        self.code().is_some()
    }
}

impl ToJson for ErrorName {
    fn write(&self, out: &mut dyn Sink) {
        out.text(self.as_str());
    }
}

impl FromJson for ErrorName {
    fn read(json: Json<'_>) -> Result<Self, TypeError> {
        String::read(json).map(ErrorName::from)
    }
}

/// The errors that every operation may answer with, in addition to those that its model declares.
///
/// # Source
/// `docs/dynamodb.md#errors-common`.
pub const COMMON_ERRORS: &[ErrorCode] = &[
    ErrorCode::AccessDeniedException,
    ErrorCode::InternalServerError,
    ErrorCode::InvalidSignatureException,
    ErrorCode::SerializationException,
    ErrorCode::ThrottlingException,
    ErrorCode::UnknownOperationException,
    ErrorCode::ValidationException,
];

impl ErrorCode {
    /// The part before `#` in the body's `__type`.
    ///
    /// # Source
    /// `docs/dynamodb.md#error-body`, namespaces.
    pub fn namespace(self) -> &'static str {
        match self {
            ErrorCode::ValidationException => "com.amazon.coral.validate",
            ErrorCode::SerializationException
            | ErrorCode::UnknownOperationException
            | ErrorCode::InvalidSignatureException
            | ErrorCode::AccessDeniedException => "com.amazon.coral.service",
            ErrorCode::ThrottlingException => "com.amazon.coral.availability",
            ErrorCode::BackupInUseException
            | ErrorCode::BackupNotFoundException
            | ErrorCode::ConditionalCheckFailedException
            | ErrorCode::ContinuousBackupsUnavailableException
            | ErrorCode::DuplicateItemException
            | ErrorCode::GlobalTableAlreadyExistsException
            | ErrorCode::GlobalTableNotFoundException
            | ErrorCode::InternalServerError
            | ErrorCode::InvalidEndpointException
            | ErrorCode::InvalidRestoreTimeException
            | ErrorCode::ItemCollectionSizeLimitExceededException
            | ErrorCode::LimitExceededException
            | ErrorCode::PointInTimeRecoveryUnavailableException
            | ErrorCode::PolicyNotFoundException
            | ErrorCode::ProvisionedThroughputExceededException
            | ErrorCode::ReplicatedWriteConflictException
            | ErrorCode::RequestLimitExceeded
            | ErrorCode::ResourceInUseException
            | ErrorCode::ResourceNotFoundException
            | ErrorCode::TableAlreadyExistsException
            | ErrorCode::TableInUseException
            | ErrorCode::TableNotFoundException
            | ErrorCode::IdempotentParameterMismatchException
            | ErrorCode::TransactionCanceledException
            | ErrorCode::TransactionConflictException
            | ErrorCode::TransactionInProgressException
            | ErrorCode::ExpiredIteratorException
            | ErrorCode::TrimmedDataAccessException => "com.amazonaws.dynamodb.v20120810",
        }
    }

    /// The HTTP status: 400 for a client's error, 500 for a service's error, 409 for one conflict.
    pub fn status(self) -> u16 {
        match self {
            ErrorCode::InternalServerError => 500,
            ErrorCode::ReplicatedWriteConflictException => 409,
            _ => 400,
        }
    }

    /// The name of the body's member for the text, which two families of operations write with a capital.
    ///
    /// # Source
    /// `docs/dynamodb.md#error-body`, key case.
    pub fn text_member(self) -> &'static str {
        match self {
            ErrorCode::SerializationException
            | ErrorCode::AccessDeniedException
            | ErrorCode::IdempotentParameterMismatchException
            | ErrorCode::TransactionCanceledException
            | ErrorCode::TransactionInProgressException => "Message",
            _ => "message",
        }
    }

    /// The text of an injected error of this name.
    pub(super) fn injected_text(self) -> &'static str {
        match self {
            ErrorCode::ThrottlingException => "Rate exceeded",
            ErrorCode::AccessDeniedException => "Access is denied",
            ErrorCode::InternalServerError => "Internal server error",
            ErrorCode::ConditionalCheckFailedException => "The conditional request failed",
            ErrorCode::DuplicateItemException => "Duplicate primary key exists in table",
            ErrorCode::ItemCollectionSizeLimitExceededException => "Collection size exceeded.",
            ErrorCode::ProvisionedThroughputExceededException => {
                "The level of configured provisioned throughput for the table was exceeded. Consider increasing your \
                 provisioning level with the UpdateTable API."
            }
            ErrorCode::RequestLimitExceeded => "Throughput exceeds the current throughput limit for your account.",
            _ => "Fault injected on request",
        }
    }
}
