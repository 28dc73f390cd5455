//! Accepting connections, the limits on them, and stopping.

use crate::desk::Desk;
use crate::http;
use crate::stall::Stall;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::fmt;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// What one client, or all together, may take. Each field bounds one kind of harm that a slow, greedy or broken client
/// can do; the defaults are far from what an SDK does.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Open connections at a time. More wait in the kernel's queue until one ends: nobody is turned away.
    pub connections: usize,
    /// A request's first line and headers together; beyond: 431.
    pub header_bytes: usize,
    /// A request's body; beyond: 413. DynamoDB's own limit.
    pub body_bytes: usize,
    /// From the end of one answer, or the connection's start, to the end of the next request's headers. Idle
    /// connections end with it too.
    pub header_timeout: Duration,
    /// From the end of the headers to the end of the body; beyond: 408.
    pub body_timeout: Duration,
    /// How long a client may take nothing of its answer; beyond, the connection is cut.
    pub write_timeout: Duration,
    /// How long requests in flight may go on after the signal to stop.
    pub shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            header_bytes: 16 * 1024,
            body_bytes: 16 * 1024 * 1024,
            header_timeout: Duration::from_secs(60),
            body_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            shutdown_grace: Duration::from_secs(5),
        }
    }
}

/// What hyper buffers of a connection at most. It must hold a whole head, and more makes large bodies cheaper to read.
const BUFFER_BYTES: usize = 64 * 1024;

/// How long to wait after a failed `accept` (out of file descriptors, usually) before trying again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves every connection that comes to `listener` from `desk`, until `stop` ends. Then it accepts no more, closes idle
/// connections, lets requests in flight finish for [`Limits::shutdown_grace`], and returns.
pub async fn serve(listener: TcpListener, desk: Arc<Desk>, limits: Limits, stop: impl Future<Output = ()>) {
    // Without `pipeline_flush`: with it, hyper's own refusals (400, 431) are never sent, and no SDK pipelines.
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_header_size(limits.header_bytes)
        .max_buf_size(BUFFER_BYTES.max(limits.header_bytes));
    let places = Arc::new(Semaphore::new(limits.connections));
    let limits = Arc::new(limits);
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Ok((stream, place)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // Answers are small and whole: waiting to fill a packet would only add 40 ms.
        let _ = stream.set_nodelay(true);
        let (desk, limits) = (Arc::clone(&desk), Arc::clone(&limits));
        let io = Stall::new(TokioIo::new(stream), limits.write_timeout);
        let service = service_fn(move |request| {
            let (desk, limits) = (Arc::clone(&desk), Arc::clone(&limits));
            async move { http::answer(&desk, &limits, request).await.ok_or(Gone) }
        });
        let connection = open.watch(builder.serve_connection(io, service));
        tokio::spawn(async move {
            // A connection that ends badly is its client's affair: there is nobody left to tell.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(limits.shutdown_grace, open.shutdown()).await;
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    Ok((stream, place))
}

/// The client left in the middle of its request: no answer, and the connection ends.
#[derive(Debug)]
struct Gone;

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the client left in the middle of its request")
    }
}

impl std::error::Error for Gone {}
