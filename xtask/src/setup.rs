//! The Rust tools that a command needs: found if they are installed in the right version, installed if not.

use std::fs;
use std::path::{Path, PathBuf};

use crate::project::Project;
use crate::shell::{Context, Result, answer, read_text, run};

/// The target that everything for the browser is built for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The version of the runner of tests in a browser. Newer ones may be called differently.
const WASM_PACK: &str = "0.15.1";

/// Installs the wasm target of the toolchain in use.
pub fn wasm_target(project: &Project) -> Result {
    let folder = answer(project.command("rustc").args(["--print", "target-libdir", "--target", WASM]));
    if folder.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    println!("    installing Rust's {WASM} target: the engine and the page are compiled to WebAssembly");
    with_rustup(project, &["target", "add", WASM])
}

/// Installs a component of the toolchain that `cargo <command>` is part of.
pub fn component(project: &Project, command: &str, name: &str) -> Result {
    if answer(&mut project.cargo(&[command, "--version"])).is_some() {
        return Ok(());
    }
    println!("    installing Rust's {name}");
    with_rustup(project, &["component", "add", name])
}

/// Has rustup install something, or fails with what a user without rustup has to do.
fn with_rustup(project: &Project, arguments: &[&str]) -> Result {
    if project.which("rustup").is_none() {
        let wanted = arguments.last().unwrap_or(&"");
        return Err(format!("Rust's {wanted} is missing and there is no rustup to install it: install it by hand"));
    }
    run(project.command("rustup").args(arguments))
}

/// Installs wasm-pack, and the wasm-bindgen that it looks for on PATH, whose version must be that of the crate.
pub fn wasm_pack(project: &Project) -> Result {
    let bindgen = locked_version(&read_text(&project.root.join("Cargo.lock"))?, "wasm-bindgen")?;
    cargo_tool(project, "wasm-bindgen-cli", "wasm-bindgen", &bindgen, "3")?;
    cargo_tool(project, "wasm-pack", "wasm-pack", WASM_PACK, "0")?;
    let build = build_folder(project);
    if build.exists() {
        // 700 MB that nothing needs any longer.
        fs::remove_dir_all(&build).context(format!("cannot remove {}", build.display()))?;
    }
    Ok(())
}

/// Installs a program from crates.io for this project alone, optimised no more than its work needs: it is compiled on
/// every fresh machine.
fn cargo_tool(project: &Project, package: &str, program: &str, version: &str, optimised: &str) -> Result {
    if answer(project.command(program).arg("--version")) == Some(format!("{program} {version}")) {
        return Ok(());
    }
    println!("    installing {package} {version}: runs the tests in the browser; some minutes, once");
    let root = project.tools().join("cargo");
    let install = |locked: bool| {
        let mut command = project.cargo(&["install", "--force", &format!("{package}@{version}")]);
        command.arg("--root").arg(&root).env("CARGO_TARGET_DIR", build_folder(project));
        command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", optimised);
        if locked {
            command.arg("--locked");
        }
        run(&mut command)
    };
    // First the versions that the tool was released with; if the registry lacks some, the newest fitting ones.
    install(true).or_else(|reason| {
        println!("    {reason}; trying with other versions of what it depends on");
        install(false)
    })
}

/// Installs cargo-mutants.
pub fn mutants(project: &Project) -> Result {
    cargo_command(
        project,
        "mutants",
        "changes the code a little and asks whether a test notices; about 5 minutes, once",
    )
}

/// Installs cargo-fuzz, and says what is missing without a nightly toolchain, which its sanitizers need.
pub fn fuzz(project: &Project) -> Result {
    if answer(&mut project.cargo(&["+nightly", "--version"])).is_none() {
        return Err("coverage guides only with a nightly toolchain: `rustup toolchain install nightly`".to_owned());
    }
    cargo_command(project, "fuzz", "draws inputs that reach new code; about a minute, once")
}

/// Installs `cargo <command>` for this project alone.
fn cargo_command(project: &Project, command: &str, does: &str) -> Result {
    if answer(&mut project.cargo(&[command, "--version"])).is_some() {
        return Ok(());
    }
    println!("    installing cargo-{command}: {does}");
    let root = project.tools().join("cargo");
    let mut install = project.cargo(&["install", &format!("cargo-{command}")]);
    run(install.arg("--locked").arg("--root").arg(root).env("CARGO_TARGET_DIR", build_folder(project)))?;
    fs::remove_dir_all(build_folder(project)).context(format!("cannot remove what cargo-{command} was compiled in"))
}

/// The folder in which tools are compiled. It stays until they are installed: what was compiled before an interruption
/// is kept, and what both tools use is compiled once.
fn build_folder(project: &Project) -> PathBuf {
    project.tools().join("build")
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version(lock: &str, package: &str) -> Result<String> {
    let name = format!("name = \"{package}\"");
    let version = lock.lines().skip_while(|line| *line != name).nth(1);
    version
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| format!("Cargo.lock has no {package}"))
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn versions_are_read_from_the_lock() {
        let lock = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Ok("0.2.130".to_owned()));
        assert!(locked_version(lock, "yew").is_err());
    }
}
