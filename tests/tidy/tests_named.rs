//! The documents that say what tests a promise: what they name exists, and each promise has a name of its own.

use crate::tree::{File, Tree};
use std::collections::BTreeSet;

/// The documents.
const DOCUMENTS: &[&str] = &["docs/promises.md", "docs/reliability.md"];
/// The one whose paragraphs begin with the names of promises.
const PROMISES: &str = "docs/promises.md";
/// The endings by which a name in backticks is a file.
const ENDINGS: &[&str] = &[".rs", ".js", ".mjs", ".py", ".md", ".txt"];

/// Fails for a path or the name of a function in backticks that is nowhere, for the name of two promises, and for a promise
/// of which nothing is said about where it is checked.
///
/// A file may be named relative to the folder of a path before it, in the same paragraph or table.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut failures = Vec::new();
    for file in tree.files.iter().filter(|file| DOCUMENTS.contains(&file.path.as_str())) {
        let (mut offset, mut is_code, mut promises) = (0, false, BTreeSet::new());
        let mut folders = Vec::new();
        let mut promise: Option<(usize, &str)> = None;
        for line in file.text.split_inclusive('\n') {
            is_code ^= line.starts_with("```");
            if line.trim().is_empty() {
                folders.clear();
            }
            if let Some(name) = line.strip_prefix("**").and_then(promise_name).filter(|_| file.path == PROMISES) {
                if !promises.insert(name) {
                    failures.push(file.at(offset, &format!("another promise is {name} too")));
                }
                unchecked(file, promise.replace((offset, name)), offset, &mut failures);
            }
            for (at, name) in spans(line).filter(|_| !is_code) {
                if is_function(name) && !has_function(tree, name) {
                    failures.push(file.at(offset + at, &format!("there is no function `{name}`")));
                }
                if is_path(name) {
                    match found(tree, &folders, name) {
                        Some(folder) => folders.push(folder),
                        None => failures.push(file.at(offset + at, &format!("`{name}` is not there"))),
                    }
                }
            }
            offset += line.len();
        }
        unchecked(file, promise, offset, &mut failures);
    }
    failures
}

/// The name that a paragraph about a promise begins with, after the asterisks: a letter and a number.
fn promise_name(rest: &str) -> Option<&str> {
    let name = rest.split(['*', ' ']).next()?;
    let digits = name.strip_prefix(|c: char| c.is_ascii_uppercase())?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(name)
}

/// Fails for a promise, given by its place and name, if nothing says up to `end` where it is checked.
fn unchecked(file: &File, promise: Option<(usize, &str)>, end: usize, failures: &mut Vec<String>) {
    if let Some((begin, name)) = promise
        && !file.text[begin..end].contains("Checked")
    {
        failures.push(file.at(begin, &format!("nothing says where {name} is checked")));
    }
}

/// What stands in backticks in a line, with its offsets.
fn spans(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    line.split('`').enumerate().filter_map(move |(index, span)| {
        let begin = at;
        at += span.len() + 1;
        (index % 2 == 1).then_some((begin, span))
    })
}

/// Whether a name is that of a function: small letters, and underscores between them.
fn is_function(name: &str) -> bool {
    let is_small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.bytes().all(is_small) && name.trim_matches('_').contains('_') && name.trim_matches('_') == name
}

fn has_function(tree: &Tree, name: &str) -> bool {
    let declared = format!("fn {name}(");
    tree.files.iter().any(|file| file.path.ends_with(".rs") && file.text.contains(&declared))
}

fn is_path(name: &str) -> bool {
    let of_path = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte);
    let is_built = name.starts_with("target/");
    let is_file = ENDINGS.iter().any(|ending| name.ends_with(ending));
    name.bytes().all(of_path) && (is_file || name.contains('/')) && !is_built
}

/// The folder of a file or a folder that is there, from the root or from one of `folders`.
fn found<'t>(tree: &'t Tree, folders: &[&str], name: &str) -> Option<&'t str> {
    let from_folders = folders.iter().map(|folder| format!("{folder}{name}"));
    std::iter::once(name.to_owned()).chain(from_folders).find_map(|path| {
        let inside = format!("{}/", path.trim_end_matches('/'));
        let file = tree.files.iter().find(|file| file.path == path || file.path.starts_with(&inside))?;
        let length = if file.path == path { path.rfind('/').map_or(0, |at| at + 1) } else { inside.len() };
        Some(&file.path[..length])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_is_there() {
        let text = "**W1 Floor.** A. Checked: `tests/model/a.rs`, `b.rs`; `a_test_of_it`, `__proto__`, `a = b/c`.\n\n\
                    **W2** B. Checked nowhere: `b.rs` and `tests/model`, `no_test_of_it`.\n\n```\n`x/y`\n```\n\
                    **W2** C\n| `server/` | `target/x.txt` |\n**Notation.** D. Checked\n";
        let tree = Tree::planted(&[
            ("docs/promises.md", text),
            ("docs/reliability.md", "`gone/c.rs`, **W2**\n"),
            ("docs/why.md", "`gone.rs`\n"),
            ("tests/model/a.rs", "fn a_test_of_it() {}"),
            ("tests/model/b.rs", ""),
        ]);
        let expected = [
            "docs/promises.md:3: `b.rs` is not there",
            "docs/promises.md:3: there is no function `no_test_of_it`",
            "docs/promises.md:8: another promise is W2 too",
            "docs/promises.md:9: `server/` is not there",
            "docs/reliability.md:1: `gone/c.rs` is not there",
        ];
        assert_eq!(check(&tree), expected);
        let tree = Tree::planted(&[("docs/promises.md", "**W1** A.\n\n**W2** B. Checked: not yet.\n")]);
        assert_eq!(check(&tree), ["docs/promises.md:1: nothing says where W1 is checked"]);
    }
}
