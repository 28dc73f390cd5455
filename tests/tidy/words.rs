//! The field's words: no private names, and no sentences about persons where a thing acts.

use crate::source::{Source, words};
use crate::tree::{File, Tree};

/// Words that no text uses, with what to write.
const PROSE: &[(&str, &str)] = &[
    ("somebody", "name what acts: a client, a request, the user"),
    ("nobody", "name what does not act"),
    ("whoever", "name what acts: a client, a caller, the host"),
    ("RecoveryFarewell", "`RecoveryGracePeriod`"),
    ("farewell", "`system_backup_on_delete`"),
    ("shelves", "`imbl::OrdMap`, or the map that it is"),
    ("Strand", "`LogView`"),
    ("Lagging", "`DelayedStats`"),
    ("Whereabouts", "`PastBar`"),
    ("Chronicle", "`Lifecycles`"),
    ("values_first", "`validate…`"),
    ("use_kept", "`use_state`"),
    ("use_life", "`use_effect_once`"),
    ("use_calm", "`use_throttled`"),
    ("set_aside", "`stash`"),
    ("take_back", "`restore_stash`"),
];

/// Names that are English words too, and so are only forbidden where something is declared by them, below a folder.
const DECLARED: &[(&str, &str, &str)] = &[
    ("core/", "Sorted", "`BTreeMap`, or a vector map"),
    ("core/", "Named", "`BTreeMap`, or a vector map"),
    ("core/", "Run", "`Span`"),
    ("core/", "Order", "`BackupRequest`"),
    ("core/", "Door", "`Handler`"),
    ("", "judge", "`validate…`"),
    ("", "judged", "`validate…`"),
    ("core/", "unseen", "`hidden_system_backups`"),
    ("web/src/model/", "Look", "`ViewState`"),
    ("web/", "Ask", "`ItemQuery`"),
    ("web/", "Turn", "`UndoStep`"),
    ("core/", "Told", "`ResponseMetrics`"),
    ("core/", "Figures", "`TableStats`"),
    ("core/", "Promise", "`WindowBounds`"),
    ("core/", "Evidence", "`WindowAnalysis`"),
    ("core/", "strike", "`take_matching`"),
    ("core/", "aimed", "`pending`"),
    ("core/", "arriving", "`restore_images`"),
    ("core/", "Place", "`Field`"),
    ("web/", "Life", "`Lifecycle`"),
    ("web/", "Working", "`ProgressBanner`"),
    ("server/", "Desk", "`SharedEngine`"),
    ("server/", "Stall", "`WriteTimeout`"),
    ("tests/", "Rig", "`Harness`"),
    ("tests/", "Rung", "`ErrorCase`"),
    ("tests/", "climb", "`assert_precedence`"),
    ("tests/", "Dice", "`Rng`"),
    ("web/", "Drawn", "a component of its own"),
];

/// What declares a name.
const KEYWORDS: &[&str] = &["struct ", "enum ", "trait ", "type ", "fn "];
/// The texts that are read.
const ENDINGS: &[&str] =
    &[".rs", ".md", ".js", ".mjs", ".ts", ".mts", ".css", ".html", ".py", ".toml", ".yml", ".txt", ".json"];
/// What may write these words: this list, and the log of what was renamed.
const EXEMPT: &[&str] = &["tests/tidy/words.rs", "CHANGELOG.md"];

/// Fails where a word is used that is not the field's.
pub fn check(tree: &Tree) -> Vec<String> {
    let read = |file: &&File| ENDINGS.iter().any(|ending| file.path.ends_with(ending));
    let files = tree.files.iter().filter(read).filter(|file| !EXEMPT.contains(&file.path.as_str()));
    files.flat_map(|file| prose(file).into_iter().chain(declared(file))).collect()
}

fn prose(file: &File) -> Vec<String> {
    let lower = file.text.to_ascii_lowercase();
    let mut failures = Vec::new();
    for (word, instead) in PROSE {
        // A word in lower case is meant with any capitals, a name only as it is written.
        let text = if word.bytes().any(|byte| byte.is_ascii_uppercase()) { &file.text } else { &lower };
        failures.extend(words(text, word).map(|at| file.at(at, &format!("`{word}`: {instead}"))));
    }
    failures
}

fn declared(file: &File) -> Vec<String> {
    let mut failures = Vec::new();
    if file.path.ends_with(".rs") {
        let code = Source::new(&file.text).with_tests;
        for (_, name, instead) in DECLARED.iter().filter(|(folder, _, _)| file.path.starts_with(folder)) {
            let is_declared = |at: &usize| KEYWORDS.iter().any(|keyword| code[..*at].ends_with(keyword));
            failures
                .extend(words(&code, name).filter(is_declared).map(|at| file.at(at, &format!("`{name}`: {instead}"))));
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_words_fail() {
        let tree = Tree::planted(&[
            (
                "server/src/a.rs",
                "/// What Somebody wants.\npub struct Desk;\n// a desk, lagging, nobodyish\nfn f(order: Order) {}\n",
            ),
            ("web/src/b.rs", "pub struct Desk;\n"),
            ("README.md", "For whoever wants.\n"),
            ("CHANGELOG.md", "`RecoveryFarewell` is `RecoveryGracePeriod`.\n"),
            ("a.png", "nobody"),
        ]);
        assert_eq!(
            check(&tree),
            [
                "server/src/a.rs:1: `somebody`: name what acts: a client, a request, the user",
                "server/src/a.rs:2: `Desk`: `SharedEngine`",
                "README.md:1: `whoever`: name what acts: a client, a caller, the host",
            ]
        );
    }
}
