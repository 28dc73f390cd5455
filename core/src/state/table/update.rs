//! The changes that an update of a table makes.

use super::billing::Billing;
use super::index::IndexDefinition;
use super::warm::Warm;
use crate::item::key::KeyAttribute;
use crate::model::shapes::{StreamViewType, TableClass};
use crate::state::digest::digest_members;

/// New settings of a table; those that are `None` stay as they are.
///
/// The stream, deletion protection, warm throughput and the states of indexes change with the request; everything else
/// when the table is ACTIVE again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableUpdate {
    /// The billing of the table.
    pub billing: Option<Billing>,
    /// The billing of global indexes, by name.
    pub index_billing: Vec<(String, Billing)>,
    /// The warm throughput of the table.
    pub warm: Option<Warm>,
    /// The warm throughput of global indexes, by name.
    pub index_warm: Vec<(String, Warm)>,
    /// What the records of the stream contain; `Some(None)` disables the stream.
    pub stream: Option<Option<StreamViewType>>,
    /// The ARN of the KMS key; `Some(None)` is a key that AWS owns.
    pub kms_key_arn: Option<Option<String>>,
    /// The table class.
    pub class: Option<TableClass>,
    /// Whether the table is protected against deletion.
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
