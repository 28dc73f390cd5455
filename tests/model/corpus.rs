//! The inputs that coverage-guided fuzzing kept (`tests/fuzz/corpus/`), each as it is and with changes that its place in the
//! corpus draws. `cargo xtask fuzz` looks for more.

use std::fs;
use std::ops::Range;
use std::path::Path;
use timemark_core::{lab, operations};
use timemark_tests::limits::lab::target;
use timemark_tests::{Rng, fuzzed, golden};

/// The changed inputs of each that is kept: all together take some five seconds.
const CHANGES: u64 = 1_500;

/// A text with some tokens changed, as often as it, and any other input, with some bytes changed.
fn changed(rng: &mut Rng, input: &[u8], other: &[u8]) -> Vec<u8> {
    match (str::from_utf8(input), str::from_utf8(other)) {
        (Ok(input), Ok(other)) if rng.below(2) == 0 => with_tokens_changed(rng, input, other).into_bytes(),
        _ => with_bytes_changed(rng, input, other),
    }
}

/// A text with some tokens removed, repeated or swapped, or with some of another in their place or beside them.
fn with_tokens_changed(rng: &mut Rng, input: &str, other: &str) -> String {
    let (mut changed, others) = (tokens(input), tokens(other));
    for _ in 0..=rng.below(2) {
        let (at, from) = (several(rng, changed.len()), several(rng, others.len()));
        let to = rng.below(changed.len() as u64) as usize;
        // The other text is put in where it may fit: at a token that both have.
        let same = |token: &&str| others.get(from.start).is_some_and(|other| token.trim_start() == other.trim_start());
        let fit = changed.iter().skip(to).position(same).map_or(to, |more| to + more);
        match rng.below(6) {
            0 => drop(changed.drain(at)),
            1 => {
                let repeated = changed[at].to_vec();
                drop(changed.splice(to..to, repeated));
            }
            2 if !changed.is_empty() => changed.swap(at.start, to),
            3 => drop(changed.splice(fit..fit, others[from].iter().copied())),
            4 => drop(changed.splice(fit.., others[from.start..].iter().copied())),
            _ => drop(changed.splice(at, others[from].iter().copied())),
        }
    }
    changed.concat()
}

/// The places of a few out of so many; none of none.
fn several(rng: &mut Rng, count: usize) -> Range<usize> {
    let start = rng.below(count as u64) as usize;
    start..(start + 1 + rng.below(6) as usize).min(count)
}

/// The tokens of a text, which are the text together: each has the blanks before it.
fn tokens(mut text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    while !text.is_empty() {
        let blanks = text.len() - text.trim_start().len();
        let (token, rest) = text.split_at(blanks + first_token(&text[blanks..]));
        tokens.push(token);
        text = rest;
    }
    tokens
}

/// The length of the token that a text begins with: a word, a placeholder, a number, a quoted text, or a single character.
fn first_token(text: &str) -> usize {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = text.chars();
    let Some(first) = rest.next() else { return 0 };
    let rest = rest.as_str();
    first.len_utf8()
        + match first {
            '"' | '\'' => rest.find(first).map_or(rest.len(), |end| end + 1),
            '0'..='9' => rest.find(|c| !is_of_word(c) && c != '.').unwrap_or(rest.len()),
            _ if is_of_word(first) || ":#".contains(first) => rest.find(|c| !is_of_word(c)).unwrap_or(rest.len()),
            _ => 0,
        }
}

/// An input with some bytes changed, removed, or put in from another.
fn with_bytes_changed(rng: &mut Rng, input: &[u8], other: &[u8]) -> Vec<u8> {
    let mut input = input.to_vec();
    for _ in 0..=rng.below(3) {
        let at = rng.below(input.len() as u64 + 1) as usize;
        let end = (at + rng.below(9) as usize).min(input.len());
        let from = rng.below(other.len() as u64 + 1) as usize;
        let piece = &other[from..(from + rng.below(9) as usize).min(other.len())];
        match rng.below(4) {
            0 => drop(input.splice(at..end, [])),
            1 => drop(input.splice(at..at, piece.iter().copied())),
            2 => drop(input.splice(at..end, piece.iter().copied())),
            _ => input.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << rng.below(8)),
        }
    }
    input
}

fn kept(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("a corpus").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).expect("a file that can be read")).collect()
}

#[test]
fn what_fuzzing_kept_breaks_no_promise() {
    for (target, call) in fuzzed::TARGETS {
        let kept = kept(target);
        assert!(!kept.is_empty(), "{target}");
        for (place, input) in kept.iter().enumerate() {
            for seed in 0..=CHANGES {
                let rng = &mut Rng::new(place as u64 * (CHANGES + 1) + seed);
                let other: &Vec<u8> = rng.pick(&kept);
                let input = if seed == 0 { input.clone() } else { changed(rng, input, other) };
                if std::panic::catch_unwind(|| call(&input)).is_err() {
                    panic!("{target}, input {place}, change {seed}: {:?}", String::from_utf8_lossy(&input));
                }
            }
        }
    }
}

#[test]
fn texts_are_taken_apart() {
    let text = "SET  #n = :v1+1.5e3,'a b' (\"c";
    let expected = ["SET", "  #n", " =", " :v1", "+", "1.5e3", ",", "'a b'", " (", "\"c"];
    assert_eq!(tokens(text), expected);
    assert_eq!(tokens("é\n ").concat(), "é\n ");
}

/// The corpus of lab files begins with one that opens: else nothing but the outermost check would be tried.
#[test]
fn the_golden_lab_file_is_an_input() {
    let input = fuzzed::of_lab_file(golden::FORMAT_1);
    assert!(kept("lab_files").contains(&input));
    fuzzed::call("lab_files", &input);
}

/// What asks for something that no lab has: other regions' replicas, a policy, a Kinesis stream that was not enabled.
const REFUSED: [&str; 7] = [
    "CreateGlobalTable",
    "DescribeGlobalTable",
    "DescribeGlobalTableSettings",
    "DescribeTableReplicaAutoScaling",
    "DisableKinesisStreamingDestination",
    "GetResourcePolicy",
    "UpdateKinesisStreamingDestination",
];

/// Requests are changed from right ones of every operation: else what an operation does would hardly be tried.
#[test]
fn a_right_request_of_every_operation_is_an_input() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/wire");
    for operation in operations::NAMES.iter().chain(lab::NAMES) {
        let input = fs::read_to_string(folder.join(operation)).unwrap_or_else(|error| panic!("{operation}: {error}"));
        let (line, body) = input.split_once('\n').expect("a target and a body");
        assert_eq!(line, target(operation));
        let answer = fuzzed::prepared().handle(line, body.as_bytes());
        let is_right = answer.status == 200;
        assert_eq!(is_right, !REFUSED.contains(operation), "{operation}: {}", String::from_utf8_lossy(&answer.body));
    }
}
