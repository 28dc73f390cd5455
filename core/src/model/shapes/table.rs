//! Tables and their settings.

use super::*;
use crate::model::constraints::{Check, Constrained};
use crate::time::Timestamp;

shape! {
    /// The type of a key attribute.
    pub struct AttributeDefinition {
        /// The name of the attribute.
        attribute_name: String,
        /// The type: S (string), N (number) or B (binary).
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
    /// An attribute of a key, and its role.
    pub struct KeySchemaElement {
        /// The name of the attribute.
        attribute_name: String,
        /// The role: HASH (partition key) or RANGE (sort key).
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
    /// The attributes that an index projects, in addition to the keys.
    pub struct Projection {
        /// ALL, KEYS_ONLY, or INCLUDE with `NonKeyAttributes`.
        projection_type: ProjectionType,
        /// The names of the attributes to include: 1 to 20.
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
    /// Provisioned throughput, in capacity units per second.
    pub struct ProvisionedThroughput {
        /// Read capacity units: strongly consistent reads of up to 4 KB.
        read_capacity_units: i64,
        /// Write capacity units: writes of up to 1 KB.
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
    /// The maximum throughput of an on-demand table, in request units per second; -1 removes a maximum.
    pub struct OnDemandThroughput {
        /// The maximum read request units: strongly consistent reads of up to 4 KB.
        max_read_request_units: i64,
        /// The maximum write request units: writes of up to 1 KB.
        max_write_request_units: i64,
    }
}

shape! {
    /// Warm throughput, which a table supports instantly, in units per second.
    pub struct WarmThroughput {
        /// Strongly consistent reads of up to 4 KB.
        read_units_per_second: i64,
        /// Writes of up to 1 KB.
        write_units_per_second: i64,
    }
}

shape! {
    /// A global secondary index to create.
    pub struct GlobalSecondaryIndex {
        /// The index's name: 3 to 255 characters.
        index_name: String,
        /// The key schema of the index.
        key_schema: Vec<KeySchemaElement>,
        /// The attributes to project.
        projection: Projection,
        /// The provisioned throughput, for a table with billing mode PROVISIONED.
        provisioned_throughput: ProvisionedThroughput,
        /// The maximum throughput, for an on-demand table.
        on_demand_throughput: OnDemandThroughput,
        /// The warm throughput.
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
    /// A local secondary index to create.
    pub struct LocalSecondaryIndex {
        /// The index's name: 3 to 255 characters.
        index_name: String,
        /// The key schema of the index. Its partition key must be the table's.
        key_schema: Vec<KeySchemaElement>,
        /// The attributes to project.
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
    /// The stream settings of a table.
    pub struct StreamSpecification {
        /// Whether the table has a stream.
        stream_enabled: bool,
        /// What the stream's records contain. Required if `StreamEnabled` is `true`.
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
    /// The encryption settings of a table.
    pub struct SSESpecification {
        /// `true` encrypts with a KMS key of the account, `false` with a key that AWS owns.
        enabled: bool,
        /// The kind of encryption: KMS. Default KMS if `Enabled` is `true`.
        #[name = "SSEType"]
        sse_type: SSEType,
        /// The id, the ARN or the alias of the KMS key. Default the key that AWS manages for DynamoDB.
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
    /// A tag of a table.
    pub struct Tag {
        /// The name: 1 to 128 characters.
        key: String,
        /// The value: 0 to 256 characters.
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
    /// The time to live settings of a table.
    pub struct TimeToLiveSpecification {
        /// Whether items expire.
        enabled: bool,
        /// The name of the attribute that holds an item's expiry, a number of epoch seconds: 1 to 255 characters.
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
    /// The state of a table's time to live.
    pub struct TimeToLiveDescription {
        /// ENABLED or DISABLED.
        time_to_live_status: TimeToLiveStatus,
        /// The name of the attribute that holds an item's expiry; absent while time to live is off.
        attribute_name: String,
    }
}

shape! {
    /// The provisioned throughput of a table or an index; 0 and 0 for an on-demand table.
    pub struct ProvisionedThroughputDescription {
        /// The number of times that it was decreased today.
        number_of_decreases_today: i64,
        /// Read capacity units per second: strongly consistent reads of up to 4 KB.
        read_capacity_units: i64,
        /// Write capacity units per second: writes of up to 1 KB.
        write_capacity_units: i64,
    }
}

shape! {
    /// The billing mode of a table.
    pub struct BillingModeSummary {
        /// PROVISIONED or PAY_PER_REQUEST.
        billing_mode: BillingMode,
        /// When the table last became on-demand, in epoch seconds.
        last_update_to_pay_per_request_date_time: Timestamp,
    }
}

shape! {
    /// The description of a global secondary index.
    pub struct GlobalSecondaryIndexDescription {
        /// The index's name.
        index_name: String,
        /// The key schema of the index.
        key_schema: Vec<KeySchemaElement>,
        /// The attributes that the index projects.
        projection: Projection,
        /// The status of the index; absent while its table is being restored.
        index_status: IndexStatus,
        /// Whether the index is being filled; only while it is CREATING on an existing table.
        backfilling: bool,
        /// The provisioned throughput of the index.
        provisioned_throughput: ProvisionedThroughputDescription,
        /// The size of the index's entries, in bytes.
        index_size_bytes: u64,
        /// The number of items in the index.
        item_count: u64,
        /// The index's ARN.
        index_arn: String,
        /// The maximum throughput of an on-demand table's index.
        on_demand_throughput: OnDemandThroughput,
        /// The warm throughput of the index.
        warm_throughput: GlobalSecondaryIndexWarmThroughputDescription,
    }
}

shape! {
    /// The description of a local secondary index.
    pub struct LocalSecondaryIndexDescription {
        /// The index's name.
        index_name: String,
        /// The key schema of the index.
        key_schema: Vec<KeySchemaElement>,
        /// The attributes that the index projects.
        projection: Projection,
        /// The size of the index's entries, in bytes.
        index_size_bytes: u64,
        /// The number of items in the index.
        item_count: u64,
        /// The index's ARN.
        index_arn: String,
    }
}

shape! {
    /// The encryption of a table with a KMS key.
    pub struct SSEDescription {
        /// The status of the encryption.
        status: SSEStatus,
        /// The kind of encryption: KMS.
        #[name = "SSEType"]
        sse_type: SSEType,
        /// The ARN of the KMS key.
        #[name = "KMSMasterKeyArn"]
        kms_master_key_arn: String,
    }
}

shape! {
    /// The table class of a table.
    pub struct TableClassSummary {
        /// STANDARD or STANDARD_INFREQUENT_ACCESS.
        table_class: TableClass,
        /// When the table class was last changed, in epoch seconds.
        last_update_date_time: Timestamp,
    }
}

shape! {
    /// The warm throughput of a table.
    pub struct TableWarmThroughputDescription {
        /// Reads per second.
        read_units_per_second: i64,
        /// Writes per second.
        write_units_per_second: i64,
        /// UPDATING or ACTIVE.
        status: TableStatus,
    }
}

shape! {
    /// The warm throughput of a global secondary index.
    pub struct GlobalSecondaryIndexWarmThroughputDescription {
        /// Reads per second.
        read_units_per_second: i64,
        /// Writes per second.
        write_units_per_second: i64,
        /// UPDATING or ACTIVE.
        status: IndexStatus,
    }
}

shape! {
    /// The source of a table that is being restored.
    pub struct RestoreSummary {
        /// The ARN of the backup; absent for a restore to a point in time.
        source_backup_arn: String,
        /// The ARN of the source table.
        source_table_arn: String,
        /// The moment that is restored, in epoch seconds.
        restore_date_time: Timestamp,
        /// Whether the restore is in progress: `true`.
        restore_in_progress: bool,
    }
}

shape! {
    /// The description of a table.
    pub struct TableDescription {
        /// The types of all key attributes of the table and its indexes.
        attribute_definitions: Vec<AttributeDefinition>,
        /// The table's name.
        table_name: String,
        /// The key schema of the table.
        key_schema: Vec<KeySchemaElement>,
        /// The status of the table.
        table_status: TableStatus,
        /// When the table was created, in epoch seconds.
        creation_date_time: Timestamp,
        /// The provisioned throughput.
        provisioned_throughput: ProvisionedThroughputDescription,
        /// The size of the table's items, in bytes. Updated every six hours at a realistic pace.
        table_size_bytes: u64,
        /// The number of items in the table. Updated every six hours at a realistic pace.
        item_count: u64,
        /// The table's ARN, which a later table of the same name shares.
        table_arn: String,
        /// The table's id, unique among all tables that ever were.
        table_id: String,
        /// The billing mode; absent for a table that has always been provisioned, unless it is being restored.
        billing_mode_summary: BillingModeSummary,
        /// The local secondary indexes.
        local_secondary_indexes: Vec<LocalSecondaryIndexDescription>,
        /// The global secondary indexes.
        global_secondary_indexes: Vec<GlobalSecondaryIndexDescription>,
        /// The stream settings; absent if the table has no stream.
        stream_specification: StreamSpecification,
        /// The label of the table's latest stream.
        latest_stream_label: String,
        /// The ARN of the table's latest stream.
        latest_stream_arn: String,
        /// The source of the restore; absent unless the table is being restored.
        restore_summary: RestoreSummary,
        /// The encryption; absent if the table is encrypted with a key that AWS owns.
        #[name = "SSEDescription"]
        sse_description: SSEDescription,
        /// The table class; absent for STANDARD.
        table_class_summary: TableClassSummary,
        /// Whether the table is protected against deletion.
        deletion_protection_enabled: bool,
        /// The maximum throughput of an on-demand table.
        on_demand_throughput: OnDemandThroughput,
        /// The warm throughput.
        warm_throughput: TableWarmThroughputDescription,
    }
}
