//! The server with the page in it.

use crate::project::Project;
use crate::shell::{Result, run};
use crate::site;

/// Builds the page and the server into one program.
pub fn build(project: &Project) -> Result {
    site::build(project)?;
    let page = site::of_server(project)?;
    let cargo = ["build", "--release", "--package", "timemark-server"];
    run(project.cargo(&cargo).env("TIMEMARK_PAGE", page))?;
    let program = project.target.join("release").join(format!("timemark{}", std::env::consts::EXE_SUFFIX));
    println!("\nThe server is {program}. It listens after: {program} serve", program = program.display());
    Ok(())
}
