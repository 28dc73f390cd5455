//! Chromium and its driver, which the tests in a browser use.

use std::env;
use std::path::PathBuf;

use crate::project::Project;
use crate::shell::{Result, answer, confirm, run};

/// A browser with its driver.
pub struct Browser {
    /// The Chromium or Chrome program.
    pub chromium: PathBuf,
    /// The chromedriver program of the same version.
    pub driver: PathBuf,
}

/// The names of the browser's program on different systems.
const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The question that is asked before sudo is used.
const QUESTION: &str = "Install Chromium and chromedriver with `sudo apt-get install chromium chromium-driver`?";

/// The browser of this machine. It is installed with apt-get where that is possible.
pub fn browser(project: &Project) -> Result<Browser> {
    if let Some(found) = find(project) {
        return Ok(found);
    }
    install(project)?;
    find(project).ok_or_else(|| "Chromium was installed but is not on PATH".to_owned())
}

/// Both programs; `None` unless both are found.
fn find(project: &Project) -> Option<Browser> {
    Some(Browser {
        chromium: CHROMIUM.iter().find_map(|name| project.which(name))?,
        driver: project.which("chromedriver")?,
    })
}

/// Installs the packages of Debian and its relatives, which have both programs in one version. Asks before it uses
/// sudo, unless it runs under continuous integration.
fn install(project: &Project) -> Result {
    let by_hand = "install Chromium and chromedriver (on Debian: apt-get install chromium chromium-driver)";
    if project.which("apt-get").is_none() {
        return Err(format!("the tests in a browser need one, and there is no apt-get here: {by_hand}"));
    }
    let root = answer(project.command("id").arg("-u")).as_deref() == Some("0");
    if !root && project.which("sudo").is_none() {
        return Err(format!("the tests in a browser need one, and only root can install it: {by_hand}"));
    }
    if !root && !may_use_sudo(env::var_os("CI").is_some(), || confirm(QUESTION)) {
        return Err(format!("the tests in a browser need one, and nothing was installed with sudo: {by_hand}"));
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

/// Whether sudo may be used. Under continuous integration there is no person to ask, and the machine is disposable.
fn may_use_sudo(is_ci: bool, ask: impl FnOnce() -> bool) -> bool {
    is_ci || ask()
}

#[cfg(test)]
mod tests {
    use super::may_use_sudo;

    #[test]
    fn sudo_is_asked_about_but_under_ci() {
        assert!(!may_use_sudo(false, || false));
        assert!(may_use_sudo(false, || true));
        let mut was_asked = false;
        assert!(may_use_sudo(true, || std::mem::replace(&mut was_asked, true)));
        assert!(!was_asked);
    }
}
