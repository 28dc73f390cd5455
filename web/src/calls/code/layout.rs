//! The layout of code: on one line if it fits, else one part per line.

use super::quote::visible;

/// A piece of code.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Text that is never broken.
    Text(String),
    /// Text that is never broken and may be longer than a line.
    Row(String),
    /// Parts with commas between them: a call, a list, an object.
    Group {
        /// The text before the parts.
        open: String,
        /// The parts.
        parts: Vec<Piece>,
        /// The text after them.
        close: String,
    },
    /// Calls one after the other: `client.describe_table().send()`.
    Chain {
        /// The receiver.
        head: String,
        /// The calls, each with its dot.
        links: Vec<Piece>,
        /// The text after them.
        close: &'static str,
    },
}

impl Piece {
    /// A group.
    pub fn group(open: impl Into<String>, parts: Vec<Piece>, close: impl Into<String>) -> Piece {
        Piece::Group { open: open.into(), parts, close: close.into() }
    }

    /// The piece with a prefix.
    pub fn after(self, before: &str) -> Piece {
        match self {
            Piece::Text(text) | Piece::Row(text) => Piece::Text(format!("{before}{text}")),
            Piece::Group { open, parts, close } => Piece::Group { open: format!("{before}{open}"), parts, close },
            Piece::Chain { head, links, close } => Piece::Chain { head: format!("{before}{head}"), links, close },
        }
    }
}

impl From<&str> for Piece {
    fn from(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }
}

/// The most characters of a row of data on one line, where possible: rows are compared, not read.
const ROW_WIDTH: usize = 400;

/// The layout of a language.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Spaces for each level.
    pub step: usize,
    /// Whether the last part on lines of their own has a comma, too.
    pub has_last_comma: bool,
    /// Whether there is a space within braces.
    pub has_airy_braces: bool,
}

/// The most characters on a line, where possible.
pub const WIDTH: usize = 92;

impl Layout {
    /// The text of a piece whose later lines are indented by `indent`.
    pub fn text(&self, piece: &Piece, indent: usize) -> String {
        let mut out = String::new();
        self.write(piece, indent, indent, &mut out);
        out
    }

    /// The text of a group, each of whose parts has lines of its own.
    pub fn broken(&self, piece: &Piece) -> String {
        let mut out = String::new();
        self.write_broken(piece, 0, &mut out);
        out
    }

    /// A row of data: on one line unless that is very long.
    pub fn row(&self, piece: Piece) -> Piece {
        let mut line = String::new();
        if self.inline(&piece, ROW_WIDTH, &mut line) { Piece::Row(line) } else { piece }
    }

    /// The text of a piece on one line, however long.
    pub fn line(&self, piece: &Piece) -> String {
        let mut out = String::new();
        self.inline(piece, usize::MAX, &mut out);
        out
    }

    /// Appends the piece to a first line that has `column` characters already.
    fn write(&self, piece: &Piece, indent: usize, column: usize, out: &mut String) {
        // One for the comma that may follow.
        let mut line = String::new();
        if self.inline(piece, WIDTH.saturating_sub(column + 1), &mut line) {
            out.push_str(&line);
            return;
        }
        self.write_broken(piece, indent, out);
    }

    /// Appends the piece with its parts on lines of their own.
    fn write_broken(&self, piece: &Piece, indent: usize, out: &mut String) {
        let inner = indent + self.step;
        match piece {
            Piece::Text(text) | Piece::Row(text) => out.push_str(text),
            Piece::Group { open, parts, close } => {
                out.push_str(open);
                for (index, part) in parts.iter().enumerate() {
                    start_line(inner, out);
                    self.write(part, inner, inner, out);
                    if index + 1 < parts.len() || self.has_last_comma {
                        out.push(',');
                    }
                }
                start_line(indent, out);
                out.push_str(close);
            }
            Piece::Chain { head, links, close } => {
                out.push_str(head);
                for link in links {
                    start_line(inner, out);
                    self.write(link, inner, inner, out);
                }
                out.push_str(close);
            }
        }
    }

    /// Appends the piece on one line if it fits into `room` characters; returns whether it does.
    fn inline(&self, piece: &Piece, room: usize, out: &mut String) -> bool {
        let is_airy = |open: &str| self.has_airy_braces && open.ends_with('{');
        match piece {
            Piece::Text(text) | Piece::Row(text) => out.push_str(text),
            Piece::Group { open, parts, close } => {
                let air = if is_airy(open) && !parts.is_empty() { " " } else { "" };
                out.push_str(open);
                out.push_str(air);
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    if !self.inline(part, room, out) {
                        return false;
                    }
                }
                out.push_str(air);
                out.push_str(close);
            }
            Piece::Chain { head, links, close } => {
                out.push_str(head);
                if !links.iter().all(|link| self.inline(link, room, out)) {
                    return false;
                }
                out.push_str(close);
            }
        }
        width(out) <= room
    }
}

/// The columns that a text takes; most characters beyond the first scripts of Unicode take two.
fn width(text: &str) -> usize {
    text.chars().map(|letter| if letter < '\u{1100}' { 1 } else { 2 }).sum()
}

/// A text with each of its lines one level further in.
pub fn indented(text: &str, step: usize) -> String {
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!("{:step$}{line}", "") });
    lines.collect::<Vec<_>>().join("\n")
}

/// Begins an indented line.
pub fn start_line(indent: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Statements and comments, with blank lines between groups.
#[derive(Debug, Default)]
pub struct Page {
    text: String,
    /// The spaces before each line.
    level: usize,
    was_long: bool,
    was_comment: bool,
}

impl Page {
    /// An empty page.
    pub fn new(level: usize) -> Page {
        Page { level, ..Page::default() }
    }

    /// Appends a statement. One of several lines gets blank lines around it.
    pub fn statement(&mut self, text: &str) {
        let is_long = text.contains('\n');
        if (is_long || self.was_long) && !self.was_comment && !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(&indented(text, self.level));
        self.text.push('\n');
        (self.was_long, self.was_comment) = (is_long, false);
    }

    /// Appends a comment, which is grouped with what follows.
    pub fn comment(&mut self, mark: &str, text: &str) {
        if !self.was_comment && !self.text.is_empty() {
            self.text.push('\n');
        }
        for line in text.lines() {
            self.text.extend(std::iter::repeat_n(' ', self.level));
            self.text.push_str(mark);
            self.text.push_str(&visible(line));
            self.text.push('\n');
        }
        (self.was_long, self.was_comment) = (false, true);
    }

    /// The length of the text, in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.text
    }
}
