//! The AWS CLI, in bash.

use super::layout::{Layout, WIDTH, indented};
use super::literal::{Literals, base64};
use super::plan::{Batches, Call, Name, Part, Place, Run, Until, Value, Wait};
use super::quote::{lower, quoted, shell, single};
use super::{LoopWords, Tongue, loop_body};
use std::ops::Range;

const LAYOUT: Layout = Layout { step: 2, has_last_comma: false, has_airy_braces: false };

/// JSON.
const LITERALS: Literals = Literals {
    bools: ["false", "true"],
    text: quoted,
    member: |name| format!("{}: ", quoted(name)),
    bytes: base64,
    time: |time| format!("\"{time}\""),
    variable,
};

const LOOP: LoopWords = LoopWords {
    step: LAYOUT.step,
    test: |operation| format!("if [ \"$OPERATION\" = {operation} ]; then"),
    otherwise: "else",
    end_of_test: "fi",
    end: "done << 'END'",
};

const HEAD: &str = "#!/usr/bin/env bash
# On AWS; or, after `timemark serve`, with: export AWS_ENDPOINT_URL=http://127.0.0.1:8000
export AWS_PAGER=\"\"
";

const BACKUPS: &str = r#"
# A new table's backups are enabled some seconds after it is ACTIVE.
wait_for_backups() {
  while [ "$(aws dynamodb describe-continuous-backups --table-name="$1" \
    --query ContinuousBackupsDescription.ContinuousBackupsStatus --output text)" = DISABLED ]; do
    sleep 1
  done
}
"#;

const BACKUP: &str = r#"
wait_for_backup() {
  while [ "$(aws dynamodb describe-backup --backup-arn "$1" \
    --query BackupDescription.BackupDetails.BackupStatus --output text)" = CREATING ]; do
    sleep 5
  done
}
"#;

/// The language.
pub struct Cli;

impl Tongue for Cli {
    fn mark(&self) -> &'static str {
        "# "
    }

    fn helpers(&self) -> [&'static str; 2] {
        [BACKUPS, BACKUP]
    }

    fn wait(&mut self, wait: &Wait) -> String {
        match wait.until {
            Until::Table => format!("aws dynamodb wait table-exists {}", option("TableName", &wait.of)),
            Until::NoTable => format!("aws dynamodb wait table-not-exists {}", option("TableName", &wait.of)),
            Until::Backups => format!("wait_for_backups {}", word(&wait.of)),
            Until::Backup => format!("wait_for_backup {}", word(&wait.of)),
        }
    }

    fn call(&mut self, call: &Call) -> Result<String, String> {
        let mut options: Vec<String> = call.members.iter().map(|(name, value)| option(name, value)).collect();
        let mut names = Vec::new();
        let mut ways = Vec::new();
        for (name, way) in &call.results {
            names.push(variable_name(name));
            ways.push(query(way));
        }
        let (before, after) = match (names.as_slice(), ways.as_slice()) {
            ([name], [way]) => {
                options.push(format!("--query {} --output text", shell(way)));
                (format!("{name}=$("), ")")
            }
            ([], _) => (String::new(), ""),
            _ => {
                options.push(format!("--query {} --output text", single(&format!("[{}]", ways.join(", ")))));
                (format!("read -r {} <<< \"$(", names.join(" ")), ")\"")
            }
        };
        let mut out = format!("{before}aws dynamodb {}", lower(&call.operation, '-'));
        let length = out.len() + after.len() + options.iter().map(|option| option.chars().count() + 1).sum::<usize>();
        let is_long = length > WIDTH || options.iter().any(|option| option.contains('\n'));
        for option in options {
            out.push_str(if is_long { " \\\n  " } else { " " });
            out.push_str(&option);
        }
        Ok(out + after)
    }

    fn rows(&mut self, run: &Run, range: Range<usize>) -> Result<String, String> {
        let variables = run.variables().iter().map(variable_name).collect::<Vec<_>>().join(" ");
        // JSON has blanks, but no tabs: in a text they are escaped.
        let head = match (run.is_mixed(), run.variables().len()) {
            (true, _) => "while read -r OPERATION ",
            (false, 1) => "while read -r ",
            (false, _) => "while IFS=$'\\t' read -r ",
        };
        let mut out = format!("{head}{variables}; do{}", loop_body(self, run, &LOOP)?);
        for (operation, data) in run.data(range) {
            out.push('\n');
            if run.is_mixed() {
                out.extend([operation, " "]);
            }
            let data = data.iter().map(|value| LAYOUT.line(&LITERALS.piece(value)));
            out.push_str(&data.collect::<Vec<_>>().join("\t"));
        }
        Ok(out + "\nEND")
    }

    fn batches(&mut self, Batches { call, table, size, items }: &Batches) -> Result<String, String> {
        let mut call = call.clone();
        for (_, value) in call.members.iter_mut().filter(|(name, _)| name == "RequestItems") {
            *value = Value::Variable(Name { member: "RequestItems".to_owned(), number: 1 });
        }
        let call = indented(&self.call(&call)?, LAYOUT.step);
        // Not `mapfile`: the bash of macOS does not have it.
        let mut out = format!(
            "while
  ITEMS=()
  while [ ${{#ITEMS[@]}} -lt {size} ] && read -r ITEM; do ITEMS+=(\"$ITEM\"); done
  [ ${{#ITEMS[@]}} -gt 0 ]
do
  printf -v REQUESTS ', {{\"PutRequest\": {{\"Item\": %s}}}}' \"${{ITEMS[@]}}\"
  REQUEST_ITEMS=\"{{\\\"{table}\\\": [${{REQUESTS:2}}]}}\"
{call}
done << 'END'"
        );
        for item in items {
            out.push('\n');
            out.push_str(&LAYOUT.line(&LITERALS.piece(item)));
        }
        Ok(out + "\nEND")
    }

    fn program(&self, _: &[Part], helpers: &str, body: &str) -> String {
        format!("{HEAD}{helpers}\n{body}")
    }
}

fn variable(name: &Name) -> String {
    format!("\"${}\"", variable_name(name))
}

fn variable_name(name: &Name) -> String {
    let upper = lower(&name.member, '_').to_ascii_uppercase();
    if name.number > 1 { format!("{upper}_{}", name.number) } else { upper }
}

/// A value as one word of the shell.
fn word(value: &Value) -> String {
    match value {
        Value::Text(text) => shell(text),
        Value::Time(time) => time.to_string(),
        Value::Variable(name) => variable(name),
        Value::Bool(_) | Value::Number(_) | Value::Bytes(_) => LAYOUT.text(&LITERALS.piece(value), 0),
        Value::List(_) | Value::Object(_) => single(&LAYOUT.text(&LITERALS.piece(value), 2)),
    }
}

fn option(member: &str, value: &Value) -> String {
    let name = lower(member, '-');
    match value {
        Value::Bool(true) => format!("--{name}"),
        Value::Bool(false) => format!("--no-{name}"),
        // Otherwise the shell would read it as an option.
        Value::Text(text) if text.starts_with('-') => format!("--{name}={}", word(value)),
        _ => format!("--{name} {}", word(value)),
    }
}

/// The path into an answer, in JMESPath.
fn query(way: &[Place]) -> String {
    let mut out = String::new();
    for segment in way {
        match segment {
            Place::Member(member) if out.is_empty() => out.push_str(member),
            Place::Member(member) => out.extend([".", member]),
            Place::Element(number) => out.push_str(&format!("[{number}]")),
        }
    }
    out
}
