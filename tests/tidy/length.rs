//! A file that grows past some 400 lines usually holds two ideas.

use crate::tree::Tree;

const LINES: usize = 450;
const ENDINGS: &[&str] = &[".rs", ".js", ".mjs", ".ts", ".css", ".py"];

/// Files that may be longer, each with its reason.
const LONGER: &[(&str, &str)] = &[
    ("web/src/code/golden/", "programs that the page writes, as it writes them"),
    ("web/src/calls/code/golden/", "programs that the page writes, as it writes them"),
];

/// Fails for each file that is too long.
pub fn check(tree: &Tree) -> Vec<String> {
    let exempt = |path: &str| LONGER.iter().any(|(file, _)| path.starts_with(file));
    let sources = tree.files.iter().filter(|file| ENDINGS.iter().any(|ending| file.path.ends_with(ending)));
    sources
        .filter_map(|file| {
            let lines = file.text.lines().count();
            let sentence = format!("{lines} lines, {LINES} at most: take it apart by its ideas");
            (lines > LINES && !exempt(&file.path)).then(|| file.at(file.text.len(), &sentence))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_fail() {
        let (fits, long) = ("x\n".repeat(LINES), "x\n".repeat(LINES + 1));
        let tree = Tree::planted(&[
            ("core/src/a.rs", &fits),
            ("core/src/b.rs", &long),
            ("web/src/code/golden/c.py", &long),
            ("README.md", &long),
        ]);
        assert_eq!(check(&tree), ["core/src/b.rs:452: 451 lines, 450 at most: take it apart by its ideas"]);
    }
}
