//! What can go wrong, as facts.
//!
//! An [`Error`] says *what* is the case; the service's name for it, its namespace, HTTP status and text each come from
//! one exhaustive match. So no operation writes a message, and no message can be written twice in two ways.

mod invalid;
mod recovery;

pub use invalid::{Invalid, LabInvalid, SetKind};
pub use recovery::{InvalidRestoreTime, RecoveryInvalid};

use crate::check::Violation;
use crate::shapes::open_enum;
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
        TransactionConflictException = "TransactionConflictException",
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
            Error::LimitExceeded(_) => ErrorCode::LimitExceededException,
            Error::ResourceInUse(_) => ErrorCode::ResourceInUseException,
            Error::ResourceNotFound(_) => ErrorCode::ResourceNotFoundException,
            Error::TableAlreadyExists { .. } => ErrorCode::TableAlreadyExistsException,
            Error::TableInUse(_) => ErrorCode::TableInUseException,
            Error::TableNotFound { .. } | Error::SourceTableNotFound => ErrorCode::TableNotFoundException,
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
            // Assumed: the family's form; this text was never seen (`facts.md` section 9, point 3).
            Error::LimitExceeded(LimitExceeded::CreateBackupRate) => {
                "Subscriber limit exceeded: Only 50 CreateBackup requests can be made per second".to_owned()
            }
            Error::LimitExceeded(LimitExceeded::ConcurrentRestores) => {
                "Subscriber limit exceeded: Only 50 restore operations can be done simultaneously".to_owned()
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
            Error::TableNotFound { table } => format!("Table not found: {table}"),
            Error::SourceTableNotFound => "Table not found".to_owned(),
            Error::Validation(invalid) => invalid.to_string(),
            Error::Violations(violations) => crate::check::text(violations),
            Error::Serialization { text } => return text.clone(),
            Error::UnknownOperation => return None,
            Error::Injected(code) => code.usual_text().to_owned(),
        })
    }
}

impl ResourceInUse {
    fn text(&self) -> String {
        let in_use = "Attempt to change a resource which is still in use: Table is being";
        match self {
            ResourceInUse::AlreadyExists { table } => format!("Table already exists: {table}"),
            ResourceInUse::BeingCreated { table } => format!("{in_use} created: {table}"),
            ResourceInUse::BeingDeleted { table } => format!("{in_use} deleted: {table}"),
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
            | ErrorCode::TransactionConflictException
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
            ErrorCode::SerializationException | ErrorCode::AccessDeniedException => "Message",
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

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Error {
        Error::Validation(invalid)
    }
}
