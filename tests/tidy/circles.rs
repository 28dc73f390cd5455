//! Modules that import each other: a circle can only be read and moved as a whole.

use crate::floors;
use crate::paths::{module_of, own_paths, paths};
use crate::tree::{File, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// An import inside of a crate.
pub struct Import<'t> {
    pub file: &'t File,
    pub offset: usize,
    /// The module that imports, `a::b`.
    pub from: String,
    /// The module that is imported: the longest part of the path that is a file or a folder.
    pub to: String,
}

/// The folders whose modules must not form a circle. The modules are the entries of the table of floors if there is
/// one, and otherwise the files and folders directly in them.
const FOLDERS: &[&str] = &["core/src/", "web/src/", "server/src/", "xtask/src/"];

/// Every import from one module of a crate to another. A name that `lib.rs` re-exports counts as an import of its
/// origin.
pub fn imports<'t>(tree: &'t Tree, folder: &str) -> Vec<Import<'t>> {
    let sources = tree.sources(folder);
    let mut modules = BTreeSet::new();
    for (file, _) in &sources {
        let mut names = module_of(&file.path[folder.len()..]);
        while !names.is_empty() {
            modules.insert(names.join("::"));
            names.pop();
        }
    }
    let mut reexports = BTreeMap::new();
    for (_, source) in sources.iter().filter(|(file, _)| file.path == format!("{folder}lib.rs")) {
        for module in &modules {
            for path in paths(&source.code, module) {
                if let Some(name) = path.names.last() {
                    reexports.insert(name.clone(), module.clone());
                }
            }
        }
    }
    let mut found = Vec::new();
    for (file, source) in &sources {
        let module = module_of(&file.path[folder.len()..]);
        if module.is_empty() {
            continue;
        }
        for path in own_paths(&source.code, &module) {
            let from = module.join("::");
            let longest = (1..=path.names.len()).rev().map(|count| path.names[..count].join("::"));
            let known = longest.into_iter().find(|name| modules.contains(name));
            let to = known.or_else(|| reexports.get(path.names.first()?).cloned()).or(path.names.first().cloned());
            // A module's own items, and non-module items of the module above it, are part of the same folder.
            if let Some(to) = to.filter(|to| *to != from) {
                found.push(Import { file, offset: path.offset, from, to });
            }
        }
    }
    found
}

/// Fails for each circle of modules, with the imports that close it.
pub fn check(tree: &Tree) -> Vec<String> {
    FOLDERS.iter().flat_map(|folder| circles(tree, folder)).collect()
}

fn circles(tree: &Tree, folder: &str) -> Vec<String> {
    // For each pair of modules, the first import that leads from one to the other.
    let mut edges: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for import in imports(tree, folder) {
        let (from, to) = (unit(folder, &import.from), unit(folder, &import.to));
        if from != to {
            let place = import.file.at(import.offset, &format!("`{from}` imports `{to}`"));
            edges.entry(from).or_default().entry(to).or_insert(place);
        }
    }
    let mut failures = Vec::new();
    let mut told = BTreeSet::new();
    for start in edges.keys() {
        let Some(circle) = shortest(&edges, start) else { continue };
        if told.contains(start) {
            continue;
        }
        let places: Vec<&str> = circle.windows(2).map(|pair| edges[&pair[0]][&pair[1]].as_str()).collect();
        failures.push(format!("{}; so there is a circle:\n    {}", places[0], places[1..].join("\n    ")));
        told.extend(circle);
    }
    failures
}

/// The module as the rule sees it: an entry of the table of floors, or a file or folder directly in `src`.
fn unit(folder: &str, module: &str) -> String {
    let first = module.split("::").next().unwrap_or(module);
    floors::unit(folder, module).unwrap_or(first).to_owned()
}

/// The shortest way from a module back to itself, both ends included.
fn shortest(edges: &BTreeMap<String, BTreeMap<String, String>>, start: &String) -> Option<Vec<String>> {
    let mut ways: Vec<Vec<String>> = vec![vec![start.clone()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let Some(next) = way.last().and_then(|last| edges.get(last)) else { continue };
            for to in next.keys() {
                let mut way = way.clone();
                way.push(to.clone());
                if to == start {
                    return Some(way);
                }
                if seen.insert(to.clone()) {
                    longer.push(way);
                }
            }
        }
        ways = longer;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_fail_with_their_imports() {
        let tree = Tree::planted(&[
            ("server/src/lib.rs", "pub mod a;\npub mod b;\npub mod c;\nuse crate::a;\n"),
            ("server/src/a.rs", "use crate::b::B;\n"),
            ("server/src/b/mod.rs", "mod inner;\nuse self::inner::X;\n"),
            ("server/src/b/inner.rs", "\nuse crate::c;\n"),
            ("server/src/c.rs", "use super::a::A;\n#[cfg(test)]\nmod tests { use crate::c; }\n"),
            ("server/src/d.rs", "use crate::a;\n"),
        ]);
        assert_eq!(
            check(&tree),
            [
                "server/src/a.rs:1: `a` imports `b`; so there is a circle:\n    server/src/b/inner.rs:2: `b` imports `c`\n    server/src/c.rs:1: `c` imports `a`"
            ]
        );
    }

    #[test]
    fn circles_on_one_floor_fail() {
        let tree = Tree::planted(&[
            ("core/src/time.rs", "use crate::json::X;"),
            ("core/src/json/mod.rs", ""),
            ("core/src/json/text.rs", "use crate::time::Timestamp;"),
        ]);
        assert_eq!(check(&tree).len(), 1);
        assert_eq!(floors::check(&tree), Vec::<String>::new());
    }
}
