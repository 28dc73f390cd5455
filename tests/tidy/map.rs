//! The code map of ARCHITECTURE.md: every Rust file is on it, and everything on it exists.

use crate::tree::{File, Tree};
use std::collections::BTreeSet;

const MAP: &str = "ARCHITECTURE.md";
const HEADING: &str = "## Code map";
/// The packages whose Rust files must be on the map.
const PACKAGES: &[&str] = &["core/", "web/", "server/", "python/", "xtask/"];
/// The endings by which a name in backticks is a file.
const ENDINGS: &[&str] = &[".rs", ".md", ".js", ".mjs", ".ts", ".css", ".html", ".toml", ".txt", ".json", ".yml"];

/// Fails for a Rust file that is neither named on the map nor in a folder that is, and for a path on the map that does
/// not exist.
///
/// A *folder* is named with a slash at its end and includes everything below it; a file is named itself. A sentence
/// with ``Inside `folder` `` gives the folder for the names after it; in a table row that begins with a folder, names
/// may also be relative to that.
pub fn check(tree: &Tree) -> Vec<String> {
    let Some(map) = tree.files.iter().find(|file| file.path == MAP) else {
        return vec![format!("{MAP}:1: there is no such file")];
    };
    let Some(begin) = map.text.find(HEADING) else {
        return vec![format!("{MAP}:1: there is no section `{HEADING}`")];
    };
    let (named, mut failures) = names(tree, map, begin);
    for file in tree.files.iter().filter(|file| file.path.ends_with(".rs")) {
        let is_ours = PACKAGES.iter().any(|package| file.path.starts_with(package));
        let is_named =
            named.iter().any(|name| *name == file.path || (name.ends_with('/') && file.path.starts_with(name)));
        if is_ours && !is_named {
            failures.push(file.at(0, "the code map of ARCHITECTURE.md does not know this file, nor a folder of it"));
        }
    }
    failures
}

/// The paths on the map, and failures for those that lead nowhere.
fn names(tree: &Tree, map: &File, begin: usize) -> (BTreeSet<String>, Vec<String>) {
    let section = &map.text[begin + HEADING.len()..];
    let section = &section[..section.find("\n## ").unwrap_or(section.len())];
    let (mut base, mut named, mut failures) = (String::new(), BTreeSet::new(), Vec::new());
    let mut offset = begin + HEADING.len();
    for line in section.split_inclusive('\n') {
        if let Some(folder) = line.split("Inside `").nth(1).and_then(|rest| rest.split('`').next()) {
            base = format!("{}/", folder.trim_end_matches('/'));
        }
        let row = folder_of_row(tree, &base, line).unwrap_or_default();
        for (at, name) in quoted(line) {
            let candidates = [format!("{row}{name}"), format!("{base}{name}"), name.to_owned()];
            match candidates.into_iter().find(|path| exists(tree, path)) {
                Some(path) => drop(named.insert(path)),
                None => failures.push(map.at(offset + at, &format!("`{name}` is on the code map and is not there"))),
            }
        }
        offset += line.len();
    }
    (named, failures)
}

/// The folder that a table row begins with, with a slash at its end.
fn folder_of_row(tree: &Tree, base: &str, line: &str) -> Option<String> {
    let name = line.strip_prefix("| `")?.split('`').next()?.trim_end_matches('/');
    let candidates = [format!("{base}{name}/"), format!("{name}/")];
    candidates.into_iter().find(|folder| tree.files.iter().any(|file| file.path.starts_with(folder)))
}

/// The paths in backticks in a line, with their offsets.
fn quoted(line: &str) -> Vec<(usize, &str)> {
    let (mut at, mut found) = (0, Vec::new());
    for (index, part) in line.split('`').enumerate() {
        let is_path = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte));
        if index % 2 == 1 && is_path && (part.contains('/') || ENDINGS.iter().any(|ending| part.ends_with(ending))) {
            found.push((at, part));
        }
        at += part.len() + 1;
    }
    found
}

/// Whether a file, or a folder with or without its slash, is there.
fn exists(tree: &Tree, path: &str) -> bool {
    let folder = format!("{}/", path.trim_end_matches('/'));
    tree.files.iter().any(|file| file.path == path || file.path.starts_with(&folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# A\n`gone.rs`\n## Code map\n| `core` | `timemark-core` |\nInside `core/src`:\n| `a.rs` | x |\n\
                        | `b/` | `c.rs` and `lost.rs` |\n| `docs` | `why.md` |\nInside `xtask/src`, `main.rs`.\n## Next\n`gone/`\n";

    #[test]
    fn files_off_the_map_fail_and_names_of_nothing() {
        let tree = Tree::planted(&[
            (MAP, TEXT),
            ("core/src/a.rs", ""),
            ("core/src/b/c.rs", ""),
            ("core/src/d.rs", ""),
            ("core/benches/e.rs", ""),
            ("xtask/src/main.rs", ""),
            ("tests/src/f.rs", ""),
            ("docs/why.md", ""),
        ]);
        assert_eq!(
            check(&tree),
            [
                "ARCHITECTURE.md:7: `lost.rs` is on the code map and is not there",
                "core/src/d.rs:1: the code map of ARCHITECTURE.md does not know this file, nor a folder of it",
                "core/benches/e.rs:1: the code map of ARCHITECTURE.md does not know this file, nor a folder of it",
            ]
        );
        assert_eq!(check(&Tree::planted(&[])).len(), 1);
        assert_eq!(check(&Tree::planted(&[(MAP, "# A\n")])).len(), 1);
    }
}
