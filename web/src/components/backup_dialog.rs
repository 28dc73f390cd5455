//! What a backup is.

use super::facts::facts;
use super::{CopyButton, Modal};
use crate::format;
use crate::markup::html;
use crate::view::details;
use timemark_core::shapes::*;
use yew::prelude::*;

/// The properties of [`BackupDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct BackupDialogProps {
    /// The backup.
    pub backup: BackupDescription,
}

/// All of DescribeBackup.
#[component]
pub fn BackupDialog(BackupDialogProps { backup }: &BackupDialogProps) -> Html {
    let details = details(backup);
    let source = backup.source_table_details.clone().unwrap_or_default();
    let features = backup.source_table_feature_details.clone().unwrap_or_default();
    let arn = details.backup_arn.clone().unwrap_or_default();
    let indexes = |names: Vec<String>| (!names.is_empty()).then(|| names.join(", "));
    let global = features.global_secondary_indexes.iter().flatten().filter_map(|index| index.index_name.clone());
    let local = features.local_secondary_indexes.iter().flatten().filter_map(|index| index.index_name.clone());
    let capacity =
        source.provisioned_throughput.as_ref().filter(|_| source.billing_mode == Some(BillingMode::Provisioned));
    html! {
        <Modal title={details.backup_name.clone().unwrap_or_default()} is_wide=true>
            <p class="arn"><code>{ &arn }</code><CopyButton text={arn.clone()} of="the ARN" /></p>
            { facts(vec![
                ("Status", details.backup_status.as_ref().map(|status| status.as_str().to_owned())),
                ("Type", details.backup_type.as_ref().map(|kind| kind.as_str().to_owned())),
                ("Asked for", details.backup_creation_date_time.map(format::date_and_clock)),
                ("Expires", details.backup_expiry_date_time.map(format::date_and_clock)),
                ("Size", details.backup_size_bytes.map(format::bytes)),
                ("Items", source.item_count.map(|count| count.to_string())),
                ("Capacity consumed", Some("none: a backup costs the table no throughput".to_owned())),
            ]) }
            <h3>{ "The table, as it stood at the request" }</h3>
            { facts(vec![
                ("Name", source.table_name.clone()),
                ("Key", source.key_schema.as_deref().map(format::schema)),
                ("Created", source.table_creation_date_time.map(format::date_and_clock)),
                ("Billing", source.billing_mode.as_ref().map(|mode| mode.as_str().to_owned())),
                ("Capacity", capacity.map(|units| format!(
                    "{} reads, {} writes a second",
                    units.read_capacity_units.unwrap_or_default(),
                    units.write_capacity_units.unwrap_or_default()
                ))),
                ("Global indexes", indexes(global.collect())),
                ("Local indexes", indexes(local.collect())),
                ("Stream", features.stream_description.and_then(|stream| stream.stream_view_type)
                    .map(|view| view.as_str().to_owned())),
                ("Time to live", features.time_to_live_description.and_then(|expiry| expiry.attribute_name)),
                ("Encryption", features.sse_description.and_then(|sse| sse.kms_master_key_arn)),
            ]) }
        </Modal>
    }
}
