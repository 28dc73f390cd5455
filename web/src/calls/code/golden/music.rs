// On AWS; or, after `timemark serve`, with AWS_ENDPOINT_URL=http://127.0.0.1:8000 in the environment
// Cargo.toml: aws-config = "1", aws-sdk-dynamodb = "1", tokio = { version = "1", features = ["full"] }
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::client::Waiters;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BackupStatus, BillingMode, ContinuousBackupsStatus,
    KeySchemaElement, KeyType, ReturnConsumedCapacity, ScalarAttributeType,
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
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("Artist")
                .attribute_type(ScalarAttributeType::S)
                .build()?,
        )
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("SongTitle")
                .attribute_type(ScalarAttributeType::S)
                .build()?,
        )
        .table_name("Music")
        .key_schema(
            KeySchemaElement::builder()
                .attribute_name("Artist")
                .key_type(KeyType::Hash)
                .build()?,
        )
        .key_schema(
            KeySchemaElement::builder()
                .attribute_name("SongTitle")
                .key_type(KeyType::Range)
                .build()?,
        )
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await?;

    // 10 s later
    client.wait_until_table_exists().table_name("Music").wait(Duration::from_secs(600)).await?;

    // 48 writes in 119 s
    #[rustfmt::skip]
    let writes = [
        ("PutItem", attributes([("Artist", s("Hildegard of Bingen")), ("Composed", n("1151")), ("Plays", n("0")), ("SongTitle", s("Ordo Virtutum"))])),
        ("PutItem", attributes([("Artist", s("Johann Sebastian Bach")), ("Composed", n("1741")), ("Plays", n("0")), ("SongTitle", s("Goldberg Variations"))])),
        ("PutItem", attributes([("Artist", s("Johann Sebastian Bach")), ("Composed", n("1749")), ("Plays", n("0")), ("SongTitle", s("Mass in B minor"))])),
        ("PutItem", attributes([("Artist", s("Wolfgang Amadeus Mozart")), ("Composed", n("1791")), ("Plays", n("0")), ("SongTitle", s("The Magic Flute"))])),
        ("PutItem", attributes([("Artist", s("Wolfgang Amadeus Mozart")), ("Composed", n("1791")), ("Plays", n("0")), ("SongTitle", s("Requiem"))])),
        ("PutItem", attributes([("Artist", s("Ludwig van Beethoven")), ("Composed", n("1812")), ("Plays", n("0")), ("SongTitle", s("Symphony No. 7"))])),
        ("PutItem", attributes([("Artist", s("Ludwig van Beethoven")), ("Composed", n("1825")), ("Plays", n("0")), ("SongTitle", s("Große Fuge"))])),
        ("PutItem", attributes([("Artist", s("Franz Schubert")), ("Composed", n("1827")), ("Plays", n("0")), ("SongTitle", s("Winterreise"))])),
        ("PutItem", attributes([("Artist", s("Fanny Hensel")), ("Composed", n("1841")), ("Plays", n("0")), ("SongTitle", s("Das Jahr"))])),
        ("PutItem", attributes([("Artist", s("Clara Schumann")), ("Composed", n("1835")), ("Plays", n("0")), ("SongTitle", s("Piano Concerto"))])),
        ("PutItem", attributes([("Artist", s("Robert Schumann")), ("Composed", n("1838")), ("Plays", n("0")), ("SongTitle", s("Kreisleriana"))])),
        ("PutItem", attributes([("Artist", s("Frédéric Chopin")), ("Composed", n("1835")), ("Plays", n("0")), ("SongTitle", s("Ballade No. 1"))])),
        ("PutItem", attributes([("Artist", s("Franz Liszt")), ("Composed", n("1853")), ("Plays", n("0")), ("SongTitle", s("Sonata in B minor"))])),
        ("PutItem", attributes([("Artist", s("Richard Wagner")), ("Composed", n("1859")), ("Plays", n("0")), ("SongTitle", s("Tristan und Isolde"))])),
        ("PutItem", attributes([("Artist", s("Johannes Brahms")), ("Composed", n("1878")), ("Plays", n("0")), ("SongTitle", s("Violin Concerto"))])),
        ("PutItem", attributes([("Artist", s("Pyotr Tchaikovsky")), ("Composed", n("1893")), ("Plays", n("0")), ("SongTitle", s("Symphony No. 6"))])),
        ("PutItem", attributes([("Artist", s("Antonín Dvořák")), ("Composed", n("1895")), ("Plays", n("0")), ("SongTitle", s("Cello Concerto"))])),
        ("PutItem", attributes([("Artist", s("Gustav Mahler")), ("Composed", n("1894")), ("Plays", n("0")), ("SongTitle", s("Symphony No. 2"))])),
        ("PutItem", attributes([("Artist", s("Claude Debussy")), ("Composed", n("1905")), ("Plays", n("0")), ("SongTitle", s("La mer"))])),
        ("PutItem", attributes([("Artist", s("Amy Beach")), ("Composed", n("1894")), ("Plays", n("0")), ("SongTitle", s("Gaelic Symphony"))])),
        ("PutItem", attributes([("Artist", s("Ethel Smyth")), ("Composed", n("1904")), ("Plays", n("0")), ("SongTitle", s("The Wreckers"))])),
        ("PutItem", attributes([("Artist", s("Igor Stravinsky")), ("Composed", n("1913")), ("Plays", n("0")), ("SongTitle", s("The Rite of Spring"))])),
        ("PutItem", attributes([("Artist", s("Maurice Ravel")), ("Composed", n("1931")), ("Plays", n("0")), ("SongTitle", s("Piano Concerto in G"))])),
        ("PutItem", attributes([("Artist", s("Lili Boulanger")), ("Composed", n("1918")), ("Plays", n("0")), ("SongTitle", s("Pie Jesu"))])),
        ("PutItem", attributes([("Artist", s("Hildegard of Bingen")), ("Composed", n("1151")), ("Plays", n("1")), ("SongTitle", s("Ordo Virtutum"))])),
        ("PutItem", attributes([("Artist", s("Frédéric Chopin")), ("Composed", n("1835")), ("Plays", n("2")), ("SongTitle", s("Ballade No. 1"))])),
        ("PutItem", attributes([("Artist", s("Maurice Ravel")), ("Composed", n("1931")), ("Plays", n("3")), ("SongTitle", s("Piano Concerto in G"))])),
        ("PutItem", attributes([("Artist", s("Clara Schumann")), ("Composed", n("1835")), ("Plays", n("4")), ("SongTitle", s("Piano Concerto"))])),
        ("PutItem", attributes([("Artist", s("Ethel Smyth")), ("Composed", n("1904")), ("Plays", n("5")), ("SongTitle", s("The Wreckers"))])),
        ("DeleteItem", attributes([("Artist", s("Franz Schubert")), ("SongTitle", s("Winterreise"))])),
        ("PutItem", attributes([("Artist", s("Claude Debussy")), ("Composed", n("1905")), ("Plays", n("7")), ("SongTitle", s("La mer"))])),
        ("PutItem", attributes([("Artist", s("Ludwig van Beethoven")), ("Composed", n("1812")), ("Plays", n("8")), ("SongTitle", s("Symphony No. 7"))])),
        ("PutItem", attributes([("Artist", s("Antonín Dvořák")), ("Composed", n("1895")), ("Plays", n("9")), ("SongTitle", s("Cello Concerto"))])),
        ("PutItem", attributes([("Artist", s("Wolfgang Amadeus Mozart")), ("Composed", n("1791")), ("Plays", n("10")), ("SongTitle", s("The Magic Flute"))])),
        ("PutItem", attributes([("Artist", s("Johannes Brahms")), ("Composed", n("1878")), ("Plays", n("11")), ("SongTitle", s("Violin Concerto"))])),
        ("DeleteItem", attributes([("Artist", s("Johann Sebastian Bach")), ("SongTitle", s("Goldberg Variations"))])),
        ("PutItem", attributes([("Artist", s("Franz Liszt")), ("Composed", n("1853")), ("Plays", n("13")), ("SongTitle", s("Sonata in B minor"))])),
        ("PutItem", attributes([("Artist", s("Lili Boulanger")), ("Composed", n("1918")), ("Plays", n("14")), ("SongTitle", s("Pie Jesu"))])),
        ("PutItem", attributes([("Artist", s("Robert Schumann")), ("Composed", n("1838")), ("Plays", n("15")), ("SongTitle", s("Kreisleriana"))])),
        ("PutItem", attributes([("Artist", s("Igor Stravinsky")), ("Composed", n("1913")), ("Plays", n("16")), ("SongTitle", s("The Rite of Spring"))])),
        ("PutItem", attributes([("Artist", s("Fanny Hensel")), ("Composed", n("1841")), ("Plays", n("17")), ("SongTitle", s("Das Jahr"))])),
        ("DeleteItem", attributes([("Artist", s("Amy Beach")), ("SongTitle", s("Gaelic Symphony"))])),
        ("PutItem", attributes([("Artist", s("Ludwig van Beethoven")), ("Composed", n("1825")), ("Plays", n("19")), ("SongTitle", s("Große Fuge"))])),
        ("PutItem", attributes([("Artist", s("Gustav Mahler")), ("Composed", n("1894")), ("Plays", n("20")), ("SongTitle", s("Symphony No. 2"))])),
        ("PutItem", attributes([("Artist", s("Wolfgang Amadeus Mozart")), ("Composed", n("1791")), ("Plays", n("21")), ("SongTitle", s("Requiem"))])),
        ("PutItem", attributes([("Artist", s("Pyotr Tchaikovsky")), ("Composed", n("1893")), ("Plays", n("22")), ("SongTitle", s("Symphony No. 6"))])),
        ("PutItem", attributes([("Artist", s("Johann Sebastian Bach")), ("Composed", n("1749")), ("Plays", n("23")), ("SongTitle", s("Mass in B minor"))])),
        ("DeleteItem", attributes([("Artist", s("Richard Wagner")), ("SongTitle", s("Tristan und Isolde"))])),
    ];
    for (operation, attributes) in writes {
        if operation == "PutItem" {
            client
                .put_item()
                .table_name("Music")
                .set_item(Some(attributes))
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
        } else {
            client
                .delete_item()
                .table_name("Music")
                .set_key(Some(attributes))
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
        }
    }

    wait_for_backups(&client, "Music").await?;

    let answer =
        client.create_backup().table_name("Music").backup_name("nightly").send().await?;
    let backup_arn =
        answer.backup_details().map(|it| it.backup_arn()).ok_or("no BackupArn")?.to_owned();

    // 3 min later
    wait_for_backup(&client, &backup_arn).await?;

    client
        .restore_table_from_backup()
        .target_table_name("Music-restored")
        .backup_arn(&backup_arn)
        .send()
        .await?;

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
