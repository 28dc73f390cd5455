//! A package → wasm → bound to JavaScript → optimised.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::project::Project;
use crate::shell::{Context, Result, create_folder, empty_folder, read, run, write};
use crate::{hash, packages, setup};

/// The features that Rust's compiler and wasm-bindgen use and that every browser of today has. By name: with all
/// features on, wasm-opt writes a module that Chromium refuses.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// What is to become of a package.
pub struct Recipe<'a> {
    /// The profile of `Cargo.toml`.
    pub profile: &'a str,
    /// What cargo is told beyond profile and target: package, features.
    pub cargo: &'a [&'a str],
    /// The file that cargo makes of it, without `.wasm`.
    pub artefact: &'a str,
    /// What the bound files are called: `name.js`, `name_bg.wasm`.
    pub name: &'a str,
    /// Whether it is for other people's programs: then with TypeScript's declarations, and able to find its own wasm.
    pub library: bool,
    /// Whether every byte counts: then Rust's standard library is compiled with it, for size, and a panic has no words.
    pub is_small: bool,
    /// How wasm-opt is to optimise.
    pub optimise: &'a [&'a str],
}

/// What compiles the standard library along. It is the toolchain's own source, and the flags are Rust's, but not stable
/// yet; they take a tenth of the page away, most of it texts of panics that nobody reads and sorts made for speed.
const SMALL: [&str; 4] = ["-Z", "build-std=std,panic_abort", "-Z", "build-std-features=optimize_for_size"];

/// Follows the recipe; the result is in the folder that is returned, emptied before.
pub fn build(project: &Project, recipe: &Recipe) -> Result<PathBuf> {
    setup::wasm_target(project)?;
    let mut cargo = project.cargo(&["build", "--profile", recipe.profile, "--target", setup::WASM]);
    if recipe.is_small {
        setup::library_source(project)?;
        cargo.args(SMALL).env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none");
    }
    run(cargo.args(recipe.cargo))?;
    let built = project.target.join(setup::WASM).join(recipe.profile).join(recipe.artefact).with_extension("wasm");

    println!("    binding {}", recipe.name);
    let folder = project.root.join("target/bound").join(recipe.name);
    empty_folder(&folder)?;
    bind(&built, recipe, &folder).context(format!("wasm-bindgen refused {}", built.display()))?;

    let bound = folder.join(format!("{}_bg.wasm", recipe.name));
    optimise(project, recipe.optimise, &bound)?;
    Ok(folder)
}

/// What the wasm-bindgen tool does, by its own library.
fn bind(built: &Path, recipe: &Recipe, folder: &Path) -> Result {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(built).out_name(recipe.name).typescript(recipe.library);
    bindgen.omit_default_module_path(!recipe.library).remove_name_section(true).remove_producers_section(true);
    let bindgen = bindgen.web(true).map_err(|error| format!("{error:#}"))?;
    bindgen.generate(folder).map_err(|error| format!("{error:#}"))
}

/// Optimises a file in place. That takes long and depends on nothing but its input, so what came out last time is kept.
fn optimise(project: &Project, how: &[&str], file: &Path) -> Result {
    let programs = packages::binaryen(project)?;
    let recipe = format!("{} {} {}", packages::BINARYEN, how.join(" "), FEATURES.join(" "));
    let key = hash::short(&[recipe.as_bytes(), &read(file)?].concat());
    let kept = project.root.join("target/optimised").join(format!("{key}.wasm"));
    if !kept.exists() {
        // Under another name first: what lies under the final one is always whole.
        let fresh = kept.with_extension("fresh");
        create_folder(&project.root.join("target/optimised"))?;
        let mut command = project.command(programs.join("wasm-opt"));
        run(command.args(how).args(FEATURES).arg(file).arg("-o").arg(&fresh))?;
        fs::rename(&fresh, &kept).context(format!("cannot rename {}", fresh.display()))?;
    }
    write(file, &read(&kept)?)
}
