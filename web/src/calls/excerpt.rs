//! What is shown of a body.

use crate::format;

/// The beginning of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text, laid out for reading.
    pub text: String,
    /// The length of all of it, in bytes; `None` if nothing is left out.
    pub all_bytes: Option<usize>,
}

impl Excerpt {
    /// The first bytes of a text, laid out.
    pub(super) fn of(text: &str, bytes_max: usize, layout: fn(&str) -> String) -> Excerpt {
        let shown = format::start(text, bytes_max);
        let is_cut = shown.len() < text.len();
        let shown = if is_cut { layout(shown) + "…" } else { layout(shown) };
        Excerpt { text: shown, all_bytes: is_cut.then_some(text.len()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::request::Request;
    use timemark_core::Attributes;

    #[test]
    fn a_long_body_is_shown_in_part() {
        let item = Attributes::from_iter([("pk".to_owned(), "é".repeat(100).as_str().into())]);
        let put = Request::put("Music", &item);
        assert_eq!(put.excerpt(1_000), Excerpt { text: put.body(), all_bytes: None });
        let cut = put.excerpt(60);
        assert_eq!(cut.all_bytes, Some(put.bytes()));
        assert!(cut.text.ends_with("é…") && put.body().starts_with(cut.text.trim_end_matches('…')), "{}", cut.text);
        assert_eq!(put.compact().excerpt(60).all_bytes, Some(put.bytes()));
    }
}
