//! What became of each mutant, kept on the disk, so that a run that was interrupted goes on.

use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;

use super::rewritten::Mutant;
use crate::project::Project;
use crate::shell::{Context, Result, read};

/// The outcome of a mutant that is not Rust.
pub const NOT_COMPILED: &str = "does not compile";
/// The outcome of one in a constant function, or in a condition that binds names.
pub const NOT_PLANTED: &str = "cannot be put to sleep";
/// The outcome of one that no test notices.
pub const SURVIVES: &str = "SURVIVES";
/// The outcome of one that no test comes to.
pub const NOT_REACHED: &str = "SURVIVES, not reached";

/// The outcomes of all runs, by the mutant and the file that it was in.
pub struct Outcomes {
    file: PathBuf,
    root: PathBuf,
    /// The digests of the sources, by their names.
    sources: BTreeMap<String, String>,
    /// The last outcome of each key.
    found: BTreeMap<String, String>,
}

impl Outcomes {
    /// Reads what earlier runs found.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub fn open(project: &Project, file: PathBuf) -> Result<Outcomes> {
        let text = if file.exists() { String::from_utf8_lossy(&read(&file)?).into_owned() } else { String::new() };
        let found = text.lines().filter_map(|line| line.split_once('\t')).map(|(key, said)| (key.into(), said.into()));
        let found = found.collect();
        Ok(Outcomes { file, root: project.root.clone(), sources: BTreeMap::new(), found })
    }

    /// What was found about a mutant in the file as it is.
    pub fn of(&self, mutant: &Mutant) -> Option<&str> {
        self.found.get(&key(self.sources.get(&mutant.file)?, mutant)).map(String::as_str)
    }

    /// Reads the sources that mutants are in.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn know(&mut self, mutants: &[Mutant]) -> Result {
        for file in mutants.iter().map(|mutant| &mutant.file).collect::<BTreeSet<_>>() {
            let digest = Sha256::digest(read(&self.root.join(file))?);
            let digest = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            self.sources.insert(file.clone(), digest);
        }
        Ok(())
    }

    /// Keeps an outcome.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, mutant: &Mutant, outcome: &str) -> Result {
        let source = self.sources.get(&mutant.file).ok_or(format!("{} has not been read", mutant.file))?;
        let key = key(source, mutant);
        let appended = std::fs::File::options().create(true).append(true).open(&self.file);
        appended
            .and_then(|mut file| file.write_all(format!("{key}\t{outcome}\n").as_bytes()))
            .context(format!("cannot write {}", self.file.display()))?;
        self.found.insert(key, outcome.to_owned());
        Ok(())
    }
}

fn key(source: &str, mutant: &Mutant) -> String {
    format!("{source} {}", mutant.name)
}
