//! The JavaScript package: the engine for Node, browsers and bundlers, in `target/npm/timemark/`, and packed beside it.

use crate::project::Project;
use crate::shell::{Result, empty_folder, files_under, read, run, through, write};
use crate::{packages, wasm};
use std::sync::atomic::{AtomicBool, Ordering};

/// The engine, optimised for speed, because it runs in test suites.
pub const RECIPE: wasm::Recipe<'static> = wasm::Recipe {
    profile: "npm",
    cargo: &["--package", "timemark-core", "--lib", "--features", "js"],
    artefact: "timemark_core",
    name: "engine",
    library: true,
    optimise: &["-O3"],
};

/// Whether this run has built the package: several steps of the tests need it.
static IS_BUILT: AtomicBool = AtomicBool::new(false);

/// Builds the package, once a run.
pub fn build(project: &Project) -> Result {
    if IS_BUILT.load(Ordering::Relaxed) {
        return Ok(());
    }
    let written = project.needs("core/js/package.json", "the JavaScript side of the package is kept in core/js")?;
    let bound = wasm::build(project, &RECIPE)?;
    let print = ["run", "--quiet", "--package", "timemark-core", "--features", "typescript", "--bin", "typescript"];
    let types = through(&mut project.cargo(&print), "")?;
    let package = project.npm_package();
    empty_folder(&package)?;
    for folder in [Some(bound.as_path()), written.parent()].into_iter().flatten() {
        for file in files_under(folder)? {
            write(&package.join(&file), &read(&folder.join(&file))?)?;
        }
    }
    for file in ["LICENSE-MIT", "LICENSE-APACHE", "NOTICE", "CHANGELOG.md"] {
        write(&package.join(file), &read(&project.root.join(file))?)?;
    }
    write(&package.join("operations.d.cts"), types.as_bytes())?;
    let pack = project.needs("xtask/pack.mjs", "it makes what `require` loads, and packs the package")?;
    run(project.command("node").arg(pack).arg(&package).arg(packages::esbuild_package(project)?))?;
    IS_BUILT.store(true, Ordering::Relaxed);
    println!("    the JavaScript package is in {}, and packed beside it", package.display());
    Ok(())
}
