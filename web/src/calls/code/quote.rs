//! Names and strings of each language. A string may hold anything: the pasted program must give back that string, and
//! no part of it may act as a command, a line break or a change of writing direction.

use std::fmt::Write;

/// `CreateBackup` and `SSESpecification` in small letters: `create_backup`, `sse_specification`, or with hyphens.
pub fn lower(name: &str, joint: char) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (index, &letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| letters.get(index));
        let is_next_small = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        let begins = |before: &char| before.is_ascii_lowercase() || before.is_ascii_digit() || is_next_small;
        if letter.is_ascii_uppercase() && before.is_some_and(begins) {
            out.push(joint);
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// Whether a character is hidden or acts when displayed: ends a line, moves the cursor, changes the direction.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// A line of a comment, without hidden characters.
pub fn visible(line: &str) -> String {
    line.replace(is_hidden, "\u{FFFD}")
}

/// A text in double quotes, with `\uXXXX` for what is hidden: for JSON, Python and JavaScript.
pub fn quoted(text: &str) -> String {
    escaped(text, |letter, out| write!(out, "\\u{:04x}", u32::from(letter)))
}

/// A text in double quotes, with `\u{X}` for what is hidden: for Rust.
pub fn quoted_rust(text: &str) -> String {
    escaped(text, |letter, out| write!(out, "\\u{{{:x}}}", u32::from(letter)))
}

fn escaped(text: &str, hidden: fn(char, &mut String) -> std::fmt::Result) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a string does not fail. Every hidden character has at most four hexadecimal digits.
            letter if is_hidden(letter) => hidden(letter, &mut out).unwrap_or_default(),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// Bytes as Python and Rust write them: `b"\x01ab"`.
pub fn bytes(bytes: &[u8]) -> String {
    let mut out = String::from("b\"");
    for &byte in bytes {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => write!(out, "\\x{byte:02x}").unwrap_or_default(),
        }
    }
    out.push('"');
    out
}

/// A word of a shell: as it is where nothing in it means anything, otherwise in single quotes. What is hidden needs the
/// quotes that know escapes, which bash, zsh and ksh have. No word can hold U+0000; no value that is one may.
pub fn shell(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:@%+,".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    if !text.chars().any(is_hidden) {
        return single(text);
    }
    let mut out = String::from("$'");
    for letter in text.chars() {
        match letter {
            '\'' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if is_hidden(letter) => {
                for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                    write!(out, "\\x{byte:02x}").unwrap_or_default();
                }
            }
            letter => out.push(letter),
        }
    }
    out.push('\'');
    out
}

/// In single quotes, in which a shell takes everything but another as it is.
pub fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_small_letters() {
        for (name, lowered) in [
            ("CreateBackup", "create_backup"),
            ("TableName", "table_name"),
            ("SSESpecificationOverride", "sse_specification_override"),
            ("KMSMasterKeyId", "kms_master_key_id"),
            ("S3Bucket", "s3_bucket"),
            ("S3SseAlgorithm", "s3_sse_algorithm"),
            ("ListTagsOfResource", "list_tags_of_resource"),
        ] {
            assert_eq!(lower(name, '_'), lowered);
        }
        assert_eq!(lower("BackupArn", '-'), "backup-arn");
    }

    #[test]
    fn quotes_hold_what_is_hostile() {
        let text = "it's \"x\" $HOME `id` \\ !\r\n\t\u{0}\u{1b}[2J\u{85}\u{2028}\u{202e}\u{feff}é😀";
        assert_eq!(quoted(text), r#""it's \"x\" $HOME `id` \\ !\r\n\t\u0000\u001b[2J\u0085\u2028\u202e\ufeffé😀""#);
        assert_eq!(
            quoted_rust(text),
            r#""it's \"x\" $HOME `id` \\ !\r\n\t\u{0}\u{1b}[2J\u{85}\u{2028}\u{202e}\u{feff}é😀""#
        );
        assert_eq!(
            syn::parse_str::<syn::LitStr>(&quoted_rust(text)).map(|literal| literal.value()).ok().as_deref(),
            Some(text)
        );
        assert_eq!(serde_json::from_str::<String>(&quoted(text)).ok().as_deref(), Some(text));
        assert_eq!(bytes(b"a\"\\'\n\0\x7f\xff"), r#"b"a\"\\'\x0a\x00\x7f\xff""#);
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(syn::parse_str::<syn::LitByteStr>(&bytes(&all)).map(|literal| literal.value()).ok(), Some(all));
    }

    #[test]
    fn words_of_a_shell() {
        for (text, word) in [
            ("Music", "Music"),
            (
                "arn:aws:dynamodb:us-east-1:123456789012:table/Music",
                "arn:aws:dynamodb:us-east-1:123456789012:table/Music",
            ),
            ("", "''"),
            ("two words", "'two words'"),
            ("it's", r"'it'\''s'"),
            ("$(id) `id` $HOME \\ \" ! * ~ # & | ; <", "'$(id) `id` $HOME \\ \" ! * ~ # & | ; <'"),
            ("~", "'~'"),
            ("a=b", "'a=b'"),
            ("#a", "'#a'"),
            ("é😀", "'é😀'"),
            ("it's\n\\\u{1b}\u{85}", r"$'it\'s\n\\\x1b\xc2\x85'"),
        ] {
            assert_eq!(shell(text), word);
        }
    }
}
