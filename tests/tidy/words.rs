//! The field's words in names, and plain technical English in texts.

use crate::source::{Source, words};
use crate::tree::{File, Tree};

/// Words that no text uses, with what to write.
const PROSE: &[(&str, &str)] = &[
    ("somebody", "name what acts: a client, a request, the user"),
    ("nobody", "name what does not act"),
    ("anybody", "name what acts: a client, a request, the user"),
    ("everybody", "name what acts: all clients, all checkers"),
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

/// Phrases that no comment of a Rust file uses, with what to write. A line break may stand between the words.
const PHRASES: &[(&str, &str)] = &[
    ("is told", "reported, returned, printed, passed"),
    ("are told", "reported, returned, printed, passed"),
    ("was told", "reported, returned, printed, passed"),
    ("told of", "reported of"),
    ("tells of", "reports, contains"),
    ("stands for", "means, represents"),
    ("stands in its life", "its state, its status"),
    ("found out about", "name the result"),
    ("be it what", "any"),
    ("how it went", "the result, the outcome"),
    ("is said of", "name the result"),
    ("as it was said", "name the form: legacy, earlier"),
    ("heeded", "used, considered"),
    ("goes of itself", "expires"),
    ("with all that it needs", "with its required members"),
    ("that is none", "that is invalid"),
    ("that are none", "that are invalid"),
];

/// Names that are also English words, and so are forbidden only as the names of declarations, below a folder.
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

/// The keywords before the name of a declaration.
const KEYWORDS: &[&str] = &["struct ", "enum ", "trait ", "type ", "fn "];
/// The endings of the files that are read.
const ENDINGS: &[&str] =
    &[".rs", ".md", ".js", ".mjs", ".ts", ".mts", ".css", ".html", ".py", ".toml", ".yml", ".txt", ".json"];
/// The files that may use these words: this list, and the log of renamings.
const EXEMPT: &[&str] = &["tests/tidy/words.rs", "CHANGELOG.md"];

/// Fails for each word that is not the field's.
pub fn check(tree: &Tree) -> Vec<String> {
    let read = |file: &&File| ENDINGS.iter().any(|ending| file.path.ends_with(ending));
    let files = tree.files.iter().filter(read).filter(|file| !EXEMPT.contains(&file.path.as_str()));
    files.flat_map(|file| prose(file).into_iter().chain(phrases(file)).chain(declared(file))).collect()
}

fn prose(file: &File) -> Vec<String> {
    let lower = file.text.to_ascii_lowercase();
    let mut failures = Vec::new();
    for (word, instead) in PROSE {
        // A word in lower case matches any capitals, a name only as it is written.
        let text = if word.bytes().any(|byte| byte.is_ascii_uppercase()) { &file.text } else { &lower };
        failures.extend(words(text, word).map(|at| file.at(at, &format!("`{word}`: {instead}"))));
    }
    failures
}

fn phrases(file: &File) -> Vec<String> {
    let mut failures = Vec::new();
    if file.path.ends_with(".rs") {
        let comments = Source::new(&file.text).comments.to_ascii_lowercase();
        for (phrase, instead) in PHRASES {
            let first = phrase.split(' ').next().unwrap_or_default();
            let is_phrase = |at: &usize| begins_with(&comments[*at..], phrase);
            failures.extend(
                words(&comments, first)
                    .filter(is_phrase)
                    .map(|at| file.at(at, &format!("`{phrase}` in a comment: {instead}"))),
            );
        }
    }
    failures
}

/// Whether comments begin with the words of a phrase, each whole.
fn begins_with(comments: &str, phrase: &str) -> bool {
    let is_gap = |character: char| character.is_whitespace() || character == '/' || character == '!';
    let mut rest = comments;
    for word in phrase.split(' ') {
        let Some(after) = rest.trim_start_matches(is_gap).strip_prefix(word) else { return false };
        rest = after;
    }
    !rest.starts_with(|character: char| character.is_alphanumeric() || character == '_')
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
    fn phrases_of_comments_fail() {
        let text = "/// What the client is told.\n/// The number of bytes that this stands\n/// for, and it is\n\
                    /// toldish.\nfn is() -> &'static str {\n    \"is told\"\n}\n";
        let tree = Tree::planted(&[("core/src/a.rs", text), ("README.md", "The client is told.\n")]);
        assert_eq!(
            check(&tree),
            [
                "core/src/a.rs:1: `is told` in a comment: reported, returned, printed, passed",
                "core/src/a.rs:2: `stands for` in a comment: means, represents",
            ]
        );
    }

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
