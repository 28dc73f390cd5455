//! Example data: lists of requests, so that an example uses the same operations as the buttons.

mod family;
mod music;
mod orders;

use crate::calls::generator::Generator;
use crate::calls::request::Request;
use timemark_core::lab::Reference;

/// An example that the page offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// A table of musical works.
    Music,
    /// Orders that keep coming.
    Orders,
    /// Writes that depend on each other.
    Family,
}

impl Example {
    /// All of them.
    pub const ALL: [Example; 3] = [Example::Music, Example::Orders, Example::Family];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Example::Music => "Music catalogue",
            Example::Orders => "Orders under load",
            Example::Family => "Parent and child",
        }
    }

    /// One sentence about the example.
    pub fn about(self) -> &'static str {
        match self {
            Example::Music => "Two minutes of writes to a small table. Ask for a backup and see which are in.",
            Example::Orders => "Orders keep coming, several a second, while you back them up.",
            Example::Family => "Each order names a customer written before it. Can a backup hold the order alone?",
        }
    }

    /// The name of its first table.
    pub fn table(self) -> &'static str {
        match self {
            Example::Music => music::TABLE,
            Example::Orders => orders::TABLE,
            Example::Family => family::TABLE,
        }
    }

    /// The name of a table, and what an attribute of its items names.
    pub fn reference(self) -> Option<(String, Reference)> {
        let (table, attribute) = match self {
            Example::Family => (family::TABLE, family::PARENT),
            _ => return None,
        };
        Some((table.to_owned(), Reference { attribute: attribute.to_owned(), table: table.to_owned() }))
    }

    /// The calls that build it, AdvanceClock included.
    pub fn requests(self) -> Vec<Request> {
        match self {
            Example::Music => music::requests(),
            Example::Orders => orders::requests(),
            Example::Family => family::requests(),
        }
    }

    /// The generator's settings once it is loaded.
    pub fn generator(self) -> Generator {
        match self {
            Example::Orders => Generator { is_on: true, ..Generator::default() },
            _ => Generator::default(),
        }
    }
}

/// The seconds to wait after CreateTable: until the table's backups are enabled, and a little more.
const TABLE_READY_SECONDS: f64 = 10.0;
