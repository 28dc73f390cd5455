//! The command line.

use crate::clock::wall_time;
use crate::guard::{self, Guard};
use crate::limits::Limits;
use lexopt::{Arg, Parser};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use timemark_core::region::is_region_name;
use timemark_core::{ConsistencyWindow, LabSettings, Options, Pace, PaceName, Settings, Timestamp};

/// The text of `timemark --help`.
pub const HELP: &str = "\
timemark: DynamoDB's on-demand backup on your own machine

Usage: timemark serve [OPTIONS]
       timemark open FILE.timemark [OPTIONS]
       timemark save URL FILE.timemark
       timemark health [--host ADDRESS] [--port N]

serve answers the DynamoDB API on 127.0.0.1, for boto3, the AWS CLI and every AWS SDK (set endpoint_url): in memory, or
with --data in a file.
open serves what a lab file has.
save writes the lab of the server at URL, such as http://127.0.0.1:8000, to a lab file.
health exits with 0 if such a server answers, with 1 if not.

Options:
  --host ADDRESS       address to listen on, such as 0.0.0.0 or ::      [127.0.0.1]
  --port N             port to listen on; 0 takes any free one          [8000]
  --allow-host NAME    also answer requests to this host, such as the
                       name of a container; * allows any; repeatable    [this machine's]
  --allow-origin URL   let pages of this origin use everything, the
                       lab's operations included; repeatable            [the server's own]
  --body-memory MIB    for all request bodies in flight, 16 to 1048576  [256]
  --data FILE          keep everything in FILE: an answer is sent when
                       what it tells is stored                          [memory]
  --damaged            open, for reading only, what is sound in a
                       damaged lab file or file of --data
  --clock START        where the clock of a lab that exists goes on:
                       stored (where it stood), wall (at the wall
                       clock's time, if that is later)                  [stored]
  --pace PACE          how long tables, backups and restores take:
                       instant, realistic                               [instant]
  --window WINDOW      which changes around a request a backup holds:
                       exact, typical, adversarial                      [exact]
  --speed N            virtual seconds per second; 0 = moved by hand    [1]
  --partitions N       partitions of a new table, 1 to 1024             [4]
  --max-bytes N        bytes that the engine may hold; 0 = no bound     [0]
  --seed N             where ids, cuts and faults come from             [1]
  --region NAME        region of requests whose signature names none    [us-east-1]
  --account ID         account in ARNs, 12 digits                       [123456789012]
  --now SECONDS        virtual time at the start, in epoch seconds      [the wall clock]
  -h, --help           this text
  -V, --version        the version

A lab that exists keeps its region, account, seed, clock and settings; --pace, --window, --speed, --partitions and
--max-bytes change the last.

The virtual clock is moved with the lab's operations, which need no credentials:
  curl http://127.0.0.1:8000 -H 'Content-Type: application/x-amz-json-1.0' \\
    -H 'X-Amz-Target: Timemark_20261122.AdvanceClock' -d '{\"Seconds\": 60}'";

/// A parsed command line.
#[derive(Debug)]
pub enum Command {
    /// Print a text and exit.
    Print(String),
    /// Serve until stopped.
    Serve(Box<ServeArgs>),
    /// Ask the server at an address whether it answers.
    Health(SocketAddr),
    /// Write the lab of the server at a URL to a file.
    Save(String, PathBuf),
}

/// Where the clock of a lab that exists goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockStart {
    /// Where it stood when the server stopped.
    #[default]
    Stored,
    /// At the wall clock's time, if that is later.
    Wall,
}

/// The options of `timemark serve`; each field is the flag of that name.
#[derive(Clone, Debug)]
pub struct ServeArgs {
    /// The address to listen on.
    pub host: IpAddr,
    /// The port; 0 takes any free one.
    pub port: u16,
    /// The hosts that are answered in addition to this machine's own names; `*` is any.
    pub allow_hosts: Vec<String>,
    /// The origins whose pages may use everything.
    pub allow_origins: Vec<String>,
    /// The memory for all request bodies in flight, in MiB.
    pub body_memory_mib: usize,
    /// The file in which everything is kept; `None` for memory only.
    pub data: Option<PathBuf>,
    /// The lab file to serve; `None` for a new lab, or the one in `data`.
    pub lab: Option<PathBuf>,
    /// Whether the lab file, or a server's file, is served as of before its damage, for reading only.
    pub damaged: bool,
    /// Where the clock of a lab that exists goes on.
    pub clock: ClockStart,
    /// How long the service takes for what it does in the background.
    pub pace: Pace,
    /// Where the cuts of a backup may fall.
    pub window: ConsistencyWindow,
    /// Virtual seconds for each second of the wall clock.
    pub speed: u32,
    /// The number of partitions of a new table.
    pub partitions: u16,
    /// The most bytes that the engine may hold; 0 for no bound.
    pub max_bytes: u64,
    /// The seed that every random choice follows from.
    pub seed: u64,
    /// The region in every ARN.
    pub region: String,
    /// The account in every ARN.
    pub account: String,
    /// The virtual time at the start; the wall clock's if `None`.
    pub now: Option<Timestamp>,
    /// The flags that the command line names.
    given: BTreeSet<String>,
}

impl Default for ServeArgs {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8000,
            allow_hosts: Vec::new(),
            allow_origins: Vec::new(),
            body_memory_mib: 256,
            data: None,
            lab: None,
            damaged: false,
            clock: ClockStart::Stored,
            pace: Pace::Instant,
            window: ConsistencyWindow::Exact,
            speed: 1,
            partitions: 4,
            max_bytes: 0,
            seed: 1,
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
            now: None,
            given: BTreeSet::new(),
        }
    }
}

impl ServeArgs {
    /// The address and the port.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::new(self.host, self.port)
    }

    /// The guard of these options.
    pub fn guard(&self) -> Guard {
        Guard::new(self.allow_hosts.clone(), self.allow_origins.clone())
    }

    /// The limits of these options.
    pub fn limits(&self) -> Limits {
        Limits { all_bodies_bytes: self.body_memory_mib * 1024 * 1024, ..Limits::default() }
    }

    /// Whether the command line names a flag.
    pub fn is_given(&self, flag: &str) -> bool {
        self.given.contains(flag)
    }

    /// The settings that the command line names, for a lab that exists; `None` if it names none.
    pub fn given_settings(&self) -> Option<LabSettings> {
        let settings = LabSettings {
            pace: self.is_given("pace").then_some(match self.pace {
                Pace::Instant => PaceName::Instant,
                _ => PaceName::Realistic,
            }),
            consistency_window: self.is_given("window").then(|| self.window.clone()),
            speed: self.is_given("speed").then_some(self.speed),
            partitions_per_table: self.is_given("partitions").then_some(self.partitions),
            max_bytes: self.is_given("max-bytes").then_some(self.max_bytes),
            ..LabSettings::default()
        };
        (settings != LabSettings::default()).then_some(settings)
    }

    /// The options of a new engine. Without `--now`, the clock starts at the wall clock's time.
    pub fn options(&self) -> Options {
        Options {
            seed: self.seed,
            now: self.now.unwrap_or_else(wall_time),
            region: self.region.clone(),
            account: self.account.clone(),
            settings: Settings {
                pace: self.pace.clone(),
                consistency_window: self.window.clone(),
                speed: self.speed,
                partitions_per_table: self.partitions,
                max_bytes: Some(self.max_bytes).filter(|bytes| *bytes > 0),
                ..Settings::default()
            },
        }
    }
}

/// Reads the arguments after the program's name.
///
/// # Errors
/// A message that names the flag and what it allows.
pub fn parse<I>(args: I) -> Result<Command, String>
where
    I: IntoIterator,
    I::Item: Into<OsString>,
{
    let mut parser = Parser::from_args(args);
    let mut words: Vec<OsString> = Vec::new();
    let mut serve = ServeArgs::default();
    while let Some(arg) = parser.next().map_err(|e| e.to_string())? {
        let command = words.first().and_then(|word| word.to_str()).unwrap_or_default();
        match arg {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Print(HELP.to_owned())),
            Arg::Short('V') | Arg::Long("version") => {
                return Ok(Command::Print(format!("timemark {}", env!("CARGO_PKG_VERSION"))));
            }
            Arg::Value(word) if words.is_empty() && operands(&word).is_none() => {
                return Err(format!("there is no command {word:?}: say `timemark serve` (or `timemark --help`)"));
            }
            Arg::Value(word) if words.is_empty() || words.len() <= operands(&words[0]).unwrap_or(0) => words.push(word),
            Arg::Long(flag)
                if matches!(command, "serve" | "open") || command == "health" && matches!(flag, "host" | "port") =>
            {
                let flag = flag.to_owned();
                set(&mut serve, &flag, &mut parser)?;
                serve.given.insert(flag);
            }
            other => return Err(format!("{} (see `timemark --help`)", other.unexpected())),
        }
    }
    let mut words = words.into_iter();
    let command = words.next().unwrap_or_default();
    match (command.to_str().unwrap_or_default(), words.next(), words.next()) {
        ("health", ..) => Ok(Command::Health(serve.address())),
        ("serve", ..) if serve.damaged => Err("which file? Say `timemark open FILE --damaged`".to_owned()),
        ("open", ..) if serve.damaged && serve.data.is_some() => {
            Err("what a damaged file has is read only: leave --data out, or --damaged".to_owned())
        }
        ("serve", ..) => Ok(Command::Serve(Box::new(serve))),
        ("open", Some(file), _) => {
            serve.lab = Some(file.into());
            Ok(Command::Serve(Box::new(serve)))
        }
        ("open", ..) => Err("which lab file? Say `timemark open FILE.timemark`".to_owned()),
        ("save", Some(url), Some(file)) => Ok(Command::Save(url.to_string_lossy().into_owned(), file.into())),
        ("save", ..) => Err("from where, to which file? Say `timemark save http://127.0.0.1:8000 FILE`".to_owned()),
        _ => Err(format!("what shall I do?\n\n{HELP}")),
    }
}

/// The number of words that a command takes after its name; `None` if there is no such command.
fn operands(command: &OsString) -> Option<usize> {
    match command.to_str()? {
        "serve" | "health" => Some(0),
        "open" => Some(1),
        "save" => Some(2),
        _ => None,
    }
}

/// Sets the option of one flag.
fn set(serve: &mut ServeArgs, flag: &str, parser: &mut Parser) -> Result<(), String> {
    let mut value = |allowed: &'static str| Value::read(flag, allowed, parser);
    match flag {
        "host" => {
            let value = value("an IP address, such as 127.0.0.1, 0.0.0.0 or ::")?;
            serve.host = value.text.parse().map_err(|_| value.wrong())?;
        }
        "allow-host" => {
            let allowed = "a host's name without a port, such as dynamodb or host.docker.internal, or * for any";
            let is_allowed = |text: &str| text == guard::ANY_HOST || guard::is_host_name(text);
            serve.allow_hosts.push(value(allowed)?.text(is_allowed)?);
        }
        "allow-origin" => {
            let allowed = "an origin, such as http://localhost:3000: scheme, host and port, without a path";
            serve.allow_origins.push(value(allowed)?.text(guard::is_origin)?);
        }
        "body-memory" => {
            serve.body_memory_mib = value("a number of MiB from 16 to 1048576")?.number(16, 1_048_576)?;
        }
        "damaged" => serve.damaged = true,
        "data" => serve.data = Some(PathBuf::from(value("a file")?.text)),
        "clock" => {
            serve.clock =
                value("stored or wall")?.one_of(&[("stored", ClockStart::Stored), ("wall", ClockStart::Wall)])?;
        }
        "port" => serve.port = value("a number from 0 to 65535")?.number(0, u16::MAX)?,
        "speed" => serve.speed = value("a number from 0 to 4294967295")?.number(0, u32::MAX)?,
        "partitions" => serve.partitions = value("a number from 1 to 1024")?.number(1, 1024)?,
        "max-bytes" => {
            serve.max_bytes = value("a number from 0 to 18446744073709551615")?.number(0, u64::MAX)?;
        }
        "seed" => serve.seed = value("a number from 0 to 18446744073709551615")?.number(0, u64::MAX)?,
        "pace" => {
            serve.pace =
                value("instant or realistic")?.one_of(&[("instant", Pace::Instant), ("realistic", Pace::Realistic)])?;
        }
        "window" => {
            serve.window = value("exact, typical or adversarial")?.one_of(&[
                ("exact", ConsistencyWindow::Exact),
                ("typical", ConsistencyWindow::Typical),
                ("adversarial", ConsistencyWindow::Adversarial),
            ])?;
        }
        "region" => {
            let allowed = "a region's name such as us-east-1: letters a-z, digits and hyphens, at most 32";
            serve.region = value(allowed)?.text(is_region_name)?;
        }
        "account" => {
            serve.account = value("12 digits")?.text(Options::is_account)?;
        }
        "now" => {
            let value = value("epoch seconds from 0 to 253402300799.999, such as 1700000000 or 1700000000.5")?;
            serve.now = Some(epoch_seconds(&value.text).ok_or_else(|| value.wrong())?);
        }
        _ => return Err(format!("invalid option '--{flag}' (see `timemark --help`)")),
    }
    Ok(())
}

/// The value of a flag, with what an error about it must name.
struct Value<'a> {
    flag: &'a str,
    allowed: &'static str,
    text: String,
}

impl<'a> Value<'a> {
    fn read(flag: &'a str, allowed: &'static str, parser: &mut Parser) -> Result<Self, String> {
        let text = parser.value().map_err(|_| format!("--{flag} needs a value: {allowed}"))?;
        Ok(Self { flag, allowed, text: text.to_string_lossy().into_owned() })
    }

    fn wrong(&self) -> String {
        format!("--{} {:?} is not allowed: it takes {}", self.flag, self.text, self.allowed)
    }

    fn number<N: std::str::FromStr + PartialOrd>(self, least: N, most: N) -> Result<N, String> {
        self.text.parse().ok().filter(|n| *n >= least && *n <= most).ok_or_else(|| self.wrong())
    }

    fn one_of<T: Clone>(self, names: &[(&str, T)]) -> Result<T, String> {
        names.iter().find(|(name, _)| *name == self.text).map(|(_, value)| value.clone()).ok_or_else(|| self.wrong())
    }

    fn text(self, allowed: impl Fn(&str) -> bool) -> Result<String, String> {
        if allowed(&self.text) { Ok(self.text) } else { Err(self.wrong()) }
    }
}

/// Epoch seconds with up to three decimals, read without floats: `1700000000.5` is exactly half a second past.
fn epoch_seconds(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 3 {
        return None;
    }
    let millis = whole.parse::<i64>().ok()?.checked_mul(1000)? + format!("{fraction:0<3}").parse::<i64>().ok()?;
    (millis <= 253_402_300_799_999).then(|| Timestamp::from_millis(millis))
}

#[cfg(test)]
mod tests;
