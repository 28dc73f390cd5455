// On AWS; or, after `timemark serve`, with AWS_ENDPOINT_URL=http://127.0.0.1:8000 in the environment
// Cargo.toml: aws-config = "1", aws-sdk-dynamodb = "1", tokio = { version = "1", features = ["full"] }
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::client::Waiters;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, ContinuousBackupsStatus,
    KeySchemaElement, KeyType, ReturnConsumedCapacity, ScalarAttributeType,
};
use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let client = Client::new(&config);

    // Only in the playground, AWS has nothing like it: UpdateLab
    // {
    //   "Settings": {
    //     "ConsistencyWindow": "ADVERSARIAL"
    //   }
    // }
    client
        .create_table()
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("Id")
                .attribute_type(ScalarAttributeType::S)
                .build()?,
        )
        .table_name("Shop")
        .key_schema(
            KeySchemaElement::builder().attribute_name("Id").key_type(KeyType::Hash).build()?,
        )
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await?;

    // 10 s later
    client.wait_until_table_exists().table_name("Shop").wait(Duration::from_secs(600)).await?;

    // 40 writes in 101 s
    #[rustfmt::skip]
    let writes = [
        attributes([("Id", s("customer#1")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#1")), ("Id", s("order#1000")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#2")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#2")), ("Id", s("order#1001")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#3")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#3")), ("Id", s("order#1002")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#4")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#4")), ("Id", s("order#1003")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#5")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#5")), ("Id", s("order#1004")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#6")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#6")), ("Id", s("order#1005")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#7")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#7")), ("Id", s("order#1006")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#8")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#8")), ("Id", s("order#1007")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#9")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#9")), ("Id", s("order#1008")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#10")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#10")), ("Id", s("order#1009")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#11")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#11")), ("Id", s("order#1010")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#12")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#12")), ("Id", s("order#1011")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#13")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#13")), ("Id", s("order#1012")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#14")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#14")), ("Id", s("order#1013")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#15")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#15")), ("Id", s("order#1014")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#16")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#16")), ("Id", s("order#1015")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#17")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#17")), ("Id", s("order#1016")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#18")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#18")), ("Id", s("order#1017")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#19")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#19")), ("Id", s("order#1018")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#20")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#20")), ("Id", s("order#1019")), ("Kind", s("order"))]),
    ];
    for item in writes {
        client
            .put_item()
            .table_name("Shop")
            .set_item(Some(item))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await?;
    }

    wait_for_backups(&client, "Shop").await?;
    client.create_backup().table_name("Shop").backup_name("between").send().await?;

    // 20 writes in 49 s
    #[rustfmt::skip]
    let writes = [
        attributes([("Id", s("customer#21")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#21")), ("Id", s("order#1020")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#22")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#22")), ("Id", s("order#1021")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#23")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#23")), ("Id", s("order#1022")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#24")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#24")), ("Id", s("order#1023")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#25")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#25")), ("Id", s("order#1024")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#26")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#26")), ("Id", s("order#1025")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#27")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#27")), ("Id", s("order#1026")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#28")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#28")), ("Id", s("order#1027")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#29")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#29")), ("Id", s("order#1028")), ("Kind", s("order"))]),
        attributes([("Id", s("customer#30")), ("Kind", s("customer"))]),
        attributes([("Customer", s("customer#30")), ("Id", s("order#1029")), ("Kind", s("order"))]),
    ];
    for item in writes {
        client
            .put_item()
            .table_name("Shop")
            .set_item(Some(item))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await?;
    }

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
