//! Unfinished code.

use crate::source::{Source, words};
use crate::tree::Tree;

/// Macros and attributes that mark missing code.
const CODE: &[&str] = &["todo!", "unimplemented!", "dbg!", "#[ignore"];
/// Notes to oneself, in comments of any language.
const NOTES: &[&str] = &["FIXME", "XXX"];

/// Fails for each mark of unfinished code.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut failures = Vec::new();
    for file in tree.files.iter().filter(|file| file.path != "tests/tidy/leftovers.rs") {
        for note in NOTES {
            failures
                .extend(words(&file.text, note).map(|at| file.at(at, &format!("`{note}`: do it, or file an issue"))));
        }
        if file.path.ends_with(".rs") {
            let code = Source::new(&file.text).with_tests;
            for left in CODE {
                let found = code.match_indices(left).map(|(at, _)| at);
                failures
                    .extend(found.map(|at| file.at(at, &format!("`{left}` stands here in place of what is meant"))));
            }
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_fail() {
        let tree = Tree::planted(&[
            (
                "core/src/a.rs",
                "fn a() { todo!() }\n// todo! is a macro\nlet s = \"dbg!\";\n#[ignore]\n#[ignore = \"x\"]\n",
            ),
            ("web/boot.js", "// FIXME: x\n"),
        ]);
        assert_eq!(
            check(&tree),
            [
                "core/src/a.rs:1: `todo!` stands here in place of what is meant",
                "core/src/a.rs:4: `#[ignore` stands here in place of what is meant",
                "core/src/a.rs:5: `#[ignore` stands here in place of what is meant",
                "web/boot.js:1: `FIXME`: do it, or file an issue",
            ]
        );
    }
}
