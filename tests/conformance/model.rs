//! AWS's own service model: the members of every supported input, and the declared errors.

use crate::harness::Lab;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use timemark_core::operations;

/// Each operation, with the members of its input and its declared errors.
///
/// # Source
/// The service model: botocore 1.44.5, `data/dynamodb/2012-08-10/service-2.json` and
/// `data/dynamodbstreams/2012-08-10/service-2.json`.
const MODEL: &[(&str, &str, &str)] = &[
    (
        "BatchExecuteStatement",
        "ReturnConsumedCapacity Statements",
        "InternalServerError RequestLimitExceeded ThrottlingException",
    ),
    (
        "BatchGetItem",
        "RequestItems ReturnConsumedCapacity",
        "InternalServerError ProvisionedThroughputExceededException RequestLimitExceeded ResourceNotFoundException ThrottlingException",
    ),
    (
        "BatchWriteItem",
        "RequestItems ReturnConsumedCapacity ReturnItemCollectionMetrics",
        "InternalServerError ItemCollectionSizeLimitExceededException ProvisionedThroughputExceededException ReplicatedWriteConflictException RequestLimitExceeded ResourceNotFoundException ThrottlingException",
    ),
    (
        "CreateBackup",
        "BackupName TableName",
        "BackupInUseException ContinuousBackupsUnavailableException InternalServerError LimitExceededException TableInUseException TableNotFoundException",
    ),
    (
        "CreateGlobalTable",
        "GlobalTableName ReplicationGroup",
        "GlobalTableAlreadyExistsException InternalServerError LimitExceededException TableNotFoundException",
    ),
    (
        "CreateTable",
        "AttributeDefinitions BillingMode DeletionProtectionEnabled GlobalSecondaryIndexes GlobalTableSettingsReplicationMode GlobalTableSourceArn KeySchema LocalSecondaryIndexes OnDemandThroughput ProvisionedThroughput ResourcePolicy SSESpecification StreamSpecification TableClass TableName Tags VectorIndexes WarmThroughput",
        "InternalServerError LimitExceededException ResourceInUseException",
    ),
    (
        "DeleteBackup",
        "BackupArn",
        "BackupInUseException BackupNotFoundException InternalServerError LimitExceededException",
    ),
    (
        "DeleteItem",
        "ConditionExpression ConditionalOperator Expected ExpressionAttributeNames ExpressionAttributeValues Key ReturnConsumedCapacity ReturnItemCollectionMetrics ReturnValues ReturnValuesOnConditionCheckFailure TableName",
        "ConditionalCheckFailedException InternalServerError ItemCollectionSizeLimitExceededException ProvisionedThroughputExceededException ReplicatedWriteConflictException RequestLimitExceeded ResourceNotFoundException ThrottlingException TransactionConflictException",
    ),
    (
        "DeleteResourcePolicy",
        "ExpectedRevisionId ResourceArn",
        "InternalServerError LimitExceededException PolicyNotFoundException ResourceInUseException ResourceNotFoundException",
    ),
    (
        "DeleteTable",
        "TableName",
        "InternalServerError LimitExceededException ResourceInUseException ResourceNotFoundException",
    ),
    ("DescribeBackup", "BackupArn", "BackupNotFoundException InternalServerError"),
    ("DescribeContinuousBackups", "TableName", "InternalServerError TableNotFoundException"),
    ("DescribeContributorInsights", "IndexName TableName", "InternalServerError ResourceNotFoundException"),
    ("DescribeEndpoints", "", ""),
    ("DescribeGlobalTable", "GlobalTableName", "GlobalTableNotFoundException InternalServerError"),
    ("DescribeGlobalTableSettings", "GlobalTableName", "GlobalTableNotFoundException InternalServerError"),
    ("DescribeKinesisStreamingDestination", "TableName", "InternalServerError ResourceNotFoundException"),
    ("DescribeLimits", "", "InternalServerError"),
    (
        "DescribeStream",
        "ExclusiveStartShardId Limit ShardFilter StreamArn",
        "InternalServerError ResourceNotFoundException",
    ),
    ("DescribeTable", "TableName", "InternalServerError ResourceNotFoundException"),
    ("DescribeTableReplicaAutoScaling", "TableName", "InternalServerError ResourceNotFoundException"),
    ("DescribeTimeToLive", "TableName", "InternalServerError ResourceNotFoundException"),
    (
        "DisableKinesisStreamingDestination",
        "EnableKinesisStreamingConfiguration StreamArn TableName",
        "InternalServerError LimitExceededException ResourceInUseException ResourceNotFoundException",
    ),
    (
        "EnableKinesisStreamingDestination",
        "EnableKinesisStreamingConfiguration StreamArn TableName",
        "InternalServerError LimitExceededException ResourceInUseException ResourceNotFoundException",
    ),
    (
        "ExecuteStatement",
        "ConsistentRead Limit NextToken Parameters ReturnConsumedCapacity ReturnValuesOnConditionCheckFailure Statement",
        "ConditionalCheckFailedException DuplicateItemException InternalServerError ItemCollectionSizeLimitExceededException ProvisionedThroughputExceededException RequestLimitExceeded ResourceNotFoundException ThrottlingException TransactionConflictException",
    ),
    (
        "ExecuteTransaction",
        "ClientRequestToken ReturnConsumedCapacity TransactStatements",
        "IdempotentParameterMismatchException InternalServerError ProvisionedThroughputExceededException RequestLimitExceeded ResourceNotFoundException ThrottlingException TransactionCanceledException TransactionInProgressException",
    ),
    (
        "GetItem",
        "AttributesToGet ConsistentRead ExpressionAttributeNames Key ProjectionExpression ReturnConsumedCapacity TableName",
        "InternalServerError ProvisionedThroughputExceededException RequestLimitExceeded ResourceNotFoundException ThrottlingException",
    ),
    (
        "GetRecords",
        "Limit ShardIterator",
        "ExpiredIteratorException InternalServerError LimitExceededException ResourceNotFoundException TrimmedDataAccessException",
    ),
    ("GetResourcePolicy", "ResourceArn", "InternalServerError PolicyNotFoundException ResourceNotFoundException"),
    (
        "GetShardIterator",
        "SequenceNumber ShardId ShardIteratorType StreamArn Timestamp",
        "InternalServerError ResourceNotFoundException TrimmedDataAccessException",
    ),
    (
        "ListBackups",
        "BackupType ExclusiveStartBackupArn Limit TableName TimeRangeLowerBound TimeRangeUpperBound",
        "InternalServerError",
    ),
    ("ListContributorInsights", "MaxResults NextToken TableName", "InternalServerError ResourceNotFoundException"),
    ("ListExports", "MaxResults NextToken TableArn", "InternalServerError LimitExceededException"),
    ("ListGlobalTables", "ExclusiveStartGlobalTableName Limit RegionName", "InternalServerError"),
    ("ListImports", "NextToken PageSize TableArn", "LimitExceededException"),
    ("ListStreams", "ExclusiveStartStreamArn Limit TableName", "InternalServerError ResourceNotFoundException"),
    ("ListTables", "ExclusiveStartTableName Limit", "InternalServerError"),
    ("ListTagsOfResource", "NextToken ResourceArn", "InternalServerError ResourceNotFoundException"),
    (
        "PutItem",
        "ConditionExpression ConditionalOperator Expected ExpressionAttributeNames ExpressionAttributeValues Item ReturnConsumedCapacity ReturnItemCollectionMetrics ReturnValues ReturnValuesOnConditionCheckFailure TableName",
        "ConditionalCheckFailedException InternalServerError ItemCollectionSizeLimitExceededException ProvisionedThroughputExceededException ReplicatedWriteConflictException RequestLimitExceeded ResourceNotFoundException ThrottlingException TransactionConflictException",
    ),
    (
        "PutResourcePolicy",
        "ConfirmRemoveSelfResourceAccess ExpectedRevisionId Policy ResourceArn",
        "InternalServerError LimitExceededException PolicyNotFoundException ResourceInUseException ResourceNotFoundException",
    ),
    (
        "Query",
        "AttributesToGet ConditionalOperator ConsistentRead ExclusiveStartKey ExpressionAttributeNames ExpressionAttributeValues FilterExpression IndexName KeyConditionExpression KeyConditions Limit ProjectionExpression QueryFilter ReturnConsumedCapacity ScanIndexForward Select TableName",
        "InternalServerError ProvisionedThroughputExceededException RequestLimitExceeded ResourceNotFoundException ThrottlingException",
    ),
    (
        "RestoreTableFromBackup",
        "BackupArn BillingModeOverride GlobalSecondaryIndexOverride LocalSecondaryIndexOverride OnDemandThroughputOverride ProvisionedThroughputOverride SSESpecificationOverride TargetTableName VectorIndexOverride",
        "BackupInUseException BackupNotFoundException InternalServerError LimitExceededException TableAlreadyExistsException TableInUseException",
    ),
    (
        "RestoreTableToPointInTime",
        "BillingModeOverride GlobalSecondaryIndexOverride LocalSecondaryIndexOverride OnDemandThroughputOverride ProvisionedThroughputOverride RestoreDateTime SSESpecificationOverride SourceTableArn SourceTableName TargetTableName UseLatestRestorableTime VectorIndexOverride",
        "InternalServerError InvalidRestoreTimeException LimitExceededException PointInTimeRecoveryUnavailableException TableAlreadyExistsException TableInUseException TableNotFoundException",
    ),
    (
        "Scan",
        "AttributesToGet ConditionalOperator ConsistentRead ExclusiveStartKey ExpressionAttributeNames ExpressionAttributeValues FilterExpression IndexName Limit ProjectionExpression ReturnConsumedCapacity ScanFilter Segment Select TableName TotalSegments",
        "InternalServerError ProvisionedThroughputExceededException RequestLimitExceeded ResourceNotFoundException ThrottlingException",
    ),
    (
        "TagResource",
        "ResourceArn Tags",
        "InternalServerError LimitExceededException ResourceInUseException ResourceNotFoundException",
    ),
    (
        "TransactGetItems",
        "ReturnConsumedCapacity TransactItems",
        "InternalServerError ProvisionedThroughputExceededException RequestLimitExceeded ResourceNotFoundException ThrottlingException TransactionCanceledException",
    ),
    (
        "TransactWriteItems",
        "ClientRequestToken ReturnConsumedCapacity ReturnItemCollectionMetrics TransactItems",
        "IdempotentParameterMismatchException InternalServerError ProvisionedThroughputExceededException RequestLimitExceeded ResourceNotFoundException ThrottlingException TransactionCanceledException TransactionInProgressException",
    ),
    (
        "UntagResource",
        "ResourceArn TagKeys",
        "InternalServerError LimitExceededException ResourceInUseException ResourceNotFoundException",
    ),
    (
        "UpdateContinuousBackups",
        "PointInTimeRecoverySpecification TableName",
        "ContinuousBackupsUnavailableException InternalServerError TableNotFoundException",
    ),
    (
        "UpdateContributorInsights",
        "ContributorInsightsAction ContributorInsightsMode IndexName TableName",
        "InternalServerError ResourceNotFoundException",
    ),
    (
        "UpdateItem",
        "AttributeUpdates ConditionExpression ConditionalOperator Expected ExpressionAttributeNames ExpressionAttributeValues Key ReturnConsumedCapacity ReturnItemCollectionMetrics ReturnValues ReturnValuesOnConditionCheckFailure TableName UpdateExpression",
        "ConditionalCheckFailedException InternalServerError ItemCollectionSizeLimitExceededException ProvisionedThroughputExceededException ReplicatedWriteConflictException RequestLimitExceeded ResourceNotFoundException ThrottlingException TransactionConflictException",
    ),
    (
        "UpdateKinesisStreamingDestination",
        "StreamArn TableName UpdateKinesisStreamingConfiguration",
        "InternalServerError LimitExceededException ResourceInUseException ResourceNotFoundException",
    ),
    (
        "UpdateTable",
        "AttributeDefinitions BillingMode DeletionProtectionEnabled DisassociationProtectionEnabled GlobalSecondaryIndexUpdates GlobalTableSettingsReplicationMode GlobalTableWitnessUpdates MultiRegionConsistency OnDemandThroughput ProvisionedThroughput ReplicaUpdates SSESpecification StreamSpecification TableClass TableName VectorIndexUpdates WarmThroughput",
        "InternalServerError LimitExceededException ResourceInUseException ResourceNotFoundException",
    ),
    (
        "UpdateTimeToLive",
        "TableName TimeToLiveSpecification",
        "InternalServerError LimitExceededException ResourceInUseException ResourceNotFoundException",
    ),
];

/// Members that are refused whatever their value.
const REFUSED: &[(&str, &str)] = &[
    ("CreateTable", "ResourcePolicy GlobalTableSourceArn GlobalTableSettingsReplicationMode VectorIndexes"),
    (
        "UpdateTable",
        "ReplicaUpdates MultiRegionConsistency GlobalTableWitnessUpdates GlobalTableSettingsReplicationMode \
         DisassociationProtectionEnabled VectorIndexUpdates",
    ),
];

fn words(text: &str) -> BTreeSet<&str> {
    text.split_whitespace().collect()
}

#[test]
fn every_operation_that_is_here_is_the_models() {
    let here: BTreeSet<&str> = operations::NAMES.iter().copied().collect();
    assert_eq!(here, MODEL.iter().map(|(name, ..)| *name).collect());
}

#[test]
fn declared_errors_are_the_models() {
    for (name, _, errors) in MODEL {
        let declared = operations::declared_errors(name).unwrap();
        assert_eq!(declared.iter().map(|error| error.as_str()).collect::<BTreeSet<_>>(), words(errors), "{name}");
        assert_eq!(declared.len(), words(errors).len(), "{name}: each once");
    }
}

/// No member of any input is a list of lists of lists, so each member has to refuse one.
#[test]
fn every_member_of_every_input_is_read_or_refused() {
    for (name, members, _) in MODEL {
        let refused = REFUSED.iter().find(|(of, _)| of == name).map(|(_, members)| words(members)).unwrap_or_default();
        assert!(refused.is_subset(&words(members)), "{name}");
        for member in words(members) {
            let error = Lab::new().call(name, json!({member: [[[]]]})).err();
            let is_read = error.is_some_and(|(error, _)| error == "SerializationException");
            assert_eq!(is_read, !refused.contains(member), "{name} {member}");
        }
        let error = Lab::new().call(name, json!({"NoSuchMember": [[[]]]})).err();
        assert!(error.is_none_or(|(error, _)| error != "SerializationException"), "{name}");
    }
}

#[test]
fn refused_members_are_named() {
    for (name, members) in REFUSED {
        for member in words(members) {
            // The members that the constraints require, so that the operation's own checks are reached.
            let base = json!({
                "TableName": "Music",
                "AttributeDefinitions": [],
                "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
                "Item": {},
                "Key": {},
            });
            let text = format!("Timemark does not support the parameter {member} yet");
            for sent in [json!("x"), json!({}), json!([]), json!(1)] {
                let mut request = base.clone();
                request[member] = sent;
                Lab::new().refused(name, request, "ValidationException", &text);
            }
            let mut request = base.clone();
            request[member] = Value::Null;
            let error = Lab::new().call(name, request).err();
            assert!(error.is_none_or(|(_, told)| told != text), "{name} {member}: null is as if it were not there");
        }
    }
}
