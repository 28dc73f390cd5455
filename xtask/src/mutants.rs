//! Mutants: the engine with one small change at a time, which some test must notice.

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

/// Runs cargo-mutants with these arguments of its own, one build at a time. The tests that must notice are the engine's own,
/// conformance, and the swarm.
pub fn run_mutants(project: &Project, options: &[&str]) -> Result {
    setup::mutants(project)?;
    let output = project.root.join("target").join("mutants");
    let mut command = project.cargo(&["mutants", "--package", "timemark-core", "--jobs", "1"]);
    command.arg("--output").arg(output);
    // The tests of `timemark-tests` are of the engine, as its own are.
    command.args(["--test-package", "timemark-core,timemark-tests"]);
    if !options.iter().any(|option| ["--file", "-f"].contains(option) || option.starts_with("--file=")) {
        command.args(FILES.iter().flat_map(|file| ["--file", file]));
    }
    run(command.args(options))
}
