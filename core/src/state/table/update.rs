//! What an update of a table changes.

use super::billing::Billing;
use super::index::IndexDefinition;
use super::warm::Warm;
use crate::item::key::KeyAttribute;
use crate::model::shapes::{StreamViewType, TableClass};
use crate::state::digest::digest_members;

/// New settings of a table; those that are absent stay.
///
/// The stream, the protection against deletion, warm throughput and the statuses of indexes change with the request; all
/// else when the table is ACTIVE again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableUpdate {
    /// How the table is paid for.
    pub billing: Option<Billing>,
    /// How global indexes are paid for, by name.
    pub index_billing: Vec<(String, Billing)>,
    /// What the table is warmed for.
    pub warm: Option<Warm>,
    /// What global indexes are warmed for, by their names.
    pub index_warm: Vec<(String, Warm)>,
    /// What its stream shows of a change; `Some(None)` disables the stream.
    pub stream: Option<Option<StreamViewType>>,
    /// The ARN of its KMS key; `Some(None)` is a key that AWS owns.
    pub kms_key_arn: Option<Option<String>>,
    /// Its class.
    pub class: Option<TableClass>,
    /// Whether the table is protected against deletion. Default `false`.
    pub deletion_protection: Option<bool>,
    /// Every attribute that some key uses.
    pub attributes: Option<Vec<KeyAttribute>>,
    /// The global index to create.
    pub new_index: Option<IndexDefinition>,
    /// The name of the global index to delete.
    pub old_index: Option<String>,
}

digest_members!(TableUpdate {
    billing,
    index_billing,
    warm,
    index_warm,
    stream,
    kms_key_arn,
    class,
    deletion_protection,
    attributes,
    new_index,
    old_index,
});
