//! The commands of the scripts.

use crate::{show, time};
use goldenscript::{Argument, Command, Context, Runner};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::error::Error;
use timemark_core::operations::service_of;
use timemark_core::{Engine, Options, Service, lab};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// An engine that is called through the wire, and the backups that a script has named.
pub struct Script {
    engine: Engine,
    /// The ARN of the newest backup with each name.
    backups: BTreeMap<String, String>,
}

impl Runner for Script {
    type Command = Command;

    fn run(&mut self, command: &Command, _: &Context) -> Result<String> {
        let arguments = Arguments::of(command);
        let shown = match command.name.as_str() {
            "at" => self.at(arguments.first()?),
            "advance" => self.call("AdvanceClock", json!({"Seconds": number(arguments.first()?)?})).map(shown_time),
            "lab" => self.lab(arguments.members),
            "table" => self.table(&arguments.words),
            "put" => self.write("PutItem", "Item", &arguments),
            "delete" => self.write("DeleteItem", "Key", &arguments),
            "scan" => self.scan(arguments.first()?),
            "explain" => self.explain(&arguments.words),
            operation => self.operation(operation, &arguments),
        };
        let name_arns = |mut text: String| {
            for (name, arn) in &self.backups {
                text = text.replace(arn, &format!("<{name}>"));
            }
            text
        };
        shown.map(&name_arns).map_err(|error| name_arns(error.to_string()).into())
    }
}

impl Script {
    /// A new engine with the default options.
    pub fn new() -> Script {
        Script { engine: Engine::new(Options::default()), backups: BTreeMap::new() }
    }

    fn at(&mut self, text: &str) -> Result<String> {
        let millis = time::parse(text).ok_or("not a time")?;
        self.call("AdvanceClock", json!({"To": millis as f64 / 1000.0})).map(shown_time)
    }

    fn lab(&mut self, mut settings: Map<String, Value>) -> Result<String> {
        let mut body = Map::new();
        body.extend(settings.remove("Seed").map(|seed| ("Seed".to_owned(), seed)));
        body.insert("Settings".to_owned(), settings.into());
        self.call("UpdateLab", body.into())?;
        Ok(String::new())
    }

    fn table(&mut self, words: &[String]) -> Result<String> {
        let [name, keys @ ..] = words else { return Err("which table?".into()) };
        let types = ["HASH", "RANGE"];
        let schema = keys.iter().zip(types).map(|(key, kind)| json!({"AttributeName": key, "KeyType": kind}));
        let definitions = keys.iter().map(|key| json!({"AttributeName": key, "AttributeType": "S"}));
        let body = json!({
            "TableName": name,
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": schema.collect::<Vec<_>>(),
            "AttributeDefinitions": definitions.collect::<Vec<_>>(),
        });
        self.call("CreateTable", body)?;
        Ok(String::new())
    }

    fn write(&mut self, operation: &str, member: &str, arguments: &Arguments) -> Result<String> {
        let typed = |(name, value): (&String, &Value)| match value {
            Value::String(text) => (name.clone(), json!({"S": text})),
            number => (name.clone(), json!({"N": number.to_string()})),
        };
        let item: Map<String, Value> = arguments.members.iter().map(typed).collect();
        self.call(operation, json!({"TableName": arguments.first()?, member: item}))?;
        Ok(String::new())
    }

    fn scan(&mut self, table: &str) -> Result<String> {
        let answer = self.call("Scan", json!({"TableName": table}))?;
        let mut items: Vec<String> = answer["Items"].as_array().into_iter().flatten().map(show::item).collect();
        items.sort();
        Ok(if items.is_empty() { "no items".to_owned() } else { items.join("\n") })
    }

    fn explain(&mut self, words: &[String]) -> Result<String> {
        let body = match words {
            [backup] => json!({"BackupArn": self.arn(backup)}),
            [table, at] => {
                json!({"TableName": table, "RequestTime": time::parse(at).ok_or("not a time")? as f64 / 1000.0})
            }
            _ => return Err("which backup, or which table at which time?".into()),
        };
        let answer = self.call("ExplainBackup", body)?;
        let list = |name: &str| answer[name].as_array().into_iter().flatten();
        let mut lines = Vec::new();
        for cut in list("Cuts") {
            lines.push(format!("partition {} is cut at {}", cut["Partition"], show_seconds(&cut["Time"])));
        }
        for change in list("Changes") {
            let verdict = match (change["Verdict"].as_str().unwrap_or_default(), change["Included"].as_bool()) {
                ("IN", _) => "certainly in",
                ("OUT", _) => "certainly out",
                (_, None) => "maybe in",
                (_, Some(true)) => "maybe in: it is in",
                (_, Some(false)) => "maybe in: it is out",
            };
            let key = show::item(&change["Key"]);
            let time = show_seconds(&change["CommitTime"]);
            lines.push(format!(
                "{} at {time} in partition {}, {key}: {verdict}",
                change["Sequence"], change["Partition"]
            ));
        }
        for anomaly in list("Anomalies") {
            lines.push(format!(
                "anomaly: {} is in, though {} before it is out",
                anomaly["Sequence"], anomaly["EarlierSequence"]
            ));
        }
        Ok(lines.join("\n"))
    }

    /// Any operation of the API or of the lab.
    fn operation(&mut self, operation: &str, arguments: &Arguments) -> Result<String> {
        let mut body = arguments.members.clone();
        for (name, value) in &mut body {
            if let (true, Some(text)) = (name.ends_with("Arn"), value.as_str()) {
                *value = self.arn(text).into();
            }
        }
        let answer = self.call(operation, body.into())?;
        Ok(show::answer(&answer, &arguments.words))
    }

    /// The ARN of the backup with that name; an ARN is returned unchanged.
    fn arn(&self, name: &str) -> String {
        self.backups.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// Makes a call through the wire. Returns its answer, or its error as a sentence.
    fn call(&mut self, operation: &str, body: Value) -> Result<Value> {
        let service = if lab::NAMES.contains(&operation) { Some(Service::Lab) } else { service_of(operation) };
        let prefix = service.unwrap_or(Service::DynamoDb).target_prefix();
        let response = self.engine.handle(&format!("{prefix}{operation}"), body.to_string().as_bytes());
        let answer: Value = if response.body.is_empty() { json!({}) } else { serde_json::from_slice(&response.body)? };
        if response.status != 200 {
            let kind = answer["__type"].as_str().unwrap_or_default().rsplit('#').next().unwrap_or_default();
            let message = answer["message"].as_str().or(answer["Message"].as_str()).unwrap_or_default();
            // A few errors have a name and no text.
            return Err(if message.is_empty() { kind.into() } else { format!("{kind}: {message}").into() });
        }
        let backups =
            [&answer["BackupDetails"]].into_iter().chain(answer["BackupSummaries"].as_array().into_iter().flatten());
        for backup in backups {
            if let (Some(name), Some(arn)) = (backup["BackupName"].as_str(), backup["BackupArn"].as_str()) {
                self.backups.insert(name.to_owned(), arn.to_owned());
            }
        }
        Ok(answer)
    }
}

/// The arguments of a command.
struct Arguments {
    words: Vec<String>,
    members: Map<String, Value>,
}

impl Arguments {
    fn of(command: &Command) -> Arguments {
        let (mut words, mut members) = (Vec::new(), Map::new());
        for argument in &command.args {
            match argument {
                Argument::Positional(word) => words.push(word.clone()),
                Argument::KeyValue(name, text) => drop(members.insert(name.clone(), value(text))),
                _ => {}
            }
        }
        Arguments { words, members }
    }

    fn first(&self) -> Result<&str> {
        Ok(self.words.first().ok_or("a word is missing")?)
    }
}

/// A member's value: a time, JSON, or a text.
fn value(text: &str) -> Value {
    match time::parse(text) {
        Some(millis) => json!(millis as f64 / 1000.0),
        None => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
    }
}

fn number(text: &str) -> Result<f64> {
    text.parse().map_err(|_| format!("not a number: {text}").into())
}

fn shown_time(answer: Value) -> String {
    show_seconds(&answer["Now"])
}

fn show_seconds(seconds: &Value) -> String {
    time::show((seconds.as_f64().unwrap_or_default() * 1000.0).round() as i64)
}
