//! What can go wrong, as facts.
//!
//! An [`Error`] says *what* is the case; the service's name for it, its namespace, HTTP status and text each come from
//! one exhaustive match. So no operation writes a message, and no message can be written twice in two ways.

mod expression;
mod invalid;
mod legacy;
mod reading;
mod recovery;
mod stream;
mod transaction;
mod update;

pub use expression::{ExpressionInvalid, ExpressionKind, Fault, FilterName};
pub use invalid::{Invalid, LabInvalid, SetKind};
pub use legacy::LegacyInvalid;
pub use reading::ReadInvalid;
pub use recovery::{InvalidRestoreTime, RecoveryInvalid};
pub use stream::{StreamError, StreamInvalid};
pub use transaction::{TransactionError, TransactionInvalid};
pub use update::UpdateInvalid;

use crate::item::Item;
use crate::model::constraints::Violation;
use crate::model::shapes::{CancellationReason, open_enum};
use std::fmt;

open_enum! {
    /// The error names of the service that this engine can answer with.
    ///
    /// # Source
    /// `facts.md` 2.2 (declared errors) and 8.1 (common ones).
    pub enum ErrorCode {
        AccessDeniedException = "AccessDeniedException",
        BackupInUseException = "BackupInUseException",
        BackupNotFoundException = "BackupNotFoundException",
        ContinuousBackupsUnavailableException = "ContinuousBackupsUnavailableException",
        DuplicateItemException = "DuplicateItemException",
        InternalServerError = "InternalServerError",
        InvalidEndpointException = "InvalidEndpointException",
        InvalidRestoreTimeException = "InvalidRestoreTimeException",
        ItemCollectionSizeLimitExceededException = "ItemCollectionSizeLimitExceededException",
        LimitExceededException = "LimitExceededException",
        PointInTimeRecoveryUnavailableException = "PointInTimeRecoveryUnavailableException",
        ProvisionedThroughputExceededException = "ProvisionedThroughputExceededException",
        ReplicatedWriteConflictException = "ReplicatedWriteConflictException",
        RequestLimitExceeded = "RequestLimitExceeded",
        ResourceInUseException = "ResourceInUseException",
        ResourceNotFoundException = "ResourceNotFoundException",
        SerializationException = "SerializationException",
        TableAlreadyExistsException = "TableAlreadyExistsException",
        TableInUseException = "TableInUseException",
        TableNotFoundException = "TableNotFoundException",
        ThrottlingException = "ThrottlingException",
        ConditionalCheckFailedException = "ConditionalCheckFailedException",
        IdempotentParameterMismatchException = "IdempotentParameterMismatchException",
        TransactionCanceledException = "TransactionCanceledException",
        TransactionConflictException = "TransactionConflictException",
        TransactionInProgressException = "TransactionInProgressException",
        ExpiredIteratorException = "ExpiredIteratorException",
        TrimmedDataAccessException = "TrimmedDataAccessException",
        UnknownOperationException = "UnknownOperationException",
        ValidationException = "ValidationException",
    }
}

/// Errors that any operation may answer with, whether its model declares them or not.
///
/// # Source
/// `facts.md` 2.2, last paragraph.
pub const COMMON_ERRORS: &[ErrorCode] = &[
    ErrorCode::AccessDeniedException,
    ErrorCode::InternalServerError,
    ErrorCode::SerializationException,
    ErrorCode::ThrottlingException,
    ErrorCode::UnknownOperationException,
    ErrorCode::ValidationException,
];

/// Why an operation was refused. Whenever one is returned, nothing has changed.
///
/// ```
/// use timemark_core::{Engine, Options, operations::DescribeBackupInput};
/// let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01576616366715-b4e58d3a";
/// let error = Engine::new(Options::default()).send(DescribeBackupInput::new(arn)).unwrap_err();
/// assert_eq!(error.name(), "BackupNotFoundException");
/// assert_eq!(error.to_string(), format!("Backup not found: {arn}"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A backup is needed elsewhere.
    BackupInUse(BackupInUse),
    /// No such backup, or it is deleted or expired.
    BackupNotFound {
        /** The ARN as sent. */
        arn: String,
    },
    /// The table is too young: its backups are still being enabled.
    ContinuousBackupsUnavailable {
        /** Its name. */
        table: String,
    },
    /// The account does not own the resource.
    AccessDenied,
    /// The moment cannot be restored.
    InvalidRestoreTime(InvalidRestoreTime),
    /// Point-in-time recovery is off.
    PointInTimeRecoveryUnavailable {
        /** The table's name. */
        table: String,
    },
    /// An item collection of a table with local indexes would be larger than 10 GB.
    ItemCollectionSizeLimitExceeded,
    /// The condition of a write does not hold.
    ConditionalCheckFailed {
        /** The item, where it was wanted and there is one. */
        item: Option<Item>,
    },
    /// There is an item with the key of one that is to be inserted.
    DuplicateItem,
    /// A quota is used up for the moment.
    LimitExceeded(LimitExceeded),
    /// Table operations' word for "not now".
    ResourceInUse(ResourceInUse),
    /// Table and item operations' word for a missing table.
    ResourceNotFound(ResourceNotFound),
    /// The target of a restore exists.
    TableAlreadyExists {
        /** Its name. */
        table: String,
    },
    /// The table of a backup operation is being deleted or restored.
    TableInUse(TableInUse),
    /// What only reading a stream can fail by.
    Stream(StreamError),
    /// What only a transaction can fail by.
    Transaction(TransactionError),
    /// Backup operations' word for a missing table.
    TableNotFound {
        /** The name or ARN as sent. */
        table: String,
    },
    /// The same of a table that a restore named by its ARN.
    SourceTableNotFound,
    /// The request does not say something that could be done.
    Validation(Invalid),
    /// The request breaks the service model's constraints.
    Violations(Vec<Violation>),
    /// The body is not JSON, or a member has a wrong type.
    Serialization {
        /** What could not be read; malformed JSON gets no text. */
        text: Option<String>,
    },
    /// The service has no such operation, or this engine does not.
    UnknownOperation,
    /// A fault that somebody asked for.
    Injected(ErrorCode),
}

/// What a backup is needed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackupInUse {
    /// It is still being made.
    Creating {
        /** Its ARN. */
        arn: String,
    },
    /// A table is being restored from it, and somebody wants to delete it.
    DeleteDuringRestore {
        /** Its ARN. */
        arn: String,
    },
    /// A table is being restored from it, and somebody wants to restore another.
    SecondRestore {
        /** Its ARN. */
        arn: String,
    },
}

/// Which quota is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitExceeded {
    /// 50 CreateBackup calls a second.
    CreateBackupRate,
    /// 50 restores at once.
    ConcurrentRestores,
    /// One global index of a table that comes or goes.
    OnlineIndexes,
    /// 20 global indexes of a table.
    GlobalIndexes,
}

/// Why a table cannot be created or deleted now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourceInUse {
    /// It exists.
    AlreadyExists {
        /** Its name. */
        table: String,
    },
    /// It is being created.
    BeingCreated {
        /** Its name. */
        table: String,
    },
    /// It is being deleted.
    BeingDeleted {
        /** Its name. */
        table: String,
    },
    /// Its settings are being changed.
    BeingUpdated {
        /** Its name. */
        table: String,
    },
    /// It is being restored.
    BeingUsed {
        /** Its name. */
        table: String,
    },
    /// A backup of it is being made.
    BeingBackedUp {
        /** Its name. */
        table: String,
    },
}

/// What is missing, in the two forms that the service uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourceNotFound {
    /// The control plane names the table.
    Table {
        /** Its name. */
        table: String,
    },
    /// The data plane does not.
    Unnamed,
    /// A tag operation's resource.
    Resource {
        /** The ARN as sent. */
        arn: String,
    },
}

/// What a table in use is in use for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableInUse {
    /// It is the target of a running restore.
    BeingRestored {
        /** Its name. */
        table: String,
        /** The ARN of the backup, where it is restored from one. */
        backup: Option<String>,
    },
    /// It is being created by CreateTable while a restore wants its name.
    BeingCreated {
        /** Its name. */
        table: String,
    },
    /// It is being deleted.
    BeingDeleted {
        /** Its name. */
        table: String,
    },
}

impl Error {
    /// The service's name for it.
    pub fn code(&self) -> ErrorCode {
        match self {
            Error::BackupInUse(_) => ErrorCode::BackupInUseException,
            Error::BackupNotFound { .. } => ErrorCode::BackupNotFoundException,
            Error::ContinuousBackupsUnavailable { .. } => ErrorCode::ContinuousBackupsUnavailableException,
            Error::AccessDenied => ErrorCode::AccessDeniedException,
            Error::InvalidRestoreTime(_) => ErrorCode::InvalidRestoreTimeException,
            Error::PointInTimeRecoveryUnavailable { .. } => ErrorCode::PointInTimeRecoveryUnavailableException,
            Error::ItemCollectionSizeLimitExceeded => ErrorCode::ItemCollectionSizeLimitExceededException,
            Error::ConditionalCheckFailed { .. } => ErrorCode::ConditionalCheckFailedException,
            Error::DuplicateItem => ErrorCode::DuplicateItemException,
            Error::LimitExceeded(_) => ErrorCode::LimitExceededException,
            Error::ResourceInUse(_) => ErrorCode::ResourceInUseException,
            Error::ResourceNotFound(_) => ErrorCode::ResourceNotFoundException,
            Error::TableAlreadyExists { .. } => ErrorCode::TableAlreadyExistsException,
            Error::TableInUse(_) => ErrorCode::TableInUseException,
            Error::TableNotFound { .. } | Error::SourceTableNotFound => ErrorCode::TableNotFoundException,
            Error::Stream(error) => error.code(),
            Error::Transaction(error) => error.code(),
            Error::Validation(_) | Error::Violations(_) => ErrorCode::ValidationException,
            Error::Serialization { .. } => ErrorCode::SerializationException,
            Error::UnknownOperation => ErrorCode::UnknownOperationException,
            Error::Injected(code) => code.clone(),
        }
    }

    /// The service's name for it, as a text: what the SDKs call the exception.
    pub fn name(&self) -> String {
        self.code().as_str().to_owned()
    }

    /// The service's text, `None` where it sends none.
    pub fn text(&self) -> Option<String> {
        Some(match self {
            Error::BackupInUse(BackupInUse::DeleteDuringRestore { arn }) => {
                format!("Backup is being used to restore table: {arn}")
            }
            Error::BackupInUse(BackupInUse::SecondRestore { arn }) => {
                format!("Backup is being used to restore another table: {arn}")
            }
            // Assumed: no text for this was ever published or measured (`facts.md` section 9, point 1).
            Error::BackupInUse(BackupInUse::Creating { arn }) => format!("Backup is being created: {arn}"),
            Error::BackupNotFound { arn } => format!("Backup not found: {arn}"),
            Error::ContinuousBackupsUnavailable { table } => {
                format!("Backups are being enabled for the table: {table}. Please retry later")
            }
            Error::AccessDenied => "Access is denied".to_owned(),
            Error::InvalidRestoreTime(invalid) => invalid.to_string(),
            Error::PointInTimeRecoveryUnavailable { table } => {
                format!("Point in time recovery is not enabled for table '{table}'")
            }
            Error::ItemCollectionSizeLimitExceeded => {
                ErrorCode::ItemCollectionSizeLimitExceededException.usual_text().to_owned()
            }
            Error::ConditionalCheckFailed { .. } => ErrorCode::ConditionalCheckFailedException.usual_text().to_owned(),
            Error::DuplicateItem => ErrorCode::DuplicateItemException.usual_text().to_owned(),
            // Assumed: the family's form; this text was never seen (`facts.md` section 9, point 3).
            Error::LimitExceeded(LimitExceeded::CreateBackupRate) => {
                "Subscriber limit exceeded: Only 50 CreateBackup requests can be made per second".to_owned()
            }
            Error::LimitExceeded(LimitExceeded::ConcurrentRestores) => {
                "Subscriber limit exceeded: Only 50 restore operations can be done simultaneously".to_owned()
            }
            // Not in the sheet, but in many reports of the service's answers.
            Error::LimitExceeded(LimitExceeded::OnlineIndexes) => {
                "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"
                    .to_owned()
            }
            Error::LimitExceeded(LimitExceeded::GlobalIndexes) => {
                "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20".to_owned()
            }
            Error::ResourceInUse(in_use) => in_use.text(),
            Error::ResourceNotFound(ResourceNotFound::Table { table }) => {
                format!("Requested resource not found: Table: {table} not found")
            }
            Error::ResourceNotFound(ResourceNotFound::Unnamed) => "Requested resource not found".to_owned(),
            Error::ResourceNotFound(ResourceNotFound::Resource { arn }) => {
                format!("Requested resource not found: ResourcArn: {arn} not found")
            }
            Error::TableAlreadyExists { table } => format!("Table already exists: {table}"),
            Error::TableInUse(TableInUse::BeingRestored { table, backup: Some(backup) }) => {
                format!("Table: {table} is already being restored from backup: {backup}")
            }
            // Assumed: the text was seen for restores from backups only (`facts.md` 4.3).
            Error::TableInUse(TableInUse::BeingRestored { table, backup: None }) => {
                format!("Table: {table} is already being restored")
            }
            // Assumed, both: documented conditions whose texts were never seen (`facts.md` section 9, points 3 and 9).
            Error::TableInUse(TableInUse::BeingCreated { table }) => format!("Table is being created: {table}"),
            Error::TableInUse(TableInUse::BeingDeleted { table }) => format!("Table is being deleted: {table}"),
            Error::Stream(error) => error.to_string(),
            Error::Transaction(error) => error.to_string(),
            Error::TableNotFound { table } => format!("Table not found: {table}"),
            Error::SourceTableNotFound => "Table not found".to_owned(),
            Error::Validation(invalid) => invalid.to_string(),
            Error::Violations(violations) => crate::model::constraints::text(violations),
            Error::Serialization { text } => return text.clone(),
            Error::UnknownOperation => return None,
            Error::Injected(code) => code.usual_text().to_owned(),
        })
    }
}

impl Error {
    /// The item that the error's body carries beside its text.
    pub fn item(&self) -> Option<&Item> {
        match self {
            Error::ConditionalCheckFailed { item } => item.as_ref(),
            _ => None,
        }
    }

    /// For each item of a cancelled transaction, why: what the error's body carries beside its text.
    pub fn cancellation_reasons(&self) -> Option<&[CancellationReason]> {
        match self {
            Error::Transaction(TransactionError::Canceled { reasons }) => Some(reasons),
            _ => None,
        }
    }
}

impl ResourceInUse {
    fn text(&self) -> String {
        let in_use = "Attempt to change a resource which is still in use: Table is being";
        match self {
            ResourceInUse::AlreadyExists { table } => format!("Table already exists: {table}"),
            ResourceInUse::BeingCreated { table } => format!("{in_use} created: {table}"),
            ResourceInUse::BeingDeleted { table } => format!("{in_use} deleted: {table}"),
            // Assumed: the family's form.
            ResourceInUse::BeingUpdated { table } => format!("{in_use} updated: {table}"),
            ResourceInUse::BeingUsed { table } => format!("{in_use} used: {table}"),
            // Assumed: the rule is documented (`facts.md` 3.1), its text was never seen.
            ResourceInUse::BeingBackedUp { table } => format!("{in_use} backed up: {table}"),
        }
    }
}

impl ErrorCode {
    /// What stands before `#` in the body's `__type`.
    ///
    /// # Source
    /// `facts.md` 8.1, namespaces.
    pub fn namespace(&self) -> &'static str {
        match self {
            ErrorCode::ValidationException => "com.amazon.coral.validate",
            ErrorCode::SerializationException
            | ErrorCode::UnknownOperationException
            | ErrorCode::AccessDeniedException => "com.amazon.coral.service",
            ErrorCode::ThrottlingException => "com.amazon.coral.availability",
            ErrorCode::BackupInUseException
            | ErrorCode::BackupNotFoundException
            | ErrorCode::ConditionalCheckFailedException
            | ErrorCode::ContinuousBackupsUnavailableException
            | ErrorCode::DuplicateItemException
            | ErrorCode::InternalServerError
            | ErrorCode::InvalidEndpointException
            | ErrorCode::InvalidRestoreTimeException
            | ErrorCode::ItemCollectionSizeLimitExceededException
            | ErrorCode::LimitExceededException
            | ErrorCode::PointInTimeRecoveryUnavailableException
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
            | ErrorCode::TrimmedDataAccessException
            | ErrorCode::Unknown(_) => "com.amazonaws.dynamodb.v20120810",
        }
    }

    /// The HTTP status: 400 for what the client did, 500 for what the service did, 409 for one conflict.
    pub fn status(&self) -> u16 {
        match self {
            ErrorCode::InternalServerError => 500,
            ErrorCode::ReplicatedWriteConflictException => 409,
            _ => 400,
        }
    }

    /// The body's name for the text: two families capitalise it.
    ///
    /// # Source
    /// `facts.md` 8.1, key case.
    pub fn text_member(&self) -> &'static str {
        match self {
            ErrorCode::SerializationException
            | ErrorCode::AccessDeniedException
            | ErrorCode::IdempotentParameterMismatchException
            | ErrorCode::TransactionCanceledException
            | ErrorCode::TransactionInProgressException => "Message",
            _ => "message",
        }
    }

    /// The text of an error that was injected and so has no occasion of its own.
    fn usual_text(&self) -> &'static str {
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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().unwrap_or_else(|| self.name()))
    }
}

impl std::error::Error for Error {}

impl From<ReadInvalid> for Error {
    fn from(invalid: ReadInvalid) -> Error {
        Error::Validation(Invalid::Read(invalid))
    }
}

impl From<TransactionInvalid> for Error {
    fn from(invalid: TransactionInvalid) -> Error {
        Invalid::Transaction(invalid).into()
    }
}

impl From<UpdateInvalid> for Error {
    fn from(invalid: UpdateInvalid) -> Error {
        Error::Validation(Invalid::Update(invalid))
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Error {
        Error::Validation(invalid)
    }
}
