//! Command lines that are read, and those that are refused.

use super::*;

fn serve(line: &str) -> Result<ServeArgs, String> {
    match parse(line.split_whitespace())? {
        Command::Serve(serve) => Ok(*serve),
        Command::Print(text) => Err(text),
        Command::Health(address) => Err(format!("health of {address}")),
        Command::Save(url, file) => Err(format!("{url} to {}", file.display())),
    }
}

#[test]
fn defaults_and_every_flag() {
    let plain = serve("serve").unwrap_or_default();
    assert_eq!((plain.port, plain.speed, plain.partitions, plain.seed), (8000, 1, 4, 1));
    assert_eq!((plain.region.as_str(), plain.account.as_str(), plain.now), ("us-east-1", "123456789012", None));
    let line = "serve --port=0 --pace realistic --window adversarial --speed 60 --partitions 16 --seed 7 \
                --region eu-west-3 --account 000000000001 --now 1700000000.25 --max-bytes 1000000";
    let options = serve(line).map(|args| args.options());
    let Ok(options) = options else { unreachable!("{options:?}") };
    assert_eq!((options.seed, options.now.millis()), (7, 1_700_000_000_250));
    assert_eq!((options.region.as_str(), options.account.as_str()), ("eu-west-3", "000000000001"));
    assert!(matches!(options.settings.pace, Pace::Realistic));
    assert!(matches!(options.settings.consistency_window, ConsistencyWindow::Adversarial));
    assert_eq!((options.settings.speed, options.settings.partitions_per_table), (60, 16));
    assert_eq!(options.settings.max_bytes, Some(1_000_000));
    assert_eq!(serve("serve --max-bytes 0").map(|args| args.options().settings.max_bytes), Ok(None));
}

#[test]
fn who_is_answered_and_where() {
    let plain = serve("serve").unwrap_or_default();
    assert_eq!(plain.address().to_string(), "127.0.0.1:8000");
    assert_eq!(plain.limits().all_bodies_bytes, 256 * 1024 * 1024);
    let line = "serve --host :: --allow-host dynamodb --allow-host * --allow-origin http://localhost:3000 \
                --body-memory 16";
    let Ok(args) = serve(line) else { unreachable!("{line}") };
    assert_eq!(args.address().to_string(), "[::]:8000");
    assert_eq!(
        (args.allow_hosts.join(" "), args.allow_origins.join(" ")),
        ("dynamodb *".into(), "http://localhost:3000".into())
    );
    assert_eq!(args.limits().all_bodies_bytes, 16 * 1024 * 1024);
}

#[test]
fn health_takes_an_address() {
    assert_eq!(serve("health").err().as_deref(), Some("health of 127.0.0.1:8000"));
    assert_eq!(serve("health --port 1 --host ::1").err().as_deref(), Some("health of [::1]:1"));
}

#[test]
fn the_clock_starts_at_the_wall_clock() {
    let now = serve("serve").unwrap_or_default().options().now.millis();
    assert!(now > 1_600_000_000_000, "{now}");
}

#[test]
fn wrong_values_name_the_flag_and_what_is_allowed() {
    for (line, parts) in [
        ("serve --port 70000", ["--port", "65535"]),
        ("serve --port -1", ["--port", "65535"]),
        ("serve --port", ["--port", "needs a value"]),
        ("serve --pace slow", ["--pace", "instant or realistic"]),
        ("serve --window wide", ["--window", "exact, typical or adversarial"]),
        ("serve --speed fast", ["--speed", "0 to"]),
        ("serve --partitions 0", ["--partitions", "1 to 1024"]),
        ("serve --partitions 1025", ["--partitions", "1 to 1024"]),
        ("serve --max-bytes 1GB", ["--max-bytes", "0 to"]),
        ("serve --seed x", ["--seed", "0 to"]),
        ("serve --region US_EAST", ["--region", "us-east-1"]),
        ("serve --account 12345", ["--account", "12 digits"]),
        ("serve --now yesterday", ["--now", "epoch seconds"]),
        ("serve --now 253402300800", ["--now", "epoch seconds"]),
        ("serve --host dynamodb", ["--host", "an IP address"]),
        ("serve --allow-host dynamodb:8000", ["--allow-host", "without a port"]),
        ("serve --allow-host *.example", ["--allow-host", "* for any"]),
        ("serve --allow-origin localhost:3000", ["--allow-origin", "http://localhost:3000"]),
        ("serve --allow-origin *", ["--allow-origin", "scheme, host and port"]),
        ("serve --body-memory 15", ["--body-memory", "16 to 1048576"]),
        ("health --seed 1", ["--seed", "--help"]),
        ("serve --verbose", ["--verbose", "--help"]),
        ("serve twice", ["twice", "--help"]),
        ("--port 1", ["--port", "--help"]),
        ("backup", ["backup", "timemark serve"]),
        ("", ["Usage", "serve"]),
    ] {
        let message = serve(line).map_or_else(|message| message, |args| format!("{args:?}"));
        assert!(parts.iter().all(|part| message.contains(part)), "{line}: {message}");
    }
}

#[test]
fn help_and_version() {
    for line in ["--help", "-h", "serve --help", "--version", "-V"] {
        assert!(matches!(parse(line.split_whitespace()), Ok(Command::Print(_))), "{line}");
    }
}

#[test]
fn seconds_without_floats() {
    for (text, millis) in
        [("0", Some(0)), ("1.5", Some(1_500)), ("1.005", Some(1_005)), ("253402300799.999", Some(253_402_300_799_999))]
    {
        assert_eq!(epoch_seconds(text).map(Timestamp::millis), millis, "{text}");
    }
    for text in ["", ".", "1.", ".5", "-1", "1e3", "1.0005", "NaN", "99999999999999999999"] {
        assert_eq!(epoch_seconds(text), None, "{text}");
    }
}
