//! The HTTP door of Timemark: the engine behind `http://127.0.0.1:PORT`, for boto3, the AWS CLI and every AWS SDK.
//!
//! ```text
//!  socket ──► serve.rs  accept, limits, shutdown      (tokio, hyper)
//!               │
//!               ▼
//!             http.rs   request → response            guard.rs: who may speak to us at all
//!               │
//!               ▼
//!        shared_engine.rs  one lock: clock.rs, engine    wall time → virtual time, then the engine decides
//! ```
//!
//! The front knows no operation by name: it hands `X-Amz-Target` and the body to the engine and sends back what the
//! engine answers. It owns the two things that the engine must not know, sockets and the wall clock.
//!
//! It listens on the loopback interface only, keeps everything in memory, and verifies no signature: it is a test
//! double, not a database for strangers. What it does defend against is a hostile web page in the same browser
//! ([`guard`]) and clients that are slow, greedy or gone ([`Limits`]).

pub mod args;
pub mod body;
pub mod clock;
mod connection;
mod connections;
pub mod credentials;
pub mod guard;
pub mod gzip;
pub mod http;
pub mod limits;
pub mod serve;
pub mod shared_engine;
pub mod write_timeout;

use args::ServeArgs;
use guard::Guard;
use http::Front;
use std::io::{self, Write};
use std::sync::Arc;
use tokio::net::TcpListener;

pub use limits::Limits;
pub use serve::serve;

/// Runs `timemark serve` until Ctrl-C or SIGTERM: binds, says where it listens, serves, and lets what is in flight end.
///
/// # Errors
/// When the port cannot be had, with a message that names it.
pub async fn run(args: ServeArgs) -> Result<(), String> {
    let stop = stop_signal().map_err(|e| format!("cannot listen for signals: {e}"))?;
    let listener = TcpListener::bind(("127.0.0.1", args.port)).await.map_err(|e| cannot_bind(args.port, &e))?;
    let address = listener.local_addr().map_err(|e| cannot_bind(args.port, &e))?;
    let region = args.region.clone();
    let front = Arc::new(Front::new(args.into_options(), Guard::default(), Limits::default()));
    greet(address.port(), &region);
    serve(listener, front, stop).await;
    Ok(())
}

/// Says where we listen. Scripts wait for the first line; a closed stdout (`timemark serve | head -1`) is no reason to
/// stop serving, so failures to write are ignored.
fn greet(port: u16, region: &str) {
    let url = format!("http://127.0.0.1:{port}");
    let mut out = io::stdout().lock();
    let _ = writeln!(
        out,
        "timemark listening on {url}\n  \
         AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any aws dynamodb list-tables --region {region} --endpoint-url {url}\n  \
         Any credentials do. All data is in memory: it is gone when this stops (Ctrl-C)."
    );
    let _ = out.flush();
}

/// The message for a port that cannot be had, with what to do about the usual reason.
fn cannot_bind(port: u16, error: &io::Error) -> String {
    let hint = match error.kind() {
        io::ErrorKind::AddrInUse => {
            ": another program has it; choose another with --port, or --port 0 for any free one"
        }
        io::ErrorKind::PermissionDenied => ": ports below 1024 need privileges; choose a higher one with --port",
        _ => "",
    };
    format!("cannot listen on 127.0.0.1:{port}: {error}{hint}")
}

/// A future that ends at the first Ctrl-C or SIGTERM. The handlers are installed at once, before the first line of
/// output, so that a script that waits for that line can stop us cleanly from then on.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// A future that ends at the first Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
