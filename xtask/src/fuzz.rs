//! Fuzzing that coverage guides: the targets of `tests/src/fuzzed.rs`, each with the inputs that are kept and what follows
//! from them.

use crate::project::Project;
use crate::setup;
use crate::shell::{Context, Result, create_folder, run};
use std::fs;

/// Gives each target so many inputs; all targets if none are named. Inputs that reach new code are collected in
/// `target/fuzz/corpus`, and one that breaks a promise is kept in `target/fuzz/found`, and named.
pub fn fuzz(project: &Project, runs: u64, targets: &[&str]) -> Result {
    setup::fuzz(project)?;
    let kept = project.needs("tests/fuzz/corpus", "the inputs to begin with are kept there")?;
    let mut known = Vec::new();
    for entry in fs::read_dir(&kept).context("cannot list the corpus")? {
        known.push(entry.context("cannot list the corpus")?.file_name().to_string_lossy().into_owned());
    }
    known.sort();
    if let Some(unknown) = targets.iter().find(|target| known.iter().all(|name| name != *target)) {
        return Err(format!("no such target: {unknown}; there are {}", known.join(", ")));
    }
    let folder = project.target.join("fuzz");
    let found = folder.join("found");
    create_folder(&found)?;
    for target in known.iter().filter(|name| targets.is_empty() || targets.contains(&name.as_str())) {
        println!("\n    {target}: {runs} inputs");
        let collected = folder.join("corpus").join(target);
        create_folder(&collected)?;
        let mut command =
            project.cargo(&["+nightly", "fuzz", "run", "--fuzz-dir", "tests/fuzz", "--sanitizer", "none"]);
        command.arg("--target-dir").arg(folder.join("build")).arg("fuzzed").arg(collected).arg(kept.join(target));
        let limits = [format!("-runs={runs}"), "-max_len=8192".to_owned(), "-timeout=10".to_owned()];
        command.arg("--").args(limits).arg(format!("-artifact_prefix={}/{target}-", found.display()));
        run(command.arg("-print_final_stats=1").env("TIMEMARK_FUZZED", target))?;
    }
    Ok(())
}
