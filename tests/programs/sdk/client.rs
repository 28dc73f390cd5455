//! The client, and its calls.

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
