//! Rust text separated into code and comments, as far as the rules need it.

use std::ops::Range;

/// The code and the comments of a Rust file. Each is as long as the file, with blanks for the other, so that every byte
/// keeps its offset and every line its number.
pub struct Source {
    /// The code without comments, without the content of string and character literals, and without code that is
    /// compiled for tests only (`#[cfg(test)] mod … { … }`).
    pub code: String,
    /// The same with the code of tests.
    pub with_tests: String,
    /// Comments without code.
    pub comments: String,
}

impl Source {
    pub fn new(text: &str) -> Source {
        let (mut code, mut comments) = (text.as_bytes().to_vec(), text.as_bytes().to_vec());
        let mut last = 0;
        for part in parts(text) {
            blank(&mut comments[last..part.range.start]);
            last = part.range.end;
            blank(&mut code[part.range.clone()]);
            if !part.is_comment {
                blank(&mut comments[part.range]);
            }
        }
        blank(&mut comments[last..]);
        let utf8 = |bytes| String::from_utf8(bytes).expect("whole characters were blanked");
        let with_tests = utf8(code);
        Source { code: without_tests(&with_tests), with_tests, comments: utf8(comments) }
    }
}

/// A part of a text that is not code.
struct Part {
    range: Range<usize>,
    is_comment: bool,
}

/// The comments of a text, and the contents of its literals.
fn parts(text: &str) -> Vec<Part> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let end = if rest.starts_with("//") {
            at + rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            at + block_comment(rest)
        } else if let Some((inside, length)) = raw_string(text, at) {
            found.push(Part { range: at + inside.start..at + inside.end, is_comment: false });
            at += length;
            continue;
        } else if rest.starts_with('"') {
            let inside = quoted(rest, b'"');
            found.push(Part { range: at + 1..at + inside, is_comment: false });
            at += inside + 1;
            continue;
        } else if let Some(inside) = character(rest) {
            found.push(Part { range: at + 1..at + inside, is_comment: false });
            at += inside + 1;
            continue;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        found.push(Part { range: at..end, is_comment: true });
        at = end;
    }
    found
}

/// The length of a block comment, which may contain others.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    let bytes = text.as_bytes();
    while at < bytes.len() {
        match &bytes[at..bytes.len().min(at + 2)] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// For a raw string that begins at `at`: the range of its content, and its whole length.
fn raw_string(text: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let rest = &text[at..];
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    if at > 0 && is_word(&text.as_bytes()[at - 1]) && !text[..at].ends_with('b') {
        return None;
    }
    let hashes = rest.strip_prefix('r')?;
    let count = hashes.bytes().take_while(|byte| *byte == b'#').count();
    hashes[count..].starts_with('"').then_some(())?;
    let begin = 1 + count + 1;
    let close = format!("\"{}", "#".repeat(count));
    let length = rest[begin..].find(&close).unwrap_or(rest.len() - begin - close.len());
    Some((begin..begin + length, begin + length + close.len()))
}

/// The offset of the closing quote of a literal.
fn quoted(text: &str, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len() - 1)
}

/// The offset of the closing quote of a character; `None` for a lifetime.
fn character(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    if inside.starts_with('\\') {
        return Some(quoted(text, b'\''));
    }
    let length = inside.chars().next()?.len_utf8();
    inside[length..].starts_with('\'').then_some(1 + length)
}

/// Replaces everything but line ends by blanks.
fn blank(bytes: &mut [u8]) {
    bytes.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
}

/// The code with the modules blanked that are compiled for tests only.
fn without_tests(code: &str) -> String {
    let mut bytes = code.as_bytes().to_vec();
    for (at, attribute) in code.match_indices("#[cfg(test)]") {
        let item = code[at + attribute.len()..].trim_start();
        let begin = code.len() - item.len();
        // An item without a body ends at its semicolon, one with a body at the closing brace.
        let Some(open) = item.find(['{', ';']) else { continue };
        let length = if item[open..].starts_with(';') { open + 1 } else { open + group(&item[open..]) };
        blank(&mut bytes[at..begin + length]);
    }
    String::from_utf8(bytes).expect("whole lines were blanked")
}

/// The length of a group in braces, the braces included.
pub fn group(code: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

/// The offsets at which a word stands whole in a text: no letter, digit or underscore before or after it.
pub fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = text.as_bytes();
    text.match_indices(word).map(|(at, _)| at).filter(move |at| {
        !is_part(at.checked_sub(1).and_then(|before| bytes.get(before))) && !is_part(bytes.get(at + word.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        Source::new(text).code.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_and_literals_are_no_code() {
        assert_eq!(code("a // b\nc /* d /* e */ f */ g"), "a c g");
        assert_eq!(code(r#"x("y // \" z", 'q', '\'', b"w", 'l)"#), r#"x(" ", ' ', ' ', b" ", 'l)"#);
        assert_eq!(code("r#\"a\"b\"# c br\"d\" for\"e\""), "r#\" \"# c br\" \" for\" \"");
        assert_eq!(code("'ü' /* ü */ \"ü\" ü"), "' ' \" \" ü");
    }

    #[test]
    fn what_is_compiled_for_tests_is_left_out() {
        let text = "a\n#[cfg(test)]\nmod tests {\n    fn b() { \"}\" }\n}\nc\n#[cfg(test)]\nuse d;\ne";
        assert_eq!(code(text), "a c e");
        assert!(Source::new(text).with_tests.contains("fn b"));
    }

    #[test]
    fn comments_keep_their_lines() {
        let comments = Source::new("let a = \"// no\"; // yes\n/// ü\nb").comments;
        assert_eq!(comments.lines().map(str::trim).collect::<Vec<_>>(), ["// yes", "/// ü", ""]);
    }

    #[test]
    fn words_stand_whole() {
        assert_eq!(words("art part art art_ (art)", "art").collect::<Vec<_>>(), [0, 9, 19]);
    }
}
