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
    for item in [
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#1".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#1".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1000".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#2".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#2".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1001".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#3".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#3".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1002".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#4".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#4".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1003".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#5".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#5".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1004".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#6".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#6".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1005".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#7".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#7".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1006".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#8".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#8".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1007".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#9".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#9".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1008".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#10".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#10".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1009".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#11".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#11".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1010".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#12".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#12".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1011".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#13".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#13".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1012".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#14".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#14".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1013".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#15".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#15".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1014".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#16".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#16".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1015".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#17".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#17".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1016".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#18".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#18".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1017".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#19".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#19".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1018".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#20".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#20".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1019".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
    ] {
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
    for item in [
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#21".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#21".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1020".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#22".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#22".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1021".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#23".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#23".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1022".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#24".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#24".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1023".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#25".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#25".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1024".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#26".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#26".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1025".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#27".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#27".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1026".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#28".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#28".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1027".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#29".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#29".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1028".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
        HashMap::from([
            ("Id".to_owned(), AttributeValue::S("customer#30".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("customer".to_owned())),
        ]),
        HashMap::from([
            ("Customer".to_owned(), AttributeValue::S("customer#30".to_owned())),
            ("Id".to_owned(), AttributeValue::S("order#1029".to_owned())),
            ("Kind".to_owned(), AttributeValue::S("order".to_owned())),
        ]),
    ] {
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
