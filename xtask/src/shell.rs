//! Running commands and accessing files, with errors that say what was tried.

use std::ffi::OsStr;
use std::fmt::Display;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Errors here are read by a person and never distinguished by a caller, so they are text.
pub type Result<T = ()> = std::result::Result<T, String>;

/// Adds the attempted action to an error.
pub trait Context<T> {
    /// `what` is the beginning of a sentence that the error ends: "cannot read x".
    fn context(self, what: impl Display) -> Result<T>;
}

impl<T, E: Display> Context<T> for std::result::Result<T, E> {
    fn context(self, what: impl Display) -> Result<T> {
        self.map_err(|error| format!("{what}: {error}"))
    }
}

/// Shows the command, runs it with this terminal, and fails unless it succeeds.
pub fn run(command: &mut Command) -> Result {
    let line = shown(command);
    println!("    $ {line}");
    let status = command.status().context(format!("cannot start `{line}`"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed ({status})")) }
}

/// The output of a command; `None` if it does not exist or fails. For questions such as "which version?".
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// Asks a question on the terminal. Returns whether the answer was yes; `false` if there is no terminal.
pub fn confirm(question: &str) -> bool {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return false;
    }
    eprint!("    {question} [y/N] ");
    let mut line = String::new();
    io::stdin().read_line(&mut line).is_ok() && is_yes(&line)
}

/// Whether an answer means yes.
fn is_yes(line: &str) -> bool {
    ["y", "yes"].contains(&line.trim().to_ascii_lowercase().as_str())
}

/// Passes a text to a command and returns its output.
pub fn through(command: &mut Command, text: &str) -> Result<String> {
    let line = shown(command);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context(format!("cannot start `{line}`"))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text.as_bytes()).context(format!("`{line}` does not listen"))?;
    }
    let output = child.wait_with_output().context(format!("`{line}` does not answer"))?;
    if !output.status.success() {
        return Err(format!("`{line}` failed ({})", output.status));
    }
    String::from_utf8(output.stdout).context(format!("`{line}` answers no text"))
}

/// The command as it would be typed, with the names of programs instead of their paths.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).context(format!("cannot read {}", path.display()))
}

/// The text of a file.
pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).context(format!("cannot read {}", path.display()))
}

/// Writes a file, and the folders that it needs.
pub fn write(path: &Path, bytes: &[u8]) -> Result {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    fs::write(path, bytes).context(format!("cannot write {}", path.display()))
}

/// Creates a folder and those above it.
pub fn create_folder(path: &Path) -> Result {
    fs::create_dir_all(path).context(format!("cannot create {}", path.display()))
}

/// Creates an empty folder at `path`, removing what was there.
pub fn empty_folder(path: &Path) -> Result {
    if path.exists() {
        fs::remove_dir_all(path).context(format!("cannot remove {}", path.display()))?;
    }
    create_folder(path)
}

/// Every file under `folder`, as paths relative to it, in order.
pub fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        let here = folder.join(&inner);
        for entry in fs::read_dir(&here).context(format!("cannot list {}", here.display()))? {
            let entry = entry.context(format!("cannot list {}", here.display()))?;
            let path = inner.join(entry.file_name());
            if entry.path().is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{Command, answer, is_yes, run, through};

    #[test]
    fn only_yes_is_yes() {
        assert!(["y\n", "Yes\n", " YES "].into_iter().all(is_yes));
        assert!(!["", "\n", "n\n", "yesterday\n"].into_iter().any(is_yes));
    }

    #[test]
    fn a_failing_command_is_named() {
        let error = run(Command::new("cargo").arg("no-such-command")).err().unwrap_or_default();
        assert!(error.starts_with("`cargo no-such-command` failed"), "{error}");
    }

    #[test]
    fn a_text_goes_through_a_command() {
        assert_eq!(through(&mut Command::new("cat"), "as it is"), Ok("as it is".to_owned()));
        assert!(through(Command::new("cargo").arg("no-such-command"), "").is_err());
    }

    #[test]
    fn a_missing_program_gives_no_answer() {
        assert_eq!(answer(&mut Command::new("no-such-program-here")), None);
    }
}
