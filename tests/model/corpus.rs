//! The inputs that coverage-guided fuzzing kept (`tests/fuzz/corpus/`), each as it is and with changes that its place in the
//! corpus draws. `cargo xtask fuzz` looks for more.

use std::fs;
use std::path::Path;
use timemark_core::{lab, operations};
use timemark_tests::limits::lab::target;
use timemark_tests::{Rng, fuzzed, golden};

/// The changed inputs of each that is kept: all together take some four seconds.
const CHANGES: u64 = 1_500;

/// An input with some bytes changed, removed, or put in from another.
fn changed(rng: &mut Rng, input: &[u8], other: &[u8]) -> Vec<u8> {
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
