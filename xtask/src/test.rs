//! The order of the tests. What each step does is in `steps.rs`.

use std::time::Instant;

use crate::ahead::Ahead;
use crate::project::Project;
use crate::shell::Result;
use crate::steps;

/// A step of the tests.
pub struct Step {
    /// The name on the command line.
    name: &'static str,
    /// The question that it answers.
    asks: &'static str,
    /// The function, which installs what it needs.
    run: fn(&Project) -> Result,
}

/// The steps; those that fail fast come first.
const STEPS: [Step; 10] = [
    Step { name: "fmt", asks: "is the code laid out as rustfmt does it?", run: steps::fmt },
    Step { name: "clippy", asks: "has clippy nothing to say, natively and for wasm?", run: steps::clippy },
    Step { name: "doc", asks: "does the documentation build, with every link leading somewhere?", run: steps::doc },
    Step { name: "native", asks: "do the tests in Rust pass, doctests included?", run: steps::native },
    Step {
        name: "wasm",
        asks: "do the engine and the page's components do the same as wasm in a browser?",
        run: steps::wasm,
    },
    Step { name: "package", asks: "does the JavaScript package build?", run: steps::package },
    Step { name: "node", asks: "does the AWS SDK for JavaScript get on with the engine?", run: steps::node },
    Step {
        name: "packages",
        asks: "does the packed JavaScript package run in runtimes, test runners and bundlers?",
        run: steps::packages,
    },
    Step {
        name: "python",
        asks: "does boto3 get on with the server, and with the engine in process?",
        run: steps::python,
    },
    Step { name: "site", asks: "does the built page work in a browser?", run: steps::site },
];

/// The first of the steps beside which a whole run builds ahead: those before it install parts of the toolchain.
const AHEAD_FROM: &str = "doc";
/// The first step that needs what is built ahead.
const AHEAD_UNTIL: &str = "wasm";

/// Prints the steps.
pub fn list() {
    for step in &STEPS {
        println!("{:<8} {}", step.name, step.asks);
    }
}

/// The named steps in the order of the whole list; all if no names are given.
pub fn choose(names: &[&str]) -> Result<Vec<&'static Step>> {
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        return Err(format!("no such step: {unknown} (`cargo xtask test --list` lists them)"));
    }
    Ok(STEPS.iter().filter(|step| names.is_empty() || names.contains(&step.name)).collect())
}

/// Runs the steps up to the first that fails.
pub fn run(project: &Project, steps: &[&Step]) -> Result {
    let begin = Instant::now();
    let is_whole = steps.len() == STEPS.len();
    let mut ahead = None;
    for (index, step) in steps.iter().enumerate() {
        println!("\n==> [{}/{}] {}: {}", index + 1, steps.len(), step.name, step.asks);
        let start = Instant::now();
        if is_whole && step.name == AHEAD_FROM {
            ahead = Some(Ahead::start(project)?);
        }
        if step.name == AHEAD_UNTIL {
            ahead.take().map_or(Ok(()), Ahead::finish)?;
        }
        let result = (step.run)(project);
        let seconds = start.elapsed().as_secs_f64();
        result.map_err(|reason| {
            let name = step.name;
            format!("step {name} failed after {seconds:.1} s: {reason}\nto run only this step: cargo xtask test {name}")
        })?;
        println!("    {} passed in {seconds:.1} s", step.name);
    }
    println!("\nall {} steps passed in {:.0} s", steps.len(), begin.elapsed().as_secs_f64());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::choose;

    #[test]
    fn steps_run_in_their_own_order() {
        let names =
            |wanted: &[&str]| choose(wanted).map(|steps| steps.iter().map(|step| step.name).collect::<Vec<_>>());
        assert_eq!(names(&["node", "fmt"]), Ok(vec!["fmt", "node"]));
        assert_eq!(names(&[]).map(|all| all.len()), Ok(10));
        assert!(names(&["nonsense"]).is_err());
    }
}
