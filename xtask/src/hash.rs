//! File names by content, integrity attributes, and hashes in a content security policy.
//!
//! A file whose name changes with its content can be cached for ever, and an old page never loads a new script.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

/// The first sixteen hexadecimal digits of the SHA-256: enough to distinguish versions of a file.
pub fn short(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// `style.css` → `style-0123456789abcdef.css`.
pub fn named(name: &str, bytes: &[u8]) -> String {
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    format!("{stem}-{}.{extension}", short(bytes))
}

/// The value of an `integrity` attribute, with which the browser refuses other bytes.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// How a content security policy names what stands in the page itself.
pub fn policy(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::{integrity, named, policy};

    #[test]
    fn names_follow_content() {
        assert_eq!(named("style.css", b""), "style-e3b0c44298fc1c14.css");
        assert_ne!(named("style.css", b"a"), named("style.css", b"b"));
    }

    #[test]
    fn integrity_is_what_browsers_compute() {
        // The example of the W3C's recommendation "Subresource Integrity".
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }

    #[test]
    fn a_policys_hash_is_what_browsers_compute() {
        // The example of the W3C's recommendation "Content Security Policy Level 3".
        assert_eq!(policy(b"doSomething();"), "sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc=");
    }
}
