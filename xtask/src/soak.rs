//! Soaking: the tests that draw their input, again and again with other draws, for as long as one has patience.

use crate::project::Project;
use crate::shell::{Context, Result, run};
use crate::steps::SIM;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A test that draws its input, and how much of it belongs to a round.
struct Soaked {
    what: &'static str,
    amount: u64,
    package: &'static str,
    test: &'static [&'static str],
    /// The variables of the environment that name the first draw, and the amount.
    first: &'static str,
    count: &'static str,
}

const ROUND: [Soaked; 4] = [
    Soaked {
        what: "power failures, each at every call of the disk",
        amount: 200,
        package: "timemark-server",
        test: &["--lib", "what_was_stored_survives_a_power_failure_at_every_call"],
        first: "SEED",
        count: "IMAGES",
    },
    Soaked {
        what: "kills of the server",
        amount: 100,
        package: "timemark-server",
        test: &["--test", "kill"],
        first: "SEED",
        count: "KILLS",
    },
    Soaked {
        what: "runs of the swarm",
        amount: 500,
        package: "timemark-tests",
        test: &["--test", "model", "every_promise_holds_in_every_run"],
        first: "FIRST",
        count: "RUNS",
    },
    Soaked {
        what: "changed lab files",
        amount: 200_000,
        package: "timemark-tests",
        test: &["--test", "model", "changed_files_are_refused_or_work"],
        first: "SEED",
        count: "FUZZ",
    },
];

/// Runs rounds for so many minutes; one that has begun is finished. The first draws follow from the time of day, and are
/// printed with each command, so that what failed can be repeated.
pub fn soak(project: &Project, minutes: u64) -> Result {
    let (started, longest) = (Instant::now(), Duration::from_secs(60 * minutes));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?;
    let mut rounds = 0;
    while rounds == 0 || started.elapsed() < longest {
        for Soaked { what, amount, package, test, first, count } in &ROUND {
            let draw = (now.as_secs() + rounds) * 1_000_000;
            println!("\n    round {}: {amount} {what}; {first}={draw} {count}={amount}", rounds + 1);
            let mut command = project.cargo(&["test", "--package", package]);
            command.args(SIM).args(*test).args(["--", "--nocapture"]);
            run(command.env(first, draw.to_string()).env(count, amount.to_string()))?;
        }
        rounds += 1;
        let minutes = started.elapsed().as_secs() / 60;
        let done: Vec<String> = ROUND.iter().map(|test| format!("{} {}", rounds * test.amount, test.what)).collect();
        println!("\n    {rounds} rounds in {minutes} minutes: {}", done.join(", "));
    }
    Ok(())
}
