//! The digest of a state, which tests compare to check that an error changed nothing and that a replay is the same.
//!
//! Every structure of the state defines by [`DigestInto`] what of it is significant. It names **all** its members
//! ([`digest_members!`] takes a structure apart without `..`), so a new member that is forgotten here does not compile.
//! Integers are written with their width, texts and lists after their length: the same bytes on every machine, and
//! different bytes for different states.
//!
//! Large parts are not walked twice. The items of a partition and of a snapshot are represented by their [`Totals`],
//! which are kept with every change; a sealed segment of a log remembers its digest.
//!
//! [`Totals`]: super::Totals

use crate::item::Item;
use crate::item::key::ScalarType;
use crate::item::key::{Key, KeyAttribute, KeyDefinition};
use crate::model::arn::{BackupId, Owner, StreamId};
use crate::model::settings::{ConsistencyWindow, Delays, LogSpacing, Pace, Settings};
use crate::model::shapes::{
    ApproximateCreationDateTimePrecision, BackupType, ContributorInsightsMode, StreamViewType, TableClass,
};
use crate::time::Timestamp;
use imbl::{OrdMap, OrdSet};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use xxhash_rust::xxh3::Xxh3;

/// A digest in progress.
pub(super) struct Digest(Xxh3);

impl Digest {
    /// The digest of `value`.
    pub fn of(value: &impl DigestInto) -> u128 {
        let mut digest = Digest(Xxh3::new());
        value.digest_into(&mut digest);
        digest.0.digest128()
    }

    /// Writes a tag that tells the variants of an enum apart.
    pub fn tag(&mut self, tag: u8) {
        self.0.update(&[tag]);
    }

    fn len(&mut self, len: usize) {
        self.0.update(&(len as u64).to_le_bytes());
    }
}

/// A value that can be written into a digest.
pub(super) trait DigestInto {
    /// Writes all of the value that is significant.
    fn digest_into(&self, digest: &mut Digest);
}

/// Implements [`DigestInto`] for a structure by its members, of which none may be left out.
macro_rules! digest_members {
    ($type:ident { $($member:ident),+ $(,)? }) => {
        impl $crate::state::digest::DigestInto for $type {
            fn digest_into(&self, digest: &mut $crate::state::digest::Digest) {
                let $type { $($member),+ } = self;
                $($crate::state::digest::DigestInto::digest_into($member, digest);)+
            }
        }
    };
}
pub(super) use digest_members;

/// Implements [`DigestInto`] for an enum by its variants, each with a tag and with all its members.
macro_rules! digest_variants {
    ($type:ident { $($tag:literal = $variant:ident $(($inner:ident))? $({ $($member:ident),+ })?),+ $(,)? }) => {
        impl $crate::state::digest::DigestInto for $type {
            fn digest_into(&self, digest: &mut $crate::state::digest::Digest) {
                match self {
                    $($type::$variant $(($inner))? $({ $($member),+ })? => {
                        digest.tag($tag);
                        $($crate::state::digest::DigestInto::digest_into($inner, digest);)?
                        $($($crate::state::digest::DigestInto::digest_into($member, digest);)+)?
                    })+
                }
            }
        }
    };
}
pub(super) use digest_variants;

macro_rules! digest_integers {
    ($($integer:ty),+) => {
        $(impl DigestInto for $integer {
            fn digest_into(&self, digest: &mut Digest) {
                digest.0.update(&self.to_le_bytes());
            }
        })+
    };
}

digest_integers!(u8, u16, u32, u64, u128, i32, i64);

macro_rules! digest_open_enums {
    ($($type:ty),+) => {
        $(impl DigestInto for $type {
            fn digest_into(&self, digest: &mut Digest) {
                self.as_str().digest_into(digest);
            }
        })+
    };
}

digest_open_enums!(
    ApproximateCreationDateTimePrecision,
    BackupType,
    ConsistencyWindow,
    ContributorInsightsMode,
    ScalarType,
    StreamViewType,
    TableClass
);

impl DigestInto for () {
    fn digest_into(&self, _: &mut Digest) {}
}

impl DigestInto for bool {
    fn digest_into(&self, digest: &mut Digest) {
        digest.tag(u8::from(*self));
    }
}

impl DigestInto for str {
    fn digest_into(&self, digest: &mut Digest) {
        digest.len(self.len());
        digest.0.update(self.as_bytes());
    }
}

impl DigestInto for String {
    fn digest_into(&self, digest: &mut Digest) {
        self.as_str().digest_into(digest);
    }
}

impl DigestInto for Timestamp {
    fn digest_into(&self, digest: &mut Digest) {
        self.millis().digest_into(digest);
    }
}

impl DigestInto for Item {
    fn digest_into(&self, digest: &mut Digest) {
        digest.len(self.canonical().len());
        digest.0.update(self.canonical());
    }
}

impl DigestInto for Key {
    fn digest_into(&self, digest: &mut Digest) {
        self.hash().digest_into(digest);
        digest.len(self.bytes().len());
        digest.0.update(self.bytes());
    }
}

impl<T: DigestInto> DigestInto for Option<T> {
    fn digest_into(&self, digest: &mut Digest) {
        digest.tag(u8::from(self.is_some()));
        if let Some(value) = self {
            value.digest_into(digest);
        }
    }
}

impl<T: DigestInto + ?Sized> DigestInto for &T {
    fn digest_into(&self, digest: &mut Digest) {
        (**self).digest_into(digest);
    }
}

impl<T: DigestInto + ?Sized> DigestInto for Arc<T> {
    fn digest_into(&self, digest: &mut Digest) {
        (**self).digest_into(digest);
    }
}

impl<T: DigestInto + ?Sized> DigestInto for Box<T> {
    fn digest_into(&self, digest: &mut Digest) {
        (**self).digest_into(digest);
    }
}

impl<A: DigestInto, B: DigestInto> DigestInto for (A, B) {
    fn digest_into(&self, digest: &mut Digest) {
        self.0.digest_into(digest);
        self.1.digest_into(digest);
    }
}

impl<A: DigestInto, B: DigestInto, C: DigestInto> DigestInto for (A, B, C) {
    fn digest_into(&self, digest: &mut Digest) {
        self.0.digest_into(digest);
        self.1.digest_into(digest);
        self.2.digest_into(digest);
    }
}

/// Writes a list: its length, then its elements.
fn list<T: DigestInto>(items: impl ExactSizeIterator<Item = T>, digest: &mut Digest) {
    digest.len(items.len());
    items.for_each(|item| item.digest_into(digest));
}

impl<T: DigestInto> DigestInto for [T] {
    fn digest_into(&self, digest: &mut Digest) {
        list(self.iter(), digest);
    }
}

impl<T: DigestInto> DigestInto for Vec<T> {
    fn digest_into(&self, digest: &mut Digest) {
        list(self.iter(), digest);
    }
}

impl<T: DigestInto> DigestInto for VecDeque<T> {
    fn digest_into(&self, digest: &mut Digest) {
        list(self.iter(), digest);
    }
}

impl<K: DigestInto, V: DigestInto> DigestInto for BTreeMap<K, V> {
    fn digest_into(&self, digest: &mut Digest) {
        list(self.iter(), digest);
    }
}

impl<T: DigestInto> DigestInto for BTreeSet<T> {
    fn digest_into(&self, digest: &mut Digest) {
        list(self.iter(), digest);
    }
}

impl<K: DigestInto + Ord, V: DigestInto> DigestInto for OrdMap<K, V> {
    fn digest_into(&self, digest: &mut Digest) {
        list(self.iter(), digest);
    }
}

impl<T: DigestInto + Ord> DigestInto for OrdSet<T> {
    fn digest_into(&self, digest: &mut Digest) {
        list(self.iter(), digest);
    }
}

digest_members!(Owner { region, account });
digest_members!(BackupId { created, suffix, table });
digest_members!(StreamId { table, label });
digest_members!(KeyAttribute { name, kind });
digest_members!(KeyDefinition { hash, range });
digest_members!(Settings {
    pace,
    consistency_window,
    speed,
    partitions_per_table,
    change_log_ms,
    change_log_max,
    max_bytes,
    write_conflict_ms,
    log_spacing
});
digest_members!(LogSpacing { segment_changes, snapshot_changes });
digest_variants!(Pace { 0 = Instant, 1 = Realistic, 2 = Custom(delays) });
digest_members!(Delays {
    table_creation_ms,
    indexed_table_creation_ms,
    table_visibility_ms,
    backups_enabling_ms,
    table_deletion_ms,
    backup_creation_ms,
    restore_ms,
    recovery_grace_period_ms,
    system_backup_ms,
    size_refresh_ms,
    table_update_ms,
    index_backfill_ms,
    expiry_ms,
    insights_ms,
    destination_switch_ms,
    destination_update_ms,
});

/// Asserts that no two of these values have the same digest.
#[cfg(test)]
pub(super) fn assert_all_differ<T: DigestInto>(values: &[(&str, T)]) {
    let mut seen: BTreeMap<u128, &str> = BTreeMap::new();
    for (name, value) in values {
        let other = seen.insert(Digest::of(value), name);
        assert!(other.is_none(), "{name} has the digest of {}", other.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_lists_do_not_run_into_each_other() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let lists =
            [texts(&[]), texts(&[""]), texts(&["", ""]), texts(&["ab"]), texts(&["a", "b"]), texts(&["b", "a"])];
        assert_all_differ(&lists.map(|list| ("a list", list)));
        assert_all_differ(&[("none", None), ("some", Some(0_u8)), ("one", Some(1))]);
        assert_all_differ(&[("one", Box::new(1_u8)), ("two", Box::new(2))]);
        let triples = [(0_u8, 0_u8, 0_u8), (1, 0, 0), (0, 1, 0), (0, 0, 1)];
        assert_all_differ(&triples.map(|triple| ("a triple", triple)));
        assert_all_differ(&["", "a", "b", "ab"].map(|bytes| ("a key", Key::of_bytes(bytes.as_bytes()))));
    }

    #[test]
    fn it_is_the_same_on_every_machine() {
        let value = ((1_u64, "a".to_owned()), vec![Some(Timestamp::from_millis(-7)), None]);
        assert_eq!(Digest::of(&value), 251948874585345942276965871171876912671);
    }
}
