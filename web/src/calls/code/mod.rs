//! Calls as programs.
//!
//! ```text
//!   entries ──► plan: parts ──► draft ──► cli │ boto3 │ javascript │ rust ──► text
//!               (waits, variables,  (bounds)     (names, literals, layout)
//!                loops)
//! ```
//!
//! Programs are made from the JSON of requests and answers, so an operation need not be known here. Only Rust, where
//! every structure has its own type, needs a table of types; a call that is not covered becomes JSON in a comment.

mod boto3;
mod cli;
mod draft;
mod javascript;
mod layout;
mod literal;
mod names;
mod plan;
mod quote;
mod rust;
#[cfg(test)]
mod tests;

pub use draft::{Draft, Program, Writer};

use crate::calls::entry::Entry;
use layout::{Piece, indented};
use plan::{Batches, Call, Name, Part, Run, Wait};
use std::ops::Range;
use std::rc::Rc;

/// The language of a program.
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

    /// The ending of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Language::Cli => "sh",
            Language::Boto3 => "py",
            Language::JavaScript => "mjs",
            Language::Rust => "rs",
        }
    }

    fn tongue(self) -> Box<dyn Tongue> {
        match self {
            Language::Cli => Box::new(cli::Cli),
            Language::Boto3 => Box::new(boto3::Boto3),
            Language::JavaScript => Box::new(javascript::JavaScript::default()),
            Language::Rust => Box::new(rust::Rust::default()),
        }
    }

    /// The requirements for running it.
    pub fn needs(self) -> &'static str {
        match self {
            Language::Cli => "bash and the AWS CLI, version 2",
            Language::Boto3 => "Python and boto3",
            Language::JavaScript => "Node.js and @aws-sdk/client-dynamodb",
            Language::Rust => "the crates aws-config, aws-sdk-dynamodb and tokio",
        }
    }
}

/// The program that makes the same calls in the same order, and waits where they need it to.
pub fn program(language: Language, steps: &[Rc<Entry>]) -> String {
    let mut draft = Draft::default();
    steps.iter().for_each(|step| draft.read(step));
    let mut writer = draft.save(language);
    loop {
        if let Some(program) = writer.step(&draft) {
            return program.text;
        }
    }
}

/// The syntax of a language.
trait Tongue {
    /// The prefix of a comment line.
    fn mark(&self) -> &'static str;

    /// The spaces before each statement.
    fn level(&self) -> usize {
        0
    }

    /// The functions that wait for a new table's backups to be enabled, and for a backup to be made.
    fn helpers(&self) -> [&'static str; 2];

    /// A wait as a statement.
    fn wait(&mut self, wait: &Wait) -> String;

    /// A call as statements; a comment if the language cannot express it.
    fn call(&mut self, call: &Call) -> Result<String, String>;

    /// The items of batches as data, and a loop over these; a comment if the language cannot express them.
    fn batches(&mut self, batches: &Batches) -> Result<String, String>;

    /// Some writes of a run as data, and a loop over these; a comment if the language cannot express them.
    fn rows(&mut self, run: &Run, range: Range<usize>) -> Result<String, String>;

    /// The whole program: head, helpers, statements.
    fn program(&self, parts: &[Part], helpers: &str, body: &str) -> String;
}

/// The words of a loop's body.
struct LoopWords {
    /// Spaces for each level.
    step: usize,
    /// The test for one of two operations.
    test: fn(&str) -> String,
    /// The line before the other operation.
    otherwise: &'static str,
    /// The line after it, if there is one.
    end_of_test: &'static str,
    /// The line after the body, if there is one.
    end: &'static str,
}

/// The lines of a loop after its head: one call, or one for each of two operations.
fn loop_body(tongue: &mut dyn Tongue, run: &Run, words: &LoopWords) -> Result<String, String> {
    let mut out = String::new();
    let mut add = |text: &str, levels: usize| {
        if !text.is_empty() {
            out.push('\n');
            out.push_str(&indented(text, levels * words.step));
        }
    };
    for (index, call) in run.calls().enumerate() {
        if run.is_mixed() {
            add(&if index == 0 { (words.test)(&call.operation) } else { words.otherwise.to_owned() }, 1);
        }
        add(&tongue.call(&call)?, if run.is_mixed() { 2 } else { 1 });
    }
    if run.is_mixed() {
        add(words.end_of_test, 1);
    }
    add(words.end, 0);
    Ok(out)
}

/// A row of a loop's data: one piece, or several between `open` and `close`.
fn row(mut pieces: Vec<Piece>, open: &str, close: &str) -> Piece {
    match pieces.pop() {
        Some(piece) if pieces.is_empty() => piece,
        last => {
            pieces.extend(last);
            Piece::group(open, pieces, close)
        }
    }
}

/// The pattern for the variables of a loop: one name, or several between `open` and `close`.
fn pattern(run: &Run, name: fn(&Name) -> String, open: &str, close: &str) -> String {
    let operation = run.is_mixed().then(|| "operation".to_owned());
    let names: Vec<String> = operation.into_iter().chain(run.variables().iter().map(name)).collect();
    if names.len() == 1 { names.concat() } else { format!("{open}{}{close}", names.join(", ")) }
}

/// Whether the program prints the call's answer.
fn is_read(operation: &str) -> bool {
    ["Describe", "Get", "List", "Scan", "Query", "BatchGet", "TransactGet"]
        .iter()
        .any(|verb| operation.starts_with(verb))
}
