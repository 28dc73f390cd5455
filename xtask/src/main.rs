//! The project's own tool: installs what is missing, then builds, serves, packages or tests.
//!
//! `cargo xtask <command>` is the only entry point; only the Rust toolchain, Node.js and Python must be installed by
//! hand. Each command installs only what it uses itself, so the page is served without waiting for test tools.
//!
//! | file | idea |
//! | --- | --- |
//! | `main.rs` | the table of commands |
//! | `project.rs` | where things are, and how child processes are started |
//! | `shell.rs` | running commands and touching files, with errors that say what was tried |
//! | `setup.rs` | Rust tools: the wasm target, wasm-pack, wasm-bindgen |
//! | `browser.rs` | Chromium and its driver |
//! | `packages.rs` | packages from npm and PyPI |
//! | `wasm.rs` | a package → wasm → bound to JavaScript → optimised |
//! | `hash.rs` | file names by content, integrity attributes, hashes in the policy |
//! | `site.rs` | the static site in `dist/` |
//! | `serve.rs` | `dist/` over HTTP on this machine |
//! | `server.rs` | the server with the page in it |
//! | `package.rs` | the JavaScript package |
//! | `wheel.rs` | the Python package |
//! | `mutants.rs` | the engine with small changes, which tests must notice |
//! | `fuzz.rs` | inputs that coverage guides |
//! | `soak.rs` | the tests that draw their input, for hours |
//! | `test.rs` | the order of the tests; `steps.rs`: what each of them does |
//! | `ahead.rs` | what a whole run of the tests builds beside its first steps |

mod ahead;
mod browser;
mod fuzz;
mod hash;
mod mutants;
mod package;
mod packages;
mod project;
mod serve;
mod server;
mod setup;
mod shell;
mod site;
mod soak;
mod steps;
mod test;
mod wasm;
mod wheel;

use std::process::ExitCode;

use project::Project;
use shell::Result;

/// The text of `cargo xtask help`.
const HELP: &str = "\
Usage: cargo xtask <command>

  serve [--port N]     build the page and serve it on 127.0.0.1 (port 8080 unless told)
  build                build the page: a static site in dist/
  server               build the page and the server into one program, target/release/timemark
  package              build the packages: target/npm/timemark-VERSION.tgz and target/wheels/timemark-VERSION-….whl
  test [step …]        run every test, or only the named steps
  test --list          the steps, in order
  limits [MiB] [word …]
                       the time of the worst requests of up to 16 MiB, and how it grows; only those named by the words
  mutants [--quick] [--every N [--from K]] [FILE …]
                       change the engine a little, again and again, and list what no test notices (hours);
                       without the tests that take minutes; one change of N, from the K-th on; those of the files,
                       such as core/src/model/capacity.rs
  fuzz [--runs N] [target …]
                       inputs that coverage guides, so many (1,000,000 unless told) for each or the named targets;
                       needs a nightly toolchain
  soak [--minutes N]   the tests that draw their input, with other draws, for so long (60 unless told)
  help                 this text

Each command installs what it needs and what is missing, and says so.";

/// How a command failed.
enum Failure {
    /// Wrong arguments; exit code 2, as usual.
    Usage(String),
    /// An action failed; exit code 1.
    Failed(String),
}

impl From<String> for Failure {
    fn from(reason: String) -> Self {
        Failure::Failed(reason)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(reason)) => {
            eprintln!("{reason}\n\n{HELP}");
            ExitCode::from(2)
        }
        Err(Failure::Failed(reason)) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// The table of commands.
fn dispatch(arguments: &[&str]) -> std::result::Result<(), Failure> {
    let project = Project::find()?;
    match arguments {
        ["serve", options @ ..] => Ok(serve_site(&project, port(options)?)?),
        ["build"] => Ok(site::build(&project).map(drop)?),
        ["server"] => Ok(server::build(&project)?),
        ["package"] => {
            package::build(&project)?;
            Ok(wheel::build(&project)?)
        }
        ["test", "--list"] => {
            test::list();
            Ok(())
        }
        ["test", names @ ..] => {
            let steps = test::choose(names).map_err(Failure::Usage)?;
            Ok(test::run(&project, &steps)?)
        }
        // What `test` starts beside its steps.
        ["ahead"] => Ok(ahead::build(&project)?),
        ["limits", words @ ..] => {
            let run = ["run", "--release", "--package", "timemark-tests", "--example", "limits", "--"];
            Ok(shell::run(project.cargo(&run).args(words))?)
        }
        ["mutants", options @ ..] => Ok(mutants::run_mutants(&project, options)?),
        ["fuzz", "--runs", runs, targets @ ..] => {
            let runs = runs.parse().map_err(|_| Failure::Usage(format!("not a number of runs: {runs}")))?;
            Ok(fuzz::fuzz(&project, runs, targets)?)
        }
        ["fuzz", targets @ ..] => Ok(fuzz::fuzz(&project, 1_000_000, targets)?),
        ["soak"] => Ok(soak::soak(&project, 60)?),
        ["soak", "--minutes", minutes] => {
            let minutes = minutes.parse().map_err(|_| Failure::Usage(format!("not a number of minutes: {minutes}")))?;
            Ok(soak::soak(&project, minutes)?)
        }
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        [] => Err(Failure::Usage("which command?".into())),
        other => Err(Failure::Usage(format!("no such command: {}", other.join(" ")))),
    }
}

/// Builds the page and serves it until the process is stopped.
fn serve_site(project: &Project, port: u16) -> Result {
    // A port that is in use should be reported before a minute of building, not after it.
    serve::Server::open(&project.dist(), port)?;
    site::build(project)?;
    let server = serve::Server::open(&project.dist(), port)?;
    println!("\nTimemark is at {} (stop it with Ctrl-C)", server.url());
    server.run()
}

/// The port in the options of `serve`.
fn port(options: &[&str]) -> std::result::Result<u16, Failure> {
    let text = match options {
        [] => return Ok(8080),
        ["--port", text] => text,
        [one] if one.starts_with("--port=") => &one["--port=".len()..],
        other => {
            return Err(Failure::Usage(format!("serve does not know: {}", other.join(" "))));
        }
    };
    text.parse().map_err(|_| Failure::Usage(format!("not a port: {text}")))
}

#[cfg(test)]
mod tests {
    use super::{Failure, port};

    #[test]
    fn port_is_8080_unless_told() {
        assert!(matches!(port(&[]), Ok(8080)));
        assert!(matches!(port(&["--port", "9000"]), Ok(9000)));
        assert!(matches!(port(&["--port=9000"]), Ok(9000)));
        for wrong in [&["--port"][..], &["--port", "x"], &["--port", "70000"], &["9000"]] {
            assert!(matches!(port(wrong), Err(Failure::Usage(_))), "{wrong:?}");
        }
    }
}
