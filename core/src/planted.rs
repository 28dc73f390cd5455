//! Planted faults: mistakes that the tests must notice, so that what they notice is known.
//!
//! Each is one small change at one place, of a kind that once went unnoticed. Where it would be made, the code asks
//! [`Planted::is_on`]. Without the feature `planted-faults`, which only a test binary has, that is the constant `false`,
//! and nothing of this is left in the program. With it, `plant` chooses one fault for the thread that calls it.
//!
//! `tests/planted/` plants one after the other and asserts that each is noticed.

/// Declares the faults, each with a sentence that says what goes wrong.
macro_rules! planted_faults {
    ($($(#[doc = $said:literal])+ $fault:ident,)+) => {
        /// A planted fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Planted {
            $($(#[doc = $said])+ $fault,)+
        }

        impl Planted {
            /// All of them.
            pub const ALL: &[Planted] = &[$(Planted::$fault),+];

            /// What goes wrong.
            pub const fn sentence(self) -> &'static str {
                match self {
                    $(Planted::$fault => concat!($($said),+),)+
                }
            }
        }
    };
}

planted_faults! {
    // Snapshots and the log.
    /// Truncation drops a snapshot one change too early.
    SnapshotDroppedEarly,
    /// Truncation forgets a segment one change too early.
    SegmentForgottenEarly,
    /// Truncation forgets the changes of the floor's own millisecond.
    FloorTakesItsMillisecond,
    /// A snapshot that trimming moves has the figures of now.
    MovedSnapshotFigures,
    /// A snapshot that trimming moves has the items of now.
    MovedSnapshotItems,
    /// A snapshot counts one change more than it holds.
    SnapshotCountsOneMore,
    /// A cut inside a millisecond takes one change more.
    CutTakesOneMore,

    // Who holds the log, and for how long.
    /// Of several backups, the latest decides how far back the log reaches.
    LatestHoldDecides,
    /// A backup holds the log no more once its images are taken.
    HoldEndsWithImages,
    /// A backup holds the log no more once its window has passed.
    HoldEndsWithWindow,
    /// A deleted backup goes on holding the log.
    DeletedBackupHolds,
    /// A stream does not hold the log.
    StreamHoldsNothing,
    /// A log that is not written any more is never trimmed.
    QuietLogKept,
    /// A deleted table leaves its backups without their windows.
    DeletedTableTakesWindows,

    // Edges of the consistency window.
    /// A window closes one millisecond early.
    WindowClosesEarly,
    /// A cut is settled in its own millisecond.
    CutSettledEarly,
    /// A cut may lie one millisecond behind the window.
    CutBehindWindow,
    /// A cut on the window's first millisecond may leave changes of it out.
    CutInsideFirstMillisecond,
    /// A change on the window's last millisecond is said to be certainly out.
    VerdictOutEarly,

    // Backups: when they show, expire, are listed.
    /// The backup operations know a new table one millisecond early.
    TableVisibleEarly,
    /// A backup expires one millisecond late.
    BackupExpiresLate,
    /// A SYSTEM backup shows itself one millisecond early.
    SystemBackupShownEarly,
    /// A name that is deleted twice in a millisecond gives one ARN twice.
    SystemBackupArnTwice,
    /// Delayed figures are refreshed at the moment that they are from.
    FiguresRefreshedEarly,
    /// A list of backups includes its upper bound.
    ListIncludesUpperBound,
    /// A backup can be deleted while it is being restored.
    RestoredBackupDeletable,

    // Recovery and restores.
    /// The earliest restorable moment is not in whole seconds.
    EarliestInMilliseconds,
    /// The latest restorable moment is one millisecond late.
    LatestOneMillisecondLate,
    /// A longer period brings back what a shorter one had left out.
    PeriodBringsBack,
    /// A restore to a moment leaves out the changes of that very millisecond.
    RestoreLeavesItsMillisecond,
    /// An index override matches by name alone.
    OverrideMatchesByName,
    /// An index restored under another name keeps its old one.
    RestoredIndexKeepsName,
    /// A restored table does not know how large its item collections are.
    CollectionsNotRestored,

    // Indexes.
    /// An index that is added misses the first item.
    BackfillMissesFirst,
    /// An index that is being updated does not follow writes.
    UpdatingIndexStale,
    /// An item that loses its key in an index leaves its entry behind.
    IndexEntryLeftBehind,
    /// An entry that goes leaves its size behind.
    IndexSizeLeftBehind,
    /// Two indexes of a table get one ordinal.
    IndexOrdinalTwice,

    // Capacity.
    /// A changed index entry costs what it was, though it is larger now.
    ChangedEntryCostsOld,
    /// A moved index entry is paid for once.
    MovedEntryCostsOnce,
    /// A read of exactly one unit's bytes costs two.
    ReadUnitOneByteShort,
    /// A transaction costs as much as single writes.
    TransactionCostsOnce,

    // Expressions.
    /// A text's length is counted in characters.
    LengthInCharacters,
    /// A text's length is counted in bytes.
    LengthInBytes,
    /// Texts and binaries can be compared.
    ComparesAcrossTypes,
    /// BETWEEN leaves its upper bound out.
    BetweenLeavesUpper,
    /// A missing attribute is not unequal to a value.
    MissingNotUnequal,

    // Expiry and tokens.
    /// An item that is exactly five years late does not expire.
    ExpiryAgeShort,
    /// A new delay leaves the expiries as they were scheduled.
    SettingsLeaveExpiries,
    /// A token is valid one millisecond too short.
    TokenOneMillisecondShort,

    // Conflicts of writes.
    /// The write of a transaction is in the way of transactions alone.
    ConflictSparesSingleWrites,
    /// A write is in the way of others one millisecond too short.
    ConflictOneMillisecondShort,

    // Streams.
    /// A record can be read one millisecond too short.
    HorizonOneMillisecondLate,
    /// A shard begins one record late.
    ShardBeginsLate,
    /// A record says that a request deleted an item that expired.
    ExpiryToldAsRequest,

    // The lab.
    /// A backup is explained by the table that has its table's name now.
    ExplainedByNamesake,
    /// A time line tells the backups of an earlier table of its name.
    TimelineOfNamesake,
    /// An explanation forgets what the backup kept of its window.
    ExplanationWithoutWindow,
}

impl Planted {
    /// Whether it is planted in this thread.
    #[cfg(feature = "planted-faults")]
    pub fn is_on(self) -> bool {
        PLANTED.get() == Some(self)
    }

    /// Whether it is planted: it is not, for this is no test binary.
    #[cfg(not(feature = "planted-faults"))]
    pub const fn is_on(self) -> bool {
        false
    }

    /// One if it is planted, for what is off by one.
    pub fn one<T: From<bool>>(self) -> T {
        T::from(self.is_on())
    }
}

#[cfg(feature = "planted-faults")]
thread_local! {
    static PLANTED: std::cell::Cell<Option<Planted>> = const { std::cell::Cell::new(None) };
}

/// Plants a fault in this thread, instead of the one before; `None` plants none.
#[cfg(feature = "planted-faults")]
pub fn plant(fault: Option<Planted>) {
    PLANTED.set(fault);
}
