//! The JSON lines.

use schemars::JsonSchema;
use serde_json::{Value, json};

use super::credential::Credential;
use super::error::{Drift, LoginError};
use crate::lines;

/// A line, by its field `event`. New fields and events may come without a new version: ignore
/// what you do not know.
#[derive(JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Line {
    /// Show this code; it replaces an earlier one.
    Code {
        /// The text of the code. With it, others can follow the login.
        payload: String,
        /// Where the service has a picture of the code.
        image_url: Option<String>,
        /// The service's own picture of the code, in base64.
        image: Option<String>,
        /// Which app has to scan it.
        scan_with: String,
        /// Unix time in ms.
        expires_at: u64,
        /// Something to know before the scan.
        notice: Option<String>,
        /// The code to compare or to type.
        #[serde(skip_serializing_if = "Option::is_none")]
        user_code: Option<String>,
        /// Where to type it instead of scanning.
        #[serde(skip_serializing_if = "Option::is_none")]
        verification_uri: Option<String>,
        /// Whether it replaces a code that is still valid, which is no renewal.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        rotated: bool,
        /// The file of --qr-file.
        #[serde(skip_serializing_if = "Option::is_none")]
        qr_file: Option<String>,
        /// The code as a PNG in a `data:` URL, with --json-png.
        #[serde(skip_serializing_if = "Option::is_none")]
        png: Option<String>,
    },
    /// The code was scanned.
    Scanned {
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// The user's picture, in base64.
        avatar: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        avatar_url: Option<String>,
    },
    /// Write a line with the answer to standard input.
    InputWanted {
        /// What to type, such as "the number shown on the phone".
        what: String,
        /// Whether the service has refused an earlier answer.
        again: bool,
    },
    /// The user has confirmed.
    Confirmed,
    /// A call has failed and is repeated.
    Retrying {
        cause: LoginError,
        /// How many calls in a row have failed.
        attempt: u32,
    },
    /// The last line of a success: with the credentials, or with the place where they are.
    Credential {
        #[serde(skip_serializing_if = "Option::is_none")]
        credential: Option<Box<Credential>>,
        /// The account, if it is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        account: Option<Account>,
        #[serde(skip_serializing_if = "Option::is_none")]
        profile: Option<String>,
        /// The file.
        #[serde(skip_serializing_if = "Option::is_none")]
        saved_to: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        format: Option<String>,
        /// The fields that the format cannot hold.
        #[serde(skip_serializing_if = "Option::is_none")]
        left_out: Option<Vec<String>>,
        warnings: Vec<Warning>,
        /// Whether it was a demo: the credentials are fake.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        demo: bool,
    },
    /// The last line of a failure.
    Error {
        /// What has failed, as in the table of `qrlogin login --help`.
        kind: String,
        message: String,
        causes: Vec<String>,
        /// What to do.
        advice: String,
        /// The same as a key, which stays.
        advice_key: String,
        exit_code: u8,
        /// The error of the login itself.
        detail: Option<LoginError>,
        /// The credentials that could not be saved.
        #[serde(skip_serializing_if = "Option::is_none")]
        credential: Option<Box<Credential>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        account: Option<Account>,
        #[serde(skip_serializing_if = "Option::is_none")]
        profile: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        saved_to: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        format: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        left_out: Option<Vec<String>>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        warnings: Vec<Warning>,
        /// The file with which --resume continues the login.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<String>,
        /// How a replayed login differs from its recording.
        #[serde(skip_serializing_if = "Option::is_none")]
        drift: Option<Box<Drift>>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        demo: bool,
    },
    /// The tokens were refreshed.
    Refreshed {
        /// The file.
        saved_to: String,
        /// When the access token expires, as Unix time in ms.
        expires_at: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        profile: Option<String>,
    },
    /// The tokens are not due for a refresh.
    NotDue {
        /// When the access token expires, as Unix time in ms.
        expires_at: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        profile: Option<String>,
    },
    /// With --if-invalid: the service accepts the profile, and no login was begun.
    StillValid {
        profile: String,
        account: Option<Account>,
    },
}

/// The account, as the service shows it.
#[derive(JsonSchema)]
struct Account {
    id: String,
    name: Option<String>,
}

/// What the credentials lack.
#[derive(JsonSchema)]
struct Warning {
    /// Such as `missing_kid`.
    kind: String,
    message: String,
    /// The names of missing cookies.
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<Vec<String>>,
}

/// The schema of a line, with what every line has.
pub(super) fn schema() -> Value {
    let mut schema = super::of::<Line>("A JSON line of qrlogin");
    let lines = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    for line in lines.into_iter().flatten() {
        let is_error = line.pointer("/properties/event/const") == Some(&json!("error"));
        let flow = if is_error {
            json!(["string", "null"])
        } else {
            json!("string")
        };
        if let Some(fields) = line.get_mut("properties").and_then(Value::as_object_mut) {
            let version = "Raised when a field changes its meaning or is removed";
            fields.extend([
                (
                    "v".to_owned(),
                    json!({ "const": lines::VERSION, "description": version }),
                ),
                (
                    "flow".to_owned(),
                    json!({ "type": flow, "description": "The flow" }),
                ),
                (
                    "at".to_owned(),
                    json!({ "type": "integer", "description": "Unix time in ms" }),
                ),
            ]);
        }
        if let Some(required) = line.get_mut("required").and_then(Value::as_array_mut) {
            required.extend(["v", "flow", "at"].map(Value::from));
        }
    }
    schema
}
