// On AWS; or, after `timemark serve`, with AWS_ENDPOINT_URL=http://127.0.0.1:8000 in the environment
// Cargo.toml: aws-config = "1", aws-sdk-dynamodb = "1", tokio = { version = "1", features = ["full"] }
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::client::Waiters;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, ContinuousBackupsStatus,
    GlobalSecondaryIndex, KeySchemaElement, KeyType, LocalSecondaryIndex, Projection,
    ProjectionType, PutRequest, ReturnConsumedCapacity, ScalarAttributeType,
    TimeToLiveSpecification, WriteRequest,
};
use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let client = Client::new(&config);

    client
        .create_table()
        .table_name("Orders")
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("Customer")
                .attribute_type(ScalarAttributeType::S)
                .build()?,
        )
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("Number")
                .attribute_type(ScalarAttributeType::N)
                .build()?,
        )
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("Region")
                .attribute_type(ScalarAttributeType::S)
                .build()?,
        )
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("Store")
                .attribute_type(ScalarAttributeType::S)
                .build()?,
        )
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("Day")
                .attribute_type(ScalarAttributeType::S)
                .build()?,
        )
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("Digest")
                .attribute_type(ScalarAttributeType::B)
                .build()?,
        )
        .key_schema(
            KeySchemaElement::builder()
                .attribute_name("Customer")
                .key_type(KeyType::Hash)
                .build()?,
        )
        .key_schema(
            KeySchemaElement::builder()
                .attribute_name("Number")
                .key_type(KeyType::Range)
                .build()?,
        )
        .global_secondary_indexes(
            GlobalSecondaryIndex::builder()
                .index_name("by-region-and-store")
                .key_schema(
                    KeySchemaElement::builder()
                        .attribute_name("Region")
                        .key_type(KeyType::Hash)
                        .build()?,
                )
                .key_schema(
                    KeySchemaElement::builder()
                        .attribute_name("Store")
                        .key_type(KeyType::Hash)
                        .build()?,
                )
                .key_schema(
                    KeySchemaElement::builder()
                        .attribute_name("Day")
                        .key_type(KeyType::Range)
                        .build()?,
                )
                .projection(Projection::builder().projection_type(ProjectionType::All).build())
                .build()?,
        )
        .local_secondary_indexes(
            LocalSecondaryIndex::builder()
                .index_name("by-digest")
                .key_schema(
                    KeySchemaElement::builder()
                        .attribute_name("Customer")
                        .key_type(KeyType::Hash)
                        .build()?,
                )
                .key_schema(
                    KeySchemaElement::builder()
                        .attribute_name("Digest")
                        .key_type(KeyType::Range)
                        .build()?,
                )
                .projection(
                    Projection::builder().projection_type(ProjectionType::KeysOnly).build(),
                )
                .build()?,
        )
        .send()
        .await?;

    // 20 s later
    client
        .wait_until_table_exists()
        .table_name("Orders")
        .wait(Duration::from_secs(600))
        .await?;

    for request_items in [
        HashMap::from([(
            "Orders".to_owned(),
            vec![
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#0".to_owned()))
                            .item("Day", AttributeValue::S("day#0".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x00",
                                )),
                            )
                            .item("Number", AttributeValue::N("0".to_owned()))
                            .item("Region", AttributeValue::S("region#0".to_owned()))
                            .item("Store", AttributeValue::S("store#0".to_owned()))
                            .item("Total", AttributeValue::N("36".to_owned()))
                            .item("Write", AttributeValue::N("0".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#1".to_owned()))
                            .item("Day", AttributeValue::S("day#1".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x01",
                                )),
                            )
                            .item("Number", AttributeValue::N("1".to_owned()))
                            .item("Region", AttributeValue::S("region#1".to_owned()))
                            .item("Store", AttributeValue::S("store#1".to_owned()))
                            .item("Total", AttributeValue::N("201".to_owned()))
                            .item("Write", AttributeValue::N("1".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#2".to_owned()))
                            .item("Day", AttributeValue::S("day#2".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x02",
                                )),
                            )
                            .item("Number", AttributeValue::N("2".to_owned()))
                            .item("Region", AttributeValue::S("region#2".to_owned()))
                            .item("Store", AttributeValue::S("store#2".to_owned()))
                            .item("Total", AttributeValue::N("180".to_owned()))
                            .item("Write", AttributeValue::N("2".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#3".to_owned()))
                            .item("Day", AttributeValue::S("day#3".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x03",
                                )),
                            )
                            .item("Number", AttributeValue::N("3".to_owned()))
                            .item("Region", AttributeValue::S("region#3".to_owned()))
                            .item("Store", AttributeValue::S("store#3".to_owned()))
                            .item("Total", AttributeValue::N("445".to_owned()))
                            .item("Write", AttributeValue::N("3".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#4".to_owned()))
                            .item("Day", AttributeValue::S("day#4".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x04",
                                )),
                            )
                            .item("Number", AttributeValue::N("4".to_owned()))
                            .item("Region", AttributeValue::S("region#4".to_owned()))
                            .item("Store", AttributeValue::S("store#4".to_owned()))
                            .item("Total", AttributeValue::N("248".to_owned()))
                            .item("Write", AttributeValue::N("4".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#5".to_owned()))
                            .item("Day", AttributeValue::S("day#5".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x05",
                                )),
                            )
                            .item("Number", AttributeValue::N("5".to_owned()))
                            .item("Region", AttributeValue::S("region#5".to_owned()))
                            .item("Store", AttributeValue::S("store#5".to_owned()))
                            .item("Total", AttributeValue::N("91".to_owned()))
                            .item("Write", AttributeValue::N("5".to_owned()))
                            .build()?,
                    )
                    .build(),
            ],
        )]),
        HashMap::from([(
            "Orders".to_owned(),
            vec![
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#6".to_owned()))
                            .item("Day", AttributeValue::S("day#6".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x06",
                                )),
                            )
                            .item("Number", AttributeValue::N("6".to_owned()))
                            .item("Region", AttributeValue::S("region#6".to_owned()))
                            .item("Store", AttributeValue::S("store#6".to_owned()))
                            .item("Total", AttributeValue::N("414".to_owned()))
                            .item("Write", AttributeValue::N("6".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#7".to_owned()))
                            .item("Day", AttributeValue::S("day#7".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x07",
                                )),
                            )
                            .item("Number", AttributeValue::N("7".to_owned()))
                            .item("Region", AttributeValue::S("region#7".to_owned()))
                            .item("Store", AttributeValue::S("store#7".to_owned()))
                            .item("Total", AttributeValue::N("441".to_owned()))
                            .item("Write", AttributeValue::N("7".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#8".to_owned()))
                            .item("Day", AttributeValue::S("day#8".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x08",
                                )),
                            )
                            .item("Number", AttributeValue::N("8".to_owned()))
                            .item("Region", AttributeValue::S("region#8".to_owned()))
                            .item("Store", AttributeValue::S("store#8".to_owned()))
                            .item("Total", AttributeValue::N("300".to_owned()))
                            .item("Write", AttributeValue::N("8".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#9".to_owned()))
                            .item("Day", AttributeValue::S("day#9".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x09",
                                )),
                            )
                            .item("Number", AttributeValue::N("9".to_owned()))
                            .item("Region", AttributeValue::S("region#9".to_owned()))
                            .item("Store", AttributeValue::S("store#9".to_owned()))
                            .item("Total", AttributeValue::N("391".to_owned()))
                            .item("Write", AttributeValue::N("9".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#10".to_owned()))
                            .item("Day", AttributeValue::S("day#10".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x0a",
                                )),
                            )
                            .item("Number", AttributeValue::N("10".to_owned()))
                            .item("Region", AttributeValue::S("region#10".to_owned()))
                            .item("Store", AttributeValue::S("store#10".to_owned()))
                            .item("Total", AttributeValue::N("202".to_owned()))
                            .item("Write", AttributeValue::N("10".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#11".to_owned()))
                            .item("Day", AttributeValue::S("day#11".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x0b",
                                )),
                            )
                            .item("Number", AttributeValue::N("11".to_owned()))
                            .item("Region", AttributeValue::S("region#11".to_owned()))
                            .item("Store", AttributeValue::S("store#11".to_owned()))
                            .item("Total", AttributeValue::N("227".to_owned()))
                            .item("Write", AttributeValue::N("11".to_owned()))
                            .build()?,
                    )
                    .build(),
            ],
        )]),
        HashMap::from([(
            "Orders".to_owned(),
            vec![
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#12".to_owned()))
                            .item("Day", AttributeValue::S("day#12".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x0c",
                                )),
                            )
                            .item("Number", AttributeValue::N("12".to_owned()))
                            .item("Region", AttributeValue::S("region#12".to_owned()))
                            .item("Store", AttributeValue::S("store#12".to_owned()))
                            .item("Total", AttributeValue::N("184".to_owned()))
                            .item("Write", AttributeValue::N("12".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#13".to_owned()))
                            .item("Day", AttributeValue::S("day#13".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x0d",
                                )),
                            )
                            .item("Number", AttributeValue::N("13".to_owned()))
                            .item("Region", AttributeValue::S("region#13".to_owned()))
                            .item("Store", AttributeValue::S("store#13".to_owned()))
                            .item("Total", AttributeValue::N("432".to_owned()))
                            .item("Write", AttributeValue::N("13".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#14".to_owned()))
                            .item("Day", AttributeValue::S("day#14".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x0e",
                                )),
                            )
                            .item("Number", AttributeValue::N("14".to_owned()))
                            .item("Region", AttributeValue::S("region#14".to_owned()))
                            .item("Store", AttributeValue::S("store#14".to_owned()))
                            .item("Total", AttributeValue::N("318".to_owned()))
                            .item("Write", AttributeValue::N("14".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#15".to_owned()))
                            .item("Day", AttributeValue::S("day#15".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x0f",
                                )),
                            )
                            .item("Number", AttributeValue::N("15".to_owned()))
                            .item("Region", AttributeValue::S("region#15".to_owned()))
                            .item("Store", AttributeValue::S("store#15".to_owned()))
                            .item("Total", AttributeValue::N("408".to_owned()))
                            .item("Write", AttributeValue::N("15".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#16".to_owned()))
                            .item("Day", AttributeValue::S("day#16".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x10",
                                )),
                            )
                            .item("Number", AttributeValue::N("16".to_owned()))
                            .item("Region", AttributeValue::S("region#16".to_owned()))
                            .item("Store", AttributeValue::S("store#16".to_owned()))
                            .item("Total", AttributeValue::N("426".to_owned()))
                            .item("Write", AttributeValue::N("16".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#17".to_owned()))
                            .item("Day", AttributeValue::S("day#17".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x11",
                                )),
                            )
                            .item("Number", AttributeValue::N("17".to_owned()))
                            .item("Region", AttributeValue::S("region#17".to_owned()))
                            .item("Store", AttributeValue::S("store#17".to_owned()))
                            .item("Total", AttributeValue::N("403".to_owned()))
                            .item("Write", AttributeValue::N("17".to_owned()))
                            .build()?,
                    )
                    .build(),
            ],
        )]),
        HashMap::from([(
            "Orders".to_owned(),
            vec![
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#18".to_owned()))
                            .item("Day", AttributeValue::S("day#18".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x12",
                                )),
                            )
                            .item("Number", AttributeValue::N("18".to_owned()))
                            .item("Region", AttributeValue::S("region#18".to_owned()))
                            .item("Store", AttributeValue::S("store#18".to_owned()))
                            .item("Total", AttributeValue::N("93".to_owned()))
                            .item("Write", AttributeValue::N("18".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#19".to_owned()))
                            .item("Day", AttributeValue::S("day#19".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x13",
                                )),
                            )
                            .item("Number", AttributeValue::N("19".to_owned()))
                            .item("Region", AttributeValue::S("region#19".to_owned()))
                            .item("Store", AttributeValue::S("store#19".to_owned()))
                            .item("Total", AttributeValue::N("485".to_owned()))
                            .item("Write", AttributeValue::N("19".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#20".to_owned()))
                            .item("Day", AttributeValue::S("day#20".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x14",
                                )),
                            )
                            .item("Number", AttributeValue::N("20".to_owned()))
                            .item("Region", AttributeValue::S("region#20".to_owned()))
                            .item("Store", AttributeValue::S("store#20".to_owned()))
                            .item("Total", AttributeValue::N("380".to_owned()))
                            .item("Write", AttributeValue::N("20".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#21".to_owned()))
                            .item("Day", AttributeValue::S("day#21".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x15",
                                )),
                            )
                            .item("Number", AttributeValue::N("21".to_owned()))
                            .item("Region", AttributeValue::S("region#21".to_owned()))
                            .item("Store", AttributeValue::S("store#21".to_owned()))
                            .item("Total", AttributeValue::N("182".to_owned()))
                            .item("Write", AttributeValue::N("21".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#22".to_owned()))
                            .item("Day", AttributeValue::S("day#22".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x16",
                                )),
                            )
                            .item("Number", AttributeValue::N("22".to_owned()))
                            .item("Region", AttributeValue::S("region#22".to_owned()))
                            .item("Store", AttributeValue::S("store#22".to_owned()))
                            .item("Total", AttributeValue::N("19".to_owned()))
                            .item("Write", AttributeValue::N("22".to_owned()))
                            .build()?,
                    )
                    .build(),
                WriteRequest::builder()
                    .put_request(
                        PutRequest::builder()
                            .item("Customer", AttributeValue::S("customer#23".to_owned()))
                            .item("Day", AttributeValue::S("day#23".to_owned()))
                            .item(
                                "Digest",
                                AttributeValue::B(Blob::new(
                                    b"\x00\x00\x00\x00\x00\x00\x00\x17",
                                )),
                            )
                            .item("Number", AttributeValue::N("23".to_owned()))
                            .item("Region", AttributeValue::S("region#23".to_owned()))
                            .item("Store", AttributeValue::S("store#23".to_owned()))
                            .item("Total", AttributeValue::N("161".to_owned()))
                            .item("Write", AttributeValue::N("23".to_owned()))
                            .build()?,
                    )
                    .build(),
            ],
        )]),
    ] {
        client.batch_write_item().set_request_items(Some(request_items)).send().await?;
    }

    // 40 writes in 19 s
    for (operation, attributes) in [
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#8".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#8".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x08")),
                ),
                ("Number".to_owned(), AttributeValue::N("8".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#8".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#8".to_owned())),
                ("Total".to_owned(), AttributeValue::N("36".to_owned())),
                ("Write".to_owned(), AttributeValue::N("0".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#1".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#1".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x01")),
                ),
                ("Number".to_owned(), AttributeValue::N("1".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#1".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#1".to_owned())),
                ("Total".to_owned(), AttributeValue::N("201".to_owned())),
                ("Write".to_owned(), AttributeValue::N("1".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#8".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#8".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x08")),
                ),
                ("Number".to_owned(), AttributeValue::N("8".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#8".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#8".to_owned())),
                ("Total".to_owned(), AttributeValue::N("180".to_owned())),
                ("Write".to_owned(), AttributeValue::N("2".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#5".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#5".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x05")),
                ),
                ("Number".to_owned(), AttributeValue::N("5".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#5".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#5".to_owned())),
                ("Total".to_owned(), AttributeValue::N("445".to_owned())),
                ("Write".to_owned(), AttributeValue::N("3".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#8".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#8".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x08")),
                ),
                ("Number".to_owned(), AttributeValue::N("8".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#8".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#8".to_owned())),
                ("Total".to_owned(), AttributeValue::N("248".to_owned())),
                ("Write".to_owned(), AttributeValue::N("4".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#7".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#7".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x07")),
                ),
                ("Number".to_owned(), AttributeValue::N("7".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#7".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#7".to_owned())),
                ("Total".to_owned(), AttributeValue::N("91".to_owned())),
                ("Write".to_owned(), AttributeValue::N("5".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#6".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#6".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x06")),
                ),
                ("Number".to_owned(), AttributeValue::N("6".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#6".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#6".to_owned())),
                ("Total".to_owned(), AttributeValue::N("414".to_owned())),
                ("Write".to_owned(), AttributeValue::N("6".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#9".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#9".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x09")),
                ),
                ("Number".to_owned(), AttributeValue::N("9".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#9".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#9".to_owned())),
                ("Total".to_owned(), AttributeValue::N("441".to_owned())),
                ("Write".to_owned(), AttributeValue::N("7".to_owned())),
            ]),
        ),
        (
            "DeleteItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#12".to_owned())),
                ("Number".to_owned(), AttributeValue::N("12".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#3".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#3".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x03")),
                ),
                ("Number".to_owned(), AttributeValue::N("3".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#3".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#3".to_owned())),
                ("Total".to_owned(), AttributeValue::N("391".to_owned())),
                ("Write".to_owned(), AttributeValue::N("9".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#2".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#2".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x02")),
                ),
                ("Number".to_owned(), AttributeValue::N("2".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#2".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#2".to_owned())),
                ("Total".to_owned(), AttributeValue::N("202".to_owned())),
                ("Write".to_owned(), AttributeValue::N("10".to_owned())),
            ]),
        ),
        (
            "DeleteItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#11".to_owned())),
                ("Number".to_owned(), AttributeValue::N("11".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#4".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#4".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x04")),
                ),
                ("Number".to_owned(), AttributeValue::N("4".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#4".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#4".to_owned())),
                ("Total".to_owned(), AttributeValue::N("184".to_owned())),
                ("Write".to_owned(), AttributeValue::N("12".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#4".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#4".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x04")),
                ),
                ("Number".to_owned(), AttributeValue::N("4".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#4".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#4".to_owned())),
                ("Total".to_owned(), AttributeValue::N("432".to_owned())),
                ("Write".to_owned(), AttributeValue::N("13".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#6".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#6".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x06")),
                ),
                ("Number".to_owned(), AttributeValue::N("6".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#6".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#6".to_owned())),
                ("Total".to_owned(), AttributeValue::N("318".to_owned())),
                ("Write".to_owned(), AttributeValue::N("14".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#8".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#8".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x08")),
                ),
                ("Number".to_owned(), AttributeValue::N("8".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#8".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#8".to_owned())),
                ("Total".to_owned(), AttributeValue::N("408".to_owned())),
                ("Write".to_owned(), AttributeValue::N("15".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#10".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#10".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x0a")),
                ),
                ("Number".to_owned(), AttributeValue::N("10".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#10".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#10".to_owned())),
                ("Total".to_owned(), AttributeValue::N("426".to_owned())),
                ("Write".to_owned(), AttributeValue::N("16".to_owned())),
            ]),
        ),
        (
            "DeleteItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#3".to_owned())),
                ("Number".to_owned(), AttributeValue::N("3".to_owned())),
            ]),
        ),
        (
            "DeleteItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#1".to_owned())),
                ("Number".to_owned(), AttributeValue::N("1".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#5".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#5".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x05")),
                ),
                ("Number".to_owned(), AttributeValue::N("5".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#5".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#5".to_owned())),
                ("Total".to_owned(), AttributeValue::N("485".to_owned())),
                ("Write".to_owned(), AttributeValue::N("19".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#4".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#4".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x04")),
                ),
                ("Number".to_owned(), AttributeValue::N("4".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#4".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#4".to_owned())),
                ("Total".to_owned(), AttributeValue::N("380".to_owned())),
                ("Write".to_owned(), AttributeValue::N("20".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#10".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#10".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x0a")),
                ),
                ("Number".to_owned(), AttributeValue::N("10".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#10".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#10".to_owned())),
                ("Total".to_owned(), AttributeValue::N("182".to_owned())),
                ("Write".to_owned(), AttributeValue::N("21".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#7".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#7".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x07")),
                ),
                ("Number".to_owned(), AttributeValue::N("7".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#7".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#7".to_owned())),
                ("Total".to_owned(), AttributeValue::N("19".to_owned())),
                ("Write".to_owned(), AttributeValue::N("22".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#5".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#5".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x05")),
                ),
                ("Number".to_owned(), AttributeValue::N("5".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#5".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#5".to_owned())),
                ("Total".to_owned(), AttributeValue::N("161".to_owned())),
                ("Write".to_owned(), AttributeValue::N("23".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#10".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#10".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x0a")),
                ),
                ("Number".to_owned(), AttributeValue::N("10".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#10".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#10".to_owned())),
                ("Total".to_owned(), AttributeValue::N("242".to_owned())),
                ("Write".to_owned(), AttributeValue::N("24".to_owned())),
            ]),
        ),
        (
            "DeleteItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#12".to_owned())),
                ("Number".to_owned(), AttributeValue::N("12".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#9".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#9".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x09")),
                ),
                ("Number".to_owned(), AttributeValue::N("9".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#9".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#9".to_owned())),
                ("Total".to_owned(), AttributeValue::N("181".to_owned())),
                ("Write".to_owned(), AttributeValue::N("26".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#5".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#5".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x05")),
                ),
                ("Number".to_owned(), AttributeValue::N("5".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#5".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#5".to_owned())),
                ("Total".to_owned(), AttributeValue::N("493".to_owned())),
                ("Write".to_owned(), AttributeValue::N("27".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#11".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#11".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x0b")),
                ),
                ("Number".to_owned(), AttributeValue::N("11".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#11".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#11".to_owned())),
                ("Total".to_owned(), AttributeValue::N("79".to_owned())),
                ("Write".to_owned(), AttributeValue::N("28".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#11".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#11".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x0b")),
                ),
                ("Number".to_owned(), AttributeValue::N("11".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#11".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#11".to_owned())),
                ("Total".to_owned(), AttributeValue::N("139".to_owned())),
                ("Write".to_owned(), AttributeValue::N("29".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#8".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#8".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x08")),
                ),
                ("Number".to_owned(), AttributeValue::N("8".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#8".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#8".to_owned())),
                ("Total".to_owned(), AttributeValue::N("152".to_owned())),
                ("Write".to_owned(), AttributeValue::N("30".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#6".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#6".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x06")),
                ),
                ("Number".to_owned(), AttributeValue::N("6".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#6".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#6".to_owned())),
                ("Total".to_owned(), AttributeValue::N("366".to_owned())),
                ("Write".to_owned(), AttributeValue::N("31".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#1".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#1".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x01")),
                ),
                ("Number".to_owned(), AttributeValue::N("1".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#1".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#1".to_owned())),
                ("Total".to_owned(), AttributeValue::N("165".to_owned())),
                ("Write".to_owned(), AttributeValue::N("32".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#10".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#10".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x0a")),
                ),
                ("Number".to_owned(), AttributeValue::N("10".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#10".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#10".to_owned())),
                ("Total".to_owned(), AttributeValue::N("190".to_owned())),
                ("Write".to_owned(), AttributeValue::N("33".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#8".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#8".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x08")),
                ),
                ("Number".to_owned(), AttributeValue::N("8".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#8".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#8".to_owned())),
                ("Total".to_owned(), AttributeValue::N("168".to_owned())),
                ("Write".to_owned(), AttributeValue::N("34".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#8".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#8".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x08")),
                ),
                ("Number".to_owned(), AttributeValue::N("8".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#8".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#8".to_owned())),
                ("Total".to_owned(), AttributeValue::N("16".to_owned())),
                ("Write".to_owned(), AttributeValue::N("35".to_owned())),
            ]),
        ),
        (
            "DeleteItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#12".to_owned())),
                ("Number".to_owned(), AttributeValue::N("12".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#10".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#10".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x0a")),
                ),
                ("Number".to_owned(), AttributeValue::N("10".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#10".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#10".to_owned())),
                ("Total".to_owned(), AttributeValue::N("238".to_owned())),
                ("Write".to_owned(), AttributeValue::N("37".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#12".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#12".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x0c")),
                ),
                ("Number".to_owned(), AttributeValue::N("12".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#12".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#12".to_owned())),
                ("Total".to_owned(), AttributeValue::N("492".to_owned())),
                ("Write".to_owned(), AttributeValue::N("38".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#10".to_owned())),
                ("Day".to_owned(), AttributeValue::S("day#10".to_owned())),
                (
                    "Digest".to_owned(),
                    AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x0a")),
                ),
                ("Number".to_owned(), AttributeValue::N("10".to_owned())),
                ("Region".to_owned(), AttributeValue::S("region#10".to_owned())),
                ("Store".to_owned(), AttributeValue::S("store#10".to_owned())),
                ("Total".to_owned(), AttributeValue::N("342".to_owned())),
                ("Write".to_owned(), AttributeValue::N("39".to_owned())),
            ]),
        ),
    ] {
        if operation == "PutItem" {
            client
                .put_item()
                .table_name("Orders")
                .set_item(Some(attributes))
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
        } else {
            client
                .delete_item()
                .table_name("Orders")
                .set_key(Some(attributes))
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
        }
    }

    for item in [
        HashMap::from([
            (
                "Customer".to_owned(),
                AttributeValue::S(
                    "it's \"hostile\" $HOME `id` \\ \u{0}\u{202e}</script>\nEND\nx".to_owned(),
                ),
            ),
            ("Day".to_owned(), AttributeValue::S("day#7".to_owned())),
            (
                "Digest".to_owned(),
                AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x07")),
            ),
            ("Number".to_owned(), AttributeValue::N("1".to_owned())),
            ("Region".to_owned(), AttributeValue::S("region#7".to_owned())),
            ("Store".to_owned(), AttributeValue::S("store#7".to_owned())),
            ("Total".to_owned(), AttributeValue::N("201".to_owned())),
            ("Write".to_owned(), AttributeValue::N("1".to_owned())),
        ]),
        HashMap::from([
            (
                "Customer".to_owned(),
                AttributeValue::S(
                    "it's \"hostile\" $HOME `id` \\ \u{0}\u{202e}</script>\nEND\nx".to_owned(),
                ),
            ),
            ("Day".to_owned(), AttributeValue::S("day#7".to_owned())),
            (
                "Digest".to_owned(),
                AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x07")),
            ),
            ("Number".to_owned(), AttributeValue::N("2".to_owned())),
            ("Region".to_owned(), AttributeValue::S("region#7".to_owned())),
            ("Store".to_owned(), AttributeValue::S("store#7".to_owned())),
            ("Total".to_owned(), AttributeValue::N("201".to_owned())),
            ("Write".to_owned(), AttributeValue::N("1".to_owned())),
        ]),
        HashMap::from([
            (
                "Customer".to_owned(),
                AttributeValue::S(
                    "it's \"hostile\" $HOME `id` \\ \u{0}\u{202e}</script>\nEND\nx".to_owned(),
                ),
            ),
            ("Day".to_owned(), AttributeValue::S("day#7".to_owned())),
            (
                "Digest".to_owned(),
                AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x07")),
            ),
            ("Number".to_owned(), AttributeValue::N("3".to_owned())),
            ("Region".to_owned(), AttributeValue::S("region#7".to_owned())),
            ("Store".to_owned(), AttributeValue::S("store#7".to_owned())),
            ("Total".to_owned(), AttributeValue::N("201".to_owned())),
            ("Write".to_owned(), AttributeValue::N("1".to_owned())),
        ]),
        HashMap::from([
            (
                "Customer".to_owned(),
                AttributeValue::S(
                    "it's \"hostile\" $HOME `id` \\ \u{0}\u{202e}</script>\nEND\nx".to_owned(),
                ),
            ),
            ("Day".to_owned(), AttributeValue::S("day#7".to_owned())),
            (
                "Digest".to_owned(),
                AttributeValue::B(Blob::new(b"\x00\x00\x00\x00\x00\x00\x00\x07")),
            ),
            ("Number".to_owned(), AttributeValue::N("4".to_owned())),
            ("Region".to_owned(), AttributeValue::S("region#7".to_owned())),
            ("Store".to_owned(), AttributeValue::S("store#7".to_owned())),
            ("Total".to_owned(), AttributeValue::N("201".to_owned())),
            ("Write".to_owned(), AttributeValue::N("1".to_owned())),
        ]),
    ] {
        client.put_item().table_name("Orders").set_item(Some(item)).send().await?;
    }

    // 61 s later
    for (key, expression_attribute_values) in [
        (
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#1".to_owned())),
                ("Number".to_owned(), AttributeValue::N("1".to_owned())),
            ]),
            HashMap::from([(
                ":paid".to_owned(),
                AttributeValue::S("with a\ttab, 1".to_owned()),
            )]),
        ),
        (
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#2".to_owned())),
                ("Number".to_owned(), AttributeValue::N("2".to_owned())),
            ]),
            HashMap::from([(
                ":paid".to_owned(),
                AttributeValue::S("with a\ttab, 2".to_owned()),
            )]),
        ),
        (
            HashMap::from([
                ("Customer".to_owned(), AttributeValue::S("customer#3".to_owned())),
                ("Number".to_owned(), AttributeValue::N("3".to_owned())),
            ]),
            HashMap::from([(
                ":paid".to_owned(),
                AttributeValue::S("with a\ttab, 3".to_owned()),
            )]),
        ),
    ] {
        client
            .update_item()
            .table_name("Orders")
            .set_key(Some(key))
            .update_expression("SET Paid = :paid")
            .set_expression_attribute_values(Some(expression_attribute_values))
            .send()
            .await?;
    }

    client
        .update_time_to_live()
        .table_name("Orders")
        .time_to_live_specification(
            TimeToLiveSpecification::builder().attribute_name("Until").enabled(true).build()?,
        )
        .send()
        .await?;

    wait_for_backups(&client, "Orders").await?;
    client.create_backup().table_name("Orders").backup_name("before").send().await?;

    // 3 min later
    client.create_backup().table_name("Orders").backup_name("after").send().await?;

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
