//! Contributor insights.

open_enum! {
    /// Where contributor insights stand in their life.
    pub enum ContributorInsightsStatus {
        Enabling = "ENABLING",
        Enabled = "ENABLED",
        Disabling = "DISABLING",
        Disabled = "DISABLED",
        Failed = "FAILED",
    }
}
open_enum! {
    /// What becomes of contributor insights.
    pub enum ContributorInsightsAction { Enable = "ENABLE", Disable = "DISABLE", }
}
open_enum! {
    /// Which keys contributor insights watch.
    pub enum ContributorInsightsMode {
        AccessedAndThrottledKeys = "ACCESSED_AND_THROTTLED_KEYS",
        ThrottledKeys = "THROTTLED_KEYS",
    }
}

shape! {
    /// The contributor insights of a table or an index, in a list.
    pub struct ContributorInsightsSummary {
        /// The table's name.
        table_name: String,
        /// The index's name; absent for the table itself.
        index_name: String,
        /// Their status.
        contributor_insights_status: ContributorInsightsStatus,
        /// Which keys they watch.
        contributor_insights_mode: ContributorInsightsMode,
    }
}
