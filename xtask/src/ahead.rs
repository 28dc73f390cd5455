//! What a whole run of the tests builds ahead, beside steps that leave a core idle while they link, compile a single package
//! or wait for a disk: the tools of a later step, and the two modules that are optimised as wholes, on one core each.
//!
//! A later step builds the same once more, finds it done, and says what is wrong if it is not. So a failure here is only told.

use std::fs::File;
use std::path::PathBuf;
use std::process::Child;

use crate::project::Project;
use crate::shell::{Context, Result, create_folder};
use crate::{package, setup, site, wasm};

/// The process that builds ahead. It ends with this value.
pub struct Ahead {
    child: Child,
    log: PathBuf,
}

impl Ahead {
    /// Starts it. What it prints is kept in a file, because the steps beside it print too.
    pub fn start(project: &Project) -> Result<Ahead> {
        create_folder(&project.target)?;
        let log = project.target.join("ahead.log");
        let output = File::create(&log).context(format!("cannot write {}", log.display()))?;
        let errors = output.try_clone().context(format!("cannot write {}", log.display()))?;
        let program = std::env::current_exe().context("this program does not know where it is")?;
        let mut command = project.command(program);
        let child = command.arg("ahead").stdout(output).stderr(errors).spawn().context("cannot build ahead")?;
        println!("    building ahead what later steps need: {} has the output", log.display());
        Ok(Ahead { child, log })
    }

    /// Waits for its end.
    pub fn finish(mut self) -> Result {
        println!("    waiting for what is built ahead");
        if !self.child.wait().context("what is built ahead has no end")?.success() {
            println!("    it could not all be built: {} says why", self.log.display());
        }
        Ok(())
    }
}

impl Drop for Ahead {
    /// After [`Ahead::finish`] there is nothing left to stop, which is no error.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Builds it, in the order in which the steps need it.
pub fn build(project: &Project) -> Result {
    setup::wasm_pack(project)?;
    for recipe in [package::RECIPE, site::RECIPE] {
        wasm::compile(project, &recipe)?;
    }
    Ok(())
}
