//! Mutants that survive for a reason.

use std::collections::BTreeMap;

use super::rewritten::Mutant;
use crate::shell::Result;

/// The list: a line that begins with `#` is a reason, the lines after it are mutants as cargo-mutants names them, without
/// line and column, because these change. One line is one mutant: where a function has several alike, and one line more
/// survives than is listed, that one is not explained.
const LIST: &str = include_str!("explained.txt");

/// Mutants with their reasons.
pub struct Explained {
    /// For each name the reasons that are left to give.
    reasons: BTreeMap<String, Vec<&'static str>>,
}

impl Explained {
    /// The mutants that are explained.
    ///
    /// # Errors
    /// If a mutant stands before the first reason.
    pub fn all() -> Result<Explained> {
        Explained::read(LIST)
    }

    fn read(list: &'static str) -> Result<Explained> {
        let (mut reasons, mut reason): (BTreeMap<_, Vec<_>>, _) = (BTreeMap::new(), None);
        for line in list.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match line.strip_prefix('#') {
                Some(said) => reason = Some(said.trim()),
                None => {
                    let reason = reason.ok_or_else(|| format!("{line} is explained before there is a reason"))?;
                    reasons.entry(line.to_owned()).or_default().push(reason);
                }
            }
        }
        Ok(Explained { reasons })
    }

    /// The reason for which a mutant survives. Each line of the list is given once.
    pub fn take(&mut self, mutant: &Mutant) -> Option<&'static str> {
        self.reasons.get_mut(&without_place(&mutant.name))?.pop()
    }
}

/// The name of a mutant without line and column: `file: what is changed`.
fn without_place(name: &str) -> String {
    let mut parts = name.splitn(4, ':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(file), Some(_), Some(_), Some(changed)) => format!("{file}:{changed}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Explained, without_place};
    use crate::mutants::rewritten::Mutant;

    #[test]
    fn a_line_explains_one_mutant() {
        let list =
            "# It is only faster.\ncore/src/a.rs: replace < with <= in f\n\ncore/src/a.rs: replace + with - in A::g\n";
        let Ok(mut explained) = Explained::read(list) else { unreachable!("it is a list") };
        let mutant = |name: &str| Mutant { name: name.to_owned(), ..Mutant::default() };
        let first = mutant("core/src/a.rs:3:17: replace < with <= in f");
        assert_eq!(explained.take(&first), Some("It is only faster."));
        assert_eq!(explained.take(&mutant("core/src/a.rs:9:1: replace < with <= in f")), None);
        assert_eq!(explained.take(&mutant("core/src/b.rs:9:1: replace + with - in A::g")), None);
        assert!(Explained::all().is_ok());
        assert!(Explained::read("core/src/a.rs: replace < with <= in f").is_err());
        assert_eq!(without_place("core/src/a.rs:3:17: replace a::b with c"), "core/src/a.rs: replace a::b with c");
    }
}
