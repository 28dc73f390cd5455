//! Mutants: the engine with one small change at a time, which some test must notice.
//!
//! ```text
//!   cargo-mutants lists ─▶ a copy of the sources with all mutants asleep ─▶ one build ─▶ which tests reach which mutants
//!                                         ▲                │                              │
//!                                         └─ those that do not compile leave              └▶ each is woken in these tests
//! ```
//! A build for each mutant would take days.

mod explained;
mod outcomes;
mod rewritten;
mod trying;

use outcomes::{NOT_COMPILED, NOT_PLANTED, Outcomes};
use rewritten::{Mutant, Rewritten, rewrite};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};
use trying::{build, try_all};

use crate::project::Project;
use crate::setup;
use crate::shell::{Context, Result, create_folder, read_text, write};

/// What is changed where no argument names files: how state, backups and restores, the lab, expressions and capacity work.
const FILES: [&str; 6] = [
    "core/src/state/**/*.rs",
    "core/src/operations/backups/*.rs",
    "core/src/operations/exports/*.rs",
    "core/src/lab/**/*.rs",
    "core/src/expression/**/*.rs",
    "core/src/model/capacity.rs",
];

/// The question that the rewritten sources ask.
const ASKED: &str = "
#[doc(hidden)]
#[allow(missing_docs)]
pub mod mutants {
    use std::fs::File;
    use std::io::Write;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicBool, Ordering};
    static AWAKE: LazyLock<u32> =
        LazyLock::new(|| std::env::var(\"TIMEMARK_MUTANT\").ok().and_then(|id| id.parse().ok()).unwrap_or(u32::MAX));
    static REACHED: LazyLock<Option<File>> = LazyLock::new(|| {
        std::env::var(\"TIMEMARK_REACHED\").ok().and_then(|path| File::options().create(true).append(true).open(path).ok())
    });
    static SEEN: [AtomicBool; 1 << 16] = [const { AtomicBool::new(false) }; 1 << 16];
    #[inline]
    pub fn on(id: u32) -> bool {
        if let Some(mut file) = REACHED.as_ref()
            && !SEEN[id as usize].swap(true, Ordering::Relaxed)
        {
            let _ = file.write_all(format!(\"{id}\\n\").as_bytes());
        }
        *AWAKE == id
    }
}
";

/// Tries the mutants that `arguments` name: files as cargo-mutants names them, `--every N` for one of N, `--from K` for those
/// that have the remainder K, `--quick` without the tests that take minutes. What was found is kept in `target/mutants/outcomes.txt` for as long as the mutant's file stays as
/// it is; what survives is tried again.
///
/// # Errors
/// If some mutant survives that `explained.txt` does not list, or if the tests fail without one.
pub fn run_mutants(project: &Project, arguments: &[&str]) -> Result {
    let chosen = Chosen::read(arguments)?;
    setup::mutants(project)?;
    let folder = project.target.join("mutants");
    let tree = folder.join("tree");
    create_folder(&tree)?;
    let mut mutants = listed(project, &chosen.files)?;
    copy_sources(project, &tree)?;
    let mut outcomes = Outcomes::open(project, folder.join("outcomes.txt"))?;
    outcomes.know(&mutants)?;
    let alive = plant_all(project, &tree, &mutants, &mut outcomes)?;
    let layers = build(project, &tree, chosen.is_quick)?;
    println!("    {} mutants, of which {} compile", mutants.len(), alive.len());
    mutants.retain(|mutant| mutant.id % chosen.every == chosen.from);
    try_all(layers, &mutants, &mut outcomes)
}

/// Which mutants are tried.
#[derive(Debug, PartialEq, Eq)]
struct Chosen<'a> {
    files: Vec<&'a str>,
    /// Of how many mutants one is.
    every: u32,
    /// The remainder of its number.
    from: u32,
    /// Whether only tests are asked that take seconds.
    is_quick: bool,
}

impl<'a> Chosen<'a> {
    fn read(arguments: &[&'a str]) -> Result<Chosen<'a>> {
        let mut chosen = Chosen { files: Vec::new(), every: 1, from: 0, is_quick: false };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let number = || arguments.clone().next().and_then(|number| number.parse().ok());
            match *argument {
                "--every" => {
                    chosen.every = number().filter(|every| *every > 0).ok_or("--every takes a number from 1 on")?
                }
                "--from" => chosen.from = number().ok_or("--from takes a number")?,
                "--quick" => {
                    chosen.is_quick = true;
                    continue;
                }
                unknown if unknown.starts_with('-') => {
                    return Err(format!("{unknown} is unknown: there are --quick, --every N and --from K"));
                }
                file => {
                    chosen.files.push(file);
                    continue;
                }
            }
            arguments.next();
        }
        if chosen.from >= chosen.every {
            return Err("--from takes a number below that of --every".to_owned());
        }
        if chosen.files.is_empty() {
            chosen.files.extend(FILES);
        }
        Ok(chosen)
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
fn plant_all(project: &Project, tree: &Path, mutants: &[Mutant], outcomes: &mut Outcomes) -> Result<BTreeSet<u32>> {
    let library = "core/src/lib.rs";
    write_changed(&tree.join(library), (read_text(&project.root.join(library))? + ASKED).as_bytes())?;
    let known = |mutant: &&Mutant| outcomes.of(mutant) == Some(NOT_COMPILED);
    let mut left: BTreeSet<u32> = mutants.iter().filter(|mutant| !known(mutant)).map(|mutant| mutant.id).collect();
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
        let planted: BTreeSet<u32> = done.values().flat_map(Rewritten::ids).collect();
        for mutant in mutants.iter().filter(|mutant| left.contains(&mutant.id) && !planted.contains(&mutant.id)) {
            outcomes.add(mutant, NOT_PLANTED)?;
        }
        let wrong = refused(project, tree, &done)?;
        if wrong.is_empty() {
            return Ok(planted);
        }
        println!("    {} mutants do not compile", wrong.len());
        for mutant in mutants.iter().filter(|mutant| wrong.contains(&mutant.id)) {
            outcomes.add(mutant, NOT_COMPILED)?;
        }
        left = planted.difference(&wrong).copied().collect();
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

#[cfg(test)]
mod tests {
    use super::{Chosen, FILES};

    #[test]
    fn arguments_name_files_and_how_many() {
        let chosen =
            |files: &[&'static str], every, from| Ok(Chosen { files: files.to_vec(), every, from, is_quick: false });
        assert_eq!(Chosen::read(&[]), chosen(&FILES, 1, 0));
        assert_eq!(Chosen::read(&["--every", "5", "--from", "4"]), chosen(&FILES, 5, 4));
        assert_eq!(Chosen::read(&["a.rs", "--every", "2", "b.rs"]), chosen(&["a.rs", "b.rs"], 2, 0));
        for wrong in [&["--every", "0"][..], &["--every"], &["--from", "x"], &["--from", "1"], &["--list"]] {
            assert!(Chosen::read(wrong).is_err(), "{wrong:?}");
        }
    }
}
