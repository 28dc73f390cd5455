//! Mutants: the engine with one small change at a time, which some test must notice.
//!
//! ```text
//!   cargo-mutants lists ─▶ a copy of the sources with all mutants asleep ─▶ one build ─▶ each is woken and tried:
//!                                         ▲                │                  swarm, conformance ─▶ unit tests ─▶ …
//!                                         └─ those that do not compile leave
//! ```
//! A build for each mutant would take days.

mod rewritten;

use rewritten::{Mutant, Rewritten, rewrite};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::project::Project;
use crate::setup;
use crate::shell::{Context, Result, create_folder, read_text, write};
use crate::steps::SIM;

/// What is changed where no argument names files: how state, backups and restores, the lab, expressions and capacity work.
const FILES: [&str; 6] = [
    "core/src/state/**/*.rs",
    "core/src/operations/backups/*.rs",
    "core/src/operations/exports/*.rs",
    "core/src/lab/**/*.rs",
    "core/src/expression/**/*.rs",
    "core/src/model/capacity.rs",
];

/// How long a test binary may run, in times that it takes without a mutant, and at least. A mutant that runs for ever is
/// noticed too.
const LONGEST_TIMES: u32 = 20;
const LONGEST_AT_LEAST: Duration = Duration::from_secs(60);

/// The memory that a test binary may use, in KiB. A mutant may want all.
const MEMORY_KIB: u64 = 4 << 20;

/// The question that the rewritten sources ask.
const ASKED: &str = "
#[doc(hidden)]
#[allow(missing_docs)]
pub mod mutants {
    use std::sync::LazyLock;
    static AWAKE: LazyLock<u32> =
        LazyLock::new(|| std::env::var(\"TIMEMARK_MUTANT\").ok().and_then(|id| id.parse().ok()).unwrap_or(u32::MAX));
    #[inline]
    pub fn on(id: u32) -> bool {
        *AWAKE == id
    }
}
";

/// Tries every mutant of `arguments`: files as cargo-mutants names them, `--every N` for one of N.
///
/// # Errors
/// If some mutant survives, or if the tests fail without one.
pub fn run_mutants(project: &Project, arguments: &[&str]) -> Result {
    setup::mutants(project)?;
    let (files, every) = read_arguments(arguments)?;
    let mutants: Vec<Mutant> = listed(project, &files)?.into_iter().filter(|mutant| mutant.id % every == 0).collect();
    let tree = project.target.join("mutants/tree");
    copy_sources(project, &tree)?;
    let alive = plant_all(project, &tree, &mutants)?;
    let mut tests = build(project, &tree)?;
    println!("    {} mutants, of which {} compile and are tried", mutants.len(), alive.len());
    measure(&mut tests)?;
    let survivors = try_all(&tests, mutants.iter().filter(|mutant| alive.contains(&mutant.id)).collect())?;
    if survivors.is_empty() { Ok(()) } else { Err(format!("{} mutants survive", survivors.len())) }
}

/// The files whose mutants are tried, and of how many mutants one is.
fn read_arguments<'a>(arguments: &[&'a str]) -> Result<(Vec<&'a str>, u32)> {
    match *arguments {
        [] => Ok((FILES.to_vec(), 1)),
        ["--every", every, ref files @ ..] => {
            let every = every.parse().ok().filter(|every| *every > 0).ok_or("--every takes a number from 1 on")?;
            Ok((if files.is_empty() { FILES.to_vec() } else { files.to_vec() }, every))
        }
        [unknown, ..] if unknown.starts_with('-') => Err(format!("{unknown} is unknown: there is --every N")),
        ref files => Ok((files.to_vec(), 1)),
    }
}

/// The mutants that cargo-mutants finds in these files.
fn listed(project: &Project, files: &[&str]) -> Result<Vec<Mutant>> {
    let mut command = project.cargo(&["mutants", "--package", "timemark-core", "--list", "--json"]);
    let output =
        command.args(files.iter().flat_map(|file| ["--file", file])).output().context("cannot start cargo mutants")?;
    let list: Vec<Value> = serde_json::from_slice(&output.stdout)
        .context(format!("cargo mutants lists nothing: {}", String::from_utf8_lossy(&output.stderr)))?;
    let text = |mutant: &Value, member: &str| mutant[member].as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| value.as_u64().unwrap_or_default() as usize;
    Ok((0..)
        .zip(&list)
        .map(|(id, mutant)| {
            let start = &mutant["span"]["start"];
            Mutant {
                id,
                file: text(mutant, "file"),
                name: text(mutant, "name"),
                genre: text(mutant, "genre"),
                replacement: text(mutant, "replacement"),
                start: (number(&start["line"]), number(&start["column"])),
            }
        })
        .collect())
}

/// Copies every file that git knows to `tree`. What is as it was stays untouched, so that it is not built again.
fn copy_sources(project: &Project, tree: &Path) -> Result {
    create_folder(tree)?;
    for file in project.files(&["*"])? {
        let from = project.root.join(&file);
        if from.is_file() {
            write_changed(&tree.join(&file), &crate::shell::read(&from)?)?;
        }
    }
    Ok(())
}

fn write_changed(path: &Path, bytes: &[u8]) -> Result {
    if std::fs::read(path).is_ok_and(|present| present == bytes) { Ok(()) } else { write(path, bytes) }
}

/// Puts the mutants into the sources of `tree`, and returns those that compile.
fn plant_all(project: &Project, tree: &Path, mutants: &[Mutant]) -> Result<BTreeSet<u32>> {
    let library = "core/src/lib.rs";
    write_changed(&tree.join(library), (read_text(&project.root.join(library))? + ASKED).as_bytes())?;
    let mut left: BTreeSet<u32> = mutants.iter().map(|mutant| mutant.id).collect();
    loop {
        let mut files: BTreeMap<&str, Vec<&Mutant>> = BTreeMap::new();
        for mutant in mutants {
            let of_file = files.entry(&mutant.file).or_default();
            if left.contains(&mutant.id) {
                of_file.push(mutant);
            }
        }
        let mut done: BTreeMap<&str, Rewritten> = BTreeMap::new();
        for (file, mutants) in files {
            let rewritten = rewrite(&read_text(&project.root.join(file))?, &mutants)?;
            write_changed(&tree.join(file), rewritten.text.as_bytes())?;
            done.insert(file, rewritten);
        }
        left = done.values().flat_map(Rewritten::ids).collect();
        let wrong = refused(project, tree, &done)?;
        if wrong.is_empty() {
            return Ok(left);
        }
        println!("    {} mutants do not compile", wrong.len());
        left.retain(|id| !wrong.contains(id));
    }
}

/// The mutants that the compiler refuses.
fn refused(project: &Project, tree: &Path, files: &BTreeMap<&str, Rewritten>) -> Result<BTreeSet<u32>> {
    let mut command = cargo_in(project, tree, &["check", "--package", "timemark-core", "--message-format", "json"]);
    let output = command.args(PLANTED).stderr(Stdio::null()).output().context("cannot start cargo")?;
    let mut wrong = BTreeSet::new();
    let mut unexplained = String::new();
    for line in output.stdout.split(|byte| *byte == b'\n') {
        let message: Value = serde_json::from_slice(line).unwrap_or_default();
        let message = &message["message"];
        let Some(spans) = message["spans"].as_array().filter(|_| message["level"] == "error") else { continue };
        let (primary, others): (Vec<&Value>, Vec<&Value>) = spans.iter().partition(|span| span["is_primary"] == true);
        let blame = |of: fn(&Rewritten, usize) -> &[u32]| {
            let ids = |span: &&Value| {
                let rewritten = files.get(span["file_name"].as_str()?)?;
                Some(of(rewritten, span["byte_start"].as_u64()? as usize).to_vec())
            };
            primary.iter().chain(&others).filter_map(ids).find(|ids| !ids.is_empty())
        };
        let blamed = blame(Rewritten::at).or_else(|| blame(Rewritten::before));
        match blamed {
            Some(ids) => wrong.extend(ids),
            None if !spans.is_empty() => unexplained.push_str(message["rendered"].as_str().unwrap_or_default()),
            None => {}
        }
    }
    if wrong.is_empty() && !output.status.success() {
        return Err(format!("the sources with mutants do not compile, and no mutant is the cause:\n{unexplained}"));
    }
    Ok(wrong)
}

/// With the faults that `tests/planted` plants, whose frame tries mutants too.
const PLANTED: [&str; 2] = ["--features", "planted-faults"];

/// cargo in the copy of the sources, with builds of its own.
fn cargo_in(project: &Project, tree: &Path, arguments: &[&str]) -> Command {
    let mut command = project.cargo(arguments);
    command
        .current_dir(tree)
        .env("CARGO_TARGET_DIR", project.target.join("mutants/build"))
        .env("RUSTFLAGS", "-Awarnings");
    command
}

/// A test binary, and the arguments that a mutant is tried with.
struct Tried {
    name: &'static str,
    binary: PathBuf,
    arguments: &'static [&'static str],
    /// How long it may run.
    longest: Duration,
}

/// Builds the tests, those that notice most in the least time first.
fn build(project: &Project, tree: &Path) -> Result<Vec<Tried>> {
    let mut built = Vec::new();
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
                built.push((name.to_owned(), PathBuf::from(binary)));
            }
        }
    }
    let order: [(&str, &[&str]); 5] = [
        ("planted", &["a_mutant_is_noticed_soon", "--exact", "--nocapture"]),
        ("timemark_core", &["--test-threads", "1"]),
        ("scenarios", &["--test-threads", "1"]),
        ("model", &["--test-threads", "1", "--skip", "every_promise_holds_in_every_run", "--skip", "changed_files"]),
        ("planted", &["a_mutant_is_noticed_by_longer_runs", "--exact", "--nocapture"]),
    ];
    let found = |(name, arguments)| {
        let (_, binary) =
            built.iter().find(|(built, _)| built == name).ok_or(format!("cargo built no tests {name}"))?;
        Ok(Tried { name, binary: binary.clone(), arguments, longest: Duration::MAX })
    };
    order.into_iter().map(found).collect()
}

/// Runs the tests without a mutant: they must pass, and the time that each takes bounds what it may take with one.
fn measure(tests: &mut [Tried]) -> Result {
    for tried in tests {
        let started = Instant::now();
        if let Some(how) = failure(test_command(tried), tried.longest)? {
            return Err(format!("without a mutant the tests of {} fail: {how}", tried.name));
        }
        let took = started.elapsed();
        tried.longest = (took * LONGEST_TIMES).max(LONGEST_AT_LEAST);
        println!("    {} {} takes {:.1} s", tried.name, tried.arguments.first().unwrap_or(&""), took.as_secs_f64());
    }
    Ok(())
}

/// Tries mutants on all processors, and returns the names of those that no test notices.
fn try_all(tests: &[Tried], mutants: Vec<&Mutant>) -> Result<Vec<String>> {
    let (next, begun, survivors) = (AtomicUsize::new(0), Instant::now(), Mutex::new(Vec::new()));
    let worker = || -> Result {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = mutants.get(index) else { return Ok(()) };
            let started = Instant::now();
            let by = noticed(tests, mutant)?;
            let said = by.as_deref().unwrap_or("SURVIVES");
            let (count, ms) = (mutants.len(), started.elapsed().as_millis());
            println!("    {}/{count} {ms:>6} ms  {}: {said}", index + 1, mutant.name);
            if by.is_none() {
                survivors.lock().unwrap_or_else(PoisonError::into_inner).push(mutant.name.clone());
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        running.into_iter().try_for_each(|worker| worker.join().map_err(|_| "a worker has stopped".to_owned())?)
    })?;
    let mut survivors = survivors.into_inner().unwrap_or_else(PoisonError::into_inner);
    survivors.sort();
    println!(
        "\n    {} of {} noticed in {:.0} s",
        mutants.len() - survivors.len(),
        mutants.len(),
        begun.elapsed().as_secs_f64()
    );
    survivors.iter().for_each(|name| println!("    SURVIVES {name}"));
    std::io::stdout().flush().context("cannot print")?;
    Ok(survivors)
}

/// What notices a mutant, `None` if nothing does.
fn noticed(tests: &[Tried], mutant: &Mutant) -> Result<Option<String>> {
    for tried in tests {
        let mut command = test_command(tried);
        command.env("TIMEMARK_MUTANT", mutant.id.to_string());
        if let Some(how) = failure(command, tried.longest)? {
            return Ok(Some(format!("{}: {how}", tried.name)));
        }
    }
    Ok(None)
}

/// A test binary, in a shell that bounds its memory and becomes it.
fn test_command(tried: &Tried) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("ulimit -v {MEMORY_KIB}; exec \"$0\" \"$@\"")])
        .arg(&tried.binary)
        .args(tried.arguments);
    command.env_remove("TIMEMARK_MUTANT");
    command
}

/// How a test binary fails: its first failing test, or that it does not end.
fn failure(mut command: Command, longest: Duration) -> Result<Option<String>> {
    use std::io::{BufRead, BufReader};
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
        Err(std::sync::mpsc::RecvTimeoutError::Timeout) => Some("it does not end".to_owned()),
        // The output has ended: the test has.
        Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => None,
    };
    if failed.is_some() {
        // It may have ended by itself.
        let _ = child.kill();
    }
    let status = child.wait().context("cannot wait for a test")?;
    reader.join().map_err(|_| "the reader of a test's output has stopped")?;
    Ok(failed.or_else(|| (!status.success()).then(|| format!("{status}"))))
}

#[cfg(test)]
mod tests {
    use super::{FILES, failure, read_arguments};
    use std::process::Command;
    use std::time::Duration;

    #[test]
    fn arguments_name_files_and_how_many() {
        assert_eq!(read_arguments(&[]), Ok((FILES.to_vec(), 1)));
        assert_eq!(read_arguments(&["--every", "5"]), Ok((FILES.to_vec(), 5)));
        assert_eq!(read_arguments(&["a.rs", "b.rs"]), Ok((vec!["a.rs", "b.rs"], 1)));
        assert!(read_arguments(&["--every", "0"]).is_err() && read_arguments(&["--list"]).is_err());
    }

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
    }
}
