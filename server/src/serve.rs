//! Accepting connections, and stopping.

use crate::connection;
use crate::connections::Connections;
use crate::http::Front;
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The maximum that hyper buffers for a connection. It must hold a whole head, and more makes large bodies cheaper to
/// read.
const BUFFER_BYTES: usize = 64 * 1024;

/// How long to wait after a failed `accept` (usually out of file descriptors) before trying again, unless an idle
/// connection is closed before that.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How long connections continue after the signal to stop before they begin to end. Bytes that the kernel has received
/// by then are read in this time, so that a request that was sent completely is answered.
const LAST_LOOK: Duration = Duration::from_millis(50);

/// Serves every connection that arrives at `listener` by `front`, until `stop` completes. Then it accepts the
/// connections that have arrived already, closes idle ones, lets requests in progress finish for
/// [`crate::Limits::shutdown_grace`], and returns.
pub async fn serve(listener: TcpListener, front: Arc<Front>, stop: impl Future<Output = ()>) {
    let limits = &front.limits;
    // Without `pipeline_flush`: with it, hyper's own refusals (400, 431) are never sent, and no SDK uses pipelining.
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_header_size(limits.header_bytes)
        .max_buf_size(BUFFER_BYTES.max(limits.header_bytes));
    let connections = Connections::new(limits.connections);
    let (stopping, stopped) = watch::channel(false);
    let open = async |stream: TcpStream| {
        // Answers are small and whole: waiting to fill a packet would only add 40 ms.
        let _ = stream.set_nodelay(true);
        let seat = connections.seat().await;
        let mut stopped = stopped.clone();
        let stop = async move { drop(stopped.wait_for(|stopped| *stopped).await) };
        tokio::spawn(connection::serve(stream, seat, Arc::clone(&front), builder.clone(), stop));
    };
    let accepting = async {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => open(stream).await,
                Err(_) => {
                    let _ = tokio::time::timeout(ACCEPT_PAUSE, connections.make_room()).await;
                }
            }
        }
    };
    {
        let mut stop = pin!(stop);
        tokio::select! {
            () = &mut stop => {}
            () = accepting => {}
        }
    }
    let leaving = async {
        // Accepts from the kernel's queue directly, because the runtime may not know yet that it has something.
        if let Ok(listener) = listener.into_std() {
            while let Ok(stream) = listener.accept().and_then(|(stream, _)| {
                stream.set_nonblocking(true)?;
                TcpStream::from_std(stream)
            }) {
                open(stream).await;
            }
        }
        tokio::time::sleep(LAST_LOOK).await;
        front.engine.end_watching();
        stopping.send_replace(true);
        connections.all_left().await;
    };
    let _ = tokio::time::timeout(limits.shutdown_grace, leaving).await;
}
