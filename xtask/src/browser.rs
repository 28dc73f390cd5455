//! Chromium and its driver, which the tests in a browser use.

use std::path::PathBuf;

use crate::project::Project;
use crate::shell::{Result, answer, run};

/// A browser that can be driven.
pub struct Browser {
    /// Chromium or Chrome.
    pub chromium: PathBuf,
    /// The chromedriver of the same version.
    pub driver: PathBuf,
}

/// Names under which the browser goes, on different systems.
const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The browser of this machine; installed with apt-get where that is possible.
pub fn browser(project: &Project) -> Result<Browser> {
    if let Some(found) = find(project) {
        return Ok(found);
    }
    install(project)?;
    find(project).ok_or_else(|| "Chromium was installed but is not on PATH".to_owned())
}

/// Both programs, or nothing.
fn find(project: &Project) -> Option<Browser> {
    Some(Browser {
        chromium: CHROMIUM.iter().find_map(|name| project.which(name))?,
        driver: project.which("chromedriver")?,
    })
}

/// Debian and its relatives have both programs as packages, of one version.
fn install(project: &Project) -> Result {
    let by_hand = "install Chromium and chromedriver (on Debian: apt-get install chromium chromium-driver)";
    if project.which("apt-get").is_none() {
        return Err(format!("the tests in a browser need one, and there is no apt-get here: {by_hand}"));
    }
    let root = answer(project.command("id").arg("-u")).as_deref() == Some("0");
    if !root && project.which("sudo").is_none() {
        return Err(format!("the tests in a browser need one, and only root can install it: {by_hand}"));
    }
    let apt_get = |arguments: &[&str]| {
        let mut command = project.command(if root { "apt-get" } else { "sudo" });
        if !root {
            command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        }
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut command).map_err(|reason| format!("{reason}; {by_hand}"))
    };
    println!("    installing Chromium and chromedriver: the page is tested in a real browser; about 2 minutes, once");
    apt_get(&["update", "--quiet"])?;
    apt_get(&["install", "--yes", "--quiet", "--no-install-recommends", "chromium", "chromium-driver"])
}
