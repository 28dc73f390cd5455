//! A time limit on writes, so that a client that never reads its answer does not hold its connection for ever.
//!
//! hyper limits the time for reading a request's head, and [`crate::http`] the time for its body. [`WriteTimeout`]
//! limits writes: one that makes no progress for a while is an error.

use hyper::rt::{Read, ReadBufCursor, Write};
use std::future::Future;
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Sleep, sleep};

/// `T`, with a limit on the time in which a write makes no progress.
pub struct WriteTimeout<T> {
    io: T,
    limit: Duration,
    /// Runs while a write waits.
    timer: Option<Pin<Box<Sleep>>>,
}

impl<T> WriteTimeout<T> {
    /// Wraps `io`.
    pub fn new(io: T, limit: Duration) -> Self {
        Self { io, limit, timer: None }
    }

    /// The socket without the limit.
    pub fn into_inner(self) -> T {
        self.io
    }

    /// Returns `outcome`, or an error if the write has been pending for longer than the limit.
    fn watch<O>(&mut self, cx: &mut Context<'_>, outcome: Poll<Result<O>>) -> Poll<Result<O>> {
        if outcome.is_ready() {
            self.timer = None;
            return outcome;
        }
        let limit = self.limit;
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the client does not take its answer")))
    }
}

impl<T: Read + Unpin> Read for WriteTimeout<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buf)
    }
}

impl<T: Write + Unpin> Write for WriteTimeout<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        let outcome = Pin::new(&mut self.io).poll_write(cx, buf);
        self.watch(cx, outcome)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let outcome = Pin::new(&mut self.io).poll_write_vectored(cx, bufs);
        self.watch(cx, outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper_util::rt::TokioIo;
    use std::future::poll_fn;
    use tokio::io::AsyncReadExt;

    const LIMIT: Duration = Duration::from_millis(30);

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_stops_is_given_up() {
        let (ours, mut theirs) = tokio::io::duplex(4);
        let mut limited = WriteTimeout::new(TokioIo::new(ours), LIMIT);
        let write =
            async |limited: &mut WriteTimeout<_>| poll_fn(|cx| Pin::new(&mut *limited).poll_write(cx, b"1234")).await;
        assert_eq!(write(&mut limited).await.ok(), Some(4));
        let given_up = tokio::time::timeout(LIMIT * 300, write(&mut limited)).await;
        assert!(matches!(given_up, Ok(Err(e)) if e.kind() == ErrorKind::TimedOut));
        drop(theirs.read_u32().await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_reader_is_not() {
        let (ours, mut theirs) = tokio::io::duplex(4);
        let mut limited = WriteTimeout::new(TokioIo::new(ours), LIMIT);
        let reader = tokio::spawn(async move {
            let mut received = 0;
            while theirs.read_u32().await.is_ok() {
                received += 4;
                tokio::time::sleep(LIMIT / 2).await;
            }
            received
        });
        for _ in 0..6 {
            assert_eq!(poll_fn(|cx| Pin::new(&mut limited).poll_write(cx, b"1234")).await.ok(), Some(4));
        }
        drop(limited);
        assert_eq!(reader.await.ok(), Some(24));
    }
}
