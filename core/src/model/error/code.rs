//! The service's names for errors, and what follows from a name: namespace, status, where the text stands.

use crate::model::shapes::open_enum;

open_enum! {
    /// The error names of the service that this engine can answer with.
    ///
    /// # Source
    /// `docs/dynamodb.md#operations` (declared errors) and `docs/dynamodb.md#error-body` (common ones).
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
/// `docs/dynamodb.md#errors-common`.
pub const COMMON_ERRORS: &[ErrorCode] = &[
    ErrorCode::AccessDeniedException,
    ErrorCode::InternalServerError,
    ErrorCode::SerializationException,
    ErrorCode::ThrottlingException,
    ErrorCode::UnknownOperationException,
    ErrorCode::ValidationException,
];

impl ErrorCode {
    /// What stands before `#` in the body's `__type`.
    ///
    /// # Source
    /// `docs/dynamodb.md#error-body`, namespaces.
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
    /// `docs/dynamodb.md#error-body`, key case.
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

    /// The text of an injected error of this name.
    pub(super) fn injected_text(&self) -> &'static str {
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
