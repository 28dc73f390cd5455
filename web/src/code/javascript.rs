//! JavaScript, with the AWS SDK v3.

use super::is_read;
use super::layout::{Layout, Page, Piece};
use super::literal::{Literals, base64};
use super::plan::{Call, Name, Part, Place, Value, Wait};
use super::quote::quoted;
use crate::format;
use std::collections::BTreeSet;

const LAYOUT: Layout = Layout { step: 2, has_last_comma: true, has_airy_braces: true };

const LITERALS: Literals = Literals {
    bools: ["false", "true"],
    text: quoted,
    member,
    bytes: |bytes| format!("Buffer.from({}, \"base64\")", base64(bytes)),
    time: |time| format!("new Date(\"{time}\")"),
    variable: variable_name,
};

const HEAD: &str =
    "// On AWS; or, after `timemark serve`, with AWS_ENDPOINT_URL=http://127.0.0.1:8000 in the environment
";

const BACKUPS: &str = r#"
/** A new table's backups are enabled some seconds after it is ACTIVE. */
async function waitForBackups(TableName) {
  for (;;) {
    const answer = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
    if (answer.ContinuousBackupsDescription.ContinuousBackupsStatus !== "DISABLED") return;
    await sleep(1_000);
  }
}
"#;

const BACKUP: &str = r#"
/** Waits until a backup is made. */
async function waitForBackup(BackupArn) {
  for (;;) {
    const answer = await client.send(new DescribeBackupCommand({ BackupArn }));
    if (answer.BackupDescription.BackupDetails.BackupStatus !== "CREATING") return;
    await sleep(5_000);
  }
}
"#;

/// The program.
pub fn write(parts: &[Part]) -> String {
    let mut page = Page::default();
    let mut imports = BTreeSet::from(["DynamoDBClient".to_owned()]);
    let (mut waits_for_backups, mut waits_for_backup) = (false, false);
    let mut answers = 0;
    for part in parts {
        match part {
            Part::Later(ms) => page.comment("// ", &format!("{} later", format::duration(*ms))),
            Part::Note(note) => page.comment("// ", note),
            Part::Call(call) => {
                imports.insert(format!("{}Command", call.operation));
                write_call(call, &mut answers, &mut page);
            }
            Part::Wait(Wait::Table(name)) => page.statement(&waiter("waitUntilTableExists", name, &mut imports)),
            Part::Wait(Wait::NoTable(name)) => page.statement(&waiter("waitUntilTableNotExists", name, &mut imports)),
            Part::Wait(Wait::Backups(name)) => {
                waits_for_backups = true;
                imports.insert("DescribeContinuousBackupsCommand".to_owned());
                page.statement(&format!("await waitForBackups({});", flat(name)));
            }
            Part::Wait(Wait::Backup(arn)) => {
                waits_for_backup = true;
                imports.insert("DescribeBackupCommand".to_owned());
                page.statement(&format!("await waitForBackup({});", flat(arn)));
            }
        }
    }
    let imports = imports.into_iter().map(Piece::Text).collect();
    let import = Piece::group("import {", imports, "} from \"@aws-sdk/client-dynamodb\";");
    let mut out = format!("{HEAD}{}\n", LAYOUT.text(&import, 0));
    if waits_for_backups || waits_for_backup {
        out.push_str("import { setTimeout as sleep } from \"node:timers/promises\";\n");
    }
    out.push_str("\nconst client = new DynamoDBClient({});\n");
    if waits_for_backups {
        out.push_str(BACKUPS);
    }
    if waits_for_backup {
        out.push_str(BACKUP);
    }
    out + "\n" + &page.into_text()
}

fn variable_name(name: &Name) -> String {
    let mut letters = name.member.chars();
    let mut out: String = letters.next().into_iter().map(|first| first.to_ascii_lowercase()).collect();
    out.push_str(letters.as_str());
    if name.number > 1 { format!("{out}{}", name.number) } else { out }
}

/// The name of a member. `__proto__` in brackets is a name like any other; without them it is the prototype.
fn member(name: &str) -> String {
    let is_plain = name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match name {
        "__proto__" => "[\"__proto__\"]: ".to_owned(),
        name if is_plain => format!("{name}: "),
        name => format!("{}: ", quoted(name)),
    }
}

fn flat(value: &Value) -> String {
    LAYOUT.text(&LITERALS.piece(value), 0)
}

fn waiter(name: &str, table: &Value, imports: &mut BTreeSet<String>) -> String {
    imports.insert(name.to_owned());
    format!("await {name}({{ client, maxWaitTime: 600 }}, {{ TableName: {} }});", flat(table))
}

fn write_call(call: &Call, answers: &mut usize, page: &mut Page) {
    let members = LITERALS.members(&call.members, member);
    let is_read = is_read(&call.operation);
    let (before, close) = match (call.results.is_empty(), is_read) {
        (true, true) => ("console.log(await ".to_owned(), "})));"),
        (true, false) => ("await ".to_owned(), "}));"),
        (false, _) => {
            *answers += 1;
            (format!("const {} = await ", answer(*answers)), "}));")
        }
    };
    let made = Piece::group(format!("{before}client.send(new {}Command({{", call.operation), members, close);
    let mut statement = LAYOUT.text(&made, 0);
    for (name, way) in &call.results {
        statement.push_str(&format!("\nconst {} = {}", variable_name(name), answer(*answers)));
        for place in way {
            statement.push_str(&match place {
                Place::Member(member) => format!(".{member}"),
                Place::Element(number) => format!("[{number}]"),
            });
        }
        statement.push(';');
    }
    if is_read && !call.results.is_empty() {
        statement.push_str(&format!("\nconsole.log({});", answer(*answers)));
    }
    page.statement(&statement);
}

fn answer(number: usize) -> String {
    if number > 1 { format!("answer{number}") } else { "answer".to_owned() }
}
