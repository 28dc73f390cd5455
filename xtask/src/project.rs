//! Where things are, and how child processes are started.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{Context, Result, answer, read_text};

/// The project on this machine.
pub struct Project {
    /// The folder with the workspace's Cargo.toml.
    pub root: PathBuf,
    /// The folder of cargo's output: `target`, unless CARGO_TARGET_DIR is set.
    pub target: PathBuf,
    /// The PATH of child processes, with the project's own tools first.
    path: OsString,
}

impl Project {
    /// Finds the project that this program belongs to: from `cargo run`, otherwise from where it was compiled.
    pub fn find() -> Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&package).parent().ok_or("xtask has no folder above it")?.to_owned();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(chosen) => env::current_dir().context("no current folder")?.join(chosen),
            None => root.join("target"),
        };
        let others = env::var_os("PATH").unwrap_or_default();
        let tools = root.join("target/tools/cargo/bin");
        let path = env::join_paths(std::iter::once(tools).chain(env::split_paths(&others)))
            .context("the project's folder cannot be on PATH")?;
        Ok(Self { root, target, path })
    }

    /// The static site.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The JavaScript package. It is always here, because tests and examples name this folder.
    pub fn npm_package(&self) -> PathBuf {
        self.root.join("target/npm/timemark")
    }

    /// The JavaScript package as one file, which `npm install` takes.
    pub fn npm_file(&self) -> Result<PathBuf> {
        let manifest = read_text(&self.npm_package().join("package.json"))?;
        let version =
            manifest.lines().find_map(|line| line.trim().strip_prefix("\"version\": \"")?.strip_suffix("\","));
        let version = version.ok_or("the package has no version: `cargo xtask package` makes it")?;
        Ok(self.root.join(format!("target/npm/timemark-{version}.tgz")))
    }

    /// The tools that are installed for this project alone, so that removing `target` removes them.
    pub fn tools(&self) -> PathBuf {
        self.root.join("target/tools")
    }

    /// A child process in the project's folder. CARGO_TARGET_DIR is set so that every cargo below uses the same output
    /// folder, whatever the user's configuration.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// `cargo` with these arguments.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }

    /// The program that child processes would start by this name.
    pub fn which(&self, program: &str) -> Option<PathBuf> {
        env::split_paths(&self.path).map(|folder| folder.join(program)).find(|file| file.is_file())
    }

    /// The files that git tracks, or would with the next `git add`, and that match one of the patterns, as paths from
    /// the project's folder.
    pub fn files(&self, patterns: &[&str]) -> Result<Vec<String>> {
        let mut git = self.command("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]).args(patterns);
        let listed = answer(&mut git).ok_or("git does not list the files of the project: this needs a clone of it")?;
        // A file that was removed from the folder is listed until its removal is committed.
        Ok(listed.split_terminator('\0').filter(|file| self.root.join(file).is_file()).map(str::to_owned).collect())
    }

    /// The edition of Rust that the workspace is written in.
    pub fn edition(&self) -> Result<String> {
        let manifest = read_text(&self.root.join("Cargo.toml"))?;
        edition_in(&manifest).map(str::to_owned).ok_or_else(|| "Cargo.toml has no `edition`".to_owned())
    }

    /// A folder or file of the project that a command needs; `why` is the purpose.
    pub fn needs(&self, path: &str, why: &str) -> Result<PathBuf> {
        let whole = self.root.join(path);
        if whole.exists() { Ok(whole) } else { Err(format!("{path} is missing: {why}")) }
    }
}

/// The edition in the text of a Cargo.toml.
fn edition_in(manifest: &str) -> Option<&str> {
    manifest.lines().find_map(|line| line.strip_prefix("edition = \"")?.strip_suffix('"'))
}

#[cfg(test)]
mod tests {
    use super::{Project, edition_in};

    #[test]
    fn the_edition_is_read_from_the_manifest() {
        assert_eq!(edition_in("[workspace.package]\nversion = \"1.0.0\"\nedition = \"2021\"\n"), Some("2021"));
        assert_eq!(edition_in("[package]\nedition.workspace = true\n"), None);
    }

    #[test]
    fn files_are_those_of_git() {
        let files = Project::find().and_then(|project| project.files(&["*.rs"])).unwrap_or_default();
        assert!(files.iter().any(|file| file == "xtask/src/project.rs"), "{files:?}");
        assert!(files.iter().all(|file| file.ends_with(".rs") && !file.starts_with("target/")), "{files:?}");
    }
}
