//! Contributor insights.

open_enum! {
    /// The status of contributor insights.
    pub enum ContributorInsightsStatus {
        Enabling = "ENABLING",
        Enabled = "ENABLED",
        Disabling = "DISABLING",
        Disabled = "DISABLED",
        Failed = "FAILED",
    }
}
open_enum! {
    /// Whether to enable or to disable contributor insights.
    pub enum ContributorInsightsAction { Enable = "ENABLE", Disable = "DISABLE", }
}
open_enum! {
    /// The keys that contributor insights record.
    pub enum ContributorInsightsMode {
        AccessedAndThrottledKeys = "ACCESSED_AND_THROTTLED_KEYS",
        ThrottledKeys = "THROTTLED_KEYS",
    }
}

shape! {
    /// An entry in a list of contributor insights.
    pub struct ContributorInsightsSummary {
        /// The table's name.
        table_name: String,
        /// The index's name; absent for the table itself.
        index_name: String,
        /// The status of the contributor insights.
        contributor_insights_status: ContributorInsightsStatus,
        /// The keys that they record.
        contributor_insights_mode: ContributorInsightsMode,
    }
}
