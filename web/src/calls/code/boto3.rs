//! Python, with boto3.

use super::layout::{Layout, Piece, indented};
use super::literal::Literals;
use super::plan::{Batches, Call, Name, Part, Place, Run, Until, Value, Wait};
use super::quote::{bytes, lower, quoted};
use super::{LoopWords, Tongue, is_read, loop_body, pattern, row};
use std::ops::Range;

const LAYOUT: Layout = Layout { step: 4, has_last_comma: true, has_airy_braces: false };

const LITERALS: Literals = Literals {
    bools: ["False", "True"],
    text: quoted,
    member: |name| format!("{}: ", quoted(name)),
    bytes,
    time: |time| format!("datetime.fromisoformat(\"{}+00:00\")", time.to_string().trim_end_matches('Z')),
    variable: variable_name,
};

const LOOP: LoopWords = LoopWords {
    step: LAYOUT.step,
    test: |operation| format!("if operation == {}:", quoted(operation)),
    otherwise: "else:",
    end_of_test: "",
    end: "",
};

const HEAD: &str =
    "# On AWS; or, after `timemark serve`, with AWS_ENDPOINT_URL=http://127.0.0.1:8000 in the environment
";

const BACKUPS: &str = r#"

def wait_for_backups(table_name):
    """A new table's backups are enabled some seconds after it is ACTIVE."""
    while True:
        answer = dynamodb.describe_continuous_backups(TableName=table_name)
        if answer["ContinuousBackupsDescription"]["ContinuousBackupsStatus"] != "DISABLED":
            return
        time.sleep(1)
"#;

const BACKUP: &str = r#"

def wait_for_backup(backup_arn):
    """Waits until a backup is made."""
    while True:
        answer = dynamodb.describe_backup(BackupArn=backup_arn)
        if answer["BackupDescription"]["BackupDetails"]["BackupStatus"] != "CREATING":
            return
        time.sleep(5)
"#;

/// The language.
pub struct Boto3;

impl Tongue for Boto3 {
    fn mark(&self) -> &'static str {
        "# "
    }

    fn helpers(&self) -> [&'static str; 2] {
        [BACKUPS, BACKUP]
    }

    fn wait(&mut self, wait: &Wait) -> String {
        let of = LAYOUT.text(&LITERALS.piece(&wait.of), 0);
        match wait.until {
            Until::Table => format!("dynamodb.get_waiter(\"table_exists\").wait(TableName={of})"),
            Until::NoTable => format!("dynamodb.get_waiter(\"table_not_exists\").wait(TableName={of})"),
            Until::Backups => format!("wait_for_backups({of})"),
            Until::Backup => format!("wait_for_backup({of})"),
        }
    }

    fn call(&mut self, call: &Call) -> Result<String, String> {
        let members = LITERALS.members(&call.members, |name| format!("{name}="));
        let made = Piece::group(format!("dynamodb.{}(", lower(&call.operation, '_')), members, ")");
        let is_read = is_read(&call.operation);
        if call.results.is_empty() {
            let statement = if is_read { Piece::group("print(", vec![made], ")") } else { made };
            return Ok(LAYOUT.text(&statement, 0));
        }
        let mut statement = LAYOUT.text(&made.after("answer = "), 0);
        for (name, way) in &call.results {
            statement.push_str(&format!("\n{} = answer", variable_name(name)));
            for segment in way {
                statement.push_str(&match segment {
                    Place::Member(member) => format!("[{}]", quoted(member)),
                    Place::Element(number) => format!("[{number}]"),
                });
            }
        }
        if is_read {
            statement.push_str("\nprint(answer)");
        }
        Ok(statement)
    }

    fn rows(&mut self, run: &Run, range: Range<usize>) -> Result<String, String> {
        let of_row = |(operation, data): (&str, Vec<Value>)| {
            let operation = run.is_mixed().then(|| Piece::Text(quoted(operation)));
            let data = data.iter().map(|value| LITERALS.piece(value));
            LAYOUT.row(row(operation.into_iter().chain(data).collect(), "(", ")"))
        };
        let variables = pattern(run, variable_name, "", "");
        let rows = LAYOUT.broken(&Piece::group("writes = [", run.data(range).map(of_row).collect(), "]"));
        Ok(format!("{rows}\nfor {variables} in writes:{}", loop_body(self, run, &LOOP)?))
    }

    fn batches(&mut self, Batches { call, size, items, .. }: &Batches) -> Result<String, String> {
        let rows = items.iter().map(|item| LAYOUT.row(LITERALS.piece(item))).collect();
        let rows = LAYOUT.broken(&Piece::group("items = [", rows, "]"));
        let call = indented(&self.call(call)?, LAYOUT.step);
        Ok(format!(
            "{rows}
for start in range(0, len(items), {size}):
    requests = [{{\"PutRequest\": {{\"Item\": item}}}} for item in items[start : start + {size}]]
{call}"
        ))
    }

    fn program(&self, parts: &[Part], helpers: &str, body: &str) -> String {
        let has_time = |part: &Part| match part {
            Part::Call(call) => call.members.iter().any(|(_, value)| value.has_time()),
            _ => false,
        };
        let (sleep, line) = if helpers.is_empty() { ("", "") } else { ("import time\n", "\n") };
        let times = if parts.iter().any(has_time) { "from datetime import datetime\n" } else { "" };
        format!("{HEAD}{sleep}{times}\nimport boto3\n\ndynamodb = boto3.client(\"dynamodb\")\n{helpers}{line}\n{body}")
    }
}

fn variable_name(name: &Name) -> String {
    let lower = lower(&name.member, '_');
    if name.number > 1 { format!("{lower}_{}", name.number) } else { lower }
}
