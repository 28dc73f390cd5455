//! The part of the AWS SDK for Rust that the programs use, over an engine in process.
//!
//! The SDK's own crate takes ten minutes to build, so it is stood in for: the same names and the same types, each method
//! with the arguments that it has there. Every program here was compiled with aws-sdk-dynamodb 1.136, too.

#![allow(dead_code, missing_docs, reason = "what the SDK has, whether these programs use it or not")]

mod json;

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

mod client;

pub use client::ENGINE;
