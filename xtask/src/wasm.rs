//! A package → wasm → bound to JavaScript → optimised.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::project::Project;
use crate::shell::{Context, Result, create_folder, empty_folder, read, read_text, run, through, write};
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
    /// Whether it is for other people's programs: then it is able to find its own wasm.
    pub library: bool,
    /// Whether every byte counts: then Rust's standard library is compiled with it, for size, a panic has neither words
    /// nor place, and what the module and its script call each other is a letter or two.
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
        cargo
            .args(SMALL)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTFLAGS", "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none");
    }
    run(cargo.args(recipe.cargo))?;
    let built = project.target.join(setup::WASM).join(recipe.profile).join(recipe.artefact).with_extension("wasm");

    println!("    binding {}", recipe.name);
    let folder = project.root.join("target/bound").join(recipe.name);
    empty_folder(&folder)?;
    bind(&built, recipe, &folder).context(format!("wasm-bindgen refused {}", built.display()))?;

    let module = format!("{}_bg", recipe.name);
    let mut how = recipe.optimise.to_vec();
    if recipe.is_small {
        how.push("--minify-imports-and-exports-and-modules");
    }
    let names = optimise(project, &how, &folder.join(&module).with_extension("wasm"))?;
    if recipe.is_small {
        let glue = folder.join(recipe.name).with_extension("js");
        let long = read_text(&glue)?;
        let short = short_names(&long, &names).replace(&format!("\"./{module}.js\""), "\"a\"");
        write(&glue, short.as_bytes())?;
    }
    Ok(folder)
}

/// What the wasm-bindgen tool does, by its own library.
fn bind(built: &Path, recipe: &Recipe, folder: &Path) -> Result {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(built).out_name(recipe.name).typescript(false);
    // wasm-opt sorts a small module's functions by name, and then forgets the names itself.
    bindgen.remove_name_section(!recipe.is_small).remove_producers_section(true);
    bindgen.omit_default_module_path(!recipe.library);
    let bindgen = bindgen.web(true).map_err(|error| format!("{error:#}"))?;
    bindgen.generate(folder).map_err(|error| format!("{error:#}"))
}

/// Optimises a file in place, and returns what the optimiser says: which names it has changed. That takes long and
/// depends on nothing but its input, so what came out last time is kept.
fn optimise(project: &Project, how: &[&str], file: &Path) -> Result<String> {
    let programs = packages::binaryen(project)?;
    let recipe = format!("{} {} {}", packages::BINARYEN, how.join(" "), FEATURES.join(" "));
    let key = hash::short(&[recipe.as_bytes(), &read(file)?].concat());
    let kept = project.root.join("target/optimised").join(format!("{key}.wasm"));
    let names = kept.with_extension("names");
    if !kept.exists() {
        // Under another name first, and last: what lies under the final one is always whole.
        let fresh = kept.with_extension("fresh");
        create_folder(&project.root.join("target/optimised"))?;
        println!("    optimising {}", file.display());
        let mut command = project.command(programs.join("wasm-opt"));
        let said = through(command.args(how).args(FEATURES).arg(file).arg("-o").arg(&fresh), "")?;
        write(&names, said.as_bytes())?;
        fs::rename(&fresh, &kept).context(format!("cannot rename {}", fresh.display()))?;
    }
    write(file, &read(&kept)?)?;
    read_text(&names)
}

/// The script with the names that the optimiser has given to what the module imports and exports. It tells them a line
/// each, `["module", "long", "short"],` or `["long", "short"],`. All long names but `memory` end in a hash or begin with
/// `__`, so none is part of another word.
fn short_names(script: &str, names: &str) -> String {
    let mut text = script.to_owned();
    for line in names.lines() {
        let words: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        match words.as_slice() {
            [_, long, short] => text = text.replace(&format!(" {long}: "), &format!(" {short}: ")),
            [long, short] => {
                let (long, short) = (format!("wasm.{long}"), format!("wasm.{short}"));
                let mut renamed = String::new();
                for (number, part) in text.split(&long).enumerate() {
                    let is_longer = part.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
                    renamed += if number == 0 {
                        ""
                    } else if is_longer {
                        &long
                    } else {
                        &short
                    };
                    renamed += part;
                }
                text = renamed;
            }
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::short_names;

    #[test]
    fn a_script_follows_the_modules_names() {
        let names = "{\n \"imports\": [\n  [\"./x_bg.js\", \"__wbg_a_1\", \"$\"]\n ],\n\"exports\": [\n  [\"memory\", \"a\"],\n  [\"__f\", \"b\"]\n ]\n}";
        let script =
            "const i = { __wbg_a_1: function() { wasm.__f(wasm.memory.buffer, wasm.__f_2); }, __wbg_a_12: 0 };";
        let short = "const i = { $: function() { wasm.b(wasm.a.buffer, wasm.__f_2); }, __wbg_a_12: 0 };";
        assert_eq!(short_names(script, names), short);
    }
}
