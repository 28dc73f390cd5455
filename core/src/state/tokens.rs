//! Client tokens of transactions: a request that is repeated under its token is executed once.

use super::digest::digest_members;
use crate::limits::TOKEN_MS;
use crate::planted::Planted;
use crate::time::Timestamp;
use imbl::{OrdMap, OrdSet};

/// The valid tokens, each with the digest of its request.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub(super) requests: OrdMap<String, (Timestamp, u128)>,
    pub(super) by_time: OrdSet<(Timestamp, String)>,
}

digest_members!(Tokens { requests, by_time });

impl Tokens {
    /// The digest of the request that was executed under a token; `None` if the token is not valid.
    pub fn request(&self, token: &str, now: Timestamp) -> Option<u128> {
        let (done, digest) = self.requests.get(token)?;
        (now <= done.plus_ms(TOKEN_MS - Planted::TokenOneMillisecondShort.one::<i64>())).then_some(*digest)
    }

    /// Remembers a token, and removes those that are no longer valid.
    pub(super) fn remember(&mut self, at: Timestamp, token: &str, digest: u128) {
        while let Some(oldest) = self.by_time.get_min().filter(|(done, _)| done.plus_ms(TOKEN_MS) < at).cloned() {
            self.by_time.remove(&oldest);
            self.requests.remove(&oldest.1);
        }
        self.requests.insert(token.to_owned(), (at, digest));
        self.by_time.insert((at, token.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_valid_for_ten_minutes() {
        let (start, mut tokens) = (Timestamp::from_millis(7), Tokens::default());
        tokens.remember(start, "a", 1);
        assert_eq!(tokens.request("a", start.plus_ms(TOKEN_MS)), Some(1));
        assert_eq!(tokens.request("a", start.plus_ms(TOKEN_MS + 1)), None);
        assert_eq!(tokens.request("b", start), None);
        tokens.remember(start.plus_ms(TOKEN_MS), "b", 2);
        assert_eq!(tokens.requests.len(), 2);
        tokens.remember(start.plus_ms(TOKEN_MS + 1), "a", 3);
        assert_eq!((tokens.requests.len(), tokens.by_time.len()), (2, 2));
        assert_eq!(tokens.request("a", start.plus_ms(TOKEN_MS + 1)), Some(3));
    }
}
