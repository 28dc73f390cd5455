//! Packages from npm and PyPI.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::hash;
use crate::project::Project;
use crate::shell::{Result, answer, empty_folder, read, read_text, run, write};

/// The version of the optimiser for WebAssembly. Debian's is too old for the output of wasm-bindgen.
pub const BINARYEN: &str = "132.0.0";

/// The version of the minifier for scripts and styles.
pub const ESBUILD: &str = "0.25.12";

/// The version of the tool that builds the Python package.
const MATURIN: &str = "1.16.0";

/// The oldest major version of Node.js that the tests support.
const NODE_MAJOR: u32 = 20;

/// Checks that Node.js and npm are installed.
pub fn node(project: &Project) -> Result {
    let version = answer(project.command("node").arg("--version"));
    let major: Option<u32> =
        version.as_deref().and_then(|text| text.trim_start_matches('v').split('.').next()?.parse().ok());
    match major {
        Some(major) if major >= NODE_MAJOR && project.which("npm").is_some() => Ok(()),
        Some(major) if major >= NODE_MAJOR => Err("npm is missing: install it beside Node.js".into()),
        _ => Err(format!(
            "Node.js {NODE_MAJOR} or newer is needed, found {}: install it, with npm",
            version.as_deref().unwrap_or("none")
        )),
    }
}

/// The folder of Binaryen's programs.
pub fn binaryen(project: &Project) -> Result<PathBuf> {
    tool(project, "binaryen", BINARYEN, "makes the WebAssembly smaller").map(|package| package.join("bin"))
}

/// Esbuild's program.
pub fn esbuild(project: &Project) -> Result<PathBuf> {
    esbuild_package(project).map(|package| package.join("bin/esbuild"))
}

/// The folder of Esbuild, for scripts that call it.
pub fn esbuild_package(project: &Project) -> Result<PathBuf> {
    tool(project, "esbuild", ESBUILD, "makes scripts and styles smaller")
}

/// The folder of a package of that version, installed unless it is there.
fn tool(project: &Project, name: &str, version: &str, use_of_it: &str) -> Result<PathBuf> {
    node(project)?;
    let folder = project.tools().join(format!("{name}-{version}"));
    let package = folder.join("node_modules").join(name);
    if !package.exists() {
        println!("    installing {name} {version}: {use_of_it}; some seconds, once");
        let mut command = npm(project, &["install", "--no-save", "--ignore-scripts", &format!("{name}@{version}")]);
        run(command.arg("--prefix").arg(&folder))?;
    }
    Ok(package)
}

/// Installs the packages of a folder with a package.json, unless it has not changed since the last time.
pub fn npm_folder(project: &Project, folder: &Path) -> Result {
    node(project)?;
    let locked = folder.join("package-lock.json").exists();
    let asked = if locked { "package-lock.json" } else { "package.json" };
    when_changed(&folder.join(asked), &folder.join("node_modules/.installed-for"), || {
        println!("    installing the packages of {asked} in {}", folder.display());
        let arguments = if locked { ["ci"].as_slice() } else { &["install", "--no-package-lock"] };
        run(npm(project, arguments).current_dir(folder))
    })
}

/// Installs the packages of a folder, and into it the file of the JavaScript package, as a user does.
pub fn npm_folder_with_package(project: &Project, folder: &Path) -> Result {
    npm_folder(project, folder)?;
    // npm looks at the version alone, which stays while the content changes.
    empty_folder(&folder.join("node_modules/timemark"))?;
    let arguments = ["install", "--no-save", "--ignore-scripts"];
    run(npm(project, &arguments).arg(project.npm_file()?).current_dir(folder))
}

/// Creates the Python environment of that name for this project, with the packages of a requirements.txt. Returns its
/// interpreter.
pub fn python(project: &Project, name: &str, requirements: &Path) -> Result<PathBuf> {
    let folder = project.tools().join(name);
    let python = environment(project, &folder)?;
    when_changed(requirements, &folder.join("installed-for"), || {
        println!("    installing the packages of {}", requirements.display());
        run(pip(project, &python).arg("--requirement").arg(requirements))
    })?;
    Ok(python)
}

/// Installs a wheel in a Python environment, in place of the same package of any version.
pub fn install_wheel(project: &Project, python: &Path, wheel: &Path) -> Result {
    run(pip(project, python).args(["--force-reinstall", "--no-deps"]).arg(wheel))
}

/// The program that builds the Python package.
pub fn maturin(project: &Project) -> Result<PathBuf> {
    let folder = project.tools().join(format!("maturin-{MATURIN}"));
    let maturin = folder.join("bin/maturin");
    if !maturin.exists() {
        println!("    installing maturin {MATURIN}: builds the Python package; some seconds, once");
        let python = environment(project, &folder)?;
        run(pip(project, &python).arg(format!("maturin=={MATURIN}")))?;
    }
    Ok(maturin)
}

/// Creates a Python environment, unless it is there. Returns its interpreter.
fn environment(project: &Project, folder: &Path) -> Result<PathBuf> {
    let python = folder.join("bin/python");
    if answer(project.command(&python).args(["-m", "pip", "--version"])).is_none() {
        println!("    making a Python environment in {}", folder.display());
        run(project.command("python3").args(["-m", "venv", "--clear"]).arg(folder)).map_err(|reason| {
            format!("{reason}; Python 3 with venv is needed (on Debian: apt-get install python3-venv)")
        })?;
    }
    Ok(python)
}

/// `pip install` of a Python environment.
fn pip(project: &Project, python: &Path) -> Command {
    let mut command = project.command(python);
    command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    command
}

/// npm without its advertisements.
fn npm(project: &Project, arguments: &[&str]) -> Command {
    let mut command = project.command("npm");
    command.args(arguments).args(["--no-audit", "--no-fund", "--no-update-notifier"]);
    command
}

/// Does `work` unless it was done before for the same content of `asked`; `stamp` records that.
fn when_changed(asked: &Path, stamp: &Path, work: impl FnOnce() -> Result) -> Result {
    let now = hash::short(&read(asked)?);
    if read_text(stamp).is_ok_and(|before| before == now) {
        return Ok(());
    }
    work()?;
    write(stamp, now.as_bytes())
}
