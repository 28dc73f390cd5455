//! Accepting connections, and stopping.

use crate::http;
use crate::limits::Limits;
use crate::shared_engine::SharedEngine;
use crate::write_timeout::WriteTimeout;
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

/// What hyper buffers of a connection at most. It must hold a whole head, and more makes large bodies cheaper to read.
const BUFFER_BYTES: usize = 64 * 1024;

/// How long to wait after a failed `accept` (out of file descriptors, usually) before trying again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves every connection that comes to `listener` from `engine`, until `stop` ends. Then it accepts no more, closes idle
/// connections, lets requests in flight finish for [`Limits::shutdown_grace`], and returns.
pub async fn serve(listener: TcpListener, engine: Arc<SharedEngine>, limits: Limits, stop: impl Future<Output = ()>) {
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
        let (engine, limits) = (Arc::clone(&engine), Arc::clone(&limits));
        let io = WriteTimeout::new(TokioIo::new(stream), limits.write_timeout);
        let service = service_fn(move |request| {
            let (engine, limits) = (Arc::clone(&engine), Arc::clone(&limits));
            async move { http::answer(&engine, &limits, request).await.ok_or(Gone) }
        });
        let connection = open.watch(builder.serve_connection(io, service));
        tokio::spawn(async move {
            // A connection that ends badly is its client's affair: there is nothing left to answer.
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
