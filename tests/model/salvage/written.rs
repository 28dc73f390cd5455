//! What a lab file holds in which of its records, read by what `docs/format.md` says and by nothing of the engine.

use std::collections::{BTreeMap, BTreeSet};

/// A value in CBOR, as far as it matters here.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Number(u64),
    Bytes,
    Text(String),
    List(Vec<Value>),
    Other,
}

impl Value {
    /// Reads a value at the beginning of some bytes, and moves behind it.
    fn read(bytes: &mut &[u8]) -> Value {
        let mut take = |count: usize| {
            let (taken, rest) = bytes.split_at(count);
            *bytes = rest;
            taken
        };
        let first = take(1)[0];
        let number = match first & 31 {
            small @ 0..24 => u64::from(small),
            large => take(1 << (large - 24)).iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        };
        match first >> 5 {
            0 => Value::Number(number),
            2 => {
                take(number as usize);
                Value::Bytes
            }
            3 => Value::Text(String::from_utf8(take(number as usize).to_vec()).unwrap()),
            4 => Value::List((0..number).map(|_| Value::read(bytes)).collect()),
            5 => {
                (0..number * 2).for_each(|_| drop(Value::read(bytes)));
                Value::Other
            }
            6 => Value::read(bytes),
            _ => Value::Other,
        }
    }

    /// A member of a structure, or an element of a list.
    fn at(&self, path: &[usize]) -> &Value {
        path.iter().fold(self, |value, place| match value {
            Value::List(list) => list.get(*place).unwrap_or(&Value::Other),
            _ => &Value::Other,
        })
    }

    fn list(&self) -> &[Value] {
        if let Value::List(list) = self { list } else { &[] }
    }

    fn number(&self) -> Option<u64> {
        if let Value::Number(number) = self { Some(*number) } else { None }
    }

    fn text(&self) -> &str {
        if let Value::Text(text) = self { text } else { panic!("no text: {self:?}") }
    }
}

/// A table, a backup or a stream: its region, what it is, and its name, for a stream its table's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    pub region: String,
    pub kind: &'static str,
    pub name: String,
}

impl Object {
    pub fn new(region: &str, kind: &'static str, name: &str) -> Object {
        Object { region: region.to_owned(), kind, name: name.to_owned() }
    }
}

/// The records that something needs: its own, and those that wrote the items which it names.
type Needs = BTreeSet<usize>;

/// A region: its record, and what each object in it needs beside that.
#[derive(Debug, Default)]
pub struct Region {
    name: String,
    record: usize,
    objects: BTreeMap<Object, Needs>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Written {
    /// Where each record begins and ends.
    pub records: Vec<(usize, usize)>,
    /// The number of records of the checkpoint, and of those behind it.
    pub end: usize,
    pub behind: usize,
    pub regions: Vec<Region>,
}

impl Written {
    pub fn of(file: &[u8]) -> Written {
        let mut written = Written::default();
        let (mut at, mut writers, mut contents): (usize, Vec<usize>, Vec<Needs>) = (12, Vec::new(), Vec::new());
        while let Some(head) = file.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            let to = at + 16 + u64::from_le_bytes(*head) as usize;
            let (record, value) = (written.records.len(), Value::read(&mut &file[at + 16..to]));
            written.records.push((at, to));
            at = to;
            match value.at(&[0]).number() {
                Some(1) => written.part(record, value.at(&[1, 0]), &mut writers, &mut contents),
                Some(2) => written.end = record + 1,
                Some(3) => written.behind += 1,
                _ => {}
            }
        }
        written
    }

    fn part(&mut self, record: usize, part: &Value, writers: &mut Vec<usize>, contents: &mut Vec<Needs>) {
        let mut needed = |item: &Value| match item {
            Value::Bytes => {
                writers.push(record);
                Some(record)
            }
            Value::Number(number) => Some(writers[*number as usize]),
            _ => None,
        };
        let members = part.at(&[1]);
        let needs: Needs = match part.at(&[0]).number().unwrap() {
            0 => {
                if members.at(&[2]).number() == Some(0) {
                    contents.push(Needs::new());
                }
                Needs::new()
            }
            1 => Needs::new(),
            2 => members.at(&[1]).list().iter().filter_map(needed).collect(),
            3 => {
                let items = members.at(&[2]).list().iter().flat_map(|change| [change.at(&[3]), change.at(&[4])]);
                items.filter_map(needed).collect()
            }
            _ => {
                let contents = std::mem::take(contents);
                self.regions.push(region(record, members.at(&[0]), &contents, &mut needed));
                return;
            }
        };
        let own = contents.last_mut().unwrap();
        own.insert(record);
        own.extend(needs);
    }

    /// All objects.
    pub fn objects(&self) -> impl Iterator<Item = Object> {
        self.regions.iter().flat_map(|region| region.objects.keys().cloned())
    }

    /// The names of the regions that cannot be opened without some records.
    pub fn lost_regions(&self, damaged: &BTreeSet<usize>) -> BTreeSet<String> {
        let lost = self.regions.iter().filter(|region| damaged.contains(&region.record));
        lost.map(|region| region.name.clone()).collect()
    }

    /// The objects that cannot be opened without some records.
    pub fn lost(&self, damaged: &BTreeSet<usize>) -> BTreeSet<Object> {
        let objects = self.regions.iter().flat_map(|region| {
            let is_lost = damaged.contains(&region.record);
            region.objects.iter().filter(move |(_, needs)| is_lost || !needs.is_disjoint(damaged))
        });
        objects.map(|(object, _)| object.clone()).collect()
    }
}

fn region(
    record: usize,
    region: &Value,
    contents: &[Needs],
    needed: &mut impl FnMut(&Value) -> Option<usize>,
) -> Region {
    let name = region.at(&[0, 0]).text().to_owned();
    let of = |number: &Value| contents[number.number().unwrap() as usize].clone();
    let (mut objects, mut tables) = (BTreeMap::new(), BTreeMap::new());
    for table in region.at(&[3]).list() {
        let mut needs = of(table.at(&[18]));
        if let Value::Number(_) = table.at(&[11, 0]) {
            needs.extend(of(table.at(&[11, 0])));
        }
        let entries = table.at(&[20]).list().iter().flat_map(|index| index.at(&[5]).list());
        needs.extend(entries.filter_map(&mut *needed));
        tables.insert(table.at(&[0]).number(), needs.clone());
        objects.insert(Object::new(&name, "table", table.at(&[2]).text()), needs);
    }
    for backup in region.at(&[4]).list().iter().chain(region.at(&[5]).list()) {
        let mut needs = of(backup.at(&[2]));
        // Until it is made and its window has passed, it needs its table.
        if *backup.at(&[3]) == Value::Other || *backup.at(&[5]) == Value::Other {
            needs.extend(tables[&backup.at(&[0, 4, 0]).number()].clone());
        }
        objects.insert(Object::new(&name, "backup", backup.at(&[0, 1]).text()), needs);
    }
    for stream in region.at(&[6]).list() {
        let ended = stream.at(&[8, 1]);
        let needs = if ended.number().is_some() { of(ended) } else { tables[&stream.at(&[1]).number()].clone() };
        objects.insert(Object::new(&name, "stream", stream.at(&[0, 0]).text()), needs);
    }
    Region { name, record, objects }
}
