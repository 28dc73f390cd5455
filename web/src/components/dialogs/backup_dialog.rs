//! The details of a backup.

use crate::components::controls::facts;
use crate::components::controls::{CopyButton, Modal};
use crate::format;
use crate::model::view::{details, global_indexes, local_indexes, source};
use timemark_core::shapes::*;
use yew::prelude::*;

/// The properties of [`BackupDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct BackupDialogProps {
    /// The backup.
    pub backup: BackupDescription,
}

/// The answer of DescribeBackup.
#[component]
pub fn BackupDialog(BackupDialogProps { backup }: &BackupDialogProps) -> Html {
    let details = details(backup);
    let source = source(backup);
    let features = backup.source_table_feature_details.as_ref();
    let arn = details.backup_arn.clone().unwrap_or_default();
    let indexes = |names: Vec<String>| (!names.is_empty()).then(|| names.join(", "));
    let capacity =
        source.provisioned_throughput.as_ref().filter(|_| source.billing_mode == Some(BillingMode::Provisioned));
    let copied = {
        let arn = arn.clone();
        move |()| arn.clone()
    };
    html! {
        <Modal title={details.backup_name.clone().unwrap_or_default()} is_wide=true>
            <p class="arn"><code>{ &arn }</code><CopyButton text={copied} of="the ARN" /></p>
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
                ("Global indexes", indexes(global_indexes(backup))),
                ("Local indexes", indexes(local_indexes(backup))),
                ("Stream", features.and_then(|its| its.stream_description.as_ref()?.stream_view_type.as_ref())
                    .map(|view| view.as_str().to_owned())),
                ("Time to live", features.and_then(|its| its.time_to_live_description.as_ref()?.attribute_name.clone())),
                ("Encryption", features.and_then(|its| its.sse_description.as_ref()?.kms_master_key_arn.clone())),
            ]) }
        </Modal>
    }
}
