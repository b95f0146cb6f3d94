//! Why credentials are not exported.

use super::Format;
use crate::Error;

/// Why credentials cannot have a format. It holds names, and no value of them.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// The format is not for credentials of this flow.
    #[error("{format} is for {}, not for {flow}", .flows.join(", "))]
    #[non_exhaustive]
    Flow {
        /// The format.
        format: Format,
        /// The flow of the credentials.
        flow: &'static str,
        /// The flows that it is for.
        flows: Vec<&'static str>,
    },

    /// The format requires parts that these credentials do not have.
    #[error("{format} needs {}, which these credentials of {flow} do not have", .parts.join(", "))]
    #[non_exhaustive]
    Missing {
        /// The format.
        format: Format,
        /// The flow of the credentials.
        flow: &'static str,
        /// The names of the parts, such as a cookie's.
        parts: Vec<&'static str>,
    },

    /// The format has no form for the value of a part.
    #[error("{format} cannot hold this {part}: {problem}")]
    #[non_exhaustive]
    Value {
        /// The format.
        format: Format,
        /// The name of the part.
        part: String,
        /// Why, without the value.
        problem: &'static str,
    },
}

impl From<ExportError> for Error {
    /// [`Error::Setting`] for the setting `format`.
    fn from(error: ExportError) -> Self {
        Self::setting("format", error.to_string())
    }
}
