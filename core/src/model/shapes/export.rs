//! Exports and imports. The engine has none.

shape! {
    /// An entry in a list of exports.
    pub struct ExportSummary {
        /// The export's ARN.
        export_arn: String,
    }
}

shape! {
    /// An entry in a list of imports.
    pub struct ImportSummary {
        /// The import's ARN.
        import_arn: String,
    }
}
