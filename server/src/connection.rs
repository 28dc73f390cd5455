//! A connection: hyper between the socket and [`Front::answer`], and what hyper leaves to its host.
//!
//! - An idle connection is closed when its [`Seat`] is needed.
//! - An answer that ends the connection before the whole request was read (413, 417, …) would be lost: closing a socket
//!   with unread bytes resets it, and a client that is still sending never receives the answer. So the rest is read and
//!   discarded for a while ([`linger`]).
//! - hyper itself answers requests that are not valid HTTP, with few headers; [`Socket`] holds that answer back, and it
//!   is sent with the headers that every answer has.

use crate::connections::Seat;
use crate::http::{self, Front};
use crate::write_timeout::WriteTimeout;
use http_body_util::Either;
use hyper::header::HeaderMap;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::fmt;
use std::future::{Future, poll_fn};
use std::io::{IoSlice, Result};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a client may continue to send after its answer.
const LINGER_TIMEOUT: Duration = Duration::from_secs(2);
/// How much it may send, as a multiple of the maximum body.
const LINGER_BODIES: usize = 4;

/// Serves a connection to its end. After `stop` it answers the request in progress, if any, and ends.
pub async fn serve(
    stream: TcpStream,
    seat: Seat,
    front: Arc<Front>,
    builder: http1::Builder,
    stop: impl Future<Output = ()>,
) {
    let seat = Arc::new(seat);
    let is_closing = Arc::new(AtomicBool::new(false));
    let service = service_fn(|request| {
        let (seat, front, is_closing) = (Arc::clone(&seat), Arc::clone(&front), Arc::clone(&is_closing));
        Box::pin(async move {
            seat.serve();
            let mut answer = front.answer(request).await.ok_or(Gone)?;
            is_closing.store(http::is_closing(&answer), Ordering::Relaxed);
            let answered = Answered(seat);
            if let Either::Right(watcher) = answer.body_mut() {
                watcher.hold(answered);
            }
            Ok::<_, Gone>(answer)
        })
    });
    let limited = WriteTimeout::new(TokioIo::new(stream), front.limits.write_timeout);
    let mut connection = builder.serve_connection(Socket::new(limited, Arc::clone(&seat)), service);
    let mut stop = pin!(stop);
    let mut is_stopping = false;
    // What the client has sent is read before the connection begins to end, hence the order.
    let outcome = loop {
        tokio::select! {
            biased;
            outcome = poll_fn(|cx| connection.poll_without_shutdown(cx)) => break outcome,
            () = &mut stop, if !is_stopping => {
                is_stopping = true;
                Pin::new(&mut connection).graceful_shutdown();
            }
            () = seat.must_leave() => return,
        }
    };
    let Socket { io, refusal, .. } = connection.into_parts().io;
    let mut stream = io.into_inner().into_inner();
    if !refusal.is_empty() {
        let refusal = with_headers(&refusal, &front.headers_of_a_refusal());
        let sent = tokio::time::timeout(front.limits.write_timeout, stream.write_all(&refusal)).await;
        if !matches!(sent, Ok(Ok(()))) {
            return;
        }
    } else if outcome.is_err() {
        // A connection that fails concerns its client only: there is nothing left to answer.
        return;
    }
    let _ = stream.shutdown().await;
    if is_closing.load(Ordering::Relaxed) || !refusal.is_empty() {
        let most = front.limits.body_bytes.saturating_mul(LINGER_BODIES);
        let _ = tokio::time::timeout(LINGER_TIMEOUT, linger(stream, most)).await;
    }
}

/// Reads at most `most` more bytes, until the client has seen the end of the connection and closed its side.
async fn linger(mut stream: TcpStream, most: usize) {
    let mut buffer = vec![0; 16 * 1024];
    let mut received = 0;
    while received < most {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(length) => received += length,
        }
    }
}

/// The head of an answer, with more headers.
fn with_headers(head: &[u8], headers: &HeaderMap) -> Vec<u8> {
    let mut whole = head.strip_suffix(b"\r\n").unwrap_or(head).to_vec();
    for (name, value) in headers {
        whole.extend_from_slice(&[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    whole.extend_from_slice(b"\r\n");
    whole
}

/// Marks, when it is dropped, that a request is answered: at once, or when a stream has ended.
struct Answered(Arc<Seat>);

impl Drop for Answered {
    fn drop(&mut self) {
        self.0.answered();
    }
}

/// The client has closed the connection in the middle of its request. There is no answer, and the connection ends.
#[derive(Debug)]
struct Gone;

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the client left in the middle of its request")
    }
}

impl std::error::Error for Gone {}

/// A socket that notifies the connection's [`Seat`] when an answer has been sent, and holds back hyper's own answer if
/// no request has been served.
struct Socket<T> {
    io: T,
    seat: Arc<Seat>,
    /// hyper's own answer: a head without a body.
    refusal: Vec<u8>,
}

impl<T> Socket<T> {
    fn new(io: T, seat: Arc<Seat>) -> Self {
        Self { io, seat, refusal: Vec::new() }
    }
}

impl<T: Read + Unpin> Read for Socket<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buf)
    }
}

impl<T: Write + Unpin> Write for Socket<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        if self.seat.is_idle() {
            self.refusal.extend_from_slice(buf);
            return Poll::Ready(Ok(buf.len()));
        }
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let flushed = Pin::new(&mut self.io).poll_flush(cx);
        if flushed.is_ready() {
            self.seat.flushed();
        }
        flushed
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
        if self.seat.is_idle() {
            self.refusal.extend(bufs.iter().flat_map(|buf| buf.iter()));
            return Poll::Ready(Ok(bufs.iter().map(|buf| buf.len()).sum()));
        }
        Pin::new(&mut self.io).poll_write_vectored(cx, bufs)
    }
}
