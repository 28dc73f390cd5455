//! What UpdateTable can be told wrongly.

use std::fmt;

/// What is wrong with new settings of a table.
///
/// # Source
/// `docs/dynamodb.md#update-table`, `docs/dynamodb.md#table-definition`; where a text is assumed, the line says
/// so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named by the sentence that it stands for, below")]
pub enum UpdateInvalid {
    Nothing,
    ThroughputUnchanged { read: i64, write: i64, read_wanted: i64, write_wanted: i64 },
    IndexThroughputUnchanged { index: String, read: i64, write: i64 },
    StreamAlreadyEnabled { table: String },
    NoStreamToDisable { table: String },
    NotOneIndexAction,
    IndexExists { index: String },
    IndexTwice { index: String },
    AttributeOfOtherType { name: String },
}

impl fmt::Display for UpdateInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use UpdateInvalid::*;
        const PARAMETERS: &str = "One or more parameter values were invalid:";
        const LIMITS: &str =
            "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.";
        let unchanged = |f: &mut fmt::Formatter<'_>, what: &str, read: &[i64; 2], write: &[i64; 2]| {
            write!(
                f,
                "The provisioned throughput for the {what} will not change. The requested value equals the current \
                 value. Current ReadCapacityUnits provisioned for the {what}: {}. Requested ReadCapacityUnits: {}. \
                 Current WriteCapacityUnits provisioned for the {what}: {}. Requested WriteCapacityUnits: {}. {LIMITS}",
                read[0], read[1], write[0], write[1]
            )
        };
        match self {
            // Assumed: the members that are left out there between the sixth and the last.
            Nothing => write!(
                f,
                "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, \
                 SSESpecification, ReplicaUpdates, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or \
                 TableClass is required"
            ),
            ThroughputUnchanged { read, write, read_wanted, write_wanted } => {
                unchanged(f, "table", &[*read, *read_wanted], &[*write, *write_wanted])
            }
            // Assumed: the table's sentence.
            IndexThroughputUnchanged { index, read, write } => {
                unchanged(f, &format!("index {index}"), &[*read; 2], &[*write; 2])
            }
            StreamAlreadyEnabled { table } => write!(f, "Table already has an enabled stream: TableName: {table}"),
            NoStreamToDisable { table } => write!(f, "Table has no stream to disable: TableName: {table}"),
            // Assumed, the rest.
            NotOneIndexAction => write!(
                f,
                "{PARAMETERS} Exactly one of Create, Update and Delete must be specified in each \
                 GlobalSecondaryIndexUpdate"
            ),
            IndexExists { index } => write!(f, "Attempting to create an index which already exists: {index}"),
            IndexTwice { index } => {
                write!(f, "{PARAMETERS} Only one global secondary index update per index is allowed: {index}")
            }
            AttributeOfOtherType { name } => {
                write!(f, "{PARAMETERS} The type of an attribute that is defined cannot change: {name}")
            }
        }
    }
}
