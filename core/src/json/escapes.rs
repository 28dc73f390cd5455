//! The bytes of a JSON text that do not stand for themselves, looked for eight at a time.

const WORD_BYTES: usize = size_of::<u64>();

/// The position of the first byte that ends a text or must be escaped in one: a quote, a backslash or a control character.
pub fn position(bytes: &[u8]) -> Option<usize> {
    let (words, rest) = bytes.as_chunks::<WORD_BYTES>();
    for (number, word) in words.iter().enumerate() {
        if let Some(at) = position_in(*word) {
            return Some(number * WORD_BYTES + at);
        }
    }
    let mut last = [b' '; WORD_BYTES];
    last[..rest.len()].copy_from_slice(rest);
    position_in(last).map(|at| words.len() * WORD_BYTES + at)
}

fn position_in(word: [u8; WORD_BYTES]) -> Option<usize> {
    const EACH: u64 = u64::from_le_bytes([1; WORD_BYTES]);
    const HIGHEST: u64 = EACH << 7;
    let word = u64::from_le_bytes(word);
    let quote = word ^ (EACH * b'"' as u64);
    let backslash = word ^ (EACH * b'\\' as u64);
    let is_quote = quote.wrapping_sub(EACH) & !quote;
    let is_backslash = backslash.wrapping_sub(EACH) & !backslash;
    let is_control = word.wrapping_sub(EACH * 0x20) & !word;
    // The highest bit of the first such byte, and perhaps of bytes behind it: a subtraction borrows from these.
    let found = (is_quote | is_backslash | is_control) & HIGHEST;
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_first_of_them_wherever_it_stands() {
        let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
        for length in 0..40 {
            for byte in 0..=u8::MAX {
                for at in 0..length {
                    let mut bytes = vec![b'a'; length];
                    bytes[at] = byte;
                    assert_eq!(position(&bytes), (!is_plain(byte)).then_some(at), "{byte:#x} at {at} of {length}");
                    // Whatever follows it.
                    for behind in [0x00, b' ', b'!', b'#', b'[', b']', 0x7F, 0x80, 0xA2, 0xFF] {
                        bytes[at + 1..].fill(behind);
                        let expected = bytes.iter().position(|&byte| !is_plain(byte));
                        assert_eq!(position(&bytes), expected, "{bytes:x?}");
                    }
                }
            }
        }
    }
}
