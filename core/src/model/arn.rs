//! ARNs of tables, backups and streams.

use crate::model::error::{ErrorCode, Refusal};
use crate::model::region::partition_of_region;
use crate::time::Timestamp;
use minicbor::{Decode, Encode};
use std::fmt::{self, Write};
use std::sync::Arc;

/// The owner of all tables: the region and the account that every ARN names.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Owner {
    /// The region, such as `us-east-1`.
    #[cbor(n(0), with = "crate::codec::text")]
    pub region: Arc<str>,
    /// The twelve digits of the account.
    #[n(1)]
    pub account: String,
}

/// The identity of a backup: the moment of its request, the hex digits of its ARN, and its table's name.
///
/// Ordered as ListBackups lists. Any backup's ARN, even a deleted or invented one, is a position in that order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct BackupId {
    /// The moment of the request.
    #[n(0)]
    pub created: Timestamp,
    /// The eight hex digits; 0 for a SYSTEM backup.
    #[n(1)]
    pub suffix: u32,
    /// The name of the table.
    #[cbor(n(2), with = "crate::codec::text")]
    pub table: Arc<str>,
}

/// The identity of a stream: its table's name and its label. Ordered as ListStreams lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct StreamId {
    /// The name of the table.
    #[cbor(n(0), with = "crate::codec::text")]
    pub table: Arc<str>,
    /// The moment at which the stream began, or the next one that no other stream of the table has.
    #[n(1)]
    pub label: Timestamp,
}

/// Why an ARN is refused.
///
/// # Source
/// `docs/dynamodb.md#backup-arns`, `docs/dynamodb.md#restore-to-time`, `docs/dynamodb.md#restore-overrides`;
/// where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum ArnError {
    #[error("One or more parameter values were invalid: ARNs must start with 'arn:': {arn}")]
    Malformed { arn: String },
    #[error("1 validation error detected: Invalid AWS partition in '{arn}'")]
    Partition { arn: String },
    #[error("1 validation error detected: Invalid AWS region in '{arn}'")]
    Region { arn: String },
    #[error("1 validation error detected: Invalid resource type in '{arn}'")]
    Resource { arn: String },
    #[error("Invalid Backup ARN")]
    Backup,
    #[error("Invalid Request: BackupArn is not valid")]
    BackupArnNotValid,
    // The beginning is assumed: what was recorded lacks it.
    #[error("One or more parameter values were invalid: sourceTableArn is not a valid ARN")]
    Source,
    #[error("This action is only supported by accounts that match the resource owner\u{2019}s account.")]
    SourceOfOtherAccount,
    // Assumed text.
    #[error("Invalid StreamArn")]
    Stream,
    // AccessDeniedException
    #[error("Access is denied")]
    OtherAccount,
}

impl Refusal for ArnError {
    fn code(&self) -> ErrorCode {
        match self {
            ArnError::OtherAccount => ErrorCode::AccessDeniedException,
            _ => ErrorCode::ValidationException,
        }
    }
}

const MILLIS_DIGITS: usize = 14;
const SUFFIX_DIGITS: usize = 8;

impl Owner {
    /// The AWS partition of the region, such as `aws`.
    fn partition(&self) -> &'static str {
        partition_of_region(&self.region).unwrap_or("aws")
    }

    /// Whether a region lies in an AWS partition. The owner's own region need not be one of AWS's.
    fn lies_in(&self, region: &str, partition: &str) -> bool {
        match *region == *self.region {
            true => self.partition() == partition,
            false => partition_of_region(region) == Some(partition),
        }
    }

    /// The ARN of a table.
    pub fn table_arn(&self, table: &str) -> String {
        ["arn:", self.partition(), ":dynamodb:", &self.region, ":", &self.account, ":table/", table].concat()
    }

    /// The ARN of an index.
    pub fn index_arn(&self, table: &str, index: &str) -> String {
        format!("{}/index/{index}", self.table_arn(table))
    }

    /// The ARN of a stream.
    pub fn stream_arn(&self, id: &StreamId) -> String {
        format!("{}/stream/{id}", self.table_arn(&id.table))
    }

    /// The ARN of a backup.
    pub fn backup_arn(&self, id: &BackupId) -> String {
        let mut arn = self.table_arn(&id.table);
        arn.reserve("/backup/".len() + MILLIS_DIGITS + "-".len() + SUFFIX_DIGITS);
        // Writing into a string cannot fail.
        let _ = write!(arn, "/backup/{id}");
        arn
    }

    /// The table's name in a `TableName` member, which is a name or the ARN of a table of this owner.
    ///
    /// # Errors
    /// ValidationException for a malformed ARN, AccessDeniedException for an ARN of another account.
    pub fn table_name<'a>(&self, name_or_arn: &'a str) -> Result<&'a str, ArnError> {
        if !name_or_arn.starts_with("arn:") {
            return Ok(name_or_arn);
        }
        let arn = || name_or_arn.to_owned();
        let parts: Vec<&str> = name_or_arn.splitn(6, ':').collect();
        let &[_, partition, service, region, account, resource] = &parts[..] else {
            return Err(ArnError::Malformed { arn: arn() });
        };
        if !["aws", "aws-cn", "aws-us-gov"].contains(&partition) {
            return Err(ArnError::Partition { arn: arn() });
        }
        if *region != *self.region {
            return Err(ArnError::Region { arn: arn() });
        }
        let table = resource.strip_prefix("table/").filter(|table| is_name(table) && service == "dynamodb");
        let table = table.ok_or_else(|| ArnError::Resource { arn: arn() })?;
        if account != self.account { Err(ArnError::OtherAccount) } else { Ok(table) }
    }

    /// Reads the ARN of a table to restore to a moment. Its region may be any existing one.
    ///
    /// # Errors
    /// ValidationException for a text that is not a table's ARN, and for an ARN of another account.
    ///
    /// # Source
    /// `docs/dynamodb.md#restore-to-time`.
    pub fn read_source_arn<'a>(&self, arn: &'a str) -> Result<SourceArn<'a>, ArnError> {
        if !arn.starts_with("arn:") {
            return Err(ArnError::Malformed { arn: arn.to_owned() });
        }
        let malformed = ArnError::Source;
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let &[_, partition, "dynamodb", region, account, resource] = &parts[..] else { return Err(malformed) };
        let table = resource.strip_prefix("table/").filter(|table| is_name(table));
        match table.filter(|_| self.lies_in(region, partition)) {
            None => Err(malformed),
            Some(_) if account != self.account => Err(ArnError::SourceOfOtherAccount),
            Some(table) => Ok(SourceArn { table, is_foreign_region: *region != *self.region }),
        }
    }

    /// Reads the ARN of a stream.
    ///
    /// # Errors
    /// ValidationException for a text that is not a stream's ARN of this region, AccessDeniedException for another
    /// account.
    ///
    /// # Source
    /// Assumed: the rules for tables' ARNs.
    pub fn read_stream_arn(&self, arn: &str) -> Result<StreamId, ArnError> {
        let (table, label) = arn.split_once("/stream/").ok_or(ArnError::Stream)?;
        if !table.starts_with("arn:") {
            return Err(ArnError::Stream);
        }
        let table = self.table_name(table)?.into();
        let label = Timestamp::from_text(label).ok_or(ArnError::Stream)?;
        Ok(StreamId { table, label })
    }

    /// Reads the ARN of a backup. The region may be any existing one: except in a restore, the service ignores it and
    /// answers with the ARN as it was sent.
    ///
    /// # Errors
    /// ValidationException for a text that is not a backup's ARN, AccessDeniedException for another account or an empty
    /// region.
    ///
    /// # Source
    /// `docs/dynamodb.md#backup-arns`.
    pub fn read_backup_arn(&self, arn: &str) -> Result<BackupArn, ArnError> {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let &["arn", partition, service, region, account, resource] = &parts[..] else {
            return Err(ArnError::Backup);
        };
        let Some((table, id)) = resource.strip_prefix("table/").and_then(|rest| rest.split_once("/backup/")) else {
            return Err(ArnError::Backup);
        };
        if region.is_empty() {
            return Err(ArnError::OtherAccount);
        }
        if service != "dynamodb" || !self.lies_in(region, partition) {
            return Err(ArnError::BackupArnNotValid);
        }
        if account != self.account {
            return Err(ArnError::OtherAccount);
        }
        let (created, suffix) = read_id(id).ok_or(ArnError::Backup)?;
        Ok(BackupArn {
            id: BackupId { created, suffix, table: table.into() },
            is_foreign_region: *region != *self.region,
        })
    }
}

/// The parts of the ARN of a table to restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceArn<'a> {
    /// The table's name.
    pub table: &'a str,
    /// Whether it names another region than the engine's.
    pub is_foreign_region: bool,
}

/// The parts of a backup's ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupArn {
    /// The backup's identity.
    pub id: BackupId,
    /// Whether it names another region than the engine's.
    pub is_foreign_region: bool,
}

/// Writes the label in its wire format: ISO 8601 with milliseconds and without a zone.
impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label.to_string().trim_end_matches('Z'))
    }
}

impl fmt::Display for BackupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0MILLIS_DIGITS$}-{:0SUFFIX_DIGITS$x}", self.created.millis(), self.suffix)
    }
}

fn read_id(id: &str) -> Option<(Timestamp, u32)> {
    let (millis, suffix) = id.split_once('-')?;
    let is_lower_hex = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    // From the year 5138 on there are fifteen digits. A time has exactly one written form.
    let is_padded = millis.len() == MILLIS_DIGITS || (millis.len() == MILLIS_DIGITS + 1 && !millis.starts_with('0'));
    let well_formed = is_padded
        && millis.bytes().all(|b| b.is_ascii_digit())
        && suffix.len() == SUFFIX_DIGITS
        && is_lower_hex(suffix);
    let created = Timestamp::from_millis(millis.parse().ok()?);
    well_formed.then_some((created, u32::from_str_radix(suffix, 16).ok()?))
}

/// Whether `text` is not empty and has only the characters allowed in names.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner() -> Owner {
        Owner { region: "us-east-1".into(), account: "123456789012".into() }
    }

    #[test]
    fn a_backups_arn_reads_back() {
        let id =
            BackupId { created: Timestamp::from_millis(1_576_616_366_715), suffix: 0xb4e5_8d3a, table: "Music".into() };
        let arn = owner().backup_arn(&id);
        assert_eq!(arn, "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01576616366715-b4e58d3a");
        assert_eq!(owner().read_backup_arn(&arn), Ok(BackupArn { id, is_foreign_region: false }));
    }

    #[test]
    fn the_last_moment_of_the_clock_reads_back() {
        for millis in [99_999_999_999_999, 100_000_000_000_000, Timestamp::MAX.millis()] {
            let id = BackupId { created: Timestamp::from_millis(millis), suffix: 1, table: "Music".into() };
            assert_eq!(owner().read_backup_arn(&owner().backup_arn(&id)).map(|read| read.id), Ok(id));
        }
        let padded_twice = "arn:aws:dynamodb:us-east-1:123456789012:table/M/backup/001576616366715-b4e58d3a";
        assert_eq!(owner().read_backup_arn(padded_twice), Err(ArnError::Backup));
    }

    #[test]
    fn what_is_no_backups_arn() {
        let junk = "x".repeat(48);
        for (arn, error) in [
            ("arn:aws:dynamodb:us-east-1:123456789012:table/Music", (ArnError::Backup)),
            (&junk, ArnError::Backup),
            (
                "arn:aws:dynamodb:xx-fake-1:123456789012:table/M/backup/01576616366715-b4e58d3a",
                ArnError::BackupArnNotValid,
            ),
            (
                "arn:aws-cn:dynamodb:us-east-1:123456789012:table/M/backup/01576616366715-b4e58d3a",
                ArnError::BackupArnNotValid,
            ),
            ("arn:aws:s3:us-east-1:123456789012:table/M/backup/01576616366715-b4e58d3a", ArnError::BackupArnNotValid),
            ("arn:aws:dynamodb::123456789012:table/M/backup/01576616366715-b4e58d3a", ArnError::OtherAccount),
            ("arn:aws:dynamodb:us-east-1:999999999999:table/M/backup/01576616366715-b4e58d3a", ArnError::OtherAccount),
            ("arn:aws:dynamodb:us-east-1:123456789012:table/M/backup/1576616366715-b4e58d3a", ArnError::Backup),
            ("arn:aws:dynamodb:us-east-1:123456789012:table/M/backup/+1576616366715-b4e58d3a", ArnError::Backup),
        ] {
            assert_eq!(owner().read_backup_arn(arn), Err(error), "{arn}");
        }
    }

    #[test]
    fn a_streams_arn_reads_back() {
        let id = StreamId { table: "Music".into(), label: Timestamp::from_millis(1_576_616_366_715) };
        let arn = owner().stream_arn(&id);
        assert_eq!(arn, "arn:aws:dynamodb:us-east-1:123456789012:table/Music/stream/2019-12-17T20:59:26.715");
        assert_eq!(owner().read_stream_arn(&arn), Ok(id));
    }

    #[test]
    fn what_is_no_streams_arn() {
        let invalid = ArnError::Stream;
        let table = "arn:aws:dynamodb:us-east-1:123456789012:table/Music";
        for label in
            ["", "x", "2019-12-17", "2019-12-17T20:59:26.715Z", "2019-02-29T20:59:26.715", "2019-12-17T20:59:26.71"]
        {
            assert_eq!(owner().read_stream_arn(&format!("{table}/stream/{label}")), Err(invalid.clone()), "{label}");
        }
        assert_eq!(owner().read_stream_arn(table), Err(invalid.clone()));
        assert_eq!(owner().read_stream_arn("Music/stream/2019-12-17T20:59:26.715"), Err(invalid));
        let foreign = "arn:aws:dynamodb:us-east-1:999999999999:table/Music/stream/2019-12-17T20:59:26.715";
        assert_eq!(owner().read_stream_arn(foreign), Err(ArnError::OtherAccount));
    }

    #[test]
    fn a_table_is_named_by_name_or_arn() {
        assert_eq!(owner().table_name("Music"), Ok("Music"));
        assert_eq!(owner().table_name(&owner().table_arn("Music")), Ok("Music"));
        assert_eq!(
            owner().table_name("arn:aws:dynamodb:us-east-1:999999999999:table/Music"),
            Err(ArnError::OtherAccount)
        );
        assert!(owner().table_name("arn:aws:dynamodb:us-east-1").is_err());
    }
}
