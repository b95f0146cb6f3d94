//! Why a text is not imported.

use crate::export::Format;

/// Why a text holds no credentials. It has places and names, and no value of the text.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The text has none of the formats.
    #[error("it has none of the known formats")]
    Format,

    /// A line is not as the format says.
    #[error("{format}, line {line}: {problem}")]
    #[non_exhaustive]
    Syntax {
        /// The format.
        format: Format,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong.
        problem: &'static str,
    },

    /// A field is not as the format says.
    #[error("{format}, {field}: {problem}")]
    #[non_exhaustive]
    Field {
        /// The format.
        format: Format,
        /// Where it is, such as `cookies[3].value`.
        field: String,
        /// What is wrong.
        problem: &'static str,
    },

    /// Parts are missing without which there are no credentials of this flow.
    #[error("{format} has no {} for {flow}", .missing.join(", "))]
    #[non_exhaustive]
    Incomplete {
        /// The format.
        format: Format,
        /// The flow.
        flow: &'static str,
        /// What is missing.
        missing: Vec<String>,
    },

    /// The text fits several flows, and which one has to be said.
    #[error("{format} fits {}", .flows.join(", "))]
    #[non_exhaustive]
    WhichFlow {
        /// The format.
        format: Format,
        /// The flows.
        flows: Vec<&'static str>,
    },

    /// The text has nothing of any flow, or nothing of the one that was named.
    #[error("{format} has no credentials of {}", .flow.unwrap_or("any flow"))]
    #[non_exhaustive]
    Nothing {
        /// The format.
        format: Format,
        /// The flow that was named.
        flow: Option<&'static str>,
    },
}

impl ImportError {
    pub(super) fn syntax(format: Format, line: usize, problem: &'static str) -> Self {
        Self::Syntax {
            format,
            line,
            problem,
        }
    }

    pub(super) fn field(format: Format, field: impl Into<String>, problem: &'static str) -> Self {
        Self::Field {
            format,
            field: field.into(),
            problem,
        }
    }
}
