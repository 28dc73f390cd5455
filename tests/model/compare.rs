//! CompareTables and PlanRepair against notes of every write. `SEED=17` draws one case again.

use super::expressions::each_seed;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use timemark_core::{ConsistencyWindow, Engine, LogSpacing, Options, Settings};
use timemark_tests::Rng;

const ATTRIBUTES: [&str; 4] = ["a", "b", "c", "d"];

/// The items of a table by their partition key, without it.
type Items = BTreeMap<String, Map<String, Value>>;

/// An engine, and what a table had after each write, with the time and the key of the write.
struct Noted {
    engine: Engine,
    writes: Vec<(f64, String, Items)>,
}

impl Noted {
    fn new(rng: &mut Rng) -> Noted {
        let spacing =
            LogSpacing { segment_changes: rng.between(1, 9) as u32, snapshot_changes: rng.between(1, 40) as u32 };
        let settings = Settings {
            consistency_window: rng.pick(&[ConsistencyWindow::Exact, ConsistencyWindow::Adversarial]).clone(),
            partitions_per_table: rng.between(1, 6) as _,
            log_spacing: spacing,
            change_log_ms: *rng.pick(&[0, 3 * 3_600_000]),
            ..Settings::default()
        };
        let engine = Engine::new(Options { settings, seed: rng.next_u64() >> 1, ..Options::default() });
        let mut noted = Noted { engine, writes: Vec::new() };
        noted.ok(
            "CreateTable",
            json!({"TableName": "Music", "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]}),
        );
        noted
    }

    fn call(&mut self, operation: &str, body: &Value) -> (u16, Value) {
        let is_lab = ["CompareTables", "PlanRepair", "AdvanceClock"].contains(&operation);
        let prefix = if is_lab { "Timemark_20261122" } else { "DynamoDB_20120810" };
        let answer = self.engine.handle(&format!("{prefix}.{operation}"), body.to_string().as_bytes());
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    fn ok(&mut self, operation: &str, body: Value) -> Value {
        let (status, answer) = self.call(operation, &body);
        assert_eq!(status, 200, "{operation} {body}: {answer}");
        answer
    }

    fn now(&self) -> f64 {
        self.engine.now().millis() as f64 / 1_000.0
    }

    fn advance(&mut self, ms: i64) {
        self.engine.advance_to(self.engine.now().plus_ms(ms));
    }

    fn items(&self) -> Items {
        self.writes.last().map(|(_, _, items)| items.clone()).unwrap_or_default()
    }

    /// What the table had once everything up to a time was committed.
    fn at(&self, time: f64) -> Items {
        let write = self.writes.iter().rfind(|(committed, _, _)| *committed <= time);
        write.map(|(_, _, items)| items.clone()).unwrap_or_default()
    }

    fn write(&mut self, rng: &mut Rng, keys: u64) {
        let (mut items, key) = (self.items(), format!("k{}", rng.below(keys)));
        if rng.percent(25) {
            self.ok("DeleteItem", json!({"TableName": "Music", "Key": {"pk": {"S": key}}}));
            if items.remove(&key).is_none() {
                return;
            }
        } else {
            let mut item = items.get(&key).cloned().unwrap_or_default();
            for name in ATTRIBUTES {
                if rng.percent(60) {
                    continue;
                }
                match rng.below(4) {
                    0 => drop(item.remove(name)),
                    value => drop(item.insert(name.to_owned(), json!({"N": value.to_string()}))),
                }
            }
            let mut whole = item.clone();
            whole.insert("pk".to_owned(), json!({"S": key}));
            self.ok("PutItem", json!({"TableName": "Music", "Item": whole}));
            items.insert(key.clone(), item);
        }
        self.writes.push((self.now(), key, items));
    }

    fn scanned(&mut self, table: &str) -> Items {
        let answer = self.ok("Scan", json!({"TableName": table}));
        assert_eq!(answer["LastEvaluatedKey"], Value::Null);
        answer["Items"].as_array().unwrap().iter().map(split).collect()
    }

    /// All pages of an answer, whose lists are put together.
    fn paged(
        &mut self,
        rng: &mut Rng,
        operation: &str,
        mut body: Value,
        lists: &[&str],
    ) -> (Vec<Vec<Value>>, [u64; 4]) {
        let (mut all, mut counts) = (vec![Vec::new(); lists.len()], [0; 4]);
        body["Limit"] = json!(*rng.pick(&[1, 3, 10_000]));
        loop {
            let answer = self.ok(operation, body.clone());
            for (list, name) in all.iter_mut().zip(lists) {
                list.extend(answer[*name].as_array().unwrap().iter().cloned());
            }
            for (count, name) in counts.iter_mut().zip(["Same", "OnlyLeft", "OnlyRight", "Different"]) {
                *count += answer["Counts"][name].as_u64().unwrap_or_default();
            }
            match &answer["NextToken"] {
                Value::Null => return (all, counts),
                token => body["NextToken"] = token.clone(),
            }
        }
    }

    fn compared(&mut self, rng: &mut Rng, left: &Value, right: &Value) -> (Vec<Value>, [u64; 4]) {
        let (mut lists, counts) =
            self.paged(rng, "CompareTables", json!({"Left": left, "Right": right}), &["Differences"]);
        (lists.remove(0), counts)
    }
}

/// An item's key, and its other attributes.
fn split(item: &Value) -> (String, Map<String, Value>) {
    let mut item = item.as_object().unwrap().clone();
    let key = item.remove("pk").unwrap()["S"].as_str().unwrap().to_owned();
    (key, item)
}

/// Checks an answer against both contents.
fn assert_differ(found: &(Vec<Value>, [u64; 4]), left: &Items, right: &Items) {
    let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let (mut counts, mut expected) = ([0; 4], BTreeMap::new());
    for key in keys {
        let (one, other) = (left.get(key), right.get(key));
        counts[match (one, other) {
            (Some(one), Some(other)) if one == other => 0,
            (Some(_), None) => 1,
            (None, _) => 2,
            _ => 3,
        }] += 1;
        if one != other {
            let names =
                ATTRIBUTES.iter().filter(|name| one.map(|item| item.get(**name)) != other.map(|item| item.get(**name)));
            let names = one.and(other).map(|_| names.map(|name| json!(name)).collect::<Value>());
            expected.insert(key.clone(), (one.cloned(), other.cloned(), names));
        }
    }
    assert_eq!(found.1, counts);
    let side = |side: &Value| side.as_object().map(|_| split(side).1);
    let told = found.0.iter().map(|one| {
        let names = Some(one["ChangedAttributes"].clone()).filter(|names| !names.is_null());
        (one["Key"]["pk"]["S"].as_str().unwrap().to_owned(), (side(&one["Left"]), side(&one["Right"]), names))
    });
    let told: BTreeMap<_, _> = told.collect();
    assert_eq!((told.len(), &told), (found.0.len(), &expected));
}

/// What becomes of an item: by attribute, what was damaged is good again unless it was written since. `None` if it was.
fn merged(
    good: Option<&Map<String, Value>>,
    damaged: Option<&Map<String, Value>>,
    now: Option<&Map<String, Value>>,
) -> Option<Option<Map<String, Value>>> {
    if now == good || good == damaged {
        return Some(now.cloned());
    }
    let (Some(good), Some(damaged), Some(now)) = (good, damaged, now) else {
        return (now == damaged).then(|| good.cloned());
    };
    let mut merged = now.clone();
    for name in ATTRIBUTES {
        let (was, became, is) = (good.get(name), damaged.get(name), now.get(name));
        match (was != became, is == became, is == was) {
            (false, _, _) | (_, _, true) => {}
            (true, true, false) => match was {
                Some(value) => drop(merged.insert(name.to_owned(), value.clone())),
                None => drop(merged.remove(name)),
            },
            (true, false, false) => return None,
        }
    }
    Some(Some(merged))
}

/// Draws a history of writes over a few minutes, with a backup in it. Returns its ARN.
fn history(noted: &mut Noted, rng: &mut Rng) -> String {
    let (writes, keys) = (rng.between(1, 120), rng.between(1, 30) as u64);
    let mut arn = String::new();
    let requested = rng.between(0, writes - 1);
    for write in 0..writes {
        if write == requested {
            let answer = noted.ok("CreateBackup", json!({"TableName": "Music", "BackupName": "one"}));
            arn = answer["BackupDetails"]["BackupArn"].as_str().unwrap().to_owned();
        }
        noted.write(rng, keys);
        noted.advance(*rng.pick(&[0, 1, 700, 9_000, 61_000]));
    }
    noted.advance(120_000);
    arn
}

#[test]
fn compared_sides_differ_as_their_contents_do() {
    let told = std::cell::Cell::new(0);
    each_seed(600, |rng| {
        let mut noted = Noted::new(rng);
        let arn = history(&mut noted, rng);
        let now = noted.now();
        let begun = noted.writes.first().map_or(now, |(time, _, _)| *time);
        let moment = |rng: &mut Rng| begun + (rng.below(((now - begun) * 1_000.0) as u64 + 1) as f64) / 1_000.0;
        for _ in 0..4 {
            let (one, other) = (moment(rng), moment(rng));
            let at = |time: f64| json!({"TableName": "Music", "Time": time});
            let (status, answer) = noted.call("CompareTables", &json!({"Left": at(one), "Right": at(other)}));
            if status == 400 && answer["message"].as_str().unwrap().contains("what happened to the table is known from")
            {
                continue;
            }
            let found = noted.compared(rng, &at(one), &at(other));
            assert_differ(&found, &noted.at(one), &noted.at(other));
            // It is explained by the last write between the two.
            for difference in &found.0 {
                let key = difference["Key"]["pk"]["S"].as_str().unwrap();
                let (from, to) = (one.min(other), one.max(other));
                let between = |(at, its, _): &&(f64, String, Items)| its == key && from < *at && *at <= to;
                let last = noted.writes.iter().rfind(between).map(|(at, _, _)| json!(at));
                assert_eq!(Some(&difference["CommitTime"]), last.as_ref(), "{difference}");
                told.set(told.get() + 1);
            }
        }
        // A backup has what is restored from it.
        noted.ok("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Again"}));
        let held = noted.scanned("Again");
        let (backup, table, again) =
            (json!({"BackupArn": arn}), json!({"TableName": "Music"}), json!({"TableName": "Again"}));
        let found = noted.compared(rng, &backup, &table);
        assert_differ(&found, &held, &noted.items());
        let found = noted.compared(rng, &table, &again);
        assert_differ(&found, &noted.items(), &held);
        let found = noted.compared(rng, &backup, &again);
        assert_differ(&found, &held, &held);
    });
    assert!(std::env::var("SEED").is_ok() || told.get() > 5_000, "{} differences", told.get());
}

#[test]
fn a_plan_repairs_what_was_not_written_since() {
    let (repaired, left) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    each_seed(600, |rng| {
        let mut noted = Noted::new(rng);
        let arn = history(&mut noted, rng);
        let since = noted.now();
        for _ in 0..rng.below(30) {
            noted.write(rng, 30);
            noted.advance(1);
        }
        noted.advance(1_000);
        noted.ok("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Good"}));
        let (good, damaged, now) = (noted.scanned("Good"), noted.at(since - 0.001), noted.items());
        let from = if rng.percent(50) { json!({"BackupArn": arn}) } else { json!({"TableName": "Good"}) };
        let body = json!({"TableName": "Music", "From": from, "Since": since - 0.001});
        let (lists, _) = noted.paged(rng, "PlanRepair", body, &["Writes", "Conflicts"]);

        let (mut expected, mut conflicts) = (Items::new(), BTreeSet::new());
        let keys: BTreeSet<&String> = good.keys().chain(damaged.keys()).chain(now.keys()).collect();
        for key in keys {
            let item = merged(good.get(key), damaged.get(key), now.get(key)).unwrap_or_else(|| {
                conflicts.insert(key.clone());
                now.get(key).cloned()
            });
            expected.extend(item.map(|item| (key.clone(), item)));
        }
        for write in &lists[0] {
            let operation = write["Operation"].as_str().unwrap();
            noted.ok(operation, write["Input"].clone());
        }
        assert_eq!(noted.scanned("Music"), expected);
        let told: BTreeSet<String> =
            lists[1].iter().map(|one| one["Key"]["pk"]["S"].as_str().unwrap().to_owned()).collect();
        assert_eq!((told.len(), &told), (lists[1].len(), &conflicts));
        // What it has done it does not do again.
        for write in &lists[0] {
            let (status, answer) = noted.call(write["Operation"].as_str().unwrap(), &write["Input"]);
            assert!(
                status == 400 && answer["__type"].as_str().unwrap().contains("ConditionalCheckFailed"),
                "{write}: {answer}"
            );
        }
        repaired.set(repaired.get() + lists[0].len());
        left.set(left.get() + conflicts.len());
    });
    if std::env::var("SEED").is_err() {
        assert!(repaired.get() > 2_000 && left.get() > 500, "{} repaired, {} left", repaired.get(), left.get());
    }
}
