//! Python, with boto3.

use super::is_read;
use super::layout::{Layout, Page, Piece};
use super::literal::Literals;
use super::plan::{Call, Name, Part, Place, Value, Wait};
use super::quote::{bytes, lower, quoted};
use crate::format;

const LAYOUT: Layout = Layout { step: 4, has_last_comma: true, has_airy_braces: false };

const LITERALS: Literals = Literals {
    bools: ["False", "True"],
    text: quoted,
    member: |name| format!("{}: ", quoted(name)),
    bytes,
    time: |time| format!("datetime.fromisoformat(\"{}+00:00\")", time.to_string().trim_end_matches('Z')),
    variable: variable_name,
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

/// The program.
pub fn write(parts: &[Part]) -> String {
    let mut page = Page::default();
    let (mut waits_for_backups, mut waits_for_backup) = (false, false);
    let mut has_times = false;
    for part in parts {
        match part {
            Part::Later(ms) => page.comment("# ", &format!("{} later", format::duration(*ms))),
            Part::Note(note) => page.comment("# ", note),
            Part::Call(call) => {
                has_times |= call.members.iter().any(|(_, value)| value.has_time());
                write_call(call, &mut page);
            }
            Part::Wait(Wait::Table(name)) => page.statement(&waiter("table_exists", name)),
            Part::Wait(Wait::NoTable(name)) => page.statement(&waiter("table_not_exists", name)),
            Part::Wait(Wait::Backups(name)) => {
                waits_for_backups = true;
                page.statement(&format!("wait_for_backups({})", flat(name)));
            }
            Part::Wait(Wait::Backup(arn)) => {
                waits_for_backup = true;
                page.statement(&format!("wait_for_backup({})", flat(arn)));
            }
        }
    }
    let mut out = HEAD.to_owned();
    if waits_for_backups || waits_for_backup {
        out.push_str("import time\n");
    }
    if has_times {
        out.push_str("from datetime import datetime\n");
    }
    out.push_str("\nimport boto3\n\ndynamodb = boto3.client(\"dynamodb\")\n");
    if waits_for_backups {
        out.push_str(BACKUPS);
    }
    if waits_for_backup {
        out.push_str(BACKUP);
    }
    if waits_for_backups || waits_for_backup {
        out.push('\n');
    }
    out + "\n" + &page.into_text()
}

fn variable_name(name: &Name) -> String {
    let lower = lower(&name.member, '_');
    if name.number > 1 { format!("{lower}_{}", name.number) } else { lower }
}

fn flat(value: &Value) -> String {
    LAYOUT.text(&LITERALS.piece(value), 0)
}

fn waiter(name: &str, table: &Value) -> String {
    format!("dynamodb.get_waiter(\"{name}\").wait(TableName={})", flat(table))
}

fn write_call(call: &Call, page: &mut Page) {
    let members = LITERALS.members(&call.members, |name| format!("{name}="));
    let made = Piece::group(format!("dynamodb.{}(", lower(&call.operation, '_')), members, ")");
    if call.results.is_empty() {
        let is_read = is_read(&call.operation);
        let statement = if is_read { Piece::group("print(", vec![made], ")") } else { made };
        page.statement(&LAYOUT.text(&statement, 0));
        return;
    }
    let mut statement = LAYOUT.text(&made.after("answer = "), 0);
    for (name, way) in &call.results {
        statement.push_str(&format!("\n{} = answer", variable_name(name)));
        for place in way {
            statement.push_str(&match place {
                Place::Member(member) => format!("[{}]", quoted(member)),
                Place::Element(number) => format!("[{number}]"),
            });
        }
    }
    if is_read(&call.operation) {
        statement.push_str("\nprint(answer)");
    }
    page.statement(&statement);
}
