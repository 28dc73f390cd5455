//! The form for a restore: the new table's name, and every override.

use crate::forms::table_form::Capacity;
use timemark_core::Timestamp;
use timemark_core::operations::{RestoreTableFromBackupInput, RestoreTableToPointInTimeInput};
use timemark_core::shapes::*;

/// A form for a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreForm {
    /// The new table's name.
    pub name: String,
    /// The moment to restore to, for a point-in-time restore; the latest if empty.
    pub moment: String,
    /// The BillingModeOverride; none if empty.
    pub billing: String,
    /// The provisioned capacity.
    pub capacity: Capacity,
    /// The most reads per second of an on-demand table; no override if empty.
    pub read_max: String,
    /// The most writes per second of an on-demand table; no override if empty.
    pub write_max: String,
    /// The encryption: `AWS`, `KMS`, or empty for no override.
    pub encryption: String,
    /// The KMS key; AWS's key for DynamoDB if empty.
    pub kms_key: String,
    /// The names of the indexes to leave out.
    pub left_out: Vec<String>,
}

impl RestoreForm {
    /// A form that overrides nothing.
    pub fn new(name: String) -> RestoreForm {
        RestoreForm {
            name,
            moment: String::new(),
            billing: String::new(),
            capacity: Capacity::default(),
            read_max: String::new(),
            write_max: String::new(),
            encryption: String::new(),
            kms_key: String::new(),
            left_out: Vec::new(),
        }
    }

    /// The moment as a time; `None` for the latest, or if it cannot be read.
    pub fn time(&self) -> Option<Timestamp> {
        crate::format::read_time(&self.moment)
    }

    /// Whether the moment cannot be read.
    pub fn is_time_wrong(&self) -> bool {
        !self.moment.trim().is_empty() && self.time().is_none()
    }

    /// Leaves an index out, or takes it in again.
    pub fn toggle(&mut self, index: &str) {
        match self.left_out.iter().position(|name| name == index) {
            Some(index) => drop(self.left_out.remove(index)),
            None => self.left_out.push(index.to_owned()),
        }
    }

    /// The RestoreTableFromBackup. Members that are not overridden are not sent.
    pub fn input(&self, backup: &BackupDescription) -> RestoreTableFromBackupInput {
        let arn = backup.backup_details.as_ref().and_then(|details| details.backup_arn.clone()).unwrap_or_default();
        let features = backup.source_table_feature_details.as_ref();
        let source = backup.source_table_details.as_ref();
        let is_kept = |name: &Option<String>| name.as_ref().is_none_or(|name| !self.left_out.contains(name));
        let global = features.and_then(|its| its.global_secondary_indexes.as_deref()).unwrap_or_default();
        let local = features.and_then(|its| its.local_secondary_indexes.as_deref()).unwrap_or_default();
        let was_provisioned = source.and_then(|source| source.billing_mode.as_ref()) == Some(&BillingMode::Provisioned);
        let becomes_provisioned = match self.billing.as_str() {
            "" => was_provisioned,
            billing => billing == "PROVISIONED",
        };
        let units = |index: &GlobalSecondaryIndexInfo| {
            let recorded = index.provisioned_throughput.clone().filter(|_| was_provisioned);
            becomes_provisioned.then(|| recorded.unwrap_or_else(|| self.capacity.throughput()))
        };
        let is_global_left_out = global.iter().any(|index| !is_kept(&index.index_name));
        let is_local_left_out = local.iter().any(|index| !is_kept(&index.index_name));
        // Indexes of a table that becomes provisioned need capacity of their own, so they are named then.
        let names_global = is_global_left_out || (becomes_provisioned && !was_provisioned && !global.is_empty());
        let (read_max, write_max) = (self.read_max.trim().parse().ok(), self.write_max.trim().parse().ok());
        let bounds = OnDemandThroughput { max_read_request_units: read_max, max_write_request_units: write_max };
        RestoreTableFromBackupInput {
            billing_mode_override: (!self.billing.is_empty()).then(|| self.billing.clone().into()),
            provisioned_throughput_override: (self.billing == "PROVISIONED").then(|| self.capacity.throughput()),
            on_demand_throughput_override: (read_max.is_some() || write_max.is_some()).then_some(bounds),
            global_secondary_index_override: names_global.then(|| {
                let kept = global.iter().filter(|index| is_kept(&index.index_name));
                kept.map(|index| GlobalSecondaryIndex {
                    index_name: index.index_name.clone(),
                    key_schema: index.key_schema.clone(),
                    projection: index.projection.clone(),
                    provisioned_throughput: units(index),
                    on_demand_throughput: None,
                    warm_throughput: None,
                })
                .collect()
            }),
            local_secondary_index_override: is_local_left_out.then(|| {
                let kept = local.iter().filter(|index| is_kept(&index.index_name));
                kept.map(|index| LocalSecondaryIndex {
                    index_name: index.index_name.clone(),
                    key_schema: index.key_schema.clone(),
                    projection: index.projection.clone(),
                })
                .collect()
            }),
            sse_specification_override: match self.encryption.as_str() {
                "" => None,
                "KMS" => Some(SSESpecification {
                    enabled: Some(true),
                    sse_type: Some("KMS".to_owned().into()),
                    kms_master_key_id: Some(self.kms_key.trim().to_owned()).filter(|key| !key.is_empty()),
                }),
                _ => Some(SSESpecification { enabled: Some(false), ..SSESpecification::default() }),
            },
            ..RestoreTableFromBackupInput::new(self.name.as_str(), arn)
        }
    }
}

impl RestoreForm {
    /// The RestoreTableToPointInTime, to the latest moment if `time` is `None`; the table is described as a backup of
    /// it would be.
    pub fn input_to(&self, table: &BackupDescription, time: Option<Timestamp>) -> RestoreTableToPointInTimeInput {
        let same = self.input(table);
        RestoreTableToPointInTimeInput {
            source_table_name: table.source_table_details.as_ref().and_then(|source| source.table_name.clone()),
            target_table_name: same.target_table_name,
            use_latest_restorable_time: time.is_none().then_some(true),
            restore_date_time: time,
            billing_mode_override: same.billing_mode_override,
            global_secondary_index_override: same.global_secondary_index_override,
            local_secondary_index_override: same.local_secondary_index_override,
            provisioned_throughput_override: same.provisioned_throughput_override,
            on_demand_throughput_override: same.on_demand_throughput_override,
            sse_specification_override: same.sse_specification_override,
            ..RestoreTableToPointInTimeInput::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::table_form::{KeyField, TableForm};
    use timemark_core::lab::View;
    use timemark_core::operations::*;
    use timemark_core::{Engine, Options};

    /// An engine with a backup of a table that has two global indexes and a local one.
    fn backed_up(billing: &str) -> (Engine, BackupDescription) {
        let mut engine = Engine::new(Options::default());
        let mut form = TableForm {
            range: KeyField { name: "at".to_owned(), kind: "N".to_owned() },
            billing: billing.to_owned(),
            ..TableForm::default()
        };
        (0..3).for_each(|_| form.add_index());
        form.indexes[2].is_global = false;
        form.indexes[2].range[0] = KeyField { name: "kind".to_owned(), kind: "S".to_owned() };
        assert_eq!(engine.send(form.input()).err(), None);
        let made = engine.send(CreateBackupInput::new("Notes", "one")).ok().and_then(|made| made.backup_details);
        let arn = made.and_then(|made| made.backup_arn).unwrap_or_default();
        engine.advance_to(engine.now().plus_ms(1));
        let backup = engine.send(DescribeBackupInput::new(arn)).ok().and_then(|it| it.backup_description);
        (engine, backup.unwrap_or_default())
    }

    fn restored(billing: &str, change: impl Fn(&mut RestoreForm)) -> TableDescription {
        let (mut engine, backup) = backed_up(billing);
        let mut form = RestoreForm::new("Copy".to_owned());
        change(&mut form);
        let answer = engine.send(form.input(&backup));
        assert_eq!(answer.as_ref().err(), None);
        engine.advance_to(engine.now().plus_ms(1));
        engine.send(DescribeTableInput::new("Copy")).ok().and_then(|it| it.table).unwrap_or_default()
    }

    fn names(table: &TableDescription) -> Vec<String> {
        let global = table.global_secondary_indexes.iter().flatten().filter_map(|index| index.index_name.clone());
        let local = table.local_secondary_indexes.iter().flatten().filter_map(|index| index.index_name.clone());
        global.chain(local).collect()
    }

    #[test]
    fn nothing_overridden_is_the_table_as_it_was() {
        let (_, backup) = backed_up("PROVISIONED");
        let arn = backup.backup_details.as_ref().and_then(|it| it.backup_arn.clone()).unwrap_or_default();
        let plain = RestoreForm::new("Copy".to_owned()).input(&backup);
        assert_eq!(plain, RestoreTableFromBackupInput::new("Copy", arn));
        assert_eq!(names(&restored("PROVISIONED", |_| {})), ["by-kind-1", "by-kind-2", "by-kind-3"]);
    }

    #[test]
    fn indexes_can_be_left_out() {
        for billing in ["PROVISIONED", "PAY_PER_REQUEST"] {
            let table = restored(billing, |form| {
                form.toggle("by-kind-1");
                form.toggle("by-kind-2");
                form.toggle("by-kind-2");
                form.toggle("by-kind-3");
            });
            assert_eq!(names(&table), ["by-kind-2"], "{billing}");
        }
    }

    #[test]
    fn capacity_can_be_overridden_both_ways() {
        let table = restored("PAY_PER_REQUEST", |form| form.billing = "PROVISIONED".to_owned());
        assert_eq!(table.provisioned_throughput.as_ref().and_then(|units| units.read_capacity_units), Some(5));
        assert_eq!(names(&table).len(), 3);
        let table = restored("PROVISIONED", |form| {
            form.billing = "PAY_PER_REQUEST".to_owned();
            form.read_max = "40".to_owned();
            form.write_max = "20".to_owned();
        });
        assert_eq!(table.on_demand_throughput.and_then(|bounds| bounds.max_read_request_units), Some(40));
    }

    #[test]
    fn a_table_is_restored_to_a_moment_with_the_same_overrides() {
        let (mut engine, _) = backed_up("PAY_PER_REQUEST");
        assert_eq!(engine.send(UpdateContinuousBackupsInput::new("Notes", true)).err(), None);
        engine.advance_to(engine.now().plus_ms(600_000));
        let about = crate::model::about::about(View::new(&engine), "Notes");
        let source = about.and_then(|about| crate::model::restore_source::Source::of_table(&about, None));
        let source = source.unwrap_or_else(|| unreachable!("the table is there, and its recovery is on"));
        let mut form = RestoreForm { moment: "nonsense".to_owned(), ..RestoreForm::new("Copy".to_owned()) };
        assert!(form.is_time_wrong());
        form.moment = crate::format::date_and_clock(engine.now().plus_ms(-400_000));
        assert!(!form.is_time_wrong());
        form.toggle("by-kind-1");
        assert_eq!(engine.send(form.input_to(source.description(), form.time())).err(), None);
        let latest = RestoreForm { moment: " ".to_owned(), name: "Latest".to_owned(), ..form };
        assert!(!latest.is_time_wrong());
        assert_eq!(engine.send(latest.input_to(source.description(), latest.time())).err(), None);
        engine.advance_to(engine.now().plus_ms(1));
        for name in ["Copy", "Latest"] {
            let table = engine.send(DescribeTableInput::new(name)).ok().and_then(|it| it.table).unwrap_or_default();
            assert_eq!(names(&table), ["by-kind-2", "by-kind-3"], "{name}");
        }
    }

    #[test]
    fn encryption_can_be_overridden() {
        let table = restored("PAY_PER_REQUEST", |form| form.encryption = "KMS".to_owned());
        assert!(table.sse_description.is_some());
        assert_eq!(restored("PAY_PER_REQUEST", |form| form.encryption = "AWS".to_owned()).sse_description, None);
    }
}
