//! Regions: the scope of a request's signature names one; each has its own tables, backups and streams, and all share the
//! clock.

use crate::harness::{Lab, START, TABLES, plain, with};
use serde_json::{Value, json};
use timemark_core::{Engine, Options};

const EAST: &str = "us-east-1";
const WEST: &str = "eu-west-1";

impl Lab {
    /// The same lab, called with signatures for a region from now on.
    fn to(&mut self, region: &'static str) -> &mut Lab {
        self.region = Some(region);
        self
    }
}

/// A lab with a table of one name in both regions.
fn both() -> Lab {
    let mut lab = Lab::new();
    lab.to(EAST).table("Music");
    lab.to(WEST).table("Music");
    lab
}

fn names(lab: &mut Lab, region: &'static str) -> Value {
    lab.to(region).ok("ListTables", json!({}))["TableNames"].clone()
}

#[test]
fn a_table_of_one_region_is_not_in_another() {
    let mut lab = Lab::new();
    lab.to(WEST).table("Music");
    lab.put("Music", "a");
    assert_eq!((names(&mut lab, EAST), names(&mut lab, WEST)), (json!([]), json!(["Music"])));
    let missing = ("ResourceNotFoundException", "Requested resource not found: Table: Music not found");
    lab.to(EAST).refused("DescribeTable", json!({"TableName": "Music"}), missing.0, missing.1);
    lab.table("Music");
    assert_eq!(lab.scanned("Music"), [] as [Value; 0]);
    assert_eq!(lab.to(WEST).scanned("Music").len(), 1);
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    assert_eq!((names(&mut lab, EAST), names(&mut lab, WEST)), (json!(["Music"]), json!([])));
}

#[test]
fn arns_and_endpoints_name_the_region() {
    let mut lab = Lab::new();
    let streaming = json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}});
    let table = lab.to(WEST).ok("CreateTable", with(&plain("Music"), &streaming))["TableDescription"].clone();
    let prefix = "arn:aws:dynamodb:eu-west-1:123456789012:table/Music";
    assert_eq!(table["TableArn"], prefix);
    assert_eq!(table["LatestStreamArn"], format!("{prefix}/stream/2026-01-01T00:00:00.000"));
    assert!(lab.backup("Music").starts_with(&format!("{prefix}/backup/")));
    let endpoints = |lab: &mut Lab| lab.ok("DescribeEndpoints", json!({}))["Endpoints"][0]["Address"].clone();
    assert_eq!(endpoints(&mut lab), "dynamodb.eu-west-1.amazonaws.com");
    assert_eq!(endpoints(lab.to("cn-north-1")), "dynamodb.cn-north-1.amazonaws.com");
    lab.to("cn-north-1").table("Music");
    assert_eq!(lab.described("Music")["TableArn"], "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/Music");
}

#[test]
fn without_a_scope_a_request_is_for_the_engines_own_region() {
    let mut lab = Lab::new();
    lab.table("Music");
    assert_eq!(names(&mut lab, EAST), json!(["Music"]));
    let own = Options { region: WEST.to_owned(), ..Options::default() };
    let mut lab = Lab { engine: Engine::new(own), region: None };
    lab.table("Music");
    assert_eq!((names(&mut lab, EAST), names(&mut lab, WEST)), (json!([]), json!(["Music"])));
}

#[test]
fn ids_differ_between_regions() {
    let mut lab = both();
    let ids = [EAST, WEST].map(|region| lab.to(region).described("Music")["TableId"].clone());
    assert_ne!(ids[0], ids[1]);
    let [east, west] = [EAST, WEST].map(|region| lab.to(region).backup("Music"));
    assert_ne!(east.rsplit('/').next(), west.rsplit('/').next());
    let listed = lab.to(EAST).ok("ListBackups", json!({}))["BackupSummaries"].clone();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(listed[0]["BackupArn"], east);
}

/// A backup's ARN at an endpoint: its own region's, another's, and with the name of another region in it.
#[test]
fn a_backup_is_known_in_its_region() {
    let mut lab = both();
    let arn = lab.to(WEST).backup("Music");
    let swapped = arn.replace(WEST, EAST);
    let by_arn = |arn: &str| json!({"BackupArn": arn});
    for operation in ["DescribeBackup", "DeleteBackup"] {
        lab.to(EAST).refused(operation, by_arn(&arn), "BackupNotFoundException", &format!("Backup not found: {arn}"));
    }
    assert_eq!(lab.to(WEST).described_backup(&swapped)["BackupDetails"]["BackupArn"], swapped);
    lab.refused(
        "ListBackups",
        json!({"ExclusiveStartBackupArn": swapped}),
        "ValidationException",
        "Invalid Request: The supplied ExclusiveStartBackupArn does not match the region",
    );
    // A restore to another region is not done here: its backup is not found.
    let restore = |arn: &str| json!({"TargetTableName": "Restored", "BackupArn": arn});
    let encrypted = json!({"SSESpecificationOverride": {"Enabled": true}});
    let text = "Invalid Request: sseSpecificationOverride must be provided for cross-region restores";
    lab.to(EAST).refused("RestoreTableFromBackup", restore(&arn), "ValidationException", text);
    let refused = ("BackupNotFoundException", format!("Backup not found: {arn}"));
    lab.refused("RestoreTableFromBackup", with(&restore(&arn), &encrypted), refused.0, &refused.1);
    lab.to(WEST).ok("RestoreTableFromBackup", restore(&arn));
    lab.ok("DeleteBackup", by_arn(&swapped));
    assert_eq!(names(&mut lab, WEST), json!(["Music", "Restored"]));
}

/// The ARN of another region's table or stream, wherever one is taken for a table.
#[test]
fn another_regions_arn_is_refused() {
    let mut lab = both();
    let arn = format!("{TABLES}Music");
    let stream = format!("{arn}/stream/2026-01-01T00:00:00.000");
    lab.to(WEST);
    let text = format!("1 validation error detected: Invalid AWS region in '{arn}'");
    for (operation, body) in [
        ("DescribeTable", json!({"TableName": arn})),
        ("Scan", json!({"TableName": arn})),
        ("CreateBackup", json!({"TableName": arn, "BackupName": "nightly"})),
        ("DescribeStream", json!({"StreamArn": stream})),
    ] {
        lab.refused(operation, body, "ValidationException", &text);
    }
}

#[test]
fn one_clock_runs_the_tasks_of_all_regions() {
    let mut lab = Lab::paced(json!({"TableCreation": 5}));
    lab.to(WEST).table("Later");
    lab.advance_ms(1_000);
    lab.to("ap-south-1").table("Last");
    lab.to(EAST).table("Last");
    let next_due = |lab: &mut Lab| lab.ok("DescribeLab", json!({}))["NextDue"].as_f64();
    let status = |lab: &mut Lab, region, table| lab.to(region).described(table)["TableStatus"].clone();
    assert_eq!(next_due(&mut lab), Some(START + 5.0));
    lab.ok("AdvanceClock", json!({"ToNextDue": true}));
    assert_eq!((status(&mut lab, WEST, "Later"), status(&mut lab, EAST, "Last")), (json!("ACTIVE"), json!("CREATING")));
    assert_eq!(next_due(&mut lab), Some(START + 6.0));
    let ran = lab.ok("AdvanceClock", json!({"Seconds": 60}))["TasksRun"].as_u64();
    // Two tables become ACTIVE, and their backups are enabled.
    assert_eq!(ran, Some(4));
    assert_eq!(status(&mut lab, "ap-south-1", "Last"), "ACTIVE");
}

/// Of tasks of one time the engine's own region has the first, then the others by name: the order of a replay.
#[test]
fn tasks_of_one_time_run_in_the_order_of_their_regions() {
    let mut lab = Lab::paced(json!({"TableCreation": 5}));
    lab.engine.record_history();
    ["eu-west-1", "ap-south-1", EAST].into_iter().for_each(|region| lab.to(region).table("Music"));
    lab.engine.take_history();
    lab.advance_ms(5_000);
    let history = lab.engine.take_history();
    let tasks = history.iter().filter(|event| event.is_change());
    let mut regions: Vec<String> = tasks.map(|event| event.region.to_string()).collect();
    regions.dedup();
    assert_eq!(regions, [EAST, "ap-south-1", "eu-west-1"]);
}

#[test]
fn settings_seed_and_faults_are_those_of_all_regions() {
    let mut lab = both();
    lab.to(WEST).ok("UpdateLab", json!({"Settings": {"Pace": "CUSTOM", "Delays": {"BackupCreation": 100}}, "Seed": 7}));
    let status = |lab: &mut Lab, arn: &str| lab.described_backup(arn)["BackupDetails"]["BackupStatus"].clone();
    for region in [EAST, WEST, "sa-east-1"] {
        if region == "sa-east-1" {
            lab.to(region).table("Music");
        }
        let arn = lab.to(region).backup("Music");
        assert_eq!(status(&mut lab, &arn), "CREATING", "{region}");
    }
    lab.to(EAST).ok("InjectFault", json!({"Operation": "ListBackups", "Error": "ThrottlingException"}));
    lab.to(WEST).refused("ListBackups", json!({}), "ThrottlingException", "Rate exceeded");
    lab.to(WEST).ok("ListBackups", json!({}));
    lab.ok("ResetLab", json!({}));
    assert_eq!([EAST, WEST, "sa-east-1"].map(|region| names(&mut lab, region)), [json!([]), json!([]), json!([])]);
}

/// What the lab has is asked of a region by the same scope.
#[test]
fn the_lab_looks_into_a_region() {
    let mut lab = Lab::new();
    lab.to(WEST).table("Music");
    lab.put("Music", "a");
    let job = lab.ok("StartBackupJob", json!({"TableName": "Music", "BackupName": "vault"}));
    let arn = job["BackupDetails"]["BackupArn"].as_str().unwrap().to_owned();
    assert!(arn.starts_with("arn:aws:dynamodb:eu-west-1:"), "{arn}");
    assert_eq!(lab.ok("ExplainBackup", json!({"BackupArn": arn}))["Changes"].as_array().map(Vec::len), Some(1));
    assert_eq!(lab.ok("DescribeTimeline", json!({"TableName": "Music"}))["Writes"], 1);
    let not_found = format!("Backup not found: {arn}");
    lab.to(EAST).refused("ExplainBackup", json!({"BackupArn": arn}), "BackupNotFoundException", &not_found);
}

/// Until something happens in a region there is none: what reads and what is refused leaves no trace.
#[test]
fn a_region_begins_with_the_first_change_in_it() {
    let mut lab = Lab::new();
    let before = lab.engine.digest();
    lab.to(WEST).ok("ListTables", json!({}));
    lab.ok("DescribeLimits", json!({}));
    let missing = json!({"TableName": "Music", "BackupName": "nightly"});
    lab.refused("CreateBackup", missing, "TableNotFoundException", "Table not found: Music");
    assert_eq!((lab.engine.digest(), lab.engine.states().count()), (before, 1));
    lab.table("Music");
    assert_ne!(lab.engine.digest(), before);
    assert_eq!(lab.engine.states().count(), 2);
}

/// The history of all regions, replayed, makes the same regions; a copy of an engine has regions of its own.
#[test]
fn a_replay_makes_the_same_regions() {
    let mut lab = Lab::paced(json!({"TableCreation": 5, "BackupCreation": 100}));
    lab.engine.record_history();
    let start = lab.engine.checkpoint();
    lab.to(WEST).table("Music");
    lab.to(EAST).table("Music");
    lab.advance_ms(60_000);
    lab.to(WEST).put("Music", "a");
    lab.backup("Music");
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "INSTANT"}, "Seed": 9}));
    lab.to("sa-east-1").table("Music");
    let fork = lab.clone();
    lab.to(WEST).put("Music", "b");
    lab.advance_ms(600_000);
    let replayed = Engine::recover(&start, &lab.engine.take_history());
    assert_eq!(replayed.digest(), lab.engine.digest());
    assert_eq!(replayed.states().count(), 3);
    assert_ne!(fork.engine.digest(), lab.engine.digest());
    assert_eq!(fork.clone().scanned("Music").len(), 0);
    assert_eq!(fork.clone().to(WEST).scanned("Music").len(), 1);
}

/// Clients of local servers send names that AWS does not have; only what can be no name at all is refused.
#[test]
fn names_of_regions() {
    for name in ["local", "localhost", "us-fake-1"] {
        let mut lab = Lab::new();
        lab.to(name).table("Music");
        let arn = lab.backup("Music");
        assert!(arn.starts_with(&format!("arn:aws:dynamodb:{name}:")), "{arn}");
        assert_eq!(lab.described_backup(&arn)["BackupDetails"]["BackupStatus"], "AVAILABLE");
    }
    for name in ["", "EU-WEST-1", "eu_west_1", "a/b", "eu west", "é", "a-name-of-more-than-32-characters-"] {
        let text = format!("Credential should be scoped to a valid region, not '{name}'.");
        Lab::new().to(name).refused("ListTables", json!({}), "InvalidSignatureException", &text);
    }
}
