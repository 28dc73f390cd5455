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
    for (operation, attributes) in [
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Hildegard of Bingen".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1151".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Ordo Virtutum".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Johann Sebastian Bach".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1741".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Goldberg Variations".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Johann Sebastian Bach".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1749".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Mass in B minor".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Wolfgang Amadeus Mozart".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1791".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("The Magic Flute".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Wolfgang Amadeus Mozart".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1791".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Requiem".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Ludwig van Beethoven".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1812".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Symphony No. 7".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Ludwig van Beethoven".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1825".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Große Fuge".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Franz Schubert".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1827".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Winterreise".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Fanny Hensel".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1841".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Das Jahr".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Clara Schumann".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1835".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Piano Concerto".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Robert Schumann".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1838".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Kreisleriana".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Frédéric Chopin".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1835".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Ballade No. 1".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Franz Liszt".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1853".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Sonata in B minor".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Richard Wagner".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1859".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Tristan und Isolde".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Johannes Brahms".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1878".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Violin Concerto".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Pyotr Tchaikovsky".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1893".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Symphony No. 6".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Antonín Dvořák".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1895".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Cello Concerto".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Gustav Mahler".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1894".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Symphony No. 2".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Claude Debussy".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1905".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("La mer".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Amy Beach".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1894".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Gaelic Symphony".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Ethel Smyth".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1904".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("The Wreckers".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Igor Stravinsky".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1913".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("The Rite of Spring".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Maurice Ravel".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1931".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Piano Concerto in G".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Lili Boulanger".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1918".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("0".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Pie Jesu".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Hildegard of Bingen".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1151".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("1".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Ordo Virtutum".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Frédéric Chopin".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1835".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("2".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Ballade No. 1".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Maurice Ravel".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1931".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("3".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Piano Concerto in G".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Clara Schumann".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1835".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("4".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Piano Concerto".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Ethel Smyth".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1904".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("5".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("The Wreckers".to_owned())),
            ]),
        ),
        (
            "DeleteItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Franz Schubert".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Winterreise".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Claude Debussy".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1905".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("7".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("La mer".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Ludwig van Beethoven".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1812".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("8".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Symphony No. 7".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Antonín Dvořák".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1895".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("9".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Cello Concerto".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Wolfgang Amadeus Mozart".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1791".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("10".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("The Magic Flute".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Johannes Brahms".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1878".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("11".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Violin Concerto".to_owned())),
            ]),
        ),
        (
            "DeleteItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Johann Sebastian Bach".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Goldberg Variations".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Franz Liszt".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1853".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("13".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Sonata in B minor".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Lili Boulanger".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1918".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("14".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Pie Jesu".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Robert Schumann".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1838".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("15".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Kreisleriana".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Igor Stravinsky".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1913".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("16".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("The Rite of Spring".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Fanny Hensel".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1841".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("17".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Das Jahr".to_owned())),
            ]),
        ),
        (
            "DeleteItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Amy Beach".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Gaelic Symphony".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Ludwig van Beethoven".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1825".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("19".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Große Fuge".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Gustav Mahler".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1894".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("20".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Symphony No. 2".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Wolfgang Amadeus Mozart".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1791".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("21".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Requiem".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Pyotr Tchaikovsky".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1893".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("22".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Symphony No. 6".to_owned())),
            ]),
        ),
        (
            "PutItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Johann Sebastian Bach".to_owned())),
                ("Composed".to_owned(), AttributeValue::N("1749".to_owned())),
                ("Plays".to_owned(), AttributeValue::N("23".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Mass in B minor".to_owned())),
            ]),
        ),
        (
            "DeleteItem",
            HashMap::from([
                ("Artist".to_owned(), AttributeValue::S("Richard Wagner".to_owned())),
                ("SongTitle".to_owned(), AttributeValue::S("Tristan und Isolde".to_owned())),
            ]),
        ),
    ] {
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
