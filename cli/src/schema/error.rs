//! Why a login has failed.

use schemars::JsonSchema;

/// The error of a login, or of a call that is repeated.
#[derive(JsonSchema)]
#[serde(tag = "error", rename_all = "snake_case")]
pub(super) enum LoginError {
    Expired,
    Denied,
    Rejected {
        /// The service's own code.
        code: String,
        /// The service's message.
        message: String,
        /// A key, as `advice_key`.
        advice: String,
    },
    Blocked {
        /// The HTTP status.
        status: u16,
    },
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    NotFound {
        /// The HTTP status.
        status: u16,
    },
    Intercepted {
        /// The HTTP status.
        status: u16,
    },
    AlreadyBound,
    Incomplete {
        /// The names of what is missing.
        missing: Vec<String>,
    },
    Malformed {
        /// What was expected, and where.
        what: String,
    },
    Untrusted {
        /// The host.
        host: String,
    },
    /// There was no response; one of these fields is there, and null.
    Transport {
        #[serde(skip_serializing_if = "skip")]
        timeout: (),
        #[serde(skip_serializing_if = "skip")]
        connect: (),
        #[serde(skip_serializing_if = "skip")]
        proxy: (),
        #[serde(skip_serializing_if = "skip")]
        tls: (),
        #[serde(skip_serializing_if = "skip")]
        io: (),
        #[serde(skip_serializing_if = "skip")]
        body_too_large: (),
        #[serde(skip_serializing_if = "skip")]
        other: (),
    },
    Setting {
        name: String,
        problem: String,
    },
    Finished,
}

/// What a replayed login does otherwise than its recording.
#[derive(JsonSchema)]
pub(super) struct Drift {
    /// Such as `request`, `outcome` or `unfinished`.
    kind: String,
    /// The entry of the file, from 0.
    entry: u64,
    /// The number of entries.
    entries: u64,
    /// What the recording has.
    wanted: String,
    /// What the login did.
    came: String,
    /// What differs.
    difference: Option<String>,
    /// The entries that were skipped, with the reason for each.
    skipped: Vec<String>,
    /// The entries that cannot be read.
    unreadable: Vec<serde_json::Value>,
    /// What the program that made the recording left out of all entries.
    lacks: Option<String>,
}
