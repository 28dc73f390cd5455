//! The Python package: one wheel for every Python from 3.10 on.

use std::path::{Path, PathBuf};

use crate::packages;
use crate::project::Project;
use crate::shell::{Result, empty_folder, files_under, run};

/// Builds the wheel that is shipped, in `target/wheels/`.
pub fn build(project: &Project) -> Result {
    let wheel = build_in(project, "release", &project.target.join("wheels"))?;
    println!("    the Python package is {}", wheel.display());
    Ok(())
}

/// Builds the wheel that is tested, and returns its path. It is not optimised, which takes a fifth of the time that the
/// shipped one takes, and it checks overflows and debug assertions.
pub fn build_for_tests(project: &Project) -> Result<PathBuf> {
    build_in(project, "dev", &project.target.join("debug/wheels"))
}

fn build_in(project: &Project, profile: &str, folder: &Path) -> Result<PathBuf> {
    let manifest = project.needs("python/Cargo.toml", "the Python package is kept in python")?;
    let maturin = packages::maturin(project)?;
    // A wheel of an earlier version would stay beside the new one.
    empty_folder(folder)?;
    let mut command = project.command(maturin);
    command.args(["build", "--quiet", "--locked", "--profile", profile, "--manifest-path"]).arg(manifest);
    run(command.arg("--out").arg(folder))?;
    let built = files_under(folder)?.into_iter().next().ok_or("maturin left no wheel")?;
    Ok(folder.join(built))
}
