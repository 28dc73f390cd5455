//! The steps of the tests. A step whose files are missing fails: nothing is skipped silently.

use std::thread;

use crate::project::Project;
use crate::setup::{self, WASM};
use crate::shell::{Result, run};
use crate::{browser, package as js_package, packages, serve, site as page, wheel};

/// Checks the layout of every Rust file that git knows or would add, not only of those that `cargo fmt` reaches: it
/// follows `mod` lines, so it misses files that are declared inside a macro or not at all.
pub fn fmt(project: &Project) -> Result {
    setup::component(project, "fmt", "rustfmt")?;
    let edition = project.edition()?;
    let sources = project.files(&["*.rs"])?;
    println!("    {} Rust files", sources.len());
    // Printed without the list of files, which would fill the screen.
    let layout = project.command("rustfmt").args(["--edition", &edition, "--check"]).args(&sources).status();
    match layout {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => {
            Err(format!("some files are not as rustfmt lays them out: `rustfmt --edition {edition} FILE` does it"))
        }
        Err(error) => Err(format!("cannot start rustfmt: {error}")),
    }
}

/// Lints everything natively, and what runs in the browser also for wasm. Natively with the faults that tests can plant: without
/// them the engine is linted for wasm.
pub fn clippy(project: &Project) -> Result {
    setup::component(project, "clippy", "clippy")?;
    setup::wasm_target(project)?;
    let strict = ["--", "-D", "warnings"];
    let natively = ["clippy", "--workspace", "--all-targets", "--features", "timemark-tests/planted-faults"];
    run(project.cargo(&natively).args(strict))?;
    let for_wasm = ["clippy", "--target", WASM, "--package"];
    run(project.cargo(&for_wasm).args(["timemark-core", "--features", "js,typescript"]).args(strict))?;
    run(project.cargo(&for_wasm).args(["timemark-web", "--all-targets"]).args(strict))?;
    run(project.cargo(&for_wasm).args(["timemark-tests", "--tests"]).args(strict))
}

/// Builds the documentation.
pub fn doc(project: &Project) -> Result {
    run(project.cargo(&["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
}

/// The profile of long tests and of the server that clients test: optimised, but not as what is shipped, which takes
/// minutes more to build.
pub const SIM: [&str; 2] = ["--profile", "sim"];

/// Runs the Rust tests on this machine. The simulation of `timemark-tests` is long, so it and the engine below it are
/// built with the profile `sim`; everything else uses the default profile, for its overflow checks and debug assertions.
pub fn native(project: &Project) -> Result {
    run(&mut project.cargo(&["test", "--workspace", "--exclude", "timemark-tests"]))?;
    run(project.cargo(&["test", "--package", "timemark-tests"]).args(SIM))?;
    // The engine once more, with mistakes that can be planted: the tests must notice each.
    let planted = ["--features", "planted-faults", "--test", "planted", "each_planted_fault"];
    run(project.cargo(&["test", "--package", "timemark-tests"]).args(SIM).args(planted))
}

/// Runs the Rust tests in a browser as wasm: those of the engine and of the page's components. Never with cargo's
/// `--quiet`, which breaks the runner of these tests.
pub fn wasm(project: &Project) -> Result {
    project.needs("tests/browser", "the tests that run in a browser as wasm are kept there")?;
    project.needs("tests/webdriver.json", "it tells the browser to run without a window")?;
    setup::wasm_target(project)?;
    setup::wasm_pack(project)?;
    let browser = browser::browser(project)?;
    for (folder, only) in [("tests", [].as_slice()), ("web", &["--test", "mount", "--test", "storage"])] {
        let mut command = project.command("wasm-pack");
        command.args(["test", "--headless", "--chrome", "--chromedriver"]).arg(&browser.driver).arg(folder).args(only);
        // Seconds; the default of 20 is short on two busy cores.
        run(command.env("WASM_BINDGEN_TEST_TIMEOUT", "120"))?;
    }
    Ok(())
}

/// Builds the JavaScript package.
pub fn package(project: &Project) -> Result {
    js_package::build(project)
}

/// Runs the unmodified AWS SDK for JavaScript, in process.
pub fn node(project: &Project) -> Result {
    let folder = project.needs("tests/clients/node", "the tests with the AWS SDK for JavaScript are kept there")?;
    // So that this step, run alone, tests the present engine.
    js_package::build(project)?;
    packages::npm_folder_with_package(project, &folder)?;
    let mut command = project.command("node");
    run(command.args(["--test", "--test-reporter=spec"]).current_dir(folder))
}

/// Installs the packed JavaScript package where people test, and runs it there.
pub fn packages(project: &Project) -> Result {
    let folder = project.needs("tests/packages", "the places where the JavaScript package is tried are kept there")?;
    let browser = browser::browser(project)?;
    js_package::build(project)?;
    for folder in [&folder, &folder.join("apart")] {
        packages::npm_folder_with_package(project, folder)?;
    }
    let mut command = project.command("node");
    command.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]).current_dir(folder);
    run(command.env("CHROMIUM", browser.chromium))
}

/// Runs the unmodified boto3 over HTTP, and in process with the Python package; aiobotocore, which needs an older botocore,
/// in an environment of its own.
pub fn python(project: &Project) -> Result {
    let folder = project.needs("tests/clients/python", "the tests with boto3 are kept there")?;
    let wheel = wheel::build_for_tests(project)?;
    run(project.cargo(&["build", "--package", "timemark-server"]).args(SIM))?;
    for (name, tests) in [("python", folder.clone()), ("python-async", folder.with_file_name("python-async"))] {
        let python = packages::python(project, name, &tests.join("requirements.txt"))?;
        packages::install_wheel(project, &python, &wheel)?;
        let mut command = project.command(python);
        command.args(["-m", "pytest"]).arg(tests).env("TIMEMARK_SERVER", project.target.join("sim/timemark"));
        run(&mut command)?;
    }
    Ok(())
}

/// Tests the built page in a browser, served as by `cargo xtask serve`, and by a server that has it.
pub fn site(project: &Project) -> Result {
    let folder = project.needs("tests/site", "the tests of the built page are kept there")?;
    let browser = browser::browser(project)?;
    page::check_size(page::build(project)?)?;
    packages::npm_folder(project, &folder)?;
    let page = page::of_server(project)?;
    run(project.cargo(&["build", "--package", "timemark-server"]).args(SIM).env("TIMEMARK_PAGE", page))?;
    let server = serve::Server::open(&project.dist(), 0)?;
    let url = server.url();
    // Serves until this program ends.
    thread::spawn(move || server.run());
    // Those that measure how long something takes are run alone.
    for (tests, at_once) in [("*", 2), ("timed/*", 1)] {
        let files = project.files(&[&format!(":(glob)tests/site/{tests}.test.js")])?;
        let mut command = project.command("node");
        command.args(["--test", "--test-reporter=spec", &format!("--test-concurrency={at_once}")]);
        command.args(files.iter().map(|file| project.root.join(file))).current_dir(&folder);
        command.env("TIMEMARK_SERVER", project.target.join("sim/timemark")).env("TIMEMARK_SITE", &url);
        run(command.env("CHROMIUM", &browser.chromium).env("CHROMEDRIVER", &browser.driver))?;
    }
    Ok(())
}
