//! `timemark`: DynamoDB's on-demand backup on a port of your own machine. See `timemark --help`.

use std::process::ExitCode;
use timemark_server::args::{self, Command};

/// A request makes a few dozen small allocations; this allocator halves their cost.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit codes: 0 stopped as requested, 1 could not run, 2 wrong arguments.
fn main() -> ExitCode {
    match args::parse(std::env::args_os().skip(1)) {
        Ok(Command::Print(text)) => {
            use std::io::Write;
            // A closed stdout (`timemark --help | head -1`) is no failure.
            let _ = writeln!(std::io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Ok(Command::Health(address)) => match timemark_server::health::check(address) {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => fail(&message, 1),
        },
        Ok(Command::Save(url, file)) => match timemark_server::save::save(&url, &file) {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => fail(&message, 1),
        },
        Ok(Command::Serve(serve)) => match run(*serve) {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => fail(&message, 1),
        },
        Err(message) => fail(&message, 2),
    }
}

/// Serves on one thread: the engine is behind one lock, so a second thread would mostly wait for the first, and the
/// machine's other cores are left to the clients. `examples/load.rs` compares.
fn run(args: args::ServeArgs) -> Result<(), String> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| format!("cannot start: {e}"))?
        .block_on(timemark_server::run(args, release_memory))
}

/// Returns the allocator's free memory to the system, which it does by itself only while it is in use.
fn release_memory() {
    #[expect(unsafe_code, reason = "the allocator has no safe function for it")]
    // SAFETY: may be called at any time; it touches only memory that the allocator holds free.
    unsafe {
        libmimalloc_sys::mi_collect(true);
    }
}

fn fail(message: &str, code: u8) -> ExitCode {
    eprintln!("timemark: {message}");
    ExitCode::from(code)
}
