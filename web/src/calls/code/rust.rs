//! Rust, with aws-sdk-dynamodb.
//!
//! In the SDK every structure and every enum is a type of its own. Those of the operations that the page knows are
//! listed in `types` by the members that have them; a call with others becomes JSON in a comment.

mod members;
mod types;

use super::layout::{Layout, Piece, WIDTH, indented, start_line};
use super::literal::{Literals, base64};
use super::names::Names;
use super::plan::{Batches, Call, Name, Part, Place, Run, Until, Value, Wait};
use super::quote::{lower, quoted, quoted_rust};
use super::{LoopWords, Tongue, is_read, loop_body, pattern, row};
use crate::format;
use std::ops::Range;

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

const LOOP: LoopWords = LoopWords {
    step: LAYOUT.step,
    test: |operation| format!("if operation == {} {{", quoted_rust(operation)),
    otherwise: "} else {",
    end_of_test: "}",
    end: "}",
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
        let status =
            answer.continuous_backups_description().map(|it| it.continuous_backups_status());
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

const ATTRIBUTES: &str = r#"
/// Attributes by their names.
fn attributes<const N: usize>(
    of: [(&str, AttributeValue); N],
) -> HashMap<String, AttributeValue> {
    HashMap::from(of.map(|(name, value)| (name.to_owned(), value)))
}
"#;

const TEXT: &str = r#"
/// A string.
fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
"#;

const NUMBER: &str = r#"
/// A number.
fn n(number: &str) -> AttributeValue {
    AttributeValue::N(number.to_owned())
}
"#;

const BYTES: &str = r#"
/// Bytes.
fn b(bytes: &[u8]) -> AttributeValue {
    AttributeValue::B(Blob::new(bytes))
}
"#;

/// Data have a row a line, where rustfmt would give each member its own.
const SKIP: &str = "#[rustfmt::skip]\n";

fn variable_name(name: &Name) -> String {
    let lower = lower(&name.member, '_');
    if name.number > 1 { format!("{lower}_{}", name.number) } else { lower }
}

/// The language, and which types a program has named.
#[derive(Default)]
pub struct Rust {
    named: Named,
    has_waiters: bool,
    /// Whether the current call has a member that is not known here.
    is_unknown: bool,
}

#[derive(Clone, Default)]
struct Named {
    types: Names,
    primitives: Names,
    has_maps: bool,
    /// The functions with which data are written: `attributes`, and one for each of the usual types.
    has_attributes: bool,
    has_texts: bool,
    has_numbers: bool,
    has_bytes: bool,
}

impl Tongue for Rust {
    fn mark(&self) -> &'static str {
        "// "
    }

    fn level(&self) -> usize {
        LAYOUT.step
    }

    fn helpers(&self) -> [&'static str; 2] {
        [BACKUPS, BACKUP]
    }

    fn wait(&mut self, wait: &Wait) -> String {
        let of = match &wait.of {
            Value::Variable(name) => format!("&{}", variable_name(name)),
            Value::Text(text) => quoted_rust(text),
            _ => String::new(),
        };
        let waiter = match wait.until {
            Until::Table => "exists",
            Until::NoTable => "not_exists",
            Until::Backups => {
                self.named.types.add("ContinuousBackupsStatus");
                return format!("wait_for_backups(&client, {of}).await?;");
            }
            Until::Backup => {
                self.named.types.add("BackupStatus");
                return format!("wait_for_backup(&client, {of}).await?;");
            }
        };
        self.has_waiters = true;
        let links = vec![
            Piece::Text(format!(".wait_until_table_{waiter}()")),
            Piece::Text(format!(".table_name({of})")),
            ".wait(Duration::from_secs(600))".into(),
            ".await?".into(),
        ];
        LAYOUT.text(&Piece::Chain { head: "client".to_owned(), links, close: ";" }, 0)
    }

    fn call(&mut self, call: &Call) -> Result<String, String> {
        let before = self.named.clone();
        let mut links = vec![Piece::Text(format!(".{}()", lower(&call.operation, '_')))];
        self.add_members(&call.members, &mut links);
        if std::mem::take(&mut self.is_unknown) {
            self.named = before;
            let json = Piece::group("{", JSON.members(&call.members, JSON.member), "}");
            return Err(format!("{}\n{}", call.operation, LAYOUT.text(&json, 0)));
        }
        links.extend([".send()".into(), ".await?".into()]);
        let has_results = !call.results.is_empty();
        let is_read = is_read(&call.operation);
        if is_read && !has_results {
            let made = Piece::Chain { head: "client".to_owned(), links: links.clone(), close: "" };
            let printed = LAYOUT.text(&Piece::group("println!(", vec!["\"{:#?}\"".into(), made], ");"), 0);
            // rustfmt lays out what stands in a macro in another way, so there is only what has one line.
            if !printed.contains('\n') {
                return Ok(printed);
            }
        }
        let mut out = if has_results || is_read {
            binding("answer", "client", links)
        } else {
            LAYOUT.text(&Piece::Chain { head: "client".to_owned(), links, close: ";" }, 0)
        };
        for (name, way) in &call.results {
            out.push_str(&format!("\n{}", result(name, way)));
        }
        if is_read {
            out.push_str("\nprintln!(\"{answer:#?}\");");
        }
        Ok(out)
    }

    fn rows(&mut self, run: &Run, range: Range<usize>) -> Result<String, String> {
        let mut rows = Vec::new();
        for (operation, data) in run.data(range) {
            let mut pieces = Vec::new();
            pieces.extend(run.is_mixed().then(|| Piece::Text(quoted_rust(operation))));
            pieces.extend(data.iter().map(|value| self.data(operation, value)));
            rows.push(LAYOUT.row(row(pieces, "(", ")")));
        }
        let variables = pattern(run, variable_name, "(", ")");
        let rows = LAYOUT.broken(&Piece::group("let writes = [", rows, "];"));
        let body = loop_body(self, run, &LOOP)?;
        if std::mem::take(&mut self.is_unknown) {
            return Err(format!("{} that cannot be written in Rust", format::count(run.len() as u64, "write")));
        }
        Ok(format!("{SKIP}{rows}\nfor {variables} in writes {{{body}"))
    }

    fn batches(&mut self, Batches { call, size, items, .. }: &Batches) -> Result<String, String> {
        let rows = items.iter().map(|item| self.row_of(item)).collect();
        let rows = LAYOUT.broken(&Piece::group("let items = [", rows, "];"));
        self.named.types.add("PutRequest");
        self.named.types.add("WriteRequest");
        let call = indented(&self.call(call)?, LAYOUT.step);
        if std::mem::take(&mut self.is_unknown) {
            return Err(format!("{} that cannot be written in Rust", format::count(items.len() as u64, "item")));
        }
        Ok(format!(
            "{SKIP}{rows}
for batch in items.chunks({size}) {{
    let mut requests = Vec::new();
    for item in batch {{
        let put = PutRequest::builder().set_item(Some(item.clone())).build()?;
        requests.push(WriteRequest::builder().put_request(put).build());
    }}
{call}
}}"
        ))
    }

    fn program(&self, _: &[Part], helpers: &str, body: &str) -> String {
        let mut out = format!("{HEAD}use aws_sdk_dynamodb::Client;\n");
        if self.has_waiters {
            out.push_str("use aws_sdk_dynamodb::client::Waiters;\n");
        }
        out.push_str(&uses("aws_sdk_dynamodb::primitives", &self.named.primitives));
        out.push_str(&uses("aws_sdk_dynamodb::types", &self.named.types));
        if self.named.has_maps {
            out.push_str("use std::collections::HashMap;\n");
        }
        out.push_str("use std::error::Error;\n");
        if self.has_waiters || !helpers.is_empty() {
            out.push_str("use std::time::Duration;\n");
        }
        out.push_str(MAIN);
        let functions = [
            (self.named.has_attributes, ATTRIBUTES),
            (self.named.has_texts, TEXT),
            (self.named.has_numbers, NUMBER),
            (self.named.has_bytes, BYTES),
        ];
        let functions: String = functions.iter().filter(|(is_used, _)| *is_used).map(|(_, text)| *text).collect();
        format!("{out}\n{body}\n    Ok(())\n}}\n{helpers}{functions}")
    }
}

/// What imports names.
fn uses(path: &str, names: &Names) -> String {
    let names = names.all();
    if names.is_empty() {
        return String::new();
    }
    let joined = names.join(", ");
    let line = if names.len() > 1 { format!("use {path}::{{{joined}}};") } else { format!("use {path}::{joined};") };
    if line.len() <= IMPORT_WIDTH {
        return format!("{line}\n");
    }
    let (mut out, mut column) = (format!("use {path}::{{"), IMPORT_WIDTH);
    for name in names {
        // rustfmt leaves the last column of such a line free.
        if column + " ,".len() + name.len() >= IMPORT_WIDTH {
            start_line(LAYOUT.step, &mut out);
            column = LAYOUT.step;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(&format!("{name},"));
        column += name.len() + 1;
    }
    format!("{out}\n}};\n")
}

/// The most characters on a line of an import. Everything else is written one level further in.
const IMPORT_WIDTH: usize = WIDTH + LAYOUT.step;

/// `let name = head.links();`, on the next line if it fits only there.
fn binding(name: &str, head: &str, links: Vec<Piece>) -> String {
    let chain = |head: String| Piece::Chain { head, links: links.clone(), close: ";" };
    let own_line = LAYOUT.text(&chain(head.to_owned()), LAYOUT.step);
    let same_line = LAYOUT.text(&chain(format!("let {name} = {head}")), 0);
    if same_line.contains('\n') && !own_line.contains('\n') {
        return format!("let {name} =\n{}{own_line}", " ".repeat(LAYOUT.step));
    }
    same_line
}

/// A variable with a value of an answer. Only the ARN of a backup's details is required; to the compiler, everything
/// else on the path may be absent.
fn result(name: &Name, way: &[Place]) -> String {
    let mut links: Vec<String> = Vec::new();
    let mut before = "";
    for segment in way {
        match segment {
            Place::Member(member) => {
                let method = lower(member, '_');
                let step = if before == "BackupDetails" && member == "BackupArn" { "map" } else { "and_then" };
                let is_first = links.is_empty();
                links.push(if is_first { format!(".{method}()") } else { format!(".{step}(|it| it.{method}())") });
                before = member;
            }
            Place::Element(number) => {
                if let Some(last) = links.last_mut() {
                    *last = match last.strip_suffix("())") {
                        Some(inner) => format!("{inner}().get({number}))"),
                        None => format!("{last}.get({number})"),
                    };
                }
            }
        }
    }
    links.push(format!(".ok_or({})?", quoted_rust(&format!("no {}", name.member))));
    links.push(".to_owned()".to_owned());
    binding(&variable_name(name), "answer", links.into_iter().map(Piece::Text).collect())
}
