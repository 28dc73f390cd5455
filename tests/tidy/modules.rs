//! Every Rust file is compiled: one that no other file declares would be a test that never runs.

use crate::source::words;
use crate::tree::{File, Tree};
use std::collections::BTreeSet;

/// Files that cargo compiles because of their names, and folders of a package whose files it compiles.
const TARGETS: &[&str] = &["main", "lib", "build"];
const TARGET_FOLDERS: &[&str] = &["tests", "examples", "benches", "src/bin"];

/// A folder, the binary that must take in each Rust file of it, and the files that it need not, each with its reason.
type Whole = (&'static str, &'static str, &'static [(&'static str, &'static str)]);
const WHOLE: &[Whole] = &[
    ("core/examples/", "core/tests/examples.rs", &[]),
    ("tests/conformance/", "tests/conformance/main.rs", &[("main.rs", "it is the binary")]),
    (
        "tests/conformance/",
        "tests/planted/main.rs",
        &[
            ("main.rs", "it is the other binary"),
            ("expression_work.rs", "its items of 400 KB take seconds, for each fault"),
            ("model.rs", "it compares the declarations of shapes, where no fault is planted"),
        ],
    ),
    ("web/src/calls/code/golden/", "tests/programs/main.rs", &[]),
];

/// Fails for a Rust file that is neither a target of cargo nor a module of another file, nor taken in by one of [`WHOLE`].
pub fn check(tree: &Tree) -> Vec<String> {
    let mut compiled: BTreeSet<String> = rust(tree).flat_map(declared).collect();
    compiled.extend(tree.files.iter().flat_map(named_in_manifest));
    for (folder, binary, _) in WHOLE {
        compiled.extend(rust(tree).filter(|file| file.path == *binary).flat_map(|binary| taken_in(binary, folder)));
    }
    rust(tree)
        .filter(|file| !is_target(&file.path) && !compiled.contains(&file.path))
        .map(|file| file.at(0, "no file declares this module, so it is not compiled"))
        .collect()
}

/// Fails for a file that a binary should take in and does not, and for one that it takes in and need not.
pub fn check_whole(tree: &Tree) -> Vec<String> {
    let mut failures = Vec::new();
    for (folder, binary, without) in WHOLE {
        let Some(binary) = rust(tree).find(|file| file.path == *binary) else {
            failures.push(format!("{binary}:1: there is no such file"));
            continue;
        };
        let taken_in: BTreeSet<String> = taken_in(binary, folder).collect();
        let files = rust(tree).filter_map(|file| Some((&file.path, file.path.strip_prefix(folder)?)));
        for (path, name) in files.filter(|(_, name)| !name.contains('/')) {
            let is_left_out = without.iter().any(|(without, _)| name == *without);
            match taken_in.contains(path) {
                false if !is_left_out => failures.push(binary.at(0, &format!("it does not take in `{path}`"))),
                true if is_left_out => failures.push(binary.at(0, &format!("it takes in `{path}`, which it need not"))),
                _ => {}
            }
        }
    }
    failures
}

fn rust(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.files.iter().filter(|file| file.path.ends_with(".rs"))
}

/// The folder and the name of a file.
fn parts(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn is_target(path: &str) -> bool {
    let (folder, name) = parts(path);
    let in_package = folder.split_once('/').map_or("", |(_, rest)| rest);
    TARGETS.iter().any(|target| name.strip_suffix(".rs") == Some(target)) || TARGET_FOLDERS.contains(&in_package)
}

/// The Rust files that a manifest names as targets.
fn named_in_manifest(file: &File) -> Vec<String> {
    let (folder, name) = parts(&file.path);
    if name != "Cargo.toml" {
        return Vec::new();
    }
    let paths = file.text.lines().filter_map(|line| line.strip_prefix("path = \"")?.strip_suffix('"'));
    paths.map(|path| format!("{folder}/{path}")).collect()
}

/// The files that the modules of a file can be in.
fn declared(file: &File) -> Vec<String> {
    let (folder, name) = parts(&file.path);
    let code = crate::source::Source::new(&file.text).with_tests;
    let mut found = Vec::new();
    for at in words(&code, "mod") {
        let Some((module, _)) = code[at + 3..].split_once(';') else { continue };
        let module = module.trim();
        // Else it has a body.
        if module.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            let stem = name.trim_end_matches(".rs");
            for inside in [folder.to_owned(), format!("{folder}/{stem}")] {
                found.extend([format!("{inside}/{module}.rs"), format!("{inside}/{module}/mod.rs")]);
            }
        }
    }
    // Contents of literals are blanked in the code.
    for (at, mark) in code.match_indices("#[path = \"") {
        let path = file.text[at + mark.len()..].split('"').next().unwrap_or_default();
        found.push(joined(folder, path));
    }
    found
}

/// The files of a folder that a file takes in: as its modules, or by their names as literals of a macro that includes them.
fn taken_in(file: &File, folder: &str) -> impl Iterator<Item = String> {
    let literals = file.text.split('"').filter(|literal| literal.ends_with(".rs") && !literal.contains('/'));
    let included: Vec<String> = literals.map(|name| format!("{folder}{name}")).collect();
    declared(file).into_iter().chain(included)
}

/// A path relative to a folder.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_nothing_declares_fails() {
        let tree = Tree::planted(&[
            ("core/src/lib.rs", "mod a;\nmod b {\n    mod inline {}\n}\n// mod lost;\n\"mod lost;\""),
            ("core/src/a.rs", "#[cfg(test)]\nmod tests;"),
            ("core/src/a/tests.rs", ""),
            ("core/src/a/tests/lost.rs", ""),
            ("core/src/lost.rs", ""),
            ("core/src/bin/tool.rs", ""),
            ("core/tests/whole.rs", "#[path = \"../examples/parts/c.rs\"]\nmod c;\nmod d;"),
            ("core/tests/d/mod.rs", ""),
            ("core/examples/parts/c.rs", ""),
            ("tests/fuzz/Cargo.toml", "path = \"fuzzed.rs\"\n"),
            ("tests/fuzz/fuzzed.rs", ""),
            ("tests/conformance/lost.rs", ""),
        ]);
        let sentence = "no file declares this module, so it is not compiled";
        let lost = ["core/src/a/tests/lost.rs", "core/src/lost.rs", "tests/conformance/lost.rs"];
        assert_eq!(check(&tree), lost.map(|path| format!("{path}:1: {sentence}")));
    }

    #[test]
    fn a_list_that_is_not_whole_fails() {
        let tree = Tree::planted(&[
            ("core/examples/a.rs", ""),
            ("core/tests/examples.rs", "#[path = \"../examples/a.rs\"]\nmod a;"),
            ("tests/conformance/main.rs", "mod harness;\nmod model;\nmod query;"),
            ("tests/conformance/model.rs", ""),
            ("tests/conformance/query.rs", ""),
            ("tests/conformance/scan.rs", ""),
            ("tests/conformance/harness/lab.rs", ""),
            (
                "tests/planted/main.rs",
                "#[path = \"../conformance/scan.rs\"]\nmod scan;\n#[path = \"../conformance/model.rs\"]\nmod model;",
            ),
            ("tests/programs/main.rs", "programs! { story: \"story.rs\" }"),
            ("web/src/calls/code/golden/lost.rs", ""),
            ("web/src/calls/code/golden/story.rs", ""),
        ]);
        let expected = [
            "tests/conformance/main.rs:1: it does not take in `tests/conformance/scan.rs`",
            "tests/planted/main.rs:1: it takes in `tests/conformance/model.rs`, which it need not",
            "tests/planted/main.rs:1: it does not take in `tests/conformance/query.rs`",
            "tests/programs/main.rs:1: it does not take in `web/src/calls/code/golden/lost.rs`",
        ];
        assert_eq!(check_whole(&tree), expected);
    }
}
