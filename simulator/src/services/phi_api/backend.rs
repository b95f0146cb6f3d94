//! phiApi as a client: the requests that it sends to TapTap and LeanCloud, on the region's own
//! hosts.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::request::Token;
use crate::exchange::{Failure, Request};
use crate::scenario::MacAlgorithm;
use crate::service::Cx;
use crate::services::taptap::mac::Signed;
use crate::services::taptap::session::sign;
use crate::services::taptap::{Part, Region};

/// .NET's own limit: the server has none (spec 3.2).
const TIMEOUT: u64 = 100_000;

/// TapTap in one region, during one call.
pub(super) struct Backend<'a, 'c> {
    pub(super) cx: &'a mut Cx<'c>,
    pub(super) region: Region,
    /// When the last response arrived, in Unix milliseconds.
    pub(super) due: u64,
}

/// Why a request to TapTap or LeanCloud failed.
pub(super) struct BackendError {
    /// The upstream body, or .NET's text.
    pub(super) message: String,
    /// TapTap's error name.
    error: Option<String>,
}

impl BackendError {
    fn text(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            error: None,
        }
    }

    /// Whether the server reports "not done": it compares the bare names.
    pub(super) fn means_not_done(&self) -> bool {
        let names = [
            "authorization_pending",
            "authorization_waiting",
            "access_denied",
        ];
        self.error
            .as_deref()
            .is_some_and(|error| names.contains(&error))
    }
}

impl Backend<'_, '_> {
    /// A new code.
    pub(super) fn code(&mut self, device_id: &str) -> Result<Map<String, Value>, BackendError> {
        let info = json!({ "device_id": device_id }).to_string();
        self.accounts(
            "/oauth2/v1/device/code",
            &[
                ("client_id", self.region.client_id()),
                ("response_type", "device_code"),
                ("scope", "public_profile"),
                ("version", "2.1"),
                ("platform", "unity"),
                ("info", &info),
            ],
        )
    }

    /// The token of a code.
    pub(super) fn token(
        &mut self,
        device_code: &str,
        device_id: &str,
    ) -> Result<Map<String, Value>, BackendError> {
        let info = json!({ "device_id": device_id }).to_string();
        self.accounts(
            "/oauth2/v1/token",
            &[
                ("grant_type", "device_token"),
                ("client_id", self.region.client_id()),
                ("secret_type", "hmac-sha-1"),
                ("code", device_code),
                ("version", "1.0"),
                ("platform", "unity"),
                ("info", &info),
            ],
        )
    }

    /// The profile of a token's owner.
    pub(super) fn profile(&mut self, token: &Token) -> Result<Map<String, Value>, BackendError> {
        let Some(scope) = &token.scope else {
            return Err(BackendError::text(
                "Object reference not set to an instance of an object.",
            ));
        };
        let name = token.mac_algorithm.as_deref().unwrap_or_default();
        let algorithm = MacAlgorithm::ALL
            .iter()
            .copied()
            .find(|algorithm| algorithm.name() == name)
            .ok_or_else(|| BackendError::text("Unsupported MAC algorithm"))?;
        let path = if scope.contains("public_profile") {
            "/account/profile/v1"
        } else {
            "/account/basic-info/v1"
        };
        let target = format!("{path}?client_id={}", self.region.client_id());
        let host = self.region.host(Part::Open);
        let ts = (self.cx.clock() / 1000).to_string();
        // The log's length differs for each request, and so does the nonce.
        let mut random = self.cx.random(self.cx.log.total() as usize, "nonce");
        let nonce = random.between(0, i32::MAX as u64).to_string();
        let signed = Signed {
            method: "GET",
            target: &target,
            host,
            port: "443",
        };
        let key = token.mac_key.as_deref().unwrap_or_default();
        let mac = signed.mac(key, algorithm, &ts, &nonce);
        let kid = token.kid.as_deref().unwrap_or_default();
        let request = http::Request::get(format!("https://{host}{target}"))
            .header(
                "authorization",
                format!(r#"MAC id="{kid}",ts="{ts}",nonce="{nonce}",mac="{mac}""#),
            )
            .body(Vec::new());
        self.data(request)
    }

    /// The session token of the player.
    pub(super) fn session(
        &mut self,
        token: &Token,
        profile: &Map<String, Value>,
    ) -> Result<String, BackendError> {
        let of_profile = |name: &str| profile.get(name).cloned().unwrap_or_default();
        let data = json!({"authData": {"taptap": {
            "kid": token.kid,
            "access_token": token.access_token,
            "token_type": token.token_type,
            "mac_key": token.mac_key,
            "mac_algorithm": token.mac_algorithm,
            "openid": of_profile("openid"),
            "name": of_profile("name"),
            "avatar": of_profile("avatar"),
            "unionid": of_profile("unionid"),
        }}});
        let time = self.cx.clock().to_string();
        let hash = sign(&time, self.region.app_key());
        let host = self.region.host(Part::Session);
        let request = http::Request::post(format!("https://{host}/1.1/users"))
            .header("x-lc-id", self.region.client_id())
            .header("x-lc-sign", format!("{hash},{time}"))
            .header("content-type", "application/json")
            .body(data.to_string().into_bytes());
        let (status, body) = self.send(request)?;
        if !(200..300).contains(&status) {
            return Err(BackendError::text(body));
        }
        let user: Value = serde_json::from_str(&body).map_err(|_| not_json(&body))?;
        let session = user.get("sessionToken").and_then(Value::as_str);
        session.map(str::to_owned).ok_or(BackendError::text(body))
    }

    fn accounts(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Map<String, Value>, BackendError> {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let host = self.region.host(Part::Accounts);
        let request = http::Request::post(format!("https://{host}{path}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.into_bytes());
        self.data(request)
    }

    /// The `data` of a success of TapTap.
    fn data(
        &mut self,
        request: Result<Request, http::Error>,
    ) -> Result<Map<String, Value>, BackendError> {
        let (status, body) = self.send(request)?;
        let response: Value = serde_json::from_str(&body).map_err(|_| not_json(&body))?;
        let data = response.get("data").and_then(Value::as_object);
        match data {
            Some(data) if (200..300).contains(&status) => Ok(data.clone()),
            _ => Err(BackendError {
                error: data
                    .and_then(|data| data.get("error")?.as_str())
                    .map(str::to_owned),
                message: body,
            }),
        }
    }

    fn send(
        &mut self,
        request: Result<Request, http::Error>,
    ) -> Result<(u16, String), BackendError> {
        // An invalid header: a `kid` with a line end in it.
        let request = request.map_err(|_| {
            BackendError::text("New-line characters are not allowed in header values.")
        })?;
        let (when, response) = self.cx.forward(request, TIMEOUT);
        self.due = self.due.max(when);
        match response {
            Ok(response) => Ok((
                response.status().as_u16(),
                String::from_utf8_lossy(response.body()).into_owned(),
            )),
            Err(failure) => Err(BackendError::text(match failure {
                Failure::TimedOut => {
                    "The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing."
                }
                Failure::Cut => "An error occurred while sending the request.",
                Failure::CutBody => "The response ended prematurely.",
            })),
        }
    }
}

fn not_json(body: &str) -> BackendError {
    BackendError::text(match body.chars().next() {
        None => {
            "The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, \
             when isFinalBlock is true. Path: $ | LineNumber: 0 | BytePositionInLine: 0."
                .to_owned()
        }
        Some(first) => format!(
            "'{first}' is an invalid start of a value. Path: $ | LineNumber: 0 | BytePositionInLine: 0."
        ),
    })
}
