//! Why a file is no recording, or an entry of it cannot be used.

use serde::Serialize;

use super::body::LEFT_OUT;

/// Why a file cannot be read as a recording. It never quotes the file.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HarError {
    /// The file is not JSON, or JSON of another shape.
    #[error("not a HAR file: {problem} (line {line} column {column})")]
    #[non_exhaustive]
    NotHar {
        /// What is wrong.
        problem: &'static str,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },

    /// A required field is missing.
    #[error("not a HAR file: `{field}` is missing")]
    #[non_exhaustive]
    Missing {
        /// Its path, such as `log.entries`.
        field: &'static str,
    },

    /// An entry of a recording of ours cannot be used. Such an entry of a foreign recording is
    /// skipped: see [`Har::unreadable`](super::Har::unreadable).
    #[error(transparent)]
    Entry(#[from] Unreadable),

    /// There are more than [`MAX_ENTRIES`](super::MAX_ENTRIES).
    #[error("too many entries: {found}, of which at most 10000 are read")]
    #[non_exhaustive]
    TooManyEntries {
        /// How many there are.
        found: usize,
    },

    /// The contents of `_qrlogin` are of another version, or damaged.
    #[error("the recording's own part (`_qrlogin`) is damaged or of another version")]
    Own,
}

/// An entry that cannot be used, and why. It quotes only method, host and path of the file.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("entry {entry}: {}`{field}` {problem}", self.place())]
pub struct Unreadable {
    /// Which entry of the file, from 0.
    pub entry: usize,
    /// The path of the field in the entry.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: &'static str,
    /// Method, host and path of the request, if they can be read.
    pub request: Option<Box<str>>,
}

impl Unreadable {
    fn place(&self) -> String {
        let request = self.request.as_deref();
        request.map(|it| format!("{it}: ")).unwrap_or_default()
    }

    /// Whether only the body of the response is missing.
    pub(crate) fn is_left_out(&self) -> bool {
        (self.field, self.problem) == LEFT_OUT
    }
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
