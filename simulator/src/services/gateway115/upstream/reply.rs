//! 115's responses as the gateway's client library reads them.

use serde_json::Value;

use crate::exchange::Response;
use crate::services::gateway115::responses::{mapped, upstream_text};

/// A success of 115.
pub(super) struct Reply {
    pub(super) data: Value,
}

/// Why a response is not a success.
pub(super) struct Cause {
    pub(super) expired: bool,
    pub(super) text: String,
}

impl Reply {
    /// Reads a response as the gateway's client library does: a success has HTTP status 2xx and a
    /// true `state`.
    pub(super) fn read(response: &Response) -> Result<Self, Cause> {
        let raw = upstream_text(&String::from_utf8_lossy(response.body()));
        let failed = |text: String| Cause {
            expired: false,
            text,
        };
        if !response.status().is_success() {
            return Err(failed(format!("{raw}: {}", mapped(0))));
        }
        let body: Value = serde_json::from_slice(response.body()).map_err(|_| {
            failed(match raw.chars().next() {
                Some(first) => {
                    format!("invalid character '{first}' looking for beginning of value")
                }
                None => "unexpected end of JSON input".to_owned(),
            })
        })?;
        let good = match body.get("state") {
            Some(Value::Bool(state)) => *state,
            Some(state) => state.as_i64() == Some(1),
            None => false,
        };
        if !good {
            let code = body.get("code").and_then(Value::as_i64).unwrap_or_default();
            return Err(Cause {
                expired: code == 40_199_002,
                text: format!("{raw}: {}", mapped(code)),
            });
        }
        let data = body.get("data").cloned().unwrap_or_default();
        Ok(Self { data })
    }
}
