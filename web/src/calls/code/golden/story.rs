// On AWS; or, after `timemark serve`, with AWS_ENDPOINT_URL=http://127.0.0.1:8000 in the environment
// Cargo.toml: aws-config = "1", aws-sdk-dynamodb = "1", tokio = { version = "1", features = ["full"] }
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::client::Waiters;
use aws_sdk_dynamodb::primitives::{Blob, DateTime, DateTimeFormat};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BackupStatus, BackupTypeFilter, BillingMode,
    ConditionCheck, ContinuousBackupsStatus, Delete, DeleteRequest, Get, GlobalSecondaryIndex,
    KeySchemaElement, KeyType, KeysAndAttributes, Projection, ProjectionType,
    ProvisionedThroughput, Put, PutRequest, ReturnConsumedCapacity, ReturnValue,
    ScalarAttributeType, SseSpecification, Tag, TimeToLiveSpecification, TransactGetItem,
    TransactWriteItem, Update, WriteRequest,
};
use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let client = Client::new(&config);

    let answer = client
        .create_table()
        .table_name("Music")
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("Artist")
                .attribute_type(ScalarAttributeType::S)
                .build()?,
        )
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("Title")
                .attribute_type(ScalarAttributeType::S)
                .build()?,
        )
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("Year")
                .attribute_type(ScalarAttributeType::N)
                .build()?,
        )
        .key_schema(
            KeySchemaElement::builder()
                .attribute_name("Artist")
                .key_type(KeyType::Hash)
                .build()?,
        )
        .key_schema(
            KeySchemaElement::builder()
                .attribute_name("Title")
                .key_type(KeyType::Range)
                .build()?,
        )
        .global_secondary_indexes(
            GlobalSecondaryIndex::builder()
                .index_name("by-year")
                .key_schema(
                    KeySchemaElement::builder()
                        .attribute_name("Year")
                        .key_type(KeyType::Hash)
                        .build()?,
                )
                .projection(
                    Projection::builder()
                        .projection_type(ProjectionType::Include)
                        .non_key_attributes("Plays")
                        .non_key_attributes("Label")
                        .build(),
                )
                .build()?,
        )
        .sse_specification(SseSpecification::builder().enabled(true).build())
        .deletion_protection_enabled(false)
        .tags(Tag::builder().key("purpose").value("to be backed up").build()?)
        .send()
        .await?;
    let table_arn = answer
        .table_description()
        .and_then(|it| it.table_arn())
        .ok_or("no TableArn")?
        .to_owned();

    // 60 s later
    client.wait_until_table_exists().table_name("Music").wait(Duration::from_secs(600)).await?;

    client
        .tag_resource()
        .resource_arn(&table_arn)
        .tags(Tag::builder().key("owner").value("me").build()?)
        .send()
        .await?;

    client
        .update_time_to_live()
        .table_name("Music")
        .time_to_live_specification(
            TimeToLiveSpecification::builder().attribute_name("Until").enabled(true).build()?,
        )
        .send()
        .await?;

    #[rustfmt::skip]
    let writes = [
        attributes([
            ("Artist", s("Beethoven")),
            ("Title", s("Große Fuge")),
            ("Year", n("1825")),
            ("Plays", n("12345678901234567890123456789012345678")),
            ("Score", b(b"\x00\xff\"\\'")),
            ("Parts", AttributeValue::Bs(vec![Blob::new(b"a"), Blob::new(b"b")])),
            ("Keys", AttributeValue::Ss(vec!["B flat".to_owned(), "G flat".to_owned()])),
            ("Bars", AttributeValue::Ns(vec!["741".to_owned(), "-0.5".to_owned()])),
            ("IsLate", AttributeValue::Bool(true)),
            ("Label", AttributeValue::Null(true)),
            (
                "Movements",
                AttributeValue::L(vec![
                    AttributeValue::S("Overtura".to_owned()),
                    AttributeValue::M(HashMap::from([
                        ("Name".to_owned(), AttributeValue::S("Fuga".to_owned())),
                        ("Of".to_owned(), AttributeValue::L(vec![])),
                    ])),
                ]),
            ),
        ]),
        attributes([("Artist", s("it's \"hostile\" $HOME ${HOME} $(id) `id` \\ !x %s {} #{x}")), ("Title", s("a\nb\r\tc\u{0}\u{1b}[2J\u{2028}\u{202e}\u{feff}é😀 file:///etc/passwd")), ("__proto__", s("*/ --> </script> '''")), ("it's", s("~")), ("B", s("AQID")), (" ", s(""))]),
        attributes([("Artist", s("-x")), ("Title", s("--"))]),
    ];
    for item in writes {
        client.put_item().table_name("Music").set_item(Some(item)).send().await?;
    }

    client
        .batch_write_item()
        .request_items(
            "Music",
            vec![
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Artist", AttributeValue::S("Bach".to_owned()))
                            .item("Title", AttributeValue::S("Chaconne".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .delete_request(
                        DeleteRequest::builder()
                            .key("Artist", AttributeValue::S("-x".to_owned()))
                            .key("Title", AttributeValue::S("--".to_owned()))
                            .build()?,
                    )
                    .build(),
            ],
        )
        .send()
        .await?;

    client
        .update_item()
        .table_name("Music")
        .key("Artist", AttributeValue::S("Beethoven".to_owned()))
        .key("Title", AttributeValue::S("Große Fuge".to_owned()))
        .update_expression("SET #e = if_not_exists(#e, :zero) + :one REMOVE Nothing")
        .condition_expression("attribute_exists(#y) AND NOT contains(#k, :key)")
        .expression_attribute_names("#e", "Encores")
        .expression_attribute_names("#y", "Year")
        .expression_attribute_names("#k", "Keys")
        .expression_attribute_values(":zero", AttributeValue::N("0".to_owned()))
        .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
        .expression_attribute_values(":key", AttributeValue::S("C major".to_owned()))
        .return_values(ReturnValue::UpdatedNew)
        .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
        .send()
        .await?;

    client
        .transact_write_items()
        .transact_items(
            TransactWriteItem::builder()
                .condition_check(
                    ConditionCheck::builder()
                        .table_name("Music")
                        .key("Artist", AttributeValue::S("Bach".to_owned()))
                        .key("Title", AttributeValue::S("Chaconne".to_owned()))
                        .condition_expression("attribute_not_exists(Plays)")
                        .build()?,
                )
                .build(),
        )
        .transact_items(
            TransactWriteItem::builder()
                .update(
                    Update::builder()
                        .table_name("Music")
                        .key("Artist", AttributeValue::S("Bach".to_owned()))
                        .key("Title", AttributeValue::S("Ciaccona".to_owned()))
                        .update_expression("ADD Plays :one")
                        .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
                        .build()?,
                )
                .build(),
        )
        .transact_items(
            TransactWriteItem::builder()
                .put(
                    Put::builder()
                        .table_name("Music")
                        .item("Artist", AttributeValue::S("Bach".to_owned()))
                        .item("Title", AttributeValue::S("Kyrie".to_owned()))
                        .item("Plays", AttributeValue::N("7".to_owned()))
                        .build()?,
                )
                .build(),
        )
        .transact_items(
            TransactWriteItem::builder()
                .delete(
                    Delete::builder()
                        .table_name("Music")
                        .key("Artist", AttributeValue::S("Bach".to_owned()))
                        .key("Title", AttributeValue::S("Nothing".to_owned()))
                        .build()?,
                )
                .build(),
        )
        .client_request_token("once")
        .send()
        .await?;

    let answer = client
        .query()
        .table_name("Music")
        .key_condition_expression("Artist = :artist AND begins_with(Title, :start)")
        .filter_expression("attribute_not_exists(Plays) OR Plays > :few")
        .projection_expression("Title, #p")
        .expression_attribute_names("#p", "Plays")
        .expression_attribute_values(":artist", AttributeValue::S("Bach".to_owned()))
        .expression_attribute_values(":start", AttributeValue::S("C".to_owned()))
        .expression_attribute_values(":few", AttributeValue::N("0".to_owned()))
        .scan_index_forward(false)
        .limit(10)
        .send()
        .await?;
    println!("{answer:#?}");

    let answer = client
        .transact_get_items()
        .transact_items(
            TransactGetItem::builder()
                .get(
                    Get::builder()
                        .table_name("Music")
                        .key("Artist", AttributeValue::S("Bach".to_owned()))
                        .key("Title", AttributeValue::S("Kyrie".to_owned()))
                        .build()?,
                )
                .build(),
        )
        .send()
        .await?;
    println!("{answer:#?}");

    // Only in the playground, AWS has nothing like it: UpdateLab
    // {"Settings": {"ConsistencyWindow": "TYPICAL"}}
    wait_for_backups(&client, "Music").await?;

    let answer =
        client.create_backup().table_name("Music").backup_name("-nightly").send().await?;
    let backup_arn =
        answer.backup_details().map(|it| it.backup_arn()).ok_or("no BackupArn")?.to_owned();

    println!("{:#?}", client.describe_backup().backup_arn(&backup_arn).send().await?);

    client
        .put_item()
        .table_name("Music")
        .item("Artist", AttributeValue::S("Bach".to_owned()))
        .item("Title", AttributeValue::S("Too late".to_owned()))
        .send()
        .await?;

    // 2 min later
    wait_for_backup(&client, &backup_arn).await?;
    println!("{:#?}", client.describe_backup().backup_arn(&backup_arn).send().await?);

    let answer = client.create_backup().table_name("Music").backup_name("again").send().await?;
    let backup_arn_2 =
        answer.backup_details().map(|it| it.backup_arn()).ok_or("no BackupArn")?.to_owned();

    // 2 min later
    let answer = client
        .list_backups()
        .table_name("Music")
        .time_range_lower_bound(DateTime::from_str(
            "2026-01-01T00:00:00.250Z",
            DateTimeFormat::DateTime,
        )?)
        .backup_type(BackupTypeFilter::User)
        .limit(10)
        .send()
        .await?;
    println!("{answer:#?}");

    client
        .restore_table_from_backup()
        .target_table_name("Music-restored")
        .backup_arn(&backup_arn)
        .billing_mode_override(BillingMode::Provisioned)
        .provisioned_throughput_override(
            ProvisionedThroughput::builder()
                .read_capacity_units(5)
                .write_capacity_units(5)
                .build()?,
        )
        .set_global_secondary_index_override(Some(vec![]))
        .send()
        .await?;

    // 10 min later
    client
        .wait_until_table_exists()
        .table_name("Music-restored")
        .wait(Duration::from_secs(600))
        .await?;

    client.delete_backup().backup_arn(&backup_arn).send().await?;

    let answer = client
        .get_item()
        .table_name("Music-restored")
        .key("Artist", AttributeValue::S("Bach".to_owned()))
        .key("Title", AttributeValue::S("Chaconne".to_owned()))
        .consistent_read(true)
        .send()
        .await?;
    println!("{answer:#?}");

    let answer = client
        .batch_get_item()
        .request_items(
            "Music-restored",
            KeysAndAttributes::builder()
                .keys(HashMap::from([
                    ("Artist".to_owned(), AttributeValue::S("Bach".to_owned())),
                    ("Title".to_owned(), AttributeValue::S("Chaconne".to_owned())),
                ]))
                .build()?,
        )
        .send()
        .await?;
    println!("{answer:#?}");

    wait_for_backup(&client, &backup_arn_2).await?;
    client.delete_table().table_name("Music").send().await?;

    // 60 s later
    client
        .wait_until_table_not_exists()
        .table_name("Music")
        .wait(Duration::from_secs(600))
        .await?;

    client
        .create_table()
        .table_name("Music")
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(
            KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build()?,
        )
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("id")
                .attribute_type(ScalarAttributeType::B)
                .build()?,
        )
        .send()
        .await?;

    // 60 s later
    client.wait_until_table_exists().table_name("Music").wait(Duration::from_secs(600)).await?;
    wait_for_backups(&client, "Music").await?;
    client.create_backup().table_name("Music").backup_name("empty").send().await?;

    Ok(())
}

/// A new table's backups are enabled some seconds after it is ACTIVE.
async fn wait_for_backups(client: &Client, table_name: &str) -> Result<(), Box<dyn Error>> {
    loop {
        let answer = client.describe_continuous_backups().table_name(table_name).send().await?;
        let status =
            answer.continuous_backups_description().map(|it| it.continuous_backups_status());
        if status != Some(&ContinuousBackupsStatus::Disabled) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Waits until a backup is made.
async fn wait_for_backup(client: &Client, backup_arn: &str) -> Result<(), Box<dyn Error>> {
    loop {
        let answer = client.describe_backup().backup_arn(backup_arn).send().await?;
        let details = answer.backup_description().and_then(|it| it.backup_details());
        if details.map(|it| it.backup_status()) != Some(&BackupStatus::Creating) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

/// Attributes by their names.
fn attributes<const N: usize>(
    of: [(&str, AttributeValue); N],
) -> HashMap<String, AttributeValue> {
    HashMap::from(of.map(|(name, value)| (name.to_owned(), value)))
}

/// A string.
fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// A number.
fn n(number: &str) -> AttributeValue {
    AttributeValue::N(number.to_owned())
}

/// Bytes.
fn b(bytes: &[u8]) -> AttributeValue {
    AttributeValue::B(Blob::new(bytes))
}
