//! Builds a package as wasm: compiled, bound to JavaScript, optimised.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::project::Project;
use crate::shell::{Context, Result, create_folder, empty_folder, read, run, write};
use crate::{hash, packages, setup};

/// The features that Rust's compiler and wasm-bindgen use and that every current browser supports. They are listed by
/// name, because with all features on wasm-opt writes a module that Chromium refuses.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// How to build a package.
pub struct Recipe<'a> {
    /// The profile of `Cargo.toml`.
    pub profile: &'a str,
    /// The arguments of cargo in addition to profile and target: package, features.
    pub cargo: &'a [&'a str],
    /// The file that cargo makes, without `.wasm`.
    pub artefact: &'a str,
    /// The name of the bound files: `name.js`, `name_bg.wasm`.
    pub name: &'a str,
    /// Whether it is a library for other programs, which then finds its own wasm.
    pub library: bool,
    /// The options of wasm-opt.
    pub optimise: &'a [&'a str],
}

/// Compiles a package.
pub fn compile(project: &Project, recipe: &Recipe) -> Result {
    setup::wasm_target(project)?;
    let mut cargo = project.cargo(&["build", "--profile", recipe.profile, "--target", setup::WASM]);
    run(cargo.args(recipe.cargo))
}

/// Builds a package. Returns the folder of the result, which is emptied first.
pub fn build(project: &Project, recipe: &Recipe) -> Result<PathBuf> {
    compile(project, recipe)?;
    let built = project.target.join(setup::WASM).join(recipe.profile).join(recipe.artefact).with_extension("wasm");

    println!("    binding {}", recipe.name);
    let folder = project.root.join("target/bound").join(recipe.name);
    empty_folder(&folder)?;
    bind(&built, recipe, &folder).context(format!("wasm-bindgen refused {}", built.display()))?;

    let module = format!("{}_bg", recipe.name);
    optimise(project, recipe.optimise, &folder.join(&module).with_extension("wasm"))?;
    Ok(folder)
}

/// Binds a module to JavaScript by the library of wasm-bindgen, as its command-line tool does.
fn bind(built: &Path, recipe: &Recipe, folder: &Path) -> Result {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(built).out_name(recipe.name).typescript(false);
    // wasm-opt sorts functions by name (`--reorder-functions-by-name`), and then drops the names itself.
    bindgen.remove_name_section(recipe.library).remove_producers_section(true);
    // Its host says where the module is: a default path would have bundlers ship the file beside it.
    bindgen.omit_default_module_path(true);
    // With it `core/js/guarded.js` lets go of a memory that a trap has left in an unknown state.
    bindgen.reset_state_function(recipe.library);
    let bindgen = bindgen.web(true).map_err(|error| format!("{error:#}"))?;
    bindgen.generate(folder).map_err(|error| format!("{error:#}"))
}

/// Optimises a file in place. That takes long and depends only on its input, so the last results are kept.
fn optimise(project: &Project, options: &[&str], file: &Path) -> Result {
    let programs = packages::binaryen(project)?;
    let recipe = format!("{} {} {}", packages::BINARYEN, options.join(" "), FEATURES.join(" "));
    let key = hash::short(&[recipe.as_bytes(), &read(file)?].concat());
    let kept = project.root.join("target/optimised").join(format!("{key}.wasm"));
    if !kept.exists() {
        // Written under another name and then renamed, so that a file under its final name is always complete.
        let fresh = kept.with_extension("fresh");
        create_folder(&project.root.join("target/optimised"))?;
        println!("    optimising {}", file.display());
        let mut command = project.command(programs.join("wasm-opt"));
        run(command.args(options).args(FEATURES).arg(file).arg("-o").arg(&fresh))?;
        fs::rename(&fresh, &kept).context(format!("cannot rename {}", fresh.display()))?;
    }
    write(file, &read(&kept)?)
}
