//! JavaScript, with the AWS SDK v3.

use super::layout::{Layout, Piece, indented};
use super::literal::{Literals, base64};
use super::names::Names;
use super::plan::{Batches, Call, Name, Part, Place, Run, Until, Value, Wait};
use super::quote::quoted;
use super::{LoopWords, Tongue, is_read, loop_body, pattern, row};
use std::ops::Range;

const LAYOUT: Layout = Layout { step: 2, has_last_comma: true, has_airy_braces: true };

const LITERALS: Literals = Literals {
    bools: ["false", "true"],
    text: quoted,
    member,
    bytes: |bytes| format!("Buffer.from({}, \"base64\")", base64(bytes)),
    time: |time| format!("new Date(\"{time}\")"),
    variable: variable_name,
};

const LOOP: LoopWords = LoopWords {
    step: LAYOUT.step,
    test: |operation| format!("if (operation === {}) {{", quoted(operation)),
    otherwise: "} else {",
    end_of_test: "}",
    end: "}",
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

/// The language.
#[derive(Default)]
pub struct JavaScript {
    /// The number of answers with a name.
    answers: usize,
    /// The number of lists of items.
    items: usize,
    /// The number of lists of writes.
    writes: usize,
}

impl Tongue for JavaScript {
    fn mark(&self) -> &'static str {
        "// "
    }

    fn helpers(&self) -> [&'static str; 2] {
        [BACKUPS, BACKUP]
    }

    fn wait(&mut self, wait: &Wait) -> String {
        let (name, of) = (waiter(wait.until), LAYOUT.text(&LITERALS.piece(&wait.of), 0));
        match wait.until {
            Until::Table | Until::NoTable => {
                format!("await {name}({{ client, maxWaitTime: 600 }}, {{ TableName: {of} }});")
            }
            Until::Backups => format!("await waitForBackups({of});"),
            Until::Backup => format!("await waitForBackup({of});"),
        }
    }

    fn call(&mut self, call: &Call) -> Result<String, String> {
        let members = LITERALS.members(&call.members, member);
        let is_read = is_read(&call.operation);
        let has_results = !call.results.is_empty();
        self.answers += usize::from(has_results);
        let answer = numbered("answer", self.answers);
        let (before, close) = match (has_results, is_read) {
            (false, true) => ("console.log(await ".to_owned(), "})));"),
            (false, false) => ("await ".to_owned(), "}));"),
            (true, _) => (format!("const {answer} = await "), "}));"),
        };
        let made = Piece::group(format!("{before}client.send(new {}Command({{", call.operation), members, close);
        let mut statement = LAYOUT.text(&made, 0);
        for (name, way) in &call.results {
            statement.push_str(&format!("\nconst {} = {answer}", variable_name(name)));
            for segment in way {
                statement.push_str(&match segment {
                    Place::Member(member) => format!(".{member}"),
                    Place::Element(number) => format!("[{number}]"),
                });
            }
            statement.push(';');
        }
        if is_read && has_results {
            statement.push_str(&format!("\nconsole.log({answer});"));
        }
        Ok(statement)
    }

    fn rows(&mut self, run: &Run, range: Range<usize>) -> Result<String, String> {
        let of_row = |(operation, data): (&str, Vec<Value>)| {
            let operation = run.is_mixed().then(|| Piece::Text(quoted(operation)));
            let data = data.iter().map(|value| LITERALS.piece(value));
            LAYOUT.row(row(operation.into_iter().chain(data).collect(), "[", "]"))
        };
        let variables = pattern(run, variable_name, "[", "]");
        self.writes += 1;
        let writes = numbered("writes", self.writes);
        let rows = Piece::group(format!("const {writes} = ["), run.data(range).map(of_row).collect(), "];");
        let rows = LAYOUT.broken(&rows);
        Ok(format!("{rows}\nfor (const {variables} of {writes}) {{{}", loop_body(self, run, &LOOP)?))
    }

    fn batches(&mut self, Batches { call, size, items, .. }: &Batches) -> Result<String, String> {
        self.items += 1;
        let list = numbered("items", self.items);
        let rows = items.iter().map(|item| LAYOUT.row(LITERALS.piece(item))).collect();
        let rows = LAYOUT.broken(&Piece::group(format!("const {list} = ["), rows, "];"));
        let call = indented(&self.call(call)?, LAYOUT.step);
        Ok(format!(
            "{rows}
for (let start = 0; start < {list}.length; start += {size}) {{
  const batch = {list}.slice(start, start + {size});
  const requests = batch.map((item) => ({{ PutRequest: {{ Item: item }} }}));
{call}
}}"
        ))
    }

    fn program(&self, parts: &[Part], helpers: &str, body: &str) -> String {
        let mut imports = Names::default();
        imports.add("DynamoDBClient");
        for part in parts {
            match part {
                Part::Call(call) => imports.add(&format!("{}Command", call.operation)),
                Part::Run(run) => run.calls().for_each(|call| imports.add(&format!("{}Command", call.operation))),
                Part::Wait(wait) => imports.add(waiter(wait.until)),
                Part::Later(_) | Part::Note(_) => {}
            }
        }
        let import = Piece::group("import {", imports.pieces(), "} from \"@aws-sdk/client-dynamodb\";");
        let import = LAYOUT.text(&import, 0);
        let sleep =
            if helpers.is_empty() { "" } else { "import { setTimeout as sleep } from \"node:timers/promises\";\n" };
        format!("{HEAD}{import}\n{sleep}\nconst client = new DynamoDBClient({{}});\n{helpers}\n{body}")
    }
}

/// The import that a wait needs.
fn waiter(until: Until) -> &'static str {
    match until {
        Until::Table => "waitUntilTableExists",
        Until::NoTable => "waitUntilTableNotExists",
        Until::Backups => "DescribeContinuousBackupsCommand",
        Until::Backup => "DescribeBackupCommand",
    }
}

/// The name of the variable with that number among those of its kind.
fn numbered(name: &str, number: usize) -> String {
    if number > 1 { format!("{name}{number}") } else { name.to_owned() }
}

fn variable_name(name: &Name) -> String {
    let mut letters = name.member.chars();
    let mut out: String = letters.next().into_iter().map(|first| first.to_ascii_lowercase()).collect();
    out.push_str(letters.as_str());
    numbered(&out, name.number)
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
