//! Every text file is clean, and names no particular machine.

use crate::tree::{File, Tree};

/// Files without tabs.
const NO_TABS: &[&str] = &[".rs", ".md", ".js", ".mjs", ".ts", ".css", ".py", ".toml", ".yml"];

/// Paths on particular machines and hosts of package registries, which differ from clone to clone.
const MACHINES: &[&str] = &[
    "/home/",
    "/root/",
    "/Users/",
    "/work/",
    "/tmp/w/",
    "artifactory",
    "index.crates.io",
    "static.crates.io",
    "registry.npmjs.org",
    "pypi.org",
    "pythonhosted.org",
];

/// Inputs of fuzzing, which are any bytes.
const ANY_BYTES: &str = "tests/fuzz/corpus/";

/// This file, which contains the list.
const HERE: &str = "tests/tidy/text.rs";

/// Fails for spaces at the end of lines, for tabs, for files that do not end with exactly one newline, and for names of
/// a machine.
pub fn check(tree: &Tree) -> Vec<String> {
    let texts = tree.files.iter().filter(|file| !file.text.is_empty() && !file.path.starts_with(ANY_BYTES));
    texts.flat_map(of_file).collect()
}

fn of_file(file: &File) -> Vec<String> {
    let mut failures = Vec::new();
    let has_tabs = !NO_TABS.iter().any(|ending| file.path.ends_with(ending));
    let mut offset = 0;
    for line in file.text.split_inclusive('\n') {
        let content = line.trim_end_matches('\n');
        if content.ends_with([' ', '\t', '\r']) {
            failures.push(file.at(offset, "spaces at the end of the line"));
        }
        if !has_tabs && content.contains('\t') {
            failures.push(file.at(offset, "a tab"));
        }
        if file.path != HERE
            && let Some(name) = MACHINES.iter().find(|name| content.contains(*name))
        {
            failures.push(file.at(offset, &format!("`{name}` is a path or a host of one machine")));
        }
        offset += line.len();
    }
    if !file.text.ends_with('\n') || file.text.ends_with("\n\n") {
        failures.push(file.at(file.text.len() - 1, "the file does not end with one newline"));
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn untidy_text_fails() {
        let tree = Tree::planted(&[
            ("a.md", "x \n\ty\nz\n"),
            ("b.rs", "x"),
            ("c.json", "\t{}\n\n"),
            ("d.toml", "see /home/me/x\n"),
            ("e.json", "https://registry.npmjs.org/x\n"),
            ("f.txt", ""),
        ]);
        assert_eq!(
            check(&tree),
            [
                "a.md:1: spaces at the end of the line",
                "a.md:2: a tab",
                "b.rs:1: the file does not end with one newline",
                "c.json:2: the file does not end with one newline",
                "d.toml:1: `/home/` is a path or a host of one machine",
                "e.json:1: `registry.npmjs.org` is a path or a host of one machine",
            ]
        );
    }
}
