//! One story in four languages, letter for letter. `UPDATE_GOLDEN=1` writes the files anew; that they are programs
//! which run is shown in `tests/clients`.

use super::*;
use crate::calls::entry::Origin;
use crate::calls::request::Request;
use timemark_core::{Engine, Options, Pace, Timestamp};

/// What is done, and how many seconds of the clock pass after it. `@BACKUP` and `@TABLE` stand for ARNs that came back.
const STORY: [(&str, &str, f64); 25] = [
    (
        "CreateTable",
        r##"{"TableName": "Music", "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "Artist", "AttributeType": "S"},
                {"AttributeName": "Title", "AttributeType": "S"}, {"AttributeName": "Year", "AttributeType": "N"}],
            "KeySchema": [{"AttributeName": "Artist", "KeyType": "HASH"}, {"AttributeName": "Title", "KeyType": "RANGE"}],
            "GlobalSecondaryIndexes": [{"IndexName": "by-year",
                "KeySchema": [{"AttributeName": "Year", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["Plays", "Label"]}}],
            "SSESpecification": {"Enabled": true}, "DeletionProtectionEnabled": false,
            "Tags": [{"Key": "purpose", "Value": "to be backed up"}]}"##,
        60.0,
    ),
    ("TagResource", r#"{"ResourceArn": "@TABLE", "Tags": [{"Key": "owner", "Value": "me"}]}"#, 0.0),
    (
        "UpdateTimeToLive",
        r#"{"TableName": "Music", "TimeToLiveSpecification": {"AttributeName": "Until", "Enabled": true}}"#,
        0.0,
    ),
    (
        "PutItem",
        r#"{"TableName": "Music", "Item": {"Artist": {"S": "Beethoven"}, "Title": {"S": "Große Fuge"},
            "Year": {"N": "1825"}, "Plays": {"N": "12345678901234567890123456789012345678"},
            "Score": {"B": "AP8iXCc="}, "Parts": {"BS": ["YQ==", "Yg=="]}, "Keys": {"SS": ["B flat", "G flat"]},
            "Bars": {"NS": ["741", "-0.5"]}, "IsLate": {"BOOL": true}, "Label": {"NULL": true},
            "Movements": {"L": [{"S": "Overtura"}, {"M": {"Name": {"S": "Fuga"}, "Of": {"L": []}}}]}}}"#,
        0.0,
    ),
    (
        "PutItem",
        r#"{"TableName": "Music", "Item": {"Artist": {"S": "it's \"hostile\" $HOME ${HOME} $(id) `id` \\ !x %s {} #{x}"},
            "Title": {"S": "a\nb\r\tc\u0000\u001b[2J\u2028\u202e\ufeffé😀 file:///etc/passwd"},
            "__proto__": {"S": "*/ --> </script> '''"}, "it's": {"S": "~"}, "B": {"S": "AQID"}, " ": {"S": ""}}}"#,
        0.0,
    ),
    ("PutItem", r#"{"TableName": "Music", "Item": {"Artist": {"S": "-x"}, "Title": {"S": "--"}}}"#, 0.0),
    (
        "BatchWriteItem",
        r#"{"RequestItems": {"Music": [
            {"PutRequest": {"Item": {"Artist": {"S": "Bach"}, "Title": {"S": "Chaconne"}}}},
            {"DeleteRequest": {"Key": {"Artist": {"S": "-x"}, "Title": {"S": "--"}}}}]}}"#,
        0.0,
    ),
    (
        "UpdateItem",
        r##"{"TableName": "Music", "Key": {"Artist": {"S": "Beethoven"}, "Title": {"S": "Große Fuge"}},
            "UpdateExpression": "SET #e = if_not_exists(#e, :zero) + :one REMOVE Nothing",
            "ConditionExpression": "attribute_exists(#y) AND NOT contains(#k, :key)",
            "ExpressionAttributeNames": {"#e": "Encores", "#y": "Year", "#k": "Keys"},
            "ExpressionAttributeValues": {":zero": {"N": "0"}, ":one": {"N": "1"}, ":key": {"S": "C major"}},
            "ReturnValues": "UPDATED_NEW", "ReturnConsumedCapacity": "INDEXES"}"##,
        0.0,
    ),
    (
        "TransactWriteItems",
        r#"{"TransactItems": [
            {"ConditionCheck": {"TableName": "Music", "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Chaconne"}},
                "ConditionExpression": "attribute_not_exists(Plays)"}},
            {"Update": {"TableName": "Music", "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Ciaccona"}},
                "UpdateExpression": "ADD Plays :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}},
            {"Put": {"TableName": "Music", "Item": {"Artist": {"S": "Bach"}, "Title": {"S": "Kyrie"}, "Plays": {"N": "7"}}}},
            {"Delete": {"TableName": "Music", "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Nothing"}}}}],
            "ClientRequestToken": "once"}"#,
        0.0,
    ),
    (
        "Query",
        r##"{"TableName": "Music", "KeyConditionExpression": "Artist = :artist AND begins_with(Title, :start)",
            "FilterExpression": "attribute_not_exists(Plays) OR Plays > :few", "ProjectionExpression": "Title, #p",
            "ExpressionAttributeNames": {"#p": "Plays"},
            "ExpressionAttributeValues": {":artist": {"S": "Bach"}, ":start": {"S": "C"}, ":few": {"N": "0"}},
            "ScanIndexForward": false, "Limit": 10}"##,
        0.0,
    ),
    (
        "TransactGetItems",
        r#"{"TransactItems": [{"Get": {"TableName": "Music", "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Kyrie"}}}}]}"#,
        0.0,
    ),
    ("UpdateLab", r#"{"Settings": {"ConsistencyWindow": "TYPICAL"}}"#, 0.0),
    ("CreateBackup", r#"{"TableName": "Music", "BackupName": "-nightly"}"#, 0.0),
    ("DescribeBackup", r#"{"BackupArn": "@BACKUP"}"#, 0.5),
    ("PutItem", r#"{"TableName": "Music", "Item": {"Artist": {"S": "Bach"}, "Title": {"S": "Too late"}}}"#, 120.0),
    ("DescribeBackup", r#"{"BackupArn": "@BACKUP"}"#, 0.0),
    ("CreateBackup", r#"{"TableName": "Music", "BackupName": "again"}"#, 120.0),
    (
        "ListBackups",
        r#"{"TableName": "Music", "TimeRangeLowerBound": 1767225600.25, "BackupType": "USER", "Limit": 10}"#,
        0.0,
    ),
    (
        "RestoreTableFromBackup",
        r#"{"TargetTableName": "Music-restored", "BackupArn": "@BACKUP", "BillingModeOverride": "PROVISIONED",
            "ProvisionedThroughputOverride": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
            "GlobalSecondaryIndexOverride": []}"#,
        600.0,
    ),
    ("DeleteBackup", r#"{"BackupArn": "@BACKUP"}"#, 0.0),
    (
        "GetItem",
        r#"{"TableName": "Music-restored", "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Chaconne"}},
            "ConsistentRead": true}"#,
        0.0,
    ),
    (
        "BatchGetItem",
        r#"{"RequestItems": {"Music-restored": {"Keys": [{"Artist": {"S": "Bach"}, "Title": {"S": "Chaconne"}}]}}}"#,
        0.0,
    ),
    ("DeleteTable", r#"{"TableName": "Music"}"#, 60.0),
    (
        "CreateTable",
        r#"{"TableName": "Music", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "B"}]}"#,
        60.0,
    ),
    ("CreateBackup", r#"{"TableName": "Music", "BackupName": "empty"}"#, 0.0),
];

fn engine() -> Engine {
    let mut options = Options::default();
    options.settings.pace = Pace::Realistic;
    Engine::new(options)
}

/// Makes a call.
fn send(engine: &mut Engine, request: Request) -> Rc<Entry> {
    let at = engine.now();
    let answer = request.send(engine);
    assert_eq!(answer.failure, None, "{} {}", request.operation(), request.sent());
    Rc::new(Entry { at, until: engine.now(), request, answer, step: 0, origin: Origin::Person, is_change: true })
}

fn story() -> Vec<Rc<Entry>> {
    let mut engine = engine();
    let mut entries = Vec::new();
    let [mut table, mut backup] = [String::new(), String::new()];
    for (operation, body, seconds) in STORY {
        let body = body.replace("@TABLE", &table).replace("@BACKUP", &backup);
        let entry = send(&mut engine, Request::Raw { operation: operation.to_owned(), body });
        let answer: serde_json::Value = serde_json::from_str(&entry.answer.body).unwrap_or_default();
        let arn = |way: &str| answer.pointer(way).and_then(|arn| arn.as_str()).map(str::to_owned);
        if table.is_empty() {
            table = arn("/TableDescription/TableArn").unwrap_or_default();
        }
        if backup.is_empty() {
            backup = arn("/BackupDetails/BackupArn").unwrap_or_default();
        }
        entries.push(entry);
        if seconds > 0.0 {
            entries.push(send(&mut engine, Request::seconds(seconds)));
        }
    }
    entries
}

fn golden(language: Language, file: &str) -> String {
    let path = format!("{}/src/calls/code/golden/{file}", env!("CARGO_MANIFEST_DIR"));
    let told = program(language, &story());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        assert!(std::fs::write(&path, &told).is_ok(), "{path}");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), told, "UPDATE_GOLDEN=1 writes it anew");
    told
}

#[test]
fn the_story_for_the_aws_cli() {
    golden(Language::Cli, "story.sh");
}

#[test]
fn the_story_for_boto3() {
    golden(Language::Boto3, "story.py");
}

#[test]
fn the_story_for_javascript() {
    golden(Language::JavaScript, "story.mjs");
}

/// The SDK's crate is too large to be built for a test, so only the syntax is judged here.
#[test]
fn the_story_for_rust() {
    let told = golden(Language::Rust, "story.rs");
    assert!(syn::parse_file(&told).is_ok(), "{:?}", syn::parse_file(&told).err());
    assert_eq!(told.matches("// {").count(), 1, "all but the lab's call is told in types");
}

#[test]
fn no_calls_are_a_program_too() {
    for language in Language::ALL {
        assert!(program(language, &[]).contains("AWS_ENDPOINT_URL"), "{language:?}");
    }
    assert!(syn::parse_file(&program(Language::Rust, &[])).is_ok());
}

/// Programs of calls that were never made, with answers that never came.
fn told(language: Language, calls: &[(&str, &str, &str)]) -> String {
    let entry = |(operation, body, answer): &(&str, &str, &str)| {
        Rc::new(Entry {
            at: Timestamp::from_millis(0),
            until: Timestamp::from_millis(0),
            request: Request::Raw { operation: (*operation).to_owned(), body: (*body).to_owned() },
            answer: crate::calls::request::Answer { status: 200, body: (*answer).to_owned(), failure: None },
            step: 0,
            origin: Origin::Person,
            is_change: true,
        })
    };
    program(language, &calls.iter().map(entry).collect::<Vec<_>>())
}

/// However it is broken into lines.
fn flat(text: &str) -> String {
    text.replace(",\n}", "}").split_whitespace().filter(|word| *word != "\\").collect()
}

#[test]
fn operations_that_nobody_here_knows() {
    let call = [("DescribeWeather", r#"{"Where": {"Here": [1, null, {"B": "x"}]}, "No": null, "a-b": 1}"#, "{}")];
    for (language, line) in [
        (Language::Cli, r#"aws dynamodb describe-weather --where '{"Here": [1, {"B": "x"}]}'"#),
        (Language::Boto3, r#"print(dynamodb.describe_weather(Where={"Here": [1, {"B": "x"}]}))"#),
        (
            Language::JavaScript,
            r#"console.log(await client.send(new DescribeWeatherCommand({ Where: { Here: [1, { B: "x" }] } })));"#,
        ),
        (Language::Rust, "    // DescribeWeather\n    // {\"Where\": {\"Here\": [1, {\"B\": \"x\"}]}}\n"),
    ] {
        let told = told(language, &call);
        assert!(flat(&told).contains(&flat(line)), "{told}");
    }
}

#[test]
fn what_is_no_json_stays_in_its_comment() {
    let call = [("PutItem", "{\n\u{2028}\r\nrm -rf /", "{}")];
    for language in Language::ALL {
        let told = told(language, &call);
        let line = told.lines().find(|line| line.contains("rm -rf")).unwrap_or_default().trim_start();
        assert!(line.starts_with("# ") || line.starts_with("// "), "{told}");
        assert!(!told.contains(['\u{2028}', '\r']), "{told}");
    }
}

#[test]
fn answers_become_variables() {
    let calls = [
        (
            "CreateTable",
            r#"{"TableName": "Music"}"#,
            r#"{"TableDescription": {"TableArn": "arn:t", "LatestStreamArn": "arn:s"}}"#,
        ),
        ("ListBackups", "{}", r#"{"BackupSummaries": [{"BackupArn": "arn:1"}, {"BackupArn": "arn:2"}]}"#),
        ("TagResource", r#"{"ResourceArn": "arn:t"}"#, "{}"),
        ("TagResource", r#"{"ResourceArn": "arn:s"}"#, "{}"),
        ("DeleteBackup", r#"{"BackupArn": "arn:2"}"#, "{}"),
        ("DeleteBackup", r#"{"BackupArn": "arn:1"}"#, "{}"),
        ("DeleteBackup", r#"{"BackupArn": "arn:3"}"#, "{}"),
    ];
    for (language, lines) in [
        (
            Language::Cli,
            [
                "read -r TABLE_ARN LATEST_STREAM_ARN <<< \"$(aws dynamodb create-table --table-name Music \\\n  --query '[TableDescription.TableArn, TableDescription.LatestStreamArn]' --output text)\"",
                "read -r BACKUP_ARN BACKUP_ARN_2 <<< \"$(aws dynamodb list-backups \\\n  --query '[BackupSummaries[1].BackupArn, BackupSummaries[0].BackupArn]' --output text)\"",
                "--resource-arn \"$LATEST_STREAM_ARN\"",
                "--backup-arn \"$BACKUP_ARN_2\"",
                "--backup-arn arn:3",
            ],
        ),
        (
            Language::Boto3,
            [
                "table_arn = answer[\"TableDescription\"][\"TableArn\"]",
                "backup_arn = answer[\"BackupSummaries\"][1][\"BackupArn\"]",
                "ResourceArn=latest_stream_arn)",
                "BackupArn=backup_arn_2)",
                "BackupArn=\"arn:3\")",
            ],
        ),
        (
            Language::JavaScript,
            [
                "const tableArn = answer.TableDescription.TableArn;",
                "const backupArn = answer2.BackupSummaries[1].BackupArn;",
                "ResourceArn: latestStreamArn }",
                "BackupArn: backupArn2 }",
                "BackupArn: \"arn:3\" }",
            ],
        ),
        (
            Language::Rust,
            [
                "answer.table_description().and_then(|it| it.table_arn()).ok_or(\"no TableArn\")?.to_owned();",
                "answer.backup_summaries().get(1).and_then(|it| it.backup_arn())",
                ".resource_arn(&latest_stream_arn)",
                ".backup_arn(&backup_arn_2)",
                ".backup_arn(\"arn:3\")",
            ],
        ),
    ] {
        let told = told(language, &calls);
        for line in lines {
            assert!(flat(&told).contains(&flat(line)), "{line}\n{told}");
        }
    }
}

#[test]
fn a_program_waits_for_what_it_needs_and_no_sooner() {
    let backup = r#"{"BackupDetails": {"BackupArn": "arn:aws:dynamodb:r:1:table/Music/backup/1"}}"#;
    let calls = [
        ("CreateTable", r#"{"TableName": "Music"}"#, "{}"),
        ("DescribeTable", r#"{"TableName": "Music"}"#, r#"{"Table": {"TableStatus": "CREATING"}}"#),
        ("PutItem", r#"{"TableName": "Music"}"#, "{}"),
        ("CreateBackup", r#"{"TableName": "Music"}"#, backup),
        ("PutItem", r#"{"TableName": "Music"}"#, "{}"),
        ("DeleteTable", r#"{"TableName": "arn:aws:dynamodb:r:1:table/Music"}"#, "{}"),
        ("ListTables", "{}", "{}"),
        ("CreateTable", r#"{"TableName": "Music"}"#, "{}"),
    ];
    let told = told(Language::Boto3, &calls);
    let body = told.split_once("\n\n\n").map_or("", |(_, body)| body);
    let words = [
        "create_table",
        "table_exists",
        "wait_for_backup",
        "delete_table",
        "table_not_exists",
        "_item",
        "describe_table",
    ];
    let order: Vec<&str> = body
        .lines()
        .filter(|line| !line.starts_with([' ', 'd']) || line.starts_with("dynamodb"))
        .filter_map(|line| words.iter().copied().find(|word| line.contains(word)))
        .collect();
    assert_eq!(
        order,
        [
            "create_table",
            "describe_table",
            "table_exists",
            "_item",
            "wait_for_backup",
            "_item",
            "wait_for_backup",
            "delete_table",
            "table_not_exists",
            "create_table"
        ]
    );
}

/// Each loop writes batches as large as those that were made, and no item of one call with those of another shape.
#[test]
fn the_items_of_batches_are_data_of_their_own() {
    let put = |number: usize| format!(r#"{{"PutRequest": {{"Item": {{"pk": {{"N": "{number}"}}}}}}}}"#);
    let batch = |table: &str, numbers: std::ops::Range<usize>| {
        let puts = numbers.map(put).collect::<Vec<_>>().join(", ");
        format!(r#"{{"RequestItems": {{"{table}": [{puts}]}}}}"#)
    };
    let mixed = format!(
        r#"{{"RequestItems": {{"Music": [{}, {{"DeleteRequest": {{"Key": {{"pk": {{"N": "0"}}}}}}}}]}}}}"#,
        put(12)
    );
    let bodies = [
        batch("Music", 0..3),
        batch("Music", 3..6),
        batch("Music", 6..7),
        batch("Music", 7..10),
        batch("Notes", 10..12),
        mixed.clone(),
        batch("it's", 13..16),
    ];
    let calls: Vec<_> = bodies.iter().map(|body| ("BatchWriteItem", body.as_str(), "{}")).collect();
    let python = told(Language::Boto3, &calls);
    let rows = |numbers: std::ops::Range<usize>| {
        numbers.map(|number| format!("    {{\"pk\": {{\"N\": \"{number}\"}}}},\n")).collect::<String>()
    };
    for (numbers, size) in [(0..7, 3), (7..10, 3)] {
        let expected = format!("items = [\n{}]\nfor start in range(0, len(items), {size}):\n", rows(numbers));
        assert!(python.contains(&expected), "{expected}\n{python}");
    }
    assert_eq!(python.matches("items = [").count(), 2, "two items need no loop, others are no puts alone: {python}");
    assert_eq!(python.matches("dynamodb.batch_write_item(").count(), 5, "{python}");
    for (language, line) in [
        (Language::Cli, r#"while [ ${#ITEMS[@]} -lt 3 ] && read -r ITEM; do ITEMS+=("$ITEM"); done"#),
        (Language::JavaScript, "const batch = items2.slice(start, start + 3);"),
        (Language::Rust, "for batch in items.chunks(3) {"),
    ] {
        let told = told(language, &calls);
        assert!(told.contains(line), "{told}");
    }
}
