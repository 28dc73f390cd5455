//! Calls that were made, as programs that make them.
//!
//! ```text
//!   entries ──► plan: parts ──► cli │ boto3 │ javascript │ rust ──► text
//!               (waits, variables)    (words, literals, layout)
//! ```
//!
//! Everything is read from the JSON that was sent and the JSON that came back, so that an operation need not be known to
//! be told. Only Rust, where every structure has a type of its own, has to know more; what it does not know it tells as
//! JSON in a comment.

mod boto3;
mod cli;
mod javascript;
mod layout;
mod literal;
mod names;
mod plan;
mod quote;
mod rust;
#[cfg(test)]
mod tests;

use crate::calls::entry::Entry;
use crate::format;
use layout::Page;
use plan::{Call, Part, Until, Wait};
use std::rc::Rc;

/// What a program is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// The AWS CLI, in a shell.
    #[default]
    Cli,
    /// Python, with boto3.
    Boto3,
    /// JavaScript, with the AWS SDK v3.
    JavaScript,
    /// Rust, with aws-sdk-dynamodb.
    Rust,
}

impl Language {
    /// All of them, in order.
    pub const ALL: [Language; 4] = [Language::Cli, Language::Boto3, Language::JavaScript, Language::Rust];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Language::Cli => "AWS CLI",
            Language::Boto3 => "boto3",
            Language::JavaScript => "JavaScript",
            Language::Rust => "Rust",
        }
    }

    /// What is needed to run it.
    pub fn needs(self) -> &'static str {
        match self {
            Language::Cli => "bash and the AWS CLI, version 2",
            Language::Boto3 => "Python and boto3",
            Language::JavaScript => "Node.js and @aws-sdk/client-dynamodb",
            Language::Rust => "the crates aws-config, aws-sdk-dynamodb and tokio",
        }
    }
}

/// The program that makes the same calls in the same order, and waits where they need it.
pub fn program(language: Language, steps: &[Rc<Entry>]) -> String {
    let tongue: &mut dyn Tongue = match language {
        Language::Cli => &mut cli::Cli,
        Language::Boto3 => &mut boto3::Boto3,
        Language::JavaScript => &mut javascript::JavaScript::default(),
        Language::Rust => &mut rust::Rust::default(),
    };
    let parts = plan::parts(steps);
    let (mut page, mark) = (Page::default(), tongue.mark());
    for part in &parts {
        match part {
            Part::Later(ms) => page.comment(mark, &format!("{} later", format::duration(*ms))),
            Part::Note(note) => page.comment(mark, note),
            Part::Wait(wait) => page.statement(&tongue.wait(wait)),
            Part::Call(call) => match tongue.call(call) {
                Ok(statement) => page.statement(&statement),
                Err(note) => page.comment(mark, &note),
            },
        }
    }
    let mut helpers = String::new();
    for (until, helper) in [Until::Backups, Until::Backup].into_iter().zip(tongue.helpers()) {
        if parts.iter().any(|part| matches!(part, Part::Wait(wait) if wait.until == until)) {
            helpers += helper;
        }
    }
    tongue.program(&parts, &helpers, &page.into_text())
}

/// How a program is written in a language.
trait Tongue {
    /// What a line of a comment begins with.
    fn mark(&self) -> &'static str;

    /// The functions that wait for a new table's backups to be enabled, and for a backup to be made.
    fn helpers(&self) -> [&'static str; 2];

    /// A wait as a statement.
    fn wait(&mut self, wait: &Wait) -> String;

    /// A call as statements; where it has what the language cannot say, a comment in its place.
    fn call(&mut self, call: &Call) -> Result<String, String>;

    /// The whole program: what it begins with, the helpers that it needs, and its statements.
    fn program(&self, parts: &[Part], helpers: &str, body: &str) -> String;
}

/// Whether whoever makes the call wants to see what comes back.
fn is_read(operation: &str) -> bool {
    ["Describe", "Get", "List", "Scan", "Query", "BatchGet", "TransactGet"]
        .iter()
        .any(|verb| operation.starts_with(verb))
}
