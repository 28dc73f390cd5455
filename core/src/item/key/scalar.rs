//! The values that a key can have, and their bytes in it.

use super::END;
use crate::item::Stored;
use crate::item::number::Number;
use crate::item::value::AttributeValue;

/// A value that an attribute of a key can have.
#[derive(Clone, Copy, Debug)]
pub enum Scalar<'a> {
    /// The bytes of a text or of a binary value.
    Run(&'a [u8]),
    /// A number.
    Number(Number),
}

impl<'a> Scalar<'a> {
    /// The scalar in a value as it was sent; `None` if it is none, or an invalid number.
    pub fn of(value: &'a AttributeValue) -> Option<Scalar<'a>> {
        match value {
            AttributeValue::S(text) => Some(Scalar::Run(text.as_bytes())),
            AttributeValue::B(bytes) => Some(Scalar::Run(bytes)),
            AttributeValue::N(text) => Number::parse(text).ok().map(Scalar::Number),
            _ => None,
        }
    }

    /// The scalar in a stored value; `None` if it is none.
    pub fn of_stored(value: Stored<'a>) -> Option<Scalar<'a>> {
        value.run().map(Scalar::Run).or_else(|| value.number().map(Scalar::Number))
    }

    /// The length of a text or of a binary value, in **bytes**; `None` for a number.
    pub fn run_bytes(self) -> Option<usize> {
        match self {
            Scalar::Run(run) => Some(run.len()),
            Scalar::Number(_) => None,
        }
    }

    /// Writes the value with its end mark, so that no value is a prefix of another.
    pub fn write_closed(self, out: &mut Vec<u8>) {
        self.write_open(out);
        out.extend_from_slice(&END);
    }

    /// Writes the value without its end mark, which cannot occur in it, because a zero byte becomes 00 FF.
    pub fn write_open(self, out: &mut Vec<u8>) {
        let start = out.len();
        match self {
            Scalar::Run(run) => out.extend_from_slice(run),
            Scalar::Number(number) => number.write_ordered(out),
        }
        if !out[start..].contains(&0) {
            return;
        }
        // Most numbers have zero bytes, so they are escaped in place, the last one first.
        let mut from = out.len();
        let mut to = from + out[start..].iter().filter(|&&byte| byte == 0).count();
        out.resize(to, 0);
        while from < to {
            from -= 1;
            let byte = out[from];
            if byte == 0 {
                to -= 1;
                out[to] = 0xFF;
            }
            to -= 1;
            out[to] = byte;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_bytes_of_a_value_are_escaped() {
        for (value, written) in [
            (vec![], vec![]),
            (vec![1, 2], vec![1, 2]),
            (vec![0], vec![0, 0xFF]),
            (vec![1, 0, 2], vec![1, 0, 0xFF, 2]),
            (vec![0, 7, 0, 0], vec![0, 0xFF, 7, 0, 0xFF, 0, 0xFF]),
        ] {
            let mut out = vec![0, 9];
            Scalar::Run(&value).write_open(&mut out);
            assert_eq!(out, [vec![0, 9], written].concat());
        }
    }
}
