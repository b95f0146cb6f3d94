//! Why a setting is refused.

/// A setting that does not exist, or a value it cannot have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// No setting has this name.
    #[error("no setting is called `{name}`; the nearest are: {}", valid.join(", "))]
    #[non_exhaustive]
    UnknownName {
        /// The name that was given.
        name: String,
        /// The three names that are nearest to it.
        valid: Vec<String>,
    },
    /// The setting exists; the value is not allowed.
    #[error("`{value}` is not a value of `{name}`; allowed: {allowed}")]
    #[non_exhaustive]
    BadValue {
        /// The setting.
        name: String,
        /// The value that was given.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// The setting exists and the value is well-formed, but it would have no effect or another one.
    #[error("`{value}` is not a value of `{name}`: {problem}")]
    #[non_exhaustive]
    NoEffect {
        /// The setting.
        name: String,
        /// The value that was given.
        value: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A setting that is given twice.
    #[error("`{0}` is set twice")]
    Twice(String),
    /// A line without `=`.
    #[error("`{0}` is not of the form name=value")]
    NotASetting(String),
}
