//! Rust, with aws-sdk-dynamodb.
//!
//! There every structure and every list of words is a type of its own. Those of the operations that the page knows are
//! listed here by the members that have them; a call with others is told as JSON in a comment.

use super::is_read;
use super::layout::{Layout, Page, Piece};
use super::literal::{Literals, base64};
use super::plan::{Call, Name, Part, Place, Value, Wait};
use super::quote::{bytes, lower, quoted, quoted_rust};
use crate::format;
use std::collections::BTreeSet;

const LAYOUT: Layout = Layout { step: 4, has_last_comma: true, has_airy_braces: false };

/// JSON, for comments.
const JSON: Literals = Literals {
    bools: ["false", "true"],
    text: quoted,
    member: |name| format!("{}: ", quoted(name)),
    bytes: base64,
    time: |time| format!("\"{time}\""),
    variable: variable_name,
};

const HEAD: &str =
    "// On AWS; or, after `timemark serve`, with AWS_ENDPOINT_URL=http://127.0.0.1:8000 in the environment
// Cargo.toml: aws-config = \"1\", aws-sdk-dynamodb = \"1\", tokio = { version = \"1\", features = [\"full\"] }
";

const MAIN: &str = "
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let client = Client::new(&config);
";

const BACKUPS: &str = r#"
/// A new table's backups are enabled some seconds after it is ACTIVE.
async fn wait_for_backups(client: &Client, table_name: &str) -> Result<(), Box<dyn Error>> {
    loop {
        let answer = client.describe_continuous_backups().table_name(table_name).send().await?;
        let status = answer.continuous_backups_description().map(|it| it.continuous_backups_status());
        if status != Some(&ContinuousBackupsStatus::Disabled) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
"#;

const BACKUP: &str = r#"
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
"#;

/// The program.
pub fn write(parts: &[Part]) -> String {
    let mut writer = Writer::default();
    let mut page = Page::default();
    for part in parts {
        match part {
            Part::Later(ms) => page.comment("// ", &format!("{} later", format::duration(*ms))),
            Part::Note(note) => page.comment("// ", note),
            Part::Wait(wait) => page.statement(&writer.wait(wait)),
            Part::Call(call) => match writer.call(call) {
                Some(statement) => page.statement(&statement),
                None => page.comment("// ", &format!("{}\n{}", call.operation, json(&call.members))),
            },
        }
    }
    let body: String = page
        .into_text()
        .lines()
        .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") })
        .collect();
    format!("{HEAD}{}{MAIN}\n{body}\n    Ok(())\n}}\n{}", writer.uses(), writer.helpers())
}

fn json(members: &[(String, Value)]) -> String {
    LAYOUT.text(&Piece::group("{", JSON.members(members, JSON.member), "}"), 0)
}

fn variable_name(name: &Name) -> String {
    let lower = lower(&name.member, '_');
    if name.number > 1 { format!("{lower}_{}", name.number) } else { lower }
}

/// The type of a member that is a structure or a list of structures, and whether building one can fail: it can where
/// the service model has required members.
fn structure(member: &str) -> Option<(&'static str, bool)> {
    Some(match member {
        "AttributeDefinitions" => ("AttributeDefinition", true),
        "DeleteRequest" => ("DeleteRequest", true),
        "GlobalSecondaryIndexes" | "GlobalSecondaryIndexOverride" => ("GlobalSecondaryIndex", true),
        "KeySchema" => ("KeySchemaElement", true),
        "LocalSecondaryIndexes" | "LocalSecondaryIndexOverride" => ("LocalSecondaryIndex", true),
        "OnDemandThroughput" | "OnDemandThroughputOverride" => ("OnDemandThroughput", false),
        "PointInTimeRecoverySpecification" => ("PointInTimeRecoverySpecification", true),
        "Projection" => ("Projection", false),
        "ProvisionedThroughput" | "ProvisionedThroughputOverride" => ("ProvisionedThroughput", true),
        "PutRequest" => ("PutRequest", true),
        "SSESpecification" | "SSESpecificationOverride" => ("SseSpecification", false),
        "StreamSpecification" => ("StreamSpecification", true),
        "Tags" => ("Tag", true),
        "TimeToLiveSpecification" => ("TimeToLiveSpecification", true),
        "WarmThroughput" => ("WarmThroughput", false),
        _ => return None,
    })
}

/// The type of a member that is one of a list of words.
fn enumeration(member: &str) -> Option<&'static str> {
    Some(match member {
        "AttributeType" => "ScalarAttributeType",
        "BackupType" => "BackupTypeFilter",
        "BillingMode" | "BillingModeOverride" => "BillingMode",
        "KeyType" => "KeyType",
        "ProjectionType" => "ProjectionType",
        "ReturnConsumedCapacity" => "ReturnConsumedCapacity",
        "ReturnItemCollectionMetrics" => "ReturnItemCollectionMetrics",
        "ReturnValues" => "ReturnValue",
        "ReturnValuesOnConditionCheckFailure" => "ReturnValuesOnConditionCheckFailure",
        "SSEType" => "SseType",
        "Select" => "Select",
        "StreamViewType" => "StreamViewType",
        "TableClass" => "TableClass",
        _ => return None,
    })
}

/// `PAY_PER_REQUEST` as a variant: `PayPerRequest`.
fn variant(text: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        format!("{}{}", first.to_ascii_uppercase(), rest.to_ascii_lowercase())
    };
    text.split('_').map(word).collect()
}

/// A text that somebody owns.
fn owned(text: &str) -> String {
    format!("{}.to_owned()", quoted_rust(text))
}

fn parenthesized(before: &str, part: Piece) -> Piece {
    Piece::group(format!("{before}("), vec![part], ")")
}

/// Writes, and remembers which types it named.
#[derive(Default)]
struct Writer {
    types: BTreeSet<&'static str>,
    primitives: BTreeSet<&'static str>,
    has_maps: bool,
    has_waiters: bool,
    waits_for_backups: bool,
    waits_for_backup: bool,
}

impl Writer {
    fn uses(&self) -> String {
        let list = |path: &str, names: &BTreeSet<&str>| match names.iter().copied().collect::<Vec<_>>().as_slice() {
            [] => String::new(),
            [name] => format!("use {path}::{name};\n"),
            names => {
                let names = names.iter().copied().map(Piece::from).collect();
                format!("{}\n", LAYOUT.text(&Piece::group(format!("use {path}::{{"), names, "};"), 0))
            }
        };
        let mut out = String::from("use aws_sdk_dynamodb::Client;\n");
        if self.has_waiters {
            out.push_str("use aws_sdk_dynamodb::client::Waiters;\n");
        }
        out.push_str(&list("aws_sdk_dynamodb::primitives", &self.primitives));
        out.push_str(&list("aws_sdk_dynamodb::types", &self.types));
        if self.has_maps {
            out.push_str("use std::collections::HashMap;\n");
        }
        out.push_str("use std::error::Error;\n");
        if self.has_waiters || self.waits_for_backup || self.waits_for_backups {
            out.push_str("use std::time::Duration;\n");
        }
        out
    }

    fn helpers(&self) -> String {
        let backups = if self.waits_for_backups { BACKUPS } else { "" };
        let backup = if self.waits_for_backup { BACKUP } else { "" };
        format!("{backups}{backup}")
    }

    fn wait(&mut self, wait: &Wait) -> String {
        let (Wait::Table(of) | Wait::NoTable(of) | Wait::Backups(of) | Wait::Backup(of)) = wait;
        let of = match of {
            Value::Variable(name) => format!("&{}", variable_name(name)),
            Value::Text(text) => quoted_rust(text),
            _ => String::new(),
        };
        let waiter = match wait {
            Wait::Table(_) => "exists",
            Wait::NoTable(_) => "not_exists",
            Wait::Backups(_) => {
                self.waits_for_backups = true;
                self.types.insert("ContinuousBackupsStatus");
                return format!("wait_for_backups(&client, {of}).await?;");
            }
            Wait::Backup(_) => {
                self.waits_for_backup = true;
                self.types.insert("BackupStatus");
                return format!("wait_for_backup(&client, {of}).await?;");
            }
        };
        self.has_waiters = true;
        let links = [
            format!(".wait_until_table_{waiter}()"),
            format!(".table_name({of})"),
            ".wait(Duration::from_secs(600))".to_owned(),
            ".await?".to_owned(),
        ];
        let chain = Piece::Chain { head: "client".into(), links: links.map(Piece::Text).into(), close: ";" };
        LAYOUT.text(&chain, 0)
    }

    /// A call as statements; nothing where it has what is not known here.
    fn call(&mut self, call: &Call) -> Option<String> {
        let mut links = vec![Piece::Text(format!(".{}()", lower(&call.operation, '_')))];
        for (name, value) in &call.members {
            links.extend(self.member(name, value)?);
        }
        links.extend([".send()".into(), ".await?".into()]);
        let has_results = !call.results.is_empty();
        let is_read = is_read(&call.operation);
        if is_read && !has_results {
            let made = Piece::Chain { head: "client".to_owned(), links, close: "" };
            return Some(LAYOUT.text(&Piece::group("println!(", vec!["\"{:#?}\"".into(), made], ");"), 0));
        }
        let head = if has_results { "let answer = client" } else { "client" };
        let mut out = LAYOUT.text(&Piece::Chain { head: head.to_owned(), links, close: ";" }, 0);
        for (name, way) in &call.results {
            out.push_str(&format!("\n{}", result(name, way)));
        }
        if is_read {
            out.push_str("\nprintln!(\"{answer:#?}\");");
        }
        Some(out)
    }

    /// The links that set a member. A list and a map grow by one with each.
    fn member(&mut self, name: &str, value: &Value) -> Option<Vec<Piece>> {
        let method = format!(".{}", lower(name, '_'));
        Some(match value {
            // Nothing is not the same as nothing said: no indexes, or those that the backup has.
            Value::List(list) if list.is_empty() => {
                vec![Piece::Text(format!(".set_{}(Some(vec![]))", lower(name, '_')))]
            }
            Value::Object(members) if members.is_empty() && structure(name).is_none() => {
                self.has_maps = true;
                vec![Piece::Text(format!(".set_{}(Some(HashMap::new()))", lower(name, '_')))]
            }
            Value::List(list) => {
                let link = |element| Some(parenthesized(&method, self.element(name, element)?));
                list.iter().map(link).collect::<Option<_>>()?
            }
            Value::Object(members) if structure(name).is_none() => {
                let link = |(key, value): &(String, Value)| {
                    let parts = vec![Piece::Text(quoted_rust(key)), self.entry(name, value)?];
                    Some(Piece::group(format!("{method}("), parts, ")"))
                };
                members.iter().map(link).collect::<Option<_>>()?
            }
            value => vec![parenthesized(&method, self.element(name, value)?)],
        })
    }

    /// The value of a member, or an element of the list that it is.
    fn element(&mut self, name: &str, value: &Value) -> Option<Piece> {
        Some(Piece::Text(match value {
            Value::Bool(flag) => flag.to_string(),
            Value::Number(number) => number.clone(),
            Value::Variable(name) => format!("&{}", variable_name(name)),
            Value::Text(text) => match enumeration(name) {
                Some(kind) => {
                    self.types.insert(kind);
                    format!("{kind}::{}", variant(text))
                }
                None => quoted_rust(text),
            },
            Value::Time(time) => {
                self.primitives.extend(["DateTime", "DateTimeFormat"]);
                format!("DateTime::from_str(\"{time}\", DateTimeFormat::DateTime)?")
            }
            Value::Object(members) => match structure(name) {
                Some((kind, can_fail)) => return self.built(kind, can_fail, members),
                None if name == "Keys" => return self.map(members),
                None => return None,
            },
            Value::Bytes(_) | Value::List(_) => return None,
        }))
    }

    /// The value of an entry of the map that a member is.
    fn entry(&mut self, name: &str, value: &Value) -> Option<Piece> {
        match (name, value) {
            ("RequestItems", Value::List(list)) => {
                let mut request = |element: &Value| match element {
                    Value::Object(members) => self.built("WriteRequest", false, members),
                    _ => None,
                };
                Some(Piece::group("vec![", list.iter().map(&mut request).collect::<Option<_>>()?, "]"))
            }
            ("RequestItems", Value::Object(members)) => self.built("KeysAndAttributes", true, members),
            ("ExpressionAttributeNames", Value::Text(text)) => Some(Piece::Text(quoted_rust(text))),
            ("Item" | "Key" | "ExclusiveStartKey" | "ExpressionAttributeValues", value) => self.attribute(value),
            _ => None,
        }
    }

    /// A structure from its builder.
    fn built(&mut self, kind: &'static str, can_fail: bool, members: &[(String, Value)]) -> Option<Piece> {
        self.types.insert(kind);
        let mut links = Vec::new();
        for (name, value) in members {
            links.extend(self.member(name, value)?);
        }
        links.push(if can_fail { ".build()?".into() } else { ".build()".into() });
        Some(Piece::Chain { head: format!("{kind}::builder()"), links, close: "" })
    }

    /// A map of attributes.
    fn map(&mut self, members: &[(String, Value)]) -> Option<Piece> {
        self.has_maps = true;
        let mut entry = |(key, value): &(String, Value)| {
            Some(Piece::group("(", vec![Piece::Text(owned(key)), self.attribute(value)?], ")"))
        };
        let entries = members.iter().map(&mut entry).collect::<Option<_>>()?;
        Some(Piece::group("HashMap::from([", entries, "])"))
    }

    /// The value of an attribute.
    fn attribute(&mut self, value: &Value) -> Option<Piece> {
        let Value::Object(members) = value else { return None };
        let [(kind, value)] = members.as_slice() else { return None };
        self.types.insert("AttributeValue");
        let texts = |list: &[Value]| {
            let text = |value: &Value| match value {
                Value::Text(text) => Some(Piece::Text(owned(text))),
                _ => None,
            };
            list.iter().map(text).collect::<Option<Vec<_>>>()
        };
        let vec = |parts| Piece::group("vec![", parts, "]");
        let (variant, part) = match (kind.as_str(), value) {
            ("S", Value::Text(text)) => ("S", Piece::Text(owned(text))),
            ("N", Value::Text(text)) => ("N", Piece::Text(owned(text))),
            ("B", Value::Bytes(bytes)) => ("B", self.blob(bytes)),
            ("BOOL", Value::Bool(flag)) => ("Bool", Piece::Text(flag.to_string())),
            ("NULL", Value::Bool(flag)) => ("Null", Piece::Text(flag.to_string())),
            ("SS", Value::List(list)) => ("Ss", vec(texts(list)?)),
            ("NS", Value::List(list)) => ("Ns", vec(texts(list)?)),
            ("BS", Value::List(list)) => {
                let blob = |value: &Value| match value {
                    Value::Bytes(bytes) => Some(self.blob(bytes)),
                    _ => None,
                };
                ("Bs", vec(list.iter().map(blob).collect::<Option<_>>()?))
            }
            ("L", Value::List(list)) => {
                ("L", vec(list.iter().map(|value| self.attribute(value)).collect::<Option<_>>()?))
            }
            ("M", Value::Object(members)) => ("M", self.map(members)?),
            _ => return None,
        };
        // A call around a call needs no lines of its own.
        Some(match part {
            Piece::Group { open, parts, close } => {
                Piece::Group { open: format!("AttributeValue::{variant}({open}"), parts, close: format!("{close})") }
            }
            part => parenthesized(&format!("AttributeValue::{variant}"), part),
        })
    }

    fn blob(&mut self, of: &[u8]) -> Piece {
        self.primitives.insert("Blob");
        Piece::Text(format!("Blob::new({})", bytes(of)))
    }
}

/// A variable with what stands in an answer. Only of a backup's details is the ARN required; everything else on the way
/// may be absent, for all that the compiler knows.
fn result(name: &Name, way: &[Place]) -> String {
    let mut links = vec![];
    let mut before = "";
    for place in way {
        let (Place::Member(member), is_first) = (place, links.is_empty()) else {
            let Place::Element(number) = place else { continue };
            if let Some(last) = links.last_mut() {
                *last = match String::as_str(last).strip_suffix("())") {
                    Some(inner) => format!("{inner}().get({number}))"),
                    None => format!("{last}.get({number})"),
                };
            }
            continue;
        };
        let method = lower(member, '_');
        links.push(match (is_first, before == "BackupDetails" && member == "BackupArn") {
            (true, _) => format!(".{method}()"),
            (false, true) => format!(".map(|it| it.{method}())"),
            (false, false) => format!(".and_then(|it| it.{method}())"),
        });
        before = member;
    }
    links.push(format!(".ok_or({})?", quoted_rust(&format!("no {}", name.member))));
    links.push(".to_owned()".to_owned());
    let chain = Piece::Chain {
        head: format!("let {} = answer", variable_name(name)),
        links: links.into_iter().map(Piece::Text).collect(),
        close: ";",
    };
    LAYOUT.text(&chain, 0)
}
