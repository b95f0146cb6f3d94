//! Why a file is no recording.

/// Why a file cannot be read as a recording. It never quotes the file.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HarError {
    /// The file is not JSON, or JSON of another shape.
    #[error("not a HAR file: {problem} (line {line} column {column})")]
    NotHar {
        /// What is wrong.
        problem: &'static str,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },

    /// A field that cannot be done without is missing.
    #[error("not a HAR file: `{field}` is missing")]
    Missing {
        /// Its path, such as `log.entries`.
        field: &'static str,
    },

    /// An entry cannot be used.
    #[error("entry {entry}: `{field}` {problem}")]
    Entry {
        /// Which entry, from 0.
        entry: usize,
        /// The path of the field in the entry.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },

    /// An entry has fields of other types than HAR says.
    #[error("entry {entry}: JSON of another shape")]
    Shape {
        /// Which entry, from 0.
        entry: usize,
    },

    /// There are more than [`MAX_ENTRIES`](super::MAX_ENTRIES).
    #[error("too many entries: {found}, of which at most 10000 are read")]
    TooManyEntries {
        /// How many there are.
        found: usize,
    },

    /// The contents of `_qrlogin` are of another version, or damaged.
    #[error("the recording's own part (`_qrlogin`) is damaged or of another version")]
    Own,
}

impl HarError {
    pub(super) fn json(error: &serde_json::Error) -> Self {
        let problem = if error.is_data() {
            "JSON of another shape"
        } else {
            "not JSON"
        };
        Self::NotHar {
            problem,
            line: error.line(),
            column: error.column(),
        }
    }
}
