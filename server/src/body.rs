//! Reading a request's body within limits.

use crate::limits::Limits;
use http_body_util::BodyExt;
use hyper::body::{Body, Bytes};
use std::error::Error;
use std::io;
use std::pin::pin;

/// Why a body is not received.
#[derive(Debug, PartialEq, Eq)]
pub enum BodyError {
    /// It is longer than [`Limits::body_bytes`].
    TooLarge,
    /// It is not complete after [`Limits::body_timeout`].
    TooSlow,
    /// Its chunks are not valid HTTP.
    Malformed,
    /// The client has closed the connection in the middle of it.
    Gone,
}

/// Reads a body of at most [`Limits::body_bytes`].
///
/// # Errors
/// [`BodyError`].
pub async fn receive<B>(body: B, limits: &Limits) -> Result<Bytes, BodyError>
where
    B: Body<Data = Bytes>,
    B::Error: Error + 'static,
{
    let length = body.size_hint().exact().and_then(|length| usize::try_from(length).ok());
    let (mut first, mut rest) = (Bytes::new(), Vec::new());
    each_piece(body, limits, |piece| {
        if first.is_empty() {
            // Nearly every body comes in one piece, which is used without a copy.
            first = piece;
            return;
        }
        if rest.is_empty() {
            rest.reserve_exact(length.unwrap_or_default());
            rest.extend_from_slice(&first);
        }
        rest.extend_from_slice(&piece);
    })
    .await?;
    Ok(if rest.is_empty() { first } else { Bytes::from(rest) })
}

/// Reads a body of at most [`Limits::body_bytes`] and discards it, so that the connection can be used again.
///
/// # Errors
/// [`BodyError`].
pub async fn discard<B>(body: B, limits: &Limits) -> Result<(), BodyError>
where
    B: Body<Data = Bytes>,
    B::Error: Error + 'static,
{
    each_piece(body, limits, drop).await
}

async fn each_piece<B>(body: B, limits: &Limits, mut take: impl FnMut(Bytes)) -> Result<(), BodyError>
where
    B: Body<Data = Bytes>,
    B::Error: Error + 'static,
{
    let reading = async {
        let mut body = pin!(body);
        let mut received = 0;
        while let Some(frame) = body.frame().await {
            // A frame without data has trailers, which mean nothing here.
            let Ok(piece) = frame.map_err(|error| what_failed(&error))?.into_data() else { continue };
            received += piece.len();
            if received > limits.body_bytes {
                return Err(BodyError::TooLarge);
            }
            take(piece);
        }
        Ok(())
    };
    tokio::time::timeout(limits.body_timeout, reading).await.unwrap_or(Err(BodyError::TooSlow))
}

/// Distinguishes an invalid body from a client that is gone: hyper wraps the error of its decoder.
fn what_failed(error: &(dyn Error + 'static)) -> BodyError {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) =
            error.downcast_ref::<io::Error>().map(io::Error::kind)
        {
            return BodyError::Malformed;
        }
        cause = error.source();
    }
    BodyError::Gone
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::body::Frame;
    use std::pin::Pin;
    use std::task::{Context, Poll};
    use std::time::Duration;

    /// A body that arrives in the given pieces, and then perhaps fails.
    struct Pieces<'a>(std::slice::Iter<'a, &'static str>, Option<io::ErrorKind>);

    impl Body for Pieces<'_> {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
            let piece = self.0.next().map(|piece| Ok(Frame::data(Bytes::from_static(piece.as_bytes()))));
            Poll::Ready(piece.or_else(|| Some(Err(self.1.take()?.into()))))
        }
    }

    async fn received(pieces: &[&'static str], failure: Option<io::ErrorKind>) -> Result<Bytes, BodyError> {
        let limits = Limits { body_bytes: 10, body_timeout: Duration::from_millis(20), ..Limits::default() };
        let discarded = discard(Pieces(pieces.iter(), failure), &limits).await;
        let received = receive(Pieces(pieces.iter(), failure), &limits).await;
        assert_eq!(discarded.is_ok(), received.is_ok());
        received
    }

    #[tokio::test]
    async fn bodies_to_the_byte() {
        assert_eq!(received(&[], None).await, Ok(Bytes::new()));
        assert_eq!(received(&["0123456789"], None).await, Ok(Bytes::from_static(b"0123456789")));
        assert_eq!(received(&["", "01", "234567", "89"], None).await, Ok(Bytes::from("0123456789")));
        assert_eq!(received(&["01234567890"], None).await, Err(BodyError::TooLarge));
        assert_eq!(received(&["0123456789", "0", "1"], None).await, Err(BodyError::TooLarge));
        assert_eq!(received(&["0123456789"; 100], None).await, Err(BodyError::TooLarge));
    }

    #[tokio::test]
    async fn what_is_wrong_is_told_from_what_is_gone() {
        for (kind, expected) in [
            (io::ErrorKind::InvalidInput, BodyError::Malformed),
            (io::ErrorKind::InvalidData, BodyError::Malformed),
            (io::ErrorKind::UnexpectedEof, BodyError::Gone),
            (io::ErrorKind::ConnectionReset, BodyError::Gone),
        ] {
            assert_eq!(received(&["01"], Some(kind)).await, Err(expected));
        }
    }
}
