//! The changes that an update of a table makes.

use super::billing::Billing;
use super::index::IndexDefinition;
use super::warm::Warm;
use super::*;
use crate::item::key::KeyAttribute;
use crate::model::shapes::{StreamViewType, TableClass};
use crate::state::digest::digest_members;
use minicbor::{Decode, Encode};

/// New settings of a table; those that are `None` stay as they are.
///
/// The stream, deletion protection, warm throughput and the states of indexes change with the request; everything else
/// when the table is ACTIVE again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct TableUpdate {
    /// The billing of the table.
    #[n(0)]
    pub billing: Option<Billing>,
    /// The billing of global indexes, by name.
    #[n(1)]
    pub index_billing: Vec<(String, Billing)>,
    /// The warm throughput of the table.
    #[n(2)]
    pub warm: Option<Warm>,
    /// The warm throughput of global indexes, by name.
    #[n(3)]
    pub index_warm: Vec<(String, Warm)>,
    /// What the records of the stream contain; `Some(None)` disables the stream.
    #[cbor(n(4), with = "crate::codec::twice")]
    pub stream: Option<Option<StreamViewType>>,
    /// The ARN of the KMS key; `Some(None)` is a key that AWS owns.
    #[cbor(n(5), with = "crate::codec::twice")]
    pub kms_key_arn: Option<Option<String>>,
    /// The table class.
    #[n(6)]
    pub class: Option<TableClass>,
    /// Whether the table is protected against deletion.
    #[n(7)]
    pub deletion_protection: Option<bool>,
    /// Every attribute that some key uses.
    #[n(8)]
    pub attributes: Option<Vec<KeyAttribute>>,
    /// The global index to create.
    #[n(9)]
    pub new_index: Option<IndexDefinition>,
    /// The name of the global index to delete.
    #[n(10)]
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

impl Table {
    /// Begins an update. A new stream gets the label `stream_label`; the rest takes effect at the end of the update.
    pub(crate) fn begin_update(&mut self, at: Timestamp, stream_label: Timestamp, update: &TableUpdate) {
        self.step(at, TableStep::Update);
        let definition = Arc::make_mut(&mut self.definition);
        if let Some(stream) = &update.stream {
            definition.stream.clone_from(stream);
            self.settings.stream_label = stream.as_ref().map(|_| stream_label).or(self.settings.stream_label);
        }
        if let Some(attributes) = &update.attributes {
            definition.attributes.clone_from(attributes);
        }
        let global = definition.indexes.iter().take_while(|index| index.is_global).count();
        if let Some(index) = &update.new_index {
            definition.indexes.insert(global, index.clone());
        }
        if let Some(warm) = update.warm {
            definition.warm = warm;
        }
        for (name, warm) in &update.index_warm {
            definition.indexes.iter_mut().filter(|index| index.name == *name).for_each(|index| index.warm = *warm);
        }
        self.indexes.begin_update(update, global);
        if let Some(protection) = update.deletion_protection {
            self.settings.deletion_protection = protection;
        }
        self.life.update = Some(Box::new(update.clone()));
    }

    /// Ends an update, whose settings take effect.
    pub(in crate::state) fn end_update(&mut self, at: Timestamp) {
        let update = promised(self.life.update.take(), format_args!("{} is being updated", self.name));
        self.step(at, TableStep::Activate);
        let definition = Arc::make_mut(&mut self.definition);
        if let Some(billing) = update.billing {
            let was_on_demand = matches!(definition.billing, Billing::OnDemand { .. });
            if matches!(billing, Billing::OnDemand { .. }) && !was_on_demand {
                self.settings.on_demand_since = Some(at);
            }
            if was_on_demand {
                // A table that was created on-demand has been so since its creation.
                self.settings.on_demand_since.get_or_insert(self.life.created);
            }
            definition.billing = billing;
        }
        for (name, billing) in &update.index_billing {
            let of_name = |index: &&mut IndexDefinition| index.name == *name;
            if let Some(index) = definition.indexes.iter_mut().find(of_name) {
                index.billing = Some(*billing);
            }
        }
        if let Some(kms_key_arn) = &update.kms_key_arn {
            definition.kms_key_arn.clone_from(kms_key_arn);
        }
        if let Some(class) = &update.class {
            self.settings.class = Some(class.clone());
            self.settings.class_changed = Some(at);
        }
        if let Some(gone) = &update.old_index {
            definition.indexes.retain(|index| index.name != *gone);
        }
        self.indexes.end_update(&update);
    }
}
