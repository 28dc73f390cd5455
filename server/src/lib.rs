//! Timemark's HTTP server: the engine at `http://127.0.0.1:PORT`, for boto3, the AWS CLI and every AWS SDK.
//!
//! ```text
//!  socket ──► serve.rs       accept, stop              connections.rs: who leaves when all places are taken
//!               │
//!               ▼
//!           connection.rs     hyper, for one client     write_timeout.rs: a client that does not read
//!               │
//!               ▼
//!             http.rs         request → response        guard.rs: who may speak to us at all; credentials.rs;
//!               │                                       body.rs, gzip.rs, limits.rs: what is taken
//!               ▼
//!         shared_engine.rs    with --data, an answer waits until it is stored
//!               │             committer.rs, storage: one thread, one redb file; journal.rs: the calls that wait for it
//!               ▼
//!         locked_engine.rs    one lock: clock.rs, engine: wall time → virtual time, then the engine decides
//! ```
//!
//! The server knows no operation by name: it passes `X-Amz-Target` and the body to the engine and sends back the
//! engine's answer. It owns the two things that the engine must not know: sockets and the wall clock.
//!
//! It listens on the loopback interface unless told otherwise, keeps everything in memory unless it is given a file, and
//! verifies no signature: it is a test double, not a database for strangers. It does defend itself against hostile web pages in a browser on
//! the same machine ([`guard`]) and against clients that are slow, greedy or gone ([`Limits`]).

pub mod args;
pub mod body;
pub mod clock;
mod committer;
mod connection;
mod connections;
pub mod credentials;
pub mod guard;
pub mod gzip;
pub mod health;
pub mod http;
mod journal;
pub mod limits;
mod locked_engine;
pub mod save;
pub mod serve;
pub mod shared_engine;
pub mod start;
pub mod storage;
pub mod write_timeout;

use args::ServeArgs;
use http::Front;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

pub use limits::Limits;
pub use serve::serve;

/// Runs `timemark serve` until Ctrl-C or SIGTERM: binds, prints where it listens, serves, and finishes the requests in
/// flight. When it becomes idle it calls `release_memory`, which returns the allocator's free memory to the system.
///
/// # Errors
/// A message that names the port, if it cannot be bound, or the file, if it cannot be used.
pub async fn run(args: ServeArgs, release_memory: fn()) -> Result<(), String> {
    let stop = stop_signal().map_err(|e| format!("cannot listen for signals: {e}"))?;
    let listener = TcpListener::bind(args.address()).await.map_err(|e| cannot_bind(args.address(), &e))?;
    let address = listener.local_addr().map_err(|e| cannot_bind(args.address(), &e))?;
    let front = Arc::new(Front::of(start::start(&args)?, args.seed, args.guard(), args.limits()));
    greet(address, front.engine.region(), &args);
    let housekeeping = tokio::spawn(keep_house(Arc::clone(&front), release_memory));
    serve(listener, Arc::clone(&front), stop).await;
    housekeeping.abort();
    front.engine.close();
    Ok(())
}

/// The time without requests after which the server is idle.
const IDLE_AFTER: Duration = Duration::from_secs(1);

/// While the server is idle, runs tasks that are due, and releases memory once after each stretch of work.
async fn keep_house(front: Arc<Front>, release_memory: fn()) {
    let (mut calls, mut is_released) = (0, true);
    loop {
        tokio::time::sleep(IDLE_AFTER).await;
        let calls_now = front.engine.calls();
        if calls_now != calls {
            (calls, is_released) = (calls_now, false);
            // Calls that only read have seen the time; so the clock does not go back by more than a second.
            front.engine.store();
            continue;
        }
        let tasks = front.engine.catch_up().unwrap_or(0);
        if tasks > 0 || !is_released {
            release_memory();
            is_released = true;
        }
    }
}

/// Prints where the server listens. Scripts wait for the first line. A closed stdout (`timemark serve | head -1`) is no
/// reason to stop serving, so write errors are ignored.
fn greet(address: SocketAddr, region: &str, args: &ServeArgs) {
    let url = format!("http://{address}");
    let where_it_is = match &args.data {
        Some(file) => format!("All data is kept in {}.", file.display()),
        None => "All data is in memory: it is gone when this stops (Ctrl-C); --data FILE keeps it.".to_owned(),
    };
    let mut out = io::stdout().lock();
    let _ = writeln!(
        out,
        "timemark listening on {url}\n  \
         AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any aws dynamodb list-tables --region {region} --endpoint-url {url}\n  \
         Any credentials do. {where_it_is}"
    );
    if !address.ip().is_loopback() && args.allow_hosts.is_empty() {
        let _ = writeln!(out, "  Only requests to localhost are answered: name other hosts with --allow-host.");
    }
    let _ = out.flush();
}

/// The message for a port that cannot be bound, with what to do in the usual case.
fn cannot_bind(address: SocketAddr, error: &io::Error) -> String {
    let hint = match error.kind() {
        io::ErrorKind::AddrInUse => {
            ": another program has it; choose another with --port, or --port 0 for any free one"
        }
        io::ErrorKind::AddrNotAvailable => ": this machine has no such address; choose another with --host",
        io::ErrorKind::PermissionDenied => ": ports below 1024 need privileges; choose a higher one with --port",
        _ => "",
    };
    format!("cannot listen on {address}: {error}{hint}")
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
