//! The part of the AWS SDK for Rust that the programs use, over an engine in process.
//!
//! The SDK's own crate takes ten minutes to build, so it is stood in for: the same names and the same types, each method
//! with the arguments that it has there. Every program here was compiled with aws-sdk-dynamodb 1.136, too.

#![allow(dead_code, missing_docs, reason = "what the SDK has, whether these programs use it or not")]

/// What is sent: values as JSON.
mod json {
    use super::aws_sdk_dynamodb::primitives::{Blob, DateTime};
    use super::aws_sdk_dynamodb::types::AttributeValue;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde_json::{Value, json};
    use std::collections::HashMap;

    pub type Members = serde_json::Map<String, Value>;

    pub trait Json {
        fn json(self) -> Value;
    }

    macro_rules! plain {
        ($($of:ty),+) => { $(impl Json for $of { fn json(self) -> Value { Value::from(self) } })+ };
    }
    plain!(String, bool, i32, i64);

    impl<T: Json> Json for Vec<T> {
        fn json(self) -> Value {
            self.into_iter().map(Json::json).collect()
        }
    }

    impl<T: Json> Json for HashMap<String, T> {
        fn json(self) -> Value {
            self.into_iter().map(|(name, value)| (name, value.json())).collect::<Members>().into()
        }
    }

    impl Json for Blob {
        fn json(self) -> Value {
            STANDARD.encode(self.0).into()
        }
    }

    impl Json for DateTime {
        fn json(self) -> Value {
            self.0.into()
        }
    }

    impl Json for AttributeValue {
        fn json(self) -> Value {
            match self {
                AttributeValue::S(text) => json!({"S": text}),
                AttributeValue::N(number) => json!({"N": number}),
                AttributeValue::B(bytes) => json!({"B": bytes.json()}),
                AttributeValue::Bool(flag) => json!({"BOOL": flag}),
                AttributeValue::Null(flag) => json!({"NULL": flag}),
                AttributeValue::Ss(set) => json!({"SS": set}),
                AttributeValue::Ns(set) => json!({"NS": set}),
                AttributeValue::Bs(set) => json!({"BS": set.json()}),
                AttributeValue::L(list) => json!({"L": list.json()}),
                AttributeValue::M(map) => json!({"M": map.json()}),
            }
        }
    }

    /// `table_name` as the service writes it: `TableName`.
    pub fn member(method: &str) -> String {
        let word = |word: &str| match word {
            "sse" => "SSE".to_owned(),
            word => word[..1].to_uppercase() + &word[1..],
        };
        method.split('_').map(word).collect()
    }

    /// Sets a member.
    pub fn set(members: &mut Members, method: &str, value: Value) {
        members.insert(member(method), value);
    }

    /// Appends to a member that is a list.
    pub fn push(members: &mut Members, method: &str, value: Value) {
        let list = members.entry(member(method)).or_insert_with(|| json!([]));
        list.as_array_mut().expect("a list").push(value);
    }

    /// Adds to a member that is a map.
    pub fn insert(members: &mut Members, method: &str, key: String, value: Value) {
        let map = members.entry(member(method)).or_insert_with(|| json!({}));
        map.as_object_mut().expect("a map").insert(key, value);
    }
}

/// The methods that set members: a text, another value, a list by one more element, a map by one more entry.
macro_rules! setters {
    () => {};
    (text $name:ident; $($rest:tt)*) => {
        pub fn $name(mut self, value: impl Into<String>) -> Self {
            set(&mut self.0, stringify!($name), Value::from(value.into()));
            self
        }
        setters! { $($rest)* }
    };
    (value $name:ident: $of:ty; $($rest:tt)*) => {
        pub fn $name(mut self, value: $of) -> Self {
            set(&mut self.0, stringify!($name), value.json());
            self
        }
        setters! { $($rest)* }
    };
    (texts $name:ident; $($rest:tt)*) => {
        pub fn $name(mut self, value: impl Into<String>) -> Self {
            push(&mut self.0, stringify!($name), Value::from(value.into()));
            self
        }
        setters! { $($rest)* }
    };
    (list $name:ident $set:ident: $of:ty; $($rest:tt)*) => {
        pub fn $name(mut self, value: $of) -> Self {
            push(&mut self.0, stringify!($name), value.json());
            self
        }
        pub fn $set(mut self, values: Option<Vec<$of>>) -> Self {
            if let Some(values) = values {
                set(&mut self.0, stringify!($name), values.json());
            }
            self
        }
        setters! { $($rest)* }
    };
    (map $name:ident $set:ident: $of:ty; $($rest:tt)*) => {
        pub fn $name(mut self, key: impl Into<String>, value: $of) -> Self {
            insert(&mut self.0, stringify!($name), key.into(), value.json());
            self
        }
        pub fn $set(mut self, values: Option<HashMap<String, $of>>) -> Self {
            if let Some(values) = values {
                set(&mut self.0, stringify!($name), values.json());
            }
            self
        }
        setters! { $($rest)* }
    };
    (names $name:ident; $($rest:tt)*) => {
        pub fn $name(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
            insert(&mut self.0, stringify!($name), key.into(), Value::from(value.into()));
            self
        }
        setters! { $($rest)* }
    };
}

/// Structures with builders. Building one can fail (`?`) where the service model has required members.
macro_rules! structures {
    ($($name:ident $builder:ident -> $built:ty { $($setters:tt)* })+) => {
        $(
            #[derive(Clone, Debug)]
            pub struct $name(Members);
            #[derive(Debug, Default)]
            pub struct $builder(Members);
            impl $name {
                pub fn builder() -> $builder {
                    $builder::default()
                }
            }
            impl $builder {
                pub fn build(self) -> $built {
                    $name(self.0).into()
                }
                setters! { $($setters)* }
            }
            impl Json for $name {
                fn json(self) -> Value {
                    self.0.into()
                }
            }
            impl From<$name> for Result<$name, BuildError> {
                fn from(built: $name) -> Self {
                    Ok(built)
                }
            }
        )+
    };
}

macro_rules! enums {
    ($($name:ident { $($variant:ident = $text:literal),+ })+) => {
        $(
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub enum $name { $($variant,)+ Unknown }
            impl Json for $name {
                fn json(self) -> Value {
                    match self {
                        $($name::$variant => $text.into(),)+
                        $name::Unknown => Value::Null,
                    }
                }
            }
            impl $name {
                pub fn of(value: &Value) -> $name {
                    match value.as_str() {
                        $(Some($text) => $name::$variant,)+
                        _ => $name::Unknown,
                    }
                }
            }
        )+
    };
}

pub mod aws_config {
    pub struct BehaviorVersion;
    pub struct SdkConfig;

    impl BehaviorVersion {
        pub fn latest() -> BehaviorVersion {
            BehaviorVersion
        }
    }

    pub async fn load_defaults(_: BehaviorVersion) -> SdkConfig {
        SdkConfig
    }
}

pub mod aws_sdk_dynamodb {
    pub use super::client::Client;

    pub mod client {
        pub use super::super::client::Waiters;
    }

    pub mod primitives {
        #[derive(Clone, Debug)]
        pub struct Blob(pub Vec<u8>);

        impl Blob {
            pub fn new(bytes: impl Into<Vec<u8>>) -> Blob {
                Blob(bytes.into())
            }
        }

        pub enum DateTimeFormat {
            DateTime,
        }

        #[derive(Clone, Debug)]
        pub struct DateTime(pub f64);

        impl DateTime {
            /// A time of the first of January 2026 is all that the programs have.
            pub fn from_str(text: &str, _: DateTimeFormat) -> Result<DateTime, String> {
                let clock = text.strip_prefix("2026-01-01T").and_then(|text| text.strip_suffix('Z')).ok_or(text)?;
                let seconds = clock.split(':').try_fold(0.0, |sum, part| Some(sum * 60.0 + part.parse::<f64>().ok()?));
                Ok(DateTime(1_767_225_600.0 + seconds.ok_or(text)?))
            }
        }
    }

    pub mod types {
        use super::super::json::*;
        use super::primitives::Blob;
        use serde_json::Value;
        use std::collections::HashMap;

        #[derive(Clone, Debug)]
        pub enum AttributeValue {
            S(String),
            N(String),
            B(Blob),
            Bool(bool),
            Null(bool),
            Ss(Vec<String>),
            Ns(Vec<String>),
            Bs(Vec<Blob>),
            L(Vec<AttributeValue>),
            M(HashMap<String, AttributeValue>),
        }

        #[derive(Debug, thiserror::Error)]
        #[error("a required member is missing")]
        pub struct BuildError;

        structures! {
            AttributeDefinition AttributeDefinitionBuilder -> Result<AttributeDefinition, BuildError> {
                text attribute_name; value attribute_type: ScalarAttributeType;
            }
            KeySchemaElement KeySchemaElementBuilder -> Result<KeySchemaElement, BuildError> {
                text attribute_name; value key_type: KeyType;
            }
            Projection ProjectionBuilder -> Projection {
                value projection_type: ProjectionType; texts non_key_attributes;
            }
            GlobalSecondaryIndex GlobalSecondaryIndexBuilder -> Result<GlobalSecondaryIndex, BuildError> {
                text index_name; list key_schema set_key_schema: KeySchemaElement; value projection: Projection;
            }
            LocalSecondaryIndex LocalSecondaryIndexBuilder -> Result<LocalSecondaryIndex, BuildError> {
                text index_name; list key_schema set_key_schema: KeySchemaElement; value projection: Projection;
            }
            ProvisionedThroughput ProvisionedThroughputBuilder -> Result<ProvisionedThroughput, BuildError> {
                value read_capacity_units: i64; value write_capacity_units: i64;
            }
            SseSpecification SseSpecificationBuilder -> SseSpecification { value enabled: bool; }
            Tag TagBuilder -> Result<Tag, BuildError> { text key; text value; }
            TimeToLiveSpecification TimeToLiveSpecificationBuilder -> Result<TimeToLiveSpecification, BuildError> {
                text attribute_name; value enabled: bool;
            }
            PutRequest PutRequestBuilder -> Result<PutRequest, BuildError> { map item set_item: AttributeValue; }
            DeleteRequest DeleteRequestBuilder -> Result<DeleteRequest, BuildError> { map key set_key: AttributeValue; }
            WriteRequest WriteRequestBuilder -> WriteRequest {
                value put_request: PutRequest; value delete_request: DeleteRequest;
            }
            KeysAndAttributes KeysAndAttributesBuilder -> Result<KeysAndAttributes, BuildError> {
                list keys set_keys: HashMap<String, AttributeValue>;
            }
            ConditionCheck ConditionCheckBuilder -> Result<ConditionCheck, BuildError> {
                text table_name; map key set_key: AttributeValue; text condition_expression;
            }
            Update UpdateBuilder -> Result<Update, BuildError> {
                text table_name; map key set_key: AttributeValue; text update_expression;
                map expression_attribute_values set_expression_attribute_values: AttributeValue;
            }
            Put PutBuilder -> Result<Put, BuildError> { text table_name; map item set_item: AttributeValue; }
            Delete DeleteBuilder -> Result<Delete, BuildError> { text table_name; map key set_key: AttributeValue; }
            Get GetBuilder -> Result<Get, BuildError> { text table_name; map key set_key: AttributeValue; }
            TransactWriteItem TransactWriteItemBuilder -> TransactWriteItem {
                value condition_check: ConditionCheck; value update: Update; value put: Put; value delete: Delete;
            }
            TransactGetItem TransactGetItemBuilder -> TransactGetItem { value get: Get; }
        }

        enums! {
            BackupStatus { Creating = "CREATING" }
            BackupTypeFilter { User = "USER" }
            BillingMode { PayPerRequest = "PAY_PER_REQUEST", Provisioned = "PROVISIONED" }
            ContinuousBackupsStatus { Disabled = "DISABLED" }
            KeyType { Hash = "HASH", Range = "RANGE" }
            ProjectionType { All = "ALL", Include = "INCLUDE", KeysOnly = "KEYS_ONLY" }
            ReturnConsumedCapacity { Indexes = "INDEXES", Total = "TOTAL" }
            ReturnValue { UpdatedNew = "UPDATED_NEW" }
            ScalarAttributeType { S = "S", N = "N", B = "B" }
        }
    }
}

/// The client, and its calls.
mod client {
    use super::aws_config::SdkConfig;
    use super::aws_sdk_dynamodb::primitives::DateTime;
    use super::aws_sdk_dynamodb::types::*;
    use super::json::*;
    use serde_json::{Value, json};
    use std::cell::RefCell;
    use std::collections::HashMap;
    use std::error::Error;
    use std::time::Duration;
    use timemark_core::Engine;

    thread_local! {
        /// The engine of the program that this thread runs.
        pub static ENGINE: RefCell<Option<Engine>> = const { RefCell::new(None) };
    }

    /// How far the clock goes with every call, so that no wait is long: a program waits by its own clock.
    const STEP_MS: i64 = 600_000;

    fn call(operation: &str, members: Members) -> Result<Value, Box<dyn Error>> {
        ENGINE.with_borrow_mut(|engine| {
            let engine = engine.as_mut().expect("an engine for the program");
            engine.advance_to(engine.now().plus_ms(STEP_MS));
            let answer = engine.call(operation, Value::from(members).to_string().as_bytes());
            let body = answer.map_err(|error| format!("{operation}: {} {:?}", error.name(), error.text()))?;
            // An operation without an output answers with nothing.
            Ok(if body.is_empty() { Value::Null } else { serde_json::from_slice(&body)? })
        })
    }

    /// An answer, or a part of it.
    #[derive(Clone, Debug)]
    pub struct Answer {
        texts: HashMap<String, String>,
        parts: HashMap<String, Answer>,
        backup_status: BackupStatus,
        continuous_backups_status: ContinuousBackupsStatus,
    }

    impl Answer {
        fn of(value: &Value) -> Answer {
            let members = || value.as_object().into_iter().flatten();
            let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
            let parts = members().filter(|(_, value)| value.is_object());
            Answer {
                texts: members().filter_map(text).collect(),
                parts: parts.map(|(name, value)| (name.clone(), Answer::of(value))).collect(),
                backup_status: BackupStatus::of(&value["BackupStatus"]),
                continuous_backups_status: ContinuousBackupsStatus::of(&value["ContinuousBackupsStatus"]),
            }
        }

        pub fn table_description(&self) -> Option<&Answer> {
            self.parts.get("TableDescription")
        }

        pub fn table_arn(&self) -> Option<&str> {
            self.texts.get("TableArn").map(String::as_str)
        }

        pub fn backup_details(&self) -> Option<&Answer> {
            self.parts.get("BackupDetails")
        }

        pub fn backup_description(&self) -> Option<&Answer> {
            self.parts.get("BackupDescription")
        }

        pub fn backup_arn(&self) -> &str {
            &self.texts["BackupArn"]
        }

        pub fn backup_status(&self) -> &BackupStatus {
            &self.backup_status
        }

        pub fn continuous_backups_description(&self) -> Option<&Answer> {
            self.parts.get("ContinuousBackupsDescription")
        }

        pub fn continuous_backups_status(&self) -> &ContinuousBackupsStatus {
            &self.continuous_backups_status
        }
    }

    pub struct Client;

    impl Client {
        pub fn new(_: &SdkConfig) -> Client {
            Client
        }
    }

    /// Calls that are built like structures, and then sent.
    macro_rules! calls {
        ($($operation:ident $method:ident { $($setters:tt)* })+) => {
            $(
                #[derive(Default)]
                pub struct $operation(Members);
                impl $operation {
                    pub async fn send(self) -> Result<Answer, Box<dyn Error>> {
                        call(stringify!($operation), self.0).map(|answer| Answer::of(&answer))
                    }
                    setters! { $($setters)* }
                }
            )+
            impl Client {
                $(
                    pub fn $method(&self) -> $operation {
                        $operation::default()
                    }
                )+
            }
        };
    }

    calls! {
        CreateTable create_table {
            text table_name; value billing_mode: BillingMode;
            list attribute_definitions set_attribute_definitions: AttributeDefinition;
            list key_schema set_key_schema: KeySchemaElement;
            list global_secondary_indexes set_global_secondary_indexes: GlobalSecondaryIndex;
            list local_secondary_indexes set_local_secondary_indexes: LocalSecondaryIndex;
            value sse_specification: SseSpecification; value deletion_protection_enabled: bool;
            list tags set_tags: Tag;
        }
        DeleteTable delete_table { text table_name; }
        TagResource tag_resource { text resource_arn; list tags set_tags: Tag; }
        UpdateTimeToLive update_time_to_live {
            text table_name; value time_to_live_specification: TimeToLiveSpecification;
        }
        PutItem put_item {
            text table_name; map item set_item: AttributeValue; value return_consumed_capacity: ReturnConsumedCapacity;
        }
        DeleteItem delete_item {
            text table_name; map key set_key: AttributeValue; value return_consumed_capacity: ReturnConsumedCapacity;
        }
        UpdateItem update_item {
            text table_name; map key set_key: AttributeValue; text update_expression; text condition_expression;
            names expression_attribute_names;
            map expression_attribute_values set_expression_attribute_values: AttributeValue;
            value return_values: ReturnValue; value return_consumed_capacity: ReturnConsumedCapacity;
        }
        GetItem get_item { text table_name; map key set_key: AttributeValue; value consistent_read: bool; }
        Query query {
            text table_name; text key_condition_expression; text filter_expression; text projection_expression;
            names expression_attribute_names;
            map expression_attribute_values set_expression_attribute_values: AttributeValue;
            value scan_index_forward: bool; value limit: i32;
        }
        BatchWriteItem batch_write_item { map request_items set_request_items: Vec<WriteRequest>; }
        BatchGetItem batch_get_item { map request_items set_request_items: KeysAndAttributes; }
        TransactWriteItems transact_write_items {
            list transact_items set_transact_items: TransactWriteItem; text client_request_token;
        }
        TransactGetItems transact_get_items { list transact_items set_transact_items: TransactGetItem; }
        CreateBackup create_backup { text table_name; text backup_name; }
        DescribeBackup describe_backup { text backup_arn; }
        DeleteBackup delete_backup { text backup_arn; }
        ListBackups list_backups {
            text table_name; value time_range_lower_bound: DateTime; value backup_type: BackupTypeFilter;
            value limit: i32;
        }
        RestoreTableFromBackup restore_table_from_backup {
            text target_table_name; text backup_arn; value billing_mode_override: BillingMode;
            value provisioned_throughput_override: ProvisionedThroughput;
            list global_secondary_index_override set_global_secondary_index_override: GlobalSecondaryIndex;
        }
        DescribeContinuousBackups describe_continuous_backups { text table_name; }
    }

    /// A wait for a table to be ACTIVE, or to be gone.
    pub struct Waiter {
        is_gone: bool,
        table: String,
    }

    impl Waiter {
        pub fn table_name(self, table: impl Into<String>) -> Waiter {
            Waiter { table: table.into(), ..self }
        }

        pub async fn wait(self, _: Duration) -> Result<(), Box<dyn Error>> {
            for _ in 0..10 {
                let members = Members::from_iter([("TableName".to_owned(), json!(self.table))]);
                match call("DescribeTable", members) {
                    Ok(answer) if !self.is_gone && answer["Table"]["TableStatus"] == "ACTIVE" => return Ok(()),
                    Err(error) if self.is_gone && error.to_string().contains("ResourceNotFound") => return Ok(()),
                    _ => {}
                }
            }
            Err(format!("{} is not so in time", self.table).into())
        }
    }

    pub trait Waiters {
        fn wait_until_table_exists(&self) -> Waiter;
        fn wait_until_table_not_exists(&self) -> Waiter;
    }

    impl Waiters for Client {
        fn wait_until_table_exists(&self) -> Waiter {
            Waiter { is_gone: false, table: String::new() }
        }

        fn wait_until_table_not_exists(&self) -> Waiter {
            Waiter { is_gone: true, table: String::new() }
        }
    }
}

pub use client::ENGINE;
