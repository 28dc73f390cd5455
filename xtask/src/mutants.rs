//! Mutants: the engine with one small change at a time, which some test must notice.

use std::process::Command;

use crate::project::Project;
use crate::setup;
use crate::shell::{Result, run};

/// What is changed where no argument names files: how state, backups and restores, the lab, expressions and capacity work.
const FILES: [&str; 6] = [
    "core/src/state/**/*.rs",
    "core/src/operations/backups/*.rs",
    "core/src/operations/exports/*.rs",
    "core/src/lab/**/*.rs",
    "core/src/expression/**/*.rs",
    "core/src/model/capacity.rs",
];

/// The exit codes of cargo-mutants for a mutant that no test noticed, and for one that runs for ever.
const SURVIVORS: [i32; 2] = [2, 3];

/// Runs cargo-mutants with these arguments of its own, one build at a time: first with the engine's own tests, which are soon
/// built, and what these do not notice again with conformance and the swarm. The targets are named for all of cargo's calls, or
/// the examples and benchmarks would be built each time as well.
pub fn run_mutants(project: &Project, options: &[&str]) -> Result {
    setup::mutants(project)?;
    if options.contains(&"--list") {
        return run(&mut cargo_mutants(project, options));
    }
    // Survivors of the first pass are not a failure yet: the second tries them again, and no others.
    match cargo_mutants(project, options).args(["--test-package", "timemark-core", "--cargo-arg=--lib"]).status() {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) if SURVIVORS.iter().any(|code| status.code() == Some(*code)) => {}
        Ok(status) => return Err(format!("cargo mutants failed ({status})")),
        Err(error) => return Err(format!("cannot start cargo mutants: {error}")),
    }
    let mut again = cargo_mutants(project, options);
    again.args(["--iterate", "--profile", "sim", "--test-package", "timemark-tests"]);
    run(again.args(["--cargo-arg=--test=conformance", "--cargo-arg=--test=model"]))
}

/// cargo-mutants with the files of the engine that are changed, and with these arguments.
fn cargo_mutants(project: &Project, options: &[&str]) -> Command {
    let mut command = project.cargo(&["mutants", "--package", "timemark-core", "--jobs", "1"]);
    command.arg("--output").arg(project.target.join("mutants"));
    // Not the folder of all builds: what a mutant's build locks and writes there would be in the way of others.
    command.env("CARGO_TARGET_DIR", project.target.join("mutants/build"));
    if !options.iter().any(|option| ["--file", "-f"].contains(option) || option.starts_with("--file=")) {
        command.args(FILES.iter().flat_map(|file| ["--file", file]));
    }
    command.args(options);
    command
}
