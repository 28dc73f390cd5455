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

    #[rustfmt::skip]
    let items = [
        attributes([("Customer", s("customer#0")), ("Day", s("day#0")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x00")), ("Number", n("0")), ("Region", s("region#0")), ("Store", s("store#0")), ("Total", n("36")), ("Write", n("0"))]),
        attributes([("Customer", s("customer#1")), ("Day", s("day#1")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x01")), ("Number", n("1")), ("Region", s("region#1")), ("Store", s("store#1")), ("Total", n("201")), ("Write", n("1"))]),
        attributes([("Customer", s("customer#2")), ("Day", s("day#2")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x02")), ("Number", n("2")), ("Region", s("region#2")), ("Store", s("store#2")), ("Total", n("180")), ("Write", n("2"))]),
        attributes([("Customer", s("customer#3")), ("Day", s("day#3")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x03")), ("Number", n("3")), ("Region", s("region#3")), ("Store", s("store#3")), ("Total", n("445")), ("Write", n("3"))]),
        attributes([("Customer", s("customer#4")), ("Day", s("day#4")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x04")), ("Number", n("4")), ("Region", s("region#4")), ("Store", s("store#4")), ("Total", n("248")), ("Write", n("4"))]),
        attributes([("Customer", s("customer#5")), ("Day", s("day#5")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x05")), ("Number", n("5")), ("Region", s("region#5")), ("Store", s("store#5")), ("Total", n("91")), ("Write", n("5"))]),
        attributes([("Customer", s("customer#6")), ("Day", s("day#6")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x06")), ("Number", n("6")), ("Region", s("region#6")), ("Store", s("store#6")), ("Total", n("414")), ("Write", n("6"))]),
        attributes([("Customer", s("customer#7")), ("Day", s("day#7")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x07")), ("Number", n("7")), ("Region", s("region#7")), ("Store", s("store#7")), ("Total", n("441")), ("Write", n("7"))]),
        attributes([("Customer", s("customer#8")), ("Day", s("day#8")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x08")), ("Number", n("8")), ("Region", s("region#8")), ("Store", s("store#8")), ("Total", n("300")), ("Write", n("8"))]),
        attributes([("Customer", s("customer#9")), ("Day", s("day#9")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x09")), ("Number", n("9")), ("Region", s("region#9")), ("Store", s("store#9")), ("Total", n("391")), ("Write", n("9"))]),
        attributes([("Customer", s("customer#10")), ("Day", s("day#10")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0a")), ("Number", n("10")), ("Region", s("region#10")), ("Store", s("store#10")), ("Total", n("202")), ("Write", n("10"))]),
        attributes([("Customer", s("customer#11")), ("Day", s("day#11")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0b")), ("Number", n("11")), ("Region", s("region#11")), ("Store", s("store#11")), ("Total", n("227")), ("Write", n("11"))]),
        attributes([("Customer", s("customer#12")), ("Day", s("day#12")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0c")), ("Number", n("12")), ("Region", s("region#12")), ("Store", s("store#12")), ("Total", n("184")), ("Write", n("12"))]),
        attributes([("Customer", s("customer#13")), ("Day", s("day#13")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0d")), ("Number", n("13")), ("Region", s("region#13")), ("Store", s("store#13")), ("Total", n("432")), ("Write", n("13"))]),
        attributes([("Customer", s("customer#14")), ("Day", s("day#14")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0e")), ("Number", n("14")), ("Region", s("region#14")), ("Store", s("store#14")), ("Total", n("318")), ("Write", n("14"))]),
        attributes([("Customer", s("customer#15")), ("Day", s("day#15")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0f")), ("Number", n("15")), ("Region", s("region#15")), ("Store", s("store#15")), ("Total", n("408")), ("Write", n("15"))]),
        attributes([("Customer", s("customer#16")), ("Day", s("day#16")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x10")), ("Number", n("16")), ("Region", s("region#16")), ("Store", s("store#16")), ("Total", n("426")), ("Write", n("16"))]),
        attributes([("Customer", s("customer#17")), ("Day", s("day#17")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x11")), ("Number", n("17")), ("Region", s("region#17")), ("Store", s("store#17")), ("Total", n("403")), ("Write", n("17"))]),
        attributes([("Customer", s("customer#18")), ("Day", s("day#18")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x12")), ("Number", n("18")), ("Region", s("region#18")), ("Store", s("store#18")), ("Total", n("93")), ("Write", n("18"))]),
        attributes([("Customer", s("customer#19")), ("Day", s("day#19")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x13")), ("Number", n("19")), ("Region", s("region#19")), ("Store", s("store#19")), ("Total", n("485")), ("Write", n("19"))]),
        attributes([("Customer", s("customer#20")), ("Day", s("day#20")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x14")), ("Number", n("20")), ("Region", s("region#20")), ("Store", s("store#20")), ("Total", n("380")), ("Write", n("20"))]),
        attributes([("Customer", s("customer#21")), ("Day", s("day#21")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x15")), ("Number", n("21")), ("Region", s("region#21")), ("Store", s("store#21")), ("Total", n("182")), ("Write", n("21"))]),
        attributes([("Customer", s("customer#22")), ("Day", s("day#22")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x16")), ("Number", n("22")), ("Region", s("region#22")), ("Store", s("store#22")), ("Total", n("19")), ("Write", n("22"))]),
        attributes([("Customer", s("customer#23")), ("Day", s("day#23")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x17")), ("Number", n("23")), ("Region", s("region#23")), ("Store", s("store#23")), ("Total", n("161")), ("Write", n("23"))]),
    ];
    for batch in items.chunks(6) {
        let mut requests = Vec::new();
        for item in batch {
            let put = PutRequest::builder().set_item(Some(item.clone())).build()?;
            requests.push(WriteRequest::builder().put_request(put).build());
        }
        client.batch_write_item().request_items("Orders", requests).send().await?;
    }

    // 40 writes in 19 s
    #[rustfmt::skip]
    let writes = [
        ("PutItem", attributes([("Customer", s("customer#8")), ("Day", s("day#8")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x08")), ("Number", n("8")), ("Region", s("region#8")), ("Store", s("store#8")), ("Total", n("36")), ("Write", n("0"))])),
        ("PutItem", attributes([("Customer", s("customer#1")), ("Day", s("day#1")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x01")), ("Number", n("1")), ("Region", s("region#1")), ("Store", s("store#1")), ("Total", n("201")), ("Write", n("1"))])),
        ("PutItem", attributes([("Customer", s("customer#8")), ("Day", s("day#8")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x08")), ("Number", n("8")), ("Region", s("region#8")), ("Store", s("store#8")), ("Total", n("180")), ("Write", n("2"))])),
        ("PutItem", attributes([("Customer", s("customer#5")), ("Day", s("day#5")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x05")), ("Number", n("5")), ("Region", s("region#5")), ("Store", s("store#5")), ("Total", n("445")), ("Write", n("3"))])),
        ("PutItem", attributes([("Customer", s("customer#8")), ("Day", s("day#8")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x08")), ("Number", n("8")), ("Region", s("region#8")), ("Store", s("store#8")), ("Total", n("248")), ("Write", n("4"))])),
        ("PutItem", attributes([("Customer", s("customer#7")), ("Day", s("day#7")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x07")), ("Number", n("7")), ("Region", s("region#7")), ("Store", s("store#7")), ("Total", n("91")), ("Write", n("5"))])),
        ("PutItem", attributes([("Customer", s("customer#6")), ("Day", s("day#6")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x06")), ("Number", n("6")), ("Region", s("region#6")), ("Store", s("store#6")), ("Total", n("414")), ("Write", n("6"))])),
        ("PutItem", attributes([("Customer", s("customer#9")), ("Day", s("day#9")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x09")), ("Number", n("9")), ("Region", s("region#9")), ("Store", s("store#9")), ("Total", n("441")), ("Write", n("7"))])),
        ("DeleteItem", attributes([("Customer", s("customer#12")), ("Number", n("12"))])),
        ("PutItem", attributes([("Customer", s("customer#3")), ("Day", s("day#3")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x03")), ("Number", n("3")), ("Region", s("region#3")), ("Store", s("store#3")), ("Total", n("391")), ("Write", n("9"))])),
        ("PutItem", attributes([("Customer", s("customer#2")), ("Day", s("day#2")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x02")), ("Number", n("2")), ("Region", s("region#2")), ("Store", s("store#2")), ("Total", n("202")), ("Write", n("10"))])),
        ("DeleteItem", attributes([("Customer", s("customer#11")), ("Number", n("11"))])),
        ("PutItem", attributes([("Customer", s("customer#4")), ("Day", s("day#4")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x04")), ("Number", n("4")), ("Region", s("region#4")), ("Store", s("store#4")), ("Total", n("184")), ("Write", n("12"))])),
        ("PutItem", attributes([("Customer", s("customer#4")), ("Day", s("day#4")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x04")), ("Number", n("4")), ("Region", s("region#4")), ("Store", s("store#4")), ("Total", n("432")), ("Write", n("13"))])),
        ("PutItem", attributes([("Customer", s("customer#6")), ("Day", s("day#6")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x06")), ("Number", n("6")), ("Region", s("region#6")), ("Store", s("store#6")), ("Total", n("318")), ("Write", n("14"))])),
        ("PutItem", attributes([("Customer", s("customer#8")), ("Day", s("day#8")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x08")), ("Number", n("8")), ("Region", s("region#8")), ("Store", s("store#8")), ("Total", n("408")), ("Write", n("15"))])),
        ("PutItem", attributes([("Customer", s("customer#10")), ("Day", s("day#10")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0a")), ("Number", n("10")), ("Region", s("region#10")), ("Store", s("store#10")), ("Total", n("426")), ("Write", n("16"))])),
        ("DeleteItem", attributes([("Customer", s("customer#3")), ("Number", n("3"))])),
        ("DeleteItem", attributes([("Customer", s("customer#1")), ("Number", n("1"))])),
        ("PutItem", attributes([("Customer", s("customer#5")), ("Day", s("day#5")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x05")), ("Number", n("5")), ("Region", s("region#5")), ("Store", s("store#5")), ("Total", n("485")), ("Write", n("19"))])),
        ("PutItem", attributes([("Customer", s("customer#4")), ("Day", s("day#4")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x04")), ("Number", n("4")), ("Region", s("region#4")), ("Store", s("store#4")), ("Total", n("380")), ("Write", n("20"))])),
        ("PutItem", attributes([("Customer", s("customer#10")), ("Day", s("day#10")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0a")), ("Number", n("10")), ("Region", s("region#10")), ("Store", s("store#10")), ("Total", n("182")), ("Write", n("21"))])),
        ("PutItem", attributes([("Customer", s("customer#7")), ("Day", s("day#7")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x07")), ("Number", n("7")), ("Region", s("region#7")), ("Store", s("store#7")), ("Total", n("19")), ("Write", n("22"))])),
        ("PutItem", attributes([("Customer", s("customer#5")), ("Day", s("day#5")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x05")), ("Number", n("5")), ("Region", s("region#5")), ("Store", s("store#5")), ("Total", n("161")), ("Write", n("23"))])),
        ("PutItem", attributes([("Customer", s("customer#10")), ("Day", s("day#10")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0a")), ("Number", n("10")), ("Region", s("region#10")), ("Store", s("store#10")), ("Total", n("242")), ("Write", n("24"))])),
        ("DeleteItem", attributes([("Customer", s("customer#12")), ("Number", n("12"))])),
        ("PutItem", attributes([("Customer", s("customer#9")), ("Day", s("day#9")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x09")), ("Number", n("9")), ("Region", s("region#9")), ("Store", s("store#9")), ("Total", n("181")), ("Write", n("26"))])),
        ("PutItem", attributes([("Customer", s("customer#5")), ("Day", s("day#5")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x05")), ("Number", n("5")), ("Region", s("region#5")), ("Store", s("store#5")), ("Total", n("493")), ("Write", n("27"))])),
        ("PutItem", attributes([("Customer", s("customer#11")), ("Day", s("day#11")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0b")), ("Number", n("11")), ("Region", s("region#11")), ("Store", s("store#11")), ("Total", n("79")), ("Write", n("28"))])),
        ("PutItem", attributes([("Customer", s("customer#11")), ("Day", s("day#11")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0b")), ("Number", n("11")), ("Region", s("region#11")), ("Store", s("store#11")), ("Total", n("139")), ("Write", n("29"))])),
        ("PutItem", attributes([("Customer", s("customer#8")), ("Day", s("day#8")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x08")), ("Number", n("8")), ("Region", s("region#8")), ("Store", s("store#8")), ("Total", n("152")), ("Write", n("30"))])),
        ("PutItem", attributes([("Customer", s("customer#6")), ("Day", s("day#6")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x06")), ("Number", n("6")), ("Region", s("region#6")), ("Store", s("store#6")), ("Total", n("366")), ("Write", n("31"))])),
        ("PutItem", attributes([("Customer", s("customer#1")), ("Day", s("day#1")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x01")), ("Number", n("1")), ("Region", s("region#1")), ("Store", s("store#1")), ("Total", n("165")), ("Write", n("32"))])),
        ("PutItem", attributes([("Customer", s("customer#10")), ("Day", s("day#10")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0a")), ("Number", n("10")), ("Region", s("region#10")), ("Store", s("store#10")), ("Total", n("190")), ("Write", n("33"))])),
        ("PutItem", attributes([("Customer", s("customer#8")), ("Day", s("day#8")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x08")), ("Number", n("8")), ("Region", s("region#8")), ("Store", s("store#8")), ("Total", n("168")), ("Write", n("34"))])),
        ("PutItem", attributes([("Customer", s("customer#8")), ("Day", s("day#8")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x08")), ("Number", n("8")), ("Region", s("region#8")), ("Store", s("store#8")), ("Total", n("16")), ("Write", n("35"))])),
        ("DeleteItem", attributes([("Customer", s("customer#12")), ("Number", n("12"))])),
        ("PutItem", attributes([("Customer", s("customer#10")), ("Day", s("day#10")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0a")), ("Number", n("10")), ("Region", s("region#10")), ("Store", s("store#10")), ("Total", n("238")), ("Write", n("37"))])),
        ("PutItem", attributes([("Customer", s("customer#12")), ("Day", s("day#12")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0c")), ("Number", n("12")), ("Region", s("region#12")), ("Store", s("store#12")), ("Total", n("492")), ("Write", n("38"))])),
        ("PutItem", attributes([("Customer", s("customer#10")), ("Day", s("day#10")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x0a")), ("Number", n("10")), ("Region", s("region#10")), ("Store", s("store#10")), ("Total", n("342")), ("Write", n("39"))])),
    ];
    for (operation, attributes) in writes {
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

    #[rustfmt::skip]
    let writes = [
        attributes([("Customer", s("it's \"hostile\" $HOME `id` \\ \u{0}\u{202e}</script>\nEND\nx")), ("Day", s("day#7")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x07")), ("Number", n("1")), ("Region", s("region#7")), ("Store", s("store#7")), ("Total", n("201")), ("Write", n("1"))]),
        attributes([("Customer", s("it's \"hostile\" $HOME `id` \\ \u{0}\u{202e}</script>\nEND\nx")), ("Day", s("day#7")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x07")), ("Number", n("2")), ("Region", s("region#7")), ("Store", s("store#7")), ("Total", n("201")), ("Write", n("1"))]),
        attributes([("Customer", s("it's \"hostile\" $HOME `id` \\ \u{0}\u{202e}</script>\nEND\nx")), ("Day", s("day#7")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x07")), ("Number", n("3")), ("Region", s("region#7")), ("Store", s("store#7")), ("Total", n("201")), ("Write", n("1"))]),
        attributes([("Customer", s("it's \"hostile\" $HOME `id` \\ \u{0}\u{202e}</script>\nEND\nx")), ("Day", s("day#7")), ("Digest", b(b"\x00\x00\x00\x00\x00\x00\x00\x07")), ("Number", n("4")), ("Region", s("region#7")), ("Store", s("store#7")), ("Total", n("201")), ("Write", n("1"))]),
    ];
    for item in writes {
        client.put_item().table_name("Orders").set_item(Some(item)).send().await?;
    }

    // 61 s later
    #[rustfmt::skip]
    let writes = [
        (attributes([("Customer", s("customer#1")), ("Number", n("1"))]), attributes([(":paid", s("with a\ttab, 1"))])),
        (attributes([("Customer", s("customer#2")), ("Number", n("2"))]), attributes([(":paid", s("with a\ttab, 2"))])),
        (attributes([("Customer", s("customer#3")), ("Number", n("3"))]), attributes([(":paid", s("with a\ttab, 3"))])),
    ];
    for (key, expression_attribute_values) in writes {
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
