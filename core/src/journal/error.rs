//! Why a file is not opened.

/// Why bytes are not opened as an engine. Nothing was changed, and nothing of them is open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The bytes do not begin as a lab file does.
    #[error("This is not a lab file: it does not begin with the word timemark")]
    NotALabFile,
    /// The file has a format that this version does not know yet.
    #[error(
        "This lab file was written by a newer version of Timemark: it has format {format}, and this version reads up to {known}"
    )]
    NewerVersion {
        /// The file's format.
        format: u32,
        /// The newest format that this version reads.
        known: u32,
    },
    /// The file is damaged, or incomplete.
    #[error("This lab file is damaged at byte {byte}: {what}")]
    Damaged {
        /// Where the first record begins that cannot be used, in **bytes**.
        byte: u64,
        /// What is wrong there.
        what: String,
    },
}
