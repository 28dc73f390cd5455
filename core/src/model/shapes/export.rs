//! Exports and imports, of which there are none here.

shape! {
    /// An export in a list.
    pub struct ExportSummary {
        /// Its ARN.
        export_arn: String,
    }
}

shape! {
    /// An import in a list.
    pub struct ImportSummary {
        /// Its ARN.
        import_arn: String,
    }
}
