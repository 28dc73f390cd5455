//! What a Query or a Scan can be told wrongly, beyond its expressions.

use std::fmt;

/// What is wrong with what is to be read.
///
/// # Source
/// `docs/dynamodb.md#query`, `docs/dynamodb.md#scan`; where a text is assumed, the line says so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named by the sentence that it stands for, below")]
pub enum ReadInvalid {
    NoKeyCondition,
    Backfilling { index: String },
    SelectWithProjection { parameter: &'static str, select: String },
    NotProjected { index: String, names: Vec<String> },
    StartKeyOutsideQuery,
    StartKeyOutsideCondition,
}

impl fmt::Display for ReadInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadInvalid::NoKeyCondition => write!(
                f,
                "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."
            ),
            // Not in `docs/dynamodb.md`, but in many reports of the service's answers.
            ReadInvalid::Backfilling { index } => {
                write!(f, "Cannot read from backfilling global secondary index: {index}")
            }
            // Assumed, the rest.
            ReadInvalid::SelectWithProjection { parameter, select } => {
                write!(f, "Cannot specify the {parameter} when choosing to get {select}")
            }
            ReadInvalid::NotProjected { index, names } => write!(
                f,
                "One or more parameter values were invalid: Global secondary index {index} does not project [{}]",
                names.join(", ")
            ),
            ReadInvalid::StartKeyOutsideQuery => {
                write!(f, "The provided starting key is outside query boundaries based on provided conditions")
            }
            ReadInvalid::StartKeyOutsideCondition => {
                write!(f, "The provided starting key does not match the range key predicate")
            }
        }
    }
}
