//! The details of a table, and the settings that can be changed.

use crate::calls::entry::Entry;
use crate::calls::request::Request;
use crate::components::controls::facts;
use crate::components::controls::{CopyButton, Modal, dropped_list, failure_alert, field};
use crate::format;
use crate::forms::table_form;
use crate::hooks::{on, use_dispatch, use_text};
use crate::model::about::About;
use crate::model::dropped::Dropped;
use crate::model::store::{Action, Dialog};
use std::rc::Rc;
use timemark_core::operations::{
    TagResourceInput, UntagResourceInput, UpdateContinuousBackupsInput, UpdateTableInput, UpdateTimeToLiveInput,
};
use timemark_core::shapes::*;
use yew::prelude::*;

/// The properties of [`TableDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct TableDialogProps {
    /// The table.
    pub about: About,
    /// The settings that its restore did not bring back; `None` if it was not restored.
    pub dropped: Option<Vec<Dropped>>,
    /// The refused call, if the last one was refused.
    pub refused: Option<Rc<Entry>>,
}

/// The answer of DescribeTable; point-in-time recovery, time to live, protection and tags can be changed here.
#[component]
pub fn TableDialog(TableDialogProps { about, dropped, refused }: &TableDialogProps) -> Html {
    let dispatch = use_dispatch();
    let expiry = about.time_to_live.clone();
    let attribute = use_text(expiry.as_deref().unwrap_or("expires"));
    let tag = use_text("team=blue");
    let period = about.recovery.as_ref().and_then(|recovery| recovery.recovery_period_in_days);
    let days = use_text(&period.unwrap_or(35).to_string());
    let table = &about.table;
    let (name, arn) = (table.table_name.clone().unwrap_or_default(), table.table_arn.clone().unwrap_or_default());
    let press = |action: Action| on::<MouseEvent>(&dispatch, action);
    let send = |request: Request| press(Action::Send(vec![request]));
    let change_expiry = UpdateTimeToLiveInput {
        table_name: Some(name.clone()),
        time_to_live_specification: Some(TimeToLiveSpecification {
            enabled: Some(expiry.is_none()),
            attribute_name: Some(expiry.clone().unwrap_or(attribute.value.to_string())),
        }),
    };
    // Text that is not a number is sent as a number that the service refuses, so that the message is the service's.
    let recover = UpdateContinuousBackupsInput::with_period(name.as_str(), days.value.trim().parse().unwrap_or(0));
    let recover_no_more = UpdateContinuousBackupsInput::new(name.as_str(), false);
    let to_moment = Action::Open(Dialog::RestoreMoment { table: name.clone(), picked: None });
    let is_protected = table.deletion_protection_enabled == Some(true);
    let protect = UpdateTableInput {
        table_name: Some(name.clone()),
        deletion_protection_enabled: Some(!is_protected),
        ..UpdateTableInput::default()
    };
    let add_tag = TagResourceInput { resource_arn: Some(arn.clone()), tags: Some(table_form::tags(&tag.value)) };
    let global = table.global_secondary_indexes.iter().flatten();
    let local = table.local_secondary_indexes.iter().flatten();
    let provisioned = table.provisioned_throughput.as_ref().filter(|_| table.billing_mode_summary.is_none());
    let copied = {
        let arn = arn.clone();
        move |()| arn.clone()
    };
    html! {
        <Modal title={name} is_wide=true>
            <p class="arn"><code>{ &arn }</code><CopyButton text={copied} of="the ARN" /></p>
            { facts(vec![
                ("Status", table.table_status.as_ref().map(|status| status.as_str().to_owned())),
                ("Key", table.key_schema.as_deref().map(format::schema)),
                ("Item count (updated every six hours)", table.item_count.map(|count| count.to_string())),
                ("Table size (updated every six hours)", table.table_size_bytes.map(format::bytes)),
                ("Created", table.creation_date_time.map(format::date_and_clock)),
                ("Billing", table.billing_mode_summary.as_ref().map(|_| "on demand".to_owned())),
                ("Capacity", provisioned.map(|units| format!(
                    "{} reads, {} writes a second",
                    units.read_capacity_units.unwrap_or_default(),
                    units.write_capacity_units.unwrap_or_default()
                ))),
                ("Stream", table.stream_specification.as_ref().and_then(|stream| stream.stream_view_type.as_ref())
                    .map(|view| view.as_str().to_owned())),
                ("Encryption", table.sse_description.as_ref().and_then(|sse| sse.kms_master_key_arn.clone())),
                ("Class", table.table_class_summary.as_ref().and_then(|class| class.table_class.as_ref())
                    .map(|class| class.as_str().to_owned())),
                ("Protected against deletion", Some(if is_protected { "yes" } else { "no" }.to_owned())),
                ("Backups", about.continuous_backups.as_ref().map(|status| format!("continuous backups {status}"))),
            ]) }
            if table.global_secondary_indexes.is_some() || table.local_secondary_indexes.is_some() {
                <h3>{ "Indexes" }</h3>
                <ul class="lines">
                    for index in global {
                        <li>
                            <b>{ index.index_name.clone().unwrap_or_default() }</b>{ " global: " }
                            { index.key_schema.as_deref().map(format::schema).unwrap_or_default() }
                            { ", " }{ format::count(index.item_count.unwrap_or_default(), "item") }
                        </li>
                    }
                    for index in local {
                        <li>
                            <b>{ index.index_name.clone().unwrap_or_default() }</b>{ " local: " }
                            { index.key_schema.as_deref().map(format::schema).unwrap_or_default() }
                            { ", " }{ format::count(index.item_count.unwrap_or_default(), "item") }
                        </li>
                    }
                </ul>
            }
            if let Some(dropped) = dropped {
                <h3>{ "What the restore did not bring back" }</h3>
                { dropped_list(&dispatch, dropped, true) }
            }
            <h3>{ "Point-in-time recovery" }</h3>
            { moments(about) }
            <div class="inline">
                { field("recovery-days", "Days back (1 to 35)", days) }
                <button type="button" onclick={send(recover.into())}>
                    { if period.is_some() { "Change the days" } else { "Turn recovery on" } }
                </button>
                if period.is_some() {
                    <button type="button" onclick={send(recover_no_more.into())}>{ "Turn recovery off" }</button>
                    <button type="button" onclick={press(to_moment)}>
                        { "Restore to a moment…" }
                    </button>
                }
            </div>
            <h3>{ "Time to live" }</h3>
            <div class="inline">
                if let Some(attribute) = &expiry {
                    <p>{ "Items expire by the attribute " }<b>{ attribute }</b>{ "." }</p>
                    <button type="button" onclick={send(change_expiry.into())}>{ "Turn off" }</button>
                } else {
                    { field("expiry-attribute", "Attribute (epoch seconds)", attribute) }
                    <button type="button" onclick={send(change_expiry.into())}>{ "Turn on" }</button>
                }
            </div>
            <h3>{ "Protection against deletion" }</h3>
            <div class="inline">
                <button type="button" onclick={send(protect.into())}>
                    { if is_protected { "Turn protection off" } else { "Turn protection on" } }
                </button>
            </div>
            <h3>{ "Tags" }</h3>
            if !about.tags.is_empty() {
                <ul class="tags">
                    for tag in &about.tags {
                        <li>
                            { tag.key.clone().unwrap_or_default() }{ "=" }{ tag.value.clone().unwrap_or_default() }
                            <button
                                type="button"
                                class="small"
                                aria-label={format!("Remove the tag {}", tag.key.as_deref().unwrap_or_default())}
                                onclick={send(UntagResourceInput {
                                    resource_arn: Some(arn.clone()),
                                    tag_keys: Some(tag.key.clone().into_iter().collect()),
                                }.into())}
                            >
                                { "×" }
                            </button>
                        </li>
                    }
                </ul>
            }
            <div class="inline">
                { field("new-tag", "Key=Value", tag) }
                <button type="button" onclick={send(add_tag.into())}>{ "Add tag" }</button>
            </div>
            { failure_alert(&dispatch, refused.as_ref()) }
        </Modal>
    }
}

/// The range of moments that a table can be restored to.
fn moments(about: &About) -> Html {
    let recovery = about.recovery.as_ref();
    let ends = recovery.and_then(|it| it.earliest_restorable_date_time.zip(it.latest_restorable_date_time));
    match ends {
        None => html! {
            <p class="quiet">
                { "Off. While it is on, any moment up to five minutes ago can be restored, and the table leaves a SYSTEM \
                   backup when it is deleted." }
            </p>
        },
        Some((earliest, latest)) => html! {
            <p>
                { "On: any moment from " }<b>{ format::date_and_clock(earliest) }</b>
                { " to " }<b>{ format::date_and_clock(latest) }</b>{ " can be restored." }
            </p>
        },
    }
}
