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
mod plan;
mod quote;
mod rust;
#[cfg(test)]
mod tests;

use crate::history::Entry;
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
    let parts = plan::parts(steps);
    match language {
        Language::Cli => cli::write(&parts),
        Language::Boto3 => boto3::write(&parts),
        Language::JavaScript => javascript::write(&parts),
        Language::Rust => rust::write(&parts),
    }
}

/// Whether whoever makes the call wants to see what comes back.
fn is_read(operation: &str) -> bool {
    ["Describe", "Get", "List", "Scan", "Query", "BatchGet", "TransactGet"]
        .iter()
        .any(|verb| operation.starts_with(verb))
}
