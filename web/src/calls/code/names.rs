//! Names that a program has to import.

use super::layout::Piece;

/// Names, each once, in order.
#[derive(Clone, Debug, Default)]
pub struct Names(Vec<String>);

impl Names {
    /// Adds a name, if it is not there.
    pub fn add(&mut self, name: &str) {
        if let Err(index) = self.0.binary_search_by(|there| there.as_str().cmp(name)) {
            self.0.insert(index, name.to_owned());
        }
    }

    /// All of them.
    pub fn all(&self) -> &[String] {
        &self.0
    }

    /// All of them, as pieces of code.
    pub fn pieces(&self) -> Vec<Piece> {
        self.0.iter().cloned().map(Piece::Text).collect()
    }
}
