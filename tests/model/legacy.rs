//! Legacy parameters against the simplest code with the same meaning. `SEED=17` draws one case again. Everything goes
//! through the operations, with a table of a few items under two partition keys.

use crate::expressions::each_seed;
use std::cell::RefCell;
use std::collections::BTreeMap;
use timemark_core::operations::*;
use timemark_core::shapes::{KeyType, ReturnValue, ScalarAttributeType};
use timemark_core::{AttributeValue, Attributes, Engine, Error, ErrorCode, Item, Options};
use timemark_tests::Rng;
use timemark_tests::expression::{NAMES, item, order, stored_all};
use timemark_tests::legacy::{Expectations, Filter, KeyConditions, Refused, Updates};

/// How often each outcome was seen.
#[derive(Debug, Default)]
struct Seen(RefCell<BTreeMap<&'static str, u64>>);

impl Seen {
    fn note(&self, what: &'static str) {
        *self.0.borrow_mut().entry(what).or_default() += 1;
    }

    /// Checks that each of these was seen often enough; otherwise the draws are too uniform.
    fn check(&self, wanted: &[&str], least: u64) {
        println!("{self:?}");
        if std::env::var("SEED").is_err() {
            let seen = |what: &&str| self.0.borrow().get(*what).copied().unwrap_or_default();
            wanted.iter().for_each(|what| assert!(seen(what) >= least, "{what} was seen {} times", seen(what)));
        }
    }
}

fn part<'a>(item: &'a Attributes, name: &str) -> &'a AttributeValue {
    item.get(name).expect("a part of the key")
}

/// A table with some items, and the items as they are stored, by partition key and sort key.
fn table(rng: &mut Rng) -> (Engine, Vec<Attributes>) {
    let mut engine = Engine::new(Options::default());
    let kinds = [ScalarAttributeType::S, ScalarAttributeType::N, ScalarAttributeType::B];
    let kind = rng.pick(&kinds).clone();
    let keys = [("pk", KeyType::Hash, ScalarAttributeType::S), ("sk", KeyType::Range, kind.clone())];
    engine.send(CreateTableInput::on_demand("Older", &keys)).expect("a table");
    let mut items = Vec::new();
    for (place, sort) in ["a", "ab", "abc", "b", "é"].into_iter().enumerate() {
        for hash in ["x", "y"] {
            let sort = match kind {
                ScalarAttributeType::S => AttributeValue::from(sort),
                ScalarAttributeType::N => AttributeValue::from(3 * place as i64 - 6),
                _ => AttributeValue::B(sort.as_bytes().to_vec()),
            };
            let mut item = stored_all(item(rng));
            item.extend([("pk".to_owned(), hash.into()), ("sk".to_owned(), sort)]);
            if rng.percent(70) {
                engine.send(PutItemInput::new("Older", item.clone())).expect("an item");
                items.push(item);
            }
        }
    }
    items.sort_by(|one, two| {
        let of = |name: &str| order(part(one, name), part(two, name)).expect("values of one type");
        of("pk").then_with(|| of("sk"))
    });
    (engine, items)
}

/// One of the items, or a key without an item.
fn some(rng: &mut Rng, items: &[Attributes]) -> (Attributes, Option<Attributes>) {
    if items.is_empty() || rng.percent(20) {
        let sort = items.first().map_or("zzz".into(), |item| part(item, "sk").clone());
        return (Attributes::from_iter([("pk".to_owned(), "nowhere".into()), ("sk".to_owned(), sort)]), None);
    }
    let item = rng.pick(items).clone();
    (Attributes::from_iter(["pk", "sk"].map(|name| (name.to_owned(), part(&item, name).clone()))), Some(item))
}

/// `AttributesToGet`, and the projected item.
fn attributes(rng: &mut Rng) -> Option<Vec<String>> {
    let mut names: Vec<String> = NAMES.into_iter().chain(["pk"]).map(str::to_owned).collect();
    names.retain(|_| rng.percent(40));
    if rng.percent(3) {
        names.extend(names.first().cloned());
    }
    rng.percent(50).then_some(names).filter(|names| !names.is_empty())
}

fn left(item: &Attributes, names: Option<&Vec<String>>) -> Result<Attributes, Refused> {
    let Some(names) = names else { return Ok(item.clone()) };
    let is_twice = |(place, name): (usize, &String)| names[..place].contains(name);
    if names.iter().enumerate().any(is_twice) {
        return Err(Refused);
    }
    Ok(item
        .iter()
        .filter(|(name, _)| names.contains(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect())
}

/// The items that a filter lets through, projected, of those that a test accepts.
fn read(
    items: &[Attributes],
    is_read: impl Fn(&Attributes) -> Result<bool, Refused>,
    filter: &Filter,
    names: Option<&Vec<String>>,
) -> Result<Vec<Attributes>, Refused> {
    // A refusal does not depend on the items.
    filter.holds(&Attributes::new())?;
    left(&Attributes::new(), names)?;
    let mut all = Vec::new();
    for item in items {
        if is_read(item)? && filter.holds(item)? {
            all.push(left(item, names)?);
        }
    }
    Ok(all)
}

fn plain(items: Option<Vec<Item>>) -> Vec<Attributes> {
    items.unwrap_or_default().iter().map(|item| item.to_attributes()).collect()
}

fn refused(error: &Error) -> Refused {
    assert_eq!(error.name(), "ValidationException", "{error}");
    Refused
}

#[test]
fn scans_and_reads_are_what_they_should_be() {
    let seen = Seen::default();
    each_seed(6_000, |rng| {
        let (mut engine, items) = table(rng);
        let nothing = Attributes::new();
        let (filter, names) = (Filter::draw(rng, items.first().unwrap_or(&nothing)), attributes(rng));
        let (scan_filter, conditional_operator) = filter.sent();
        let attributes_to_get = names.clone();
        let input = ScanInput { scan_filter, conditional_operator, attributes_to_get, ..ScanInput::new("Older") };
        let expected = read(&items, |_| Ok(true), &filter, names.as_ref());
        let found = engine.send(input.clone()).map(|page| plain(page.items)).map_err(|error| refused(&error));
        let sorted = |mut items: Vec<Attributes>| {
            items.sort_by_cached_key(|item| format!("{item:?}"));
            items
        };
        assert_eq!(found.map(sorted), expected.clone().map(sorted), "{input:?} of {items:?}");
        seen.note(match expected {
            Ok(some) if some.len() == items.len() => "all",
            Ok(some) if some.is_empty() => "none",
            Ok(_) => "some",
            Err(Refused) => "refused",
        });

        let (key, there) = some(rng, &items);
        let input = GetItemInput { attributes_to_get: names.clone(), ..GetItemInput::new("Older", key) };
        let expected = left(&nothing, names.as_ref()).and(there.map(|item| left(&item, names.as_ref())).transpose());
        let found = engine.send(input.clone()).map(|output| output.item.map(|item| item.to_attributes()));
        assert_eq!(found.map_err(|error| refused(&error)), expected, "{input:?}");
    });
    seen.check(&["all", "none", "some", "refused"], 100);
}

#[test]
fn queries_find_what_they_should() {
    let seen = Seen::default();
    each_seed(12_000, |rng| {
        let (mut engine, items) = table(rng);
        let Some(one) = items.get(rng.below(items.len() as u64) as usize).cloned() else { return };
        let (keys, filter, names) = (KeyConditions::draw(rng, &one), Filter::draw(rng, &one), attributes(rng));
        let (query_filter, conditional_operator) = filter.sent();
        let is_downwards = rng.percent(50);
        let input = QueryInput {
            table_name: Some("Older".to_owned()),
            key_conditions: Some(keys.sent()),
            query_filter,
            conditional_operator,
            attributes_to_get: names.clone(),
            scan_index_forward: is_downwards.then_some(false),
            ..QueryInput::default()
        };
        let mut expected = read(&items, |item| keys.holds(item), &filter, names.as_ref());
        if is_downwards {
            expected.iter_mut().for_each(|items| items.reverse());
        }
        let found = engine.send(input.clone()).map(|page| plain(page.items)).map_err(|error| refused(&error));
        assert_eq!(found, expected, "{input:?} of {items:?}");
        seen.note(match expected {
            Ok(some) if some.is_empty() => "none",
            Ok(some) if some.len() == 1 => "one",
            Ok(_) => "several",
            Err(Refused) => "refused",
        });
    });
    seen.check(&["none", "one", "several", "refused"], 300);
}

/// The outcome of a write.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Refused,
    Fails,
    Leaves(Option<Attributes>),
}

#[test]
fn writes_are_done_as_they_should_be() {
    let seen = Seen::default();
    each_seed(20_000, |rng| {
        let (mut engine, items) = table(rng);
        let (key, old) = some(rng, &items);
        let there = old.clone().unwrap_or_default();
        let (expectations, updates) = (Expectations::draw(rng, &there), Updates::draw(rng, &there));
        let (expected, conditional_operator) = expectations.sent();
        let mut new = stored_all(item(rng));
        new.extend(key.clone());
        let return_values = Some(ReturnValue::AllOld);
        let kind = rng.below(3);
        let holds = expectations.hold(&there);
        let outcome = match (kind, holds) {
            (2, _) if updates.validate().is_err() => Outcome::Refused,
            (_, Err(Refused)) => Outcome::Refused,
            (_, Ok(false)) => Outcome::Fails,
            (0, _) => Outcome::Leaves(Some(new.clone())),
            (1, _) => Outcome::Leaves(None),
            _ => updates.apply(&key, old.as_ref()).map_or(Outcome::Refused, Outcome::Leaves),
        };
        let answer = match kind {
            0 => {
                let input = PutItemInput::new("Older", new);
                let input = PutItemInput { expected, conditional_operator, return_values, ..input };
                engine.send(input).map(|output| output.attributes)
            }
            1 => {
                let input = DeleteItemInput::new("Older", key.clone());
                let input = DeleteItemInput { expected, conditional_operator, return_values, ..input };
                engine.send(input).map(|output| output.attributes)
            }
            _ => {
                let (attribute_updates, input) = (Some(updates.sent()), UpdateItemInput::new("Older", key.clone()));
                let return_values = Some(ReturnValue::UpdatedNew);
                let input =
                    UpdateItemInput { attribute_updates, expected, conditional_operator, return_values, ..input };
                engine.send(input).map(|output| output.attributes)
            }
        };
        let what = || format!("{expectations:?}, {updates:?} of {old:?}, kind {kind}");
        match answer {
            Ok(attributes) => {
                let Outcome::Leaves(new) = &outcome else { panic!("done, not {outcome:?}: {}", what()) };
                let is_updated = |name: &String| updates.names().any(|updated| updated == name);
                let part = |item: &Attributes| {
                    let part: Attributes = item.clone().into_iter().filter(|(name, _)| is_updated(name)).collect();
                    (!part.is_empty()).then_some(part)
                };
                let shown = if kind == 2 { new.as_ref().and_then(part) } else { old.clone() };
                assert_eq!(attributes.map(|item| item.to_attributes()), shown, "{}", what());
                seen.note(if new.is_some() { "left something" } else { "left nothing" });
            }
            Err(error) if error.code() == ErrorCode::ConditionalCheckFailedException => {
                assert_eq!(outcome, Outcome::Fails, "{}", what());
                seen.note("failed");
            }
            Err(error) => {
                assert_eq!((refused(&error), &outcome), (Refused, &Outcome::Refused), "{error}: {}", what());
                seen.note("refused");
            }
        }
        let found = engine.send(GetItemInput::new("Older", key.clone())).expect("an answer").item;
        let expected = if let Outcome::Leaves(new) = &outcome { new } else { &old };
        assert_eq!(found.map(|item| item.to_attributes()).as_ref(), expected.as_ref(), "{}", what());
    });
    seen.check(&["left something", "left nothing", "failed", "refused"], 1_000);
}
