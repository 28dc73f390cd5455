//! Tables and their settings.

use super::*;
use crate::model::constraints::{Check, Constrained};
use crate::time::Timestamp;

shape! {
    /// The type of one key attribute.
    pub struct AttributeDefinition {
        /// Its name.
        attribute_name: String,
        /// Its type.
        attribute_type: ScalarAttributeType,
    }
}
impl Constrained for AttributeDefinition {
    fn check(&self, at: &mut Check) {
        at.member("attributeName", &self.attribute_name).required().length(1..=255);
        at.member("attributeType", &self.attribute_type).required().known();
    }
}

shape! {
    /// One attribute of a key and its part in it.
    pub struct KeySchemaElement {
        /// Its name.
        attribute_name: String,
        /// Its part.
        key_type: KeyType,
    }
}
impl Constrained for KeySchemaElement {
    fn check(&self, at: &mut Check) {
        at.member("attributeName", &self.attribute_name).required().length(1..=255);
        at.member("keyType", &self.key_type).required().known();
    }

    /// # Source
    /// `docs/dynamodb.md#table-definition`.
    fn printed(&self) -> Option<String> {
        let name = self.attribute_name.as_deref().unwrap_or("null");
        let part = self.key_type.as_ref().map_or("null", KeyType::as_str);
        Some(format!("KeySchemaElement(attributeName={name}, keyType={part})"))
    }
}

shape! {
    /// Which attributes an index holds.
    pub struct Projection {
        /// All, keys only, or keys and some more.
        projection_type: ProjectionType,
        /// The some more: 1 to 20 names.
        non_key_attributes: Vec<String>,
    }
}
impl Constrained for Projection {
    fn check(&self, at: &mut Check) {
        at.member("projectionType", &self.projection_type).known();
        at.member("nonKeyAttributes", &self.non_key_attributes).length(1..=20).each_length(1..=255);
    }
}

shape! {
    /// Provisioned capacity, in units a second.
    pub struct ProvisionedThroughput {
        /// Reads of 4 KB.
        read_capacity_units: i64,
        /// Writes of 1 KB.
        write_capacity_units: i64,
    }
}
impl Constrained for ProvisionedThroughput {
    fn check(&self, at: &mut Check) {
        at.member("readCapacityUnits", &self.read_capacity_units).required().at_least(1);
        at.member("writeCapacityUnits", &self.write_capacity_units).required().at_least(1);
    }
}

shape! {
    /// The most that an on-demand table may use, in units a second; -1 is no bound.
    pub struct OnDemandThroughput {
        /// Reads of 4 KB.
        max_read_request_units: i64,
        /// Writes of 1 KB.
        max_write_request_units: i64,
    }
}

shape! {
    /// Throughput that is there at once, as it is asked for, in units a second.
    pub struct WarmThroughput {
        /// Reads of 4 KB.
        read_units_per_second: i64,
        /// Writes of 1 KB.
        write_units_per_second: i64,
    }
}

shape! {
    /// A global secondary index, as it is asked for.
    pub struct GlobalSecondaryIndex {
        /// Its name.
        index_name: String,
        /// Its key.
        key_schema: Vec<KeySchemaElement>,
        /// What it holds.
        projection: Projection,
        /// Its capacity, on a provisioned table.
        provisioned_throughput: ProvisionedThroughput,
        /// Its bounds, on an on-demand table.
        on_demand_throughput: OnDemandThroughput,
        /// Throughput that is there at once.
        warm_throughput: WarmThroughput,
    }
}
impl Constrained for GlobalSecondaryIndex {
    fn check(&self, at: &mut Check) {
        at.member("indexName", &self.index_name).required().length(3..=255).name_pattern();
        at.member("keySchema", &self.key_schema).required().length(1..=usize::MAX).each();
        at.member("projection", &self.projection).required().structure();
        at.member("provisionedThroughput", &self.provisioned_throughput).structure();
    }
}

shape! {
    /// A local secondary index, as it is asked for.
    pub struct LocalSecondaryIndex {
        /// Its name.
        index_name: String,
        /// Its key; the partition key is the table's.
        key_schema: Vec<KeySchemaElement>,
        /// What it holds.
        projection: Projection,
    }
}
impl Constrained for LocalSecondaryIndex {
    fn check(&self, at: &mut Check) {
        at.member("indexName", &self.index_name).required().length(3..=255).name_pattern();
        at.member("keySchema", &self.key_schema).required().length(1..=2).each();
        at.member("projection", &self.projection).required().structure();
    }
}

shape! {
    /// Whether a table has a stream, and what that tells.
    pub struct StreamSpecification {
        /// Whether it has one.
        stream_enabled: bool,
        /// What it tells of a change.
        stream_view_type: StreamViewType,
    }
}
impl Constrained for StreamSpecification {
    fn check(&self, at: &mut Check) {
        at.member("streamEnabled", &self.stream_enabled).required();
        at.member("streamViewType", &self.stream_view_type).known();
    }
}

shape! {
    /// How a table is encrypted, as it is asked for.
    pub struct SSESpecification {
        /// With a KMS key (true) or one that AWS owns.
        enabled: bool,
        /// KMS, or absent.
        #[name = "SSEType"]
        sse_type: SSEType,
        /// The key's id, ARN or alias.
        #[name = "KMSMasterKeyId"]
        kms_master_key_id: String,
    }
}
impl Constrained for SSESpecification {
    fn check(&self, at: &mut Check) {
        at.member("sSEType", &self.sse_type).known();
    }
}

shape! {
    /// A name and a value given to a table.
    pub struct Tag {
        /// The name, 1 to 128 characters.
        key: String,
        /// The value, 0 to 256 characters.
        value: String,
    }
}
impl Constrained for Tag {
    fn check(&self, at: &mut Check) {
        at.member("key", &self.key).required().length(1..=128);
        at.member("value", &self.value).required().length(0..=256);
    }
}

shape! {
    /// Which attribute says when an item expires.
    pub struct TimeToLiveSpecification {
        /// Whether items expire.
        enabled: bool,
        /// The attribute: a number of epoch seconds.
        attribute_name: String,
    }
}
impl Constrained for TimeToLiveSpecification {
    fn check(&self, at: &mut Check) {
        at.member("enabled", &self.enabled).required();
        at.member("attributeName", &self.attribute_name).required().length(1..=255);
    }
}

shape! {
    /// Where a table's expiry of items stands.
    pub struct TimeToLiveDescription {
        /// On or off.
        time_to_live_status: TimeToLiveStatus,
        /// The attribute, where it is on.
        attribute_name: String,
    }
}

shape! {
    /// Provisioned capacity as it stands; 0 and 0 for an on-demand table.
    pub struct ProvisionedThroughputDescription {
        /// How often it was lowered today.
        number_of_decreases_today: i64,
        /// Reads of 4 KB a second.
        read_capacity_units: i64,
        /// Writes of 1 KB a second.
        write_capacity_units: i64,
    }
}

shape! {
    /// How a table is paid for.
    pub struct BillingModeSummary {
        /// The mode.
        billing_mode: BillingMode,
        /// Since when it is on demand.
        last_update_to_pay_per_request_date_time: Timestamp,
    }
}

shape! {
    /// A global secondary index as it stands.
    pub struct GlobalSecondaryIndexDescription {
        /// Its name.
        index_name: String,
        /// Its key.
        key_schema: Vec<KeySchemaElement>,
        /// What it holds.
        projection: Projection,
        /// Its status; absent while its table is being restored.
        index_status: IndexStatus,
        /// Whether it is being filled, while it is CREATING on a table that was there before.
        backfilling: bool,
        /// Its capacity.
        provisioned_throughput: ProvisionedThroughputDescription,
        /// The size of what it holds, in bytes.
        index_size_bytes: u64,
        /// How many items it holds.
        item_count: u64,
        /// Its ARN.
        index_arn: String,
        /// Its on-demand bounds.
        on_demand_throughput: OnDemandThroughput,
        /// Its throughput that is there at once.
        warm_throughput: GlobalSecondaryIndexWarmThroughputDescription,
    }
}

shape! {
    /// A local secondary index as it stands.
    pub struct LocalSecondaryIndexDescription {
        /// Its name.
        index_name: String,
        /// Its key.
        key_schema: Vec<KeySchemaElement>,
        /// What it holds.
        projection: Projection,
        /// The size of what it holds, in bytes.
        index_size_bytes: u64,
        /// How many items it holds.
        item_count: u64,
        /// Its ARN.
        index_arn: String,
    }
}

shape! {
    /// A table's encryption as it stands.
    pub struct SSEDescription {
        /// On or on its way.
        status: SSEStatus,
        /// Whose key it is.
        #[name = "SSEType"]
        sse_type: SSEType,
        /// Which key it is.
        #[name = "KMSMasterKeyArn"]
        kms_master_key_arn: String,
    }
}

shape! {
    /// A table's class as it stands.
    pub struct TableClassSummary {
        /// The class.
        table_class: TableClass,
        /// Since when.
        last_update_date_time: Timestamp,
    }
}

shape! {
    /// The throughput of a table that is there at once.
    pub struct TableWarmThroughputDescription {
        /// Reads a second.
        read_units_per_second: i64,
        /// Writes a second.
        write_units_per_second: i64,
        /// UPDATING or ACTIVE.
        status: TableStatus,
    }
}

shape! {
    /// The throughput of a global index that is there at once.
    pub struct GlobalSecondaryIndexWarmThroughputDescription {
        /// Reads a second.
        read_units_per_second: i64,
        /// Writes a second.
        write_units_per_second: i64,
        /// UPDATING or ACTIVE.
        status: IndexStatus,
    }
}

shape! {
    /// Where a table came from, while it is being restored.
    pub struct RestoreSummary {
        /// The backup.
        source_backup_arn: String,
        /// The table that was backed up.
        source_table_arn: String,
        /// The moment that is restored.
        restore_date_time: Timestamp,
        /// True.
        restore_in_progress: bool,
    }
}

shape! {
    /// A table as the table operations describe it.
    pub struct TableDescription {
        /// The types of all key attributes.
        attribute_definitions: Vec<AttributeDefinition>,
        /// Its name.
        table_name: String,
        /// Its key.
        key_schema: Vec<KeySchemaElement>,
        /// Where it stands in its life.
        table_status: TableStatus,
        /// When it was asked for.
        creation_date_time: Timestamp,
        /// Its capacity.
        provisioned_throughput: ProvisionedThroughputDescription,
        /// The size of its items, in bytes.
        table_size_bytes: u64,
        /// How many items it has.
        item_count: u64,
        /// Its ARN: the same for every table of that name.
        table_arn: String,
        /// Its id: never the same twice.
        table_id: String,
        /// How it is paid for.
        billing_mode_summary: BillingModeSummary,
        /// Its local secondary indexes.
        local_secondary_indexes: Vec<LocalSecondaryIndexDescription>,
        /// Its global secondary indexes.
        global_secondary_indexes: Vec<GlobalSecondaryIndexDescription>,
        /// Its stream, where it has one.
        stream_specification: StreamSpecification,
        /// The label of its newest stream.
        latest_stream_label: String,
        /// The ARN of its newest stream.
        latest_stream_arn: String,
        /// Where it is restored from, while it is.
        restore_summary: RestoreSummary,
        /// Its encryption, where AWS does not own the key.
        #[name = "SSEDescription"]
        sse_description: SSEDescription,
        /// Its class, where it is not the standard one.
        table_class_summary: TableClassSummary,
        /// Whether it is protected against deletion.
        deletion_protection_enabled: bool,
        /// Its on-demand bounds.
        on_demand_throughput: OnDemandThroughput,
        /// Its throughput that is there at once.
        warm_throughput: TableWarmThroughputDescription,
    }
}
