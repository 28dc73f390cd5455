//! A table of musical works, written over two minutes.

use super::TABLE_READY_SECONDS;
use crate::calls::request::Request;
use timemark_core::operations::CreateTableInput;
use timemark_core::shapes::{KeyType, ScalarAttributeType};
use timemark_core::{Attributes, by_name};

/// The table's name.
pub const TABLE: &str = "Music";

/// Composer, title, year of composition.
const WORKS: [(&str, &str, i64); 24] = [
    ("Hildegard of Bingen", "Ordo Virtutum", 1151),
    ("Johann Sebastian Bach", "Goldberg Variations", 1741),
    ("Johann Sebastian Bach", "Mass in B minor", 1749),
    ("Wolfgang Amadeus Mozart", "The Magic Flute", 1791),
    ("Wolfgang Amadeus Mozart", "Requiem", 1791),
    ("Ludwig van Beethoven", "Symphony No. 7", 1812),
    ("Ludwig van Beethoven", "Große Fuge", 1825),
    ("Franz Schubert", "Winterreise", 1827),
    ("Fanny Hensel", "Das Jahr", 1841),
    ("Clara Schumann", "Piano Concerto", 1835),
    ("Robert Schumann", "Kreisleriana", 1838),
    ("Frédéric Chopin", "Ballade No. 1", 1835),
    ("Franz Liszt", "Sonata in B minor", 1853),
    ("Richard Wagner", "Tristan und Isolde", 1859),
    ("Johannes Brahms", "Violin Concerto", 1878),
    ("Pyotr Tchaikovsky", "Symphony No. 6", 1893),
    ("Antonín Dvořák", "Cello Concerto", 1895),
    ("Gustav Mahler", "Symphony No. 2", 1894),
    ("Claude Debussy", "La mer", 1905),
    ("Amy Beach", "Gaelic Symphony", 1894),
    ("Ethel Smyth", "The Wreckers", 1904),
    ("Igor Stravinsky", "The Rite of Spring", 1913),
    ("Maurice Ravel", "Piano Concerto in G", 1931),
    ("Lili Boulanger", "Pie Jesu", 1918),
];

/// A table of musical works, written over the last two minutes: first each work, then some overwritten or deleted, so
/// that a backup requested now has writes on both sides of T − 60 s.
pub fn requests() -> Vec<Request> {
    let mut requests = vec![
        CreateTableInput::on_demand(
            TABLE,
            &[("Artist", KeyType::Hash, ScalarAttributeType::S), ("SongTitle", KeyType::Range, ScalarAttributeType::S)],
        )
        .into(),
        Request::seconds(TABLE_READY_SECONDS),
    ];
    for (number, work) in WORKS.iter().enumerate() {
        requests.push(put(work, 0));
        requests.push(Request::seconds(2.0 + (number * 7 % 5) as f64 * 0.3));
    }
    for number in 0..WORKS.len() {
        let work = &WORKS[number * 11 % WORKS.len()];
        requests.push(if number % 6 == 5 { delete(work) } else { put(work, number as i64 + 1) });
        requests.push(Request::seconds(1.6 + (number * 5 % 7) as f64 * 0.3));
    }
    requests
}

fn key((artist, title, _): &(&str, &str, i64)) -> Attributes {
    by_name(vec![("Artist".to_owned(), (*artist).into()), ("SongTitle".to_owned(), (*title).into())])
}

fn put(work: &(&str, &str, i64), plays: i64) -> Request {
    let mut item = key(work);
    item.insert("Composed".to_owned(), work.2.into());
    item.insert("Plays".to_owned(), plays.into());
    Request::put(TABLE, &item)
}

fn delete(work: &(&str, &str, i64)) -> Request {
    Request::delete(TABLE, &key(work))
}
