//! Trying mutants: which tests reach which, and whether these notice.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::explained::Explained;
use super::outcomes::{NOT_REACHED, Outcomes, SURVIVES};
use super::rewritten::Mutant;
use super::{PLANTED, cargo_in};
use crate::project::Project;
use crate::shell::{Context, Result, answer, read_text};
use crate::steps::SIM;

/// The processor's time that tests may take with a mutant: in times that they take without, and as well.
/// One that runs for ever is noticed too.
const LONGEST_TIMES: f64 = 4.0;
const LONGEST_PLUS_S: f64 = 3.0;

/// How many of the quickest tests come first, by themselves: what runs for ever is noticed soon.
const QUICKEST: usize = 8;

/// How much longer tests may take that wait and use no processor.
const WAITING_TIMES: u32 = 20;

/// The memory that a test binary may use, in KiB. A mutant may want all.
const MEMORY_KIB: u64 = 4 << 20;

/// Tests of one binary, of which each mutant is tried with those that reach it.
pub struct Layer {
    name: &'static str,
    binary: PathBuf,
    tests: Vec<Test>,
}

struct Test {
    name: String,
    took: Duration,
    reaches: BTreeSet<u32>,
}

/// How many of the layers take seconds, not minutes.
const QUICK: usize = 4;

/// Builds the tests, all or those that are quick: layers that notice most in the least time come first.
///
/// # Errors
/// If they do not build.
pub fn build(project: &Project, tree: &Path, is_quick: bool) -> Result<Vec<Layer>> {
    let mut built = BTreeMap::new();
    let packages: [(&str, &[&str]); 2] = [
        ("timemark-tests", &["--test", "planted", "--test", "scenarios", "--test", "model"]),
        ("timemark-core", &["--lib"]),
    ];
    for (package, targets) in packages {
        let mut command =
            cargo_in(project, tree, &["test", "--no-run", "--message-format", "json", "--package", package]);
        println!("    building the tests of {package} with all mutants");
        let output = command.args(targets).args(SIM).args(PLANTED).output().context("cannot start cargo")?;
        if !output.status.success() {
            return Err(format!("the tests do not build: {}", String::from_utf8_lossy(&output.stderr)));
        }
        for line in output.stdout.split(|byte| *byte == b'\n') {
            let message: Value = serde_json::from_slice(line).unwrap_or_default();
            if let (Some(binary), Some(name)) = (message["executable"].as_str(), message["target"]["name"].as_str()) {
                built.insert(name.to_owned(), PathBuf::from(binary));
            }
        }
    }
    // The swarm's runs are tests of the binary that the conformance tests are in.
    const SHORT: &str = "a_mutant_is_noticed_by_short_runs";
    const LONGER: &str = "a_mutant_is_noticed_by_longer_runs";
    type Belongs = fn(&str) -> bool;
    let order: [(&str, &str, Belongs); 6] = [
        ("conformance", "planted", |test| !test.starts_with("a_mutant") && !test.starts_with("each_planted")),
        ("unit tests", "timemark_core", |_| true),
        ("scenarios", "scenarios", |_| true),
        ("the swarm", "planted", |test| test == SHORT),
        ("the model", "model", |test| !test.contains("every_promise_holds") && !test.contains("changed_files")),
        ("the swarm's longer runs", "planted", |test| test == LONGER),
    ];
    let layer = |(name, binary, belongs): (&'static str, &str, Belongs)| {
        let binary = built.get(binary).ok_or(format!("cargo built no tests {binary}"))?.clone();
        let listed = answer(Command::new(&binary).args(["--list", "--format", "terse"])).ok_or("no list of tests")?;
        let tests = listed.lines().filter_map(|line| line.strip_suffix(": test")).filter(|test| belongs(test));
        let tests = tests.map(|test| Test { name: test.to_owned(), took: Duration::ZERO, reaches: BTreeSet::new() });
        Ok(Layer { name, binary, tests: tests.collect() })
    };
    order.into_iter().take(if is_quick { QUICK } else { order.len() }).map(layer).collect()
}

/// Tries mutants on all processors, and prints what became of each, at the end the numbers and those that survive.
///
/// # Errors
/// If some mutant survives that is not explained, or if the tests fail without one.
pub fn try_all(mut layers: Vec<Layer>, mutants: &[Mutant], outcomes: &mut Outcomes) -> Result {
    let settled = |said: &str| !said.starts_with(SURVIVES);
    let left: Vec<&Mutant> = mutants.iter().filter(|mutant| !outcomes.of(mutant).is_some_and(settled)).collect();
    if !left.is_empty() {
        measure(&mut layers)?;
    }
    let (begun, outcomes) = (Instant::now(), Mutex::new(outcomes));
    let done = AtomicUsize::new(0);
    on_all_processors(&left, |mutant| {
        let started = Instant::now();
        let said = noticed(&layers, mutant)?;
        let (count, ms) = (left.len(), started.elapsed().as_millis());
        println!("    {}/{count} {ms:>6} ms  {}: {said}", done.fetch_add(1, Ordering::Relaxed) + 1, mutant.name);
        outcomes.lock().unwrap_or_else(PoisonError::into_inner).add(mutant, &said)
    })?;
    let outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    println!(
        "\n    {} mutants, {} of them tried now, in {:.0} s",
        mutants.len(),
        left.len(),
        begun.elapsed().as_secs_f64()
    );
    summarize(mutants, outcomes)
}

fn summarize(mutants: &[Mutant], outcomes: &Outcomes) -> Result {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let said = |mutant| outcomes.of(mutant).unwrap_or("not tried");
    for mutant in mutants {
        // Behind the colon is the test.
        *counts.entry(said(mutant).split(": ").next().unwrap_or_default()).or_default() += 1;
    }
    counts.iter().for_each(|(said, count)| println!("    {count:>6} {said}"));
    let (mut explained, mut reasons) = (Explained::all()?, BTreeMap::new());
    let survivors = mutants.iter().filter(|mutant| said(mutant).starts_with(SURVIVES));
    let survivors: Vec<&Mutant> = survivors
        .filter(|mutant| match explained.take(mutant) {
            Some(reason) => {
                *reasons.entry(reason).or_insert(0) += 1;
                false
            }
            None => true,
        })
        .collect();
    println!("    of those that survive are explained:");
    reasons.iter().for_each(|(reason, count)| println!("    {count:>6} {reason}"));
    survivors.iter().for_each(|mutant| println!("    {}: {}", mutant.name, said(mutant)));
    let count = survivors.len();
    if count == 0 { Ok(()) } else { Err(format!("{count} mutants survive without an explanation")) }
}

/// Does something with each of `all`, several at a time.
fn on_all_processors<T: Sync>(all: &[T], each: impl Fn(&T) -> Result + Sync) -> Result {
    let next = AtomicUsize::new(0);
    let worker = || std::iter::from_fn(|| all.get(next.fetch_add(1, Ordering::Relaxed))).try_for_each(&each);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        running.into_iter().try_for_each(|worker| worker.join().map_err(|_| "a worker has stopped".to_owned())?)
    })
}

/// Runs each test without a mutant. It must pass; how long it takes, and which mutants it comes to, are kept.
fn measure(layers: &mut [Layer]) -> Result {
    for layer in layers {
        let begun = Instant::now();
        let tests: Vec<Mutex<&mut Test>> = layer.tests.iter_mut().map(Mutex::new).collect();
        on_all_processors(&tests, |test| {
            let mut test = test.lock().unwrap_or_else(PoisonError::into_inner);
            let reached = layer.binary.with_extension(format!("{:?}", std::thread::current().id()));
            let _ = std::fs::remove_file(&reached);
            let started = Instant::now();
            let mut command = test_command(&layer.binary, [test.name.as_str()], Duration::from_secs(3600));
            command.env("TIMEMARK_REACHED", &reached);
            if let Some(how) = failure(command, Duration::from_secs(3600))? {
                return Err(format!("without a mutant a test of {} fails: {how}", layer.name));
            }
            test.took = started.elapsed();
            if reached.exists() {
                test.reaches = read_text(&reached)?.lines().filter_map(|id| id.parse().ok()).collect();
            }
            Ok(())
        })?;
        drop(tests);
        layer.tests.sort_by_key(|test| test.took);
        println!("    {}: {} tests, {:.0} s", layer.name, layer.tests.len(), begun.elapsed().as_secs_f64());
    }
    Ok(())
}

/// What becomes of a mutant.
fn noticed(layers: &[Layer], mutant: &Mutant) -> Result<String> {
    let mut outcome = NOT_REACHED;
    for layer in layers {
        let tests: Vec<&Test> = layer.tests.iter().filter(|test| test.reaches.contains(&mutant.id)).collect();
        let (quickest, others) = tests.split_at(tests.len().min(QUICKEST));
        for tests in [quickest, others].into_iter().filter(|tests| !tests.is_empty()) {
            outcome = SURVIVES;
            let took: Duration = tests.iter().map(|test| test.took).sum();
            let longest = Duration::from_secs_f64(took.as_secs_f64() * LONGEST_TIMES + LONGEST_PLUS_S);
            let mut command = test_command(&layer.binary, tests.iter().map(|test| test.name.as_str()), longest);
            command.env("TIMEMARK_MUTANT", mutant.id.to_string());
            match failure(command, longest * WAITING_TIMES)?.as_deref() {
                Some(ENDLESS) => return Ok(format!("time-out in {}", layer.name)),
                Some(how) => return Ok(format!("noticed by {}: {how}", layer.name)),
                None => {}
            }
        }
    }
    Ok(outcome.to_owned())
}

/// Tests of a binary, in a shell that bounds their memory and the processor's time, and becomes them.
fn test_command<'a>(binary: &Path, tests: impl IntoIterator<Item = &'a str>, longest: Duration) -> Command {
    let mut command = Command::new("sh");
    let bounds = format!("ulimit -v {MEMORY_KIB}; ulimit -t {}; exec \"$0\" \"$@\"", longest.as_secs());
    command.args(["-c", &bounds]).arg(binary).args(["--test-threads", "1", "--nocapture", "--exact"]).args(tests);
    command.env_remove("TIMEMARK_MUTANT").env_remove("TIMEMARK_REACHED");
    command
}

/// How tests fail that take too long.
const ENDLESS: &str = "they do not end";

/// How tests fail: the first that does, or that they do not end.
fn failure(mut command: Command, longest: Duration) -> Result<Option<String>> {
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("cannot start a test".to_owned())?;
    let output = child.stdout.take().ok_or("a test has no output")?;
    let (sender, lines) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let failed = |line: &String| line.ends_with("FAILED") || line.starts_with("noticed by ");
        if let Some(line) = BufReader::new(output).lines().map_while(std::result::Result::ok).find(failed) {
            // The receiver is gone once the time is over.
            let _ = sender.send(line);
        }
    });
    let failed = match lines.recv_timeout(longest) {
        Ok(line) => Some(line),
        Err(std::sync::mpsc::RecvTimeoutError::Timeout) => Some(ENDLESS.to_owned()),
        // The output has ended: the test has.
        Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => None,
    };
    if failed.is_some() {
        // It may have ended by itself.
        let _ = child.kill();
    }
    let status = child.wait().context("cannot wait for a test")?;
    reader.join().map_err(|_| "the reader of a test's output has stopped")?;
    let ended = || match status.to_string() {
        killed if killed.contains("SIGKILL") || killed.contains("SIGXCPU") => ENDLESS.to_owned(),
        other => other,
    };
    Ok(failed.or_else(|| (!status.success()).then(ended)))
}

#[cfg(test)]
mod tests {
    use super::{ENDLESS, failure};
    use std::process::Command;
    use std::time::Duration;

    #[test]
    fn a_failing_test_is_named() {
        let shell = |program: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", program]);
            failure(command, Duration::from_secs(30))
        };
        assert_eq!(shell("echo test a ... ok"), Ok(None));
        assert_eq!(shell("echo test b ... FAILED; sleep 60"), Ok(Some("test b ... FAILED".to_owned())));
        assert_eq!(shell("exit 3"), Ok(Some("exit status: 3".to_owned())));
        assert_eq!(shell("ulimit -t 1; while :; do :; done"), Ok(Some(ENDLESS.to_owned())));
    }
}
