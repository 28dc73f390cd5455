//! The types that the SDK has for the members of the operations that the page knows.

/// The type of a member that is a structure or a list of structures, and whether building one can fail: it can where
/// the service model has required members.
pub fn structure(member: &str) -> Option<(&'static str, bool)> {
    Some(match member {
        "AttributeDefinitions" => ("AttributeDefinition", true),
        "ConditionCheck" => ("ConditionCheck", true),
        "Delete" => ("Delete", true),
        "DeleteRequest" => ("DeleteRequest", true),
        "Get" => ("Get", true),
        "GlobalSecondaryIndexes" | "GlobalSecondaryIndexOverride" => ("GlobalSecondaryIndex", true),
        "KeySchema" => ("KeySchemaElement", true),
        "LocalSecondaryIndexes" | "LocalSecondaryIndexOverride" => ("LocalSecondaryIndex", true),
        "OnDemandThroughput" | "OnDemandThroughputOverride" => ("OnDemandThroughput", false),
        "PointInTimeRecoverySpecification" => ("PointInTimeRecoverySpecification", true),
        "Projection" => ("Projection", false),
        "ProvisionedThroughput" | "ProvisionedThroughputOverride" => ("ProvisionedThroughput", true),
        "Put" => ("Put", true),
        "PutRequest" => ("PutRequest", true),
        "SSESpecification" | "SSESpecificationOverride" => ("SseSpecification", false),
        "StreamSpecification" => ("StreamSpecification", true),
        "Tags" => ("Tag", true),
        "TimeToLiveSpecification" => ("TimeToLiveSpecification", true),
        "Update" => ("Update", true),
        "WarmThroughput" => ("WarmThroughput", false),
        _ => return None,
    })
}

/// The type of a member that is an enum.
pub fn enumeration(member: &str) -> Option<&'static str> {
    Some(match member {
        "AttributeType" => "ScalarAttributeType",
        "BackupType" => "BackupTypeFilter",
        "BillingMode" | "BillingModeOverride" => "BillingMode",
        "KeyType" => "KeyType",
        "ProjectionType" => "ProjectionType",
        "ReturnConsumedCapacity" => "ReturnConsumedCapacity",
        "ReturnItemCollectionMetrics" => "ReturnItemCollectionMetrics",
        "ReturnValues" => "ReturnValue",
        "ReturnValuesOnConditionCheckFailure" => "ReturnValuesOnConditionCheckFailure",
        "SSEType" => "SseType",
        "Select" => "Select",
        "StreamViewType" => "StreamViewType",
        "TableClass" => "TableClass",
        _ => return None,
    })
}

/// `PAY_PER_REQUEST` as a variant: `PayPerRequest`.
pub fn variant(text: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        format!("{}{}", first.to_ascii_uppercase(), rest.to_ascii_lowercase())
    };
    text.split('_').map(word).collect()
}
