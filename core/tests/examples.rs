//! The examples run, and print what their documentation shows.

#[path = "../examples/backup.rs"]
#[allow(dead_code, reason = "its main function")]
mod backup;
#[path = "../examples/worst_case.rs"]
#[allow(dead_code, reason = "its main function")]
mod worst_case;

/// The text that the documentation of an example shows between "```text" and "```".
fn documented(source: &str) -> String {
    let lines = source.lines().skip_while(|line| *line != "//! ```text").skip(1);
    lines.take_while(|line| *line != "//! ```").map(|line| format!("{}\n", line.trim_start_matches("//! "))).collect()
}

#[test]
fn a_backup_from_request_to_restore() {
    let mut out = Vec::new();
    assert!(backup::run(&mut out).is_ok());
    assert_eq!(String::from_utf8_lossy(&out), documented(include_str!("../examples/backup.rs")));
}

#[test]
fn the_worst_case() {
    let mut out = Vec::new();
    assert!(worst_case::run(&mut out).is_ok());
    assert_eq!(String::from_utf8_lossy(&out), documented(include_str!("../examples/worst_case.rs")));
}
