//! TapTap's token, in both spellings of its keys (spec 2.3, 2.7).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::toolkit::reply;
use crate::{Advice, Error, Secret};

/// A TapTap token: it signs requests to TapTap's profile service.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapTapToken {
    /// The key's identifier.
    pub kid: Secret,
    /// Usually equal to `kid`.
    pub access_token: Secret,
    /// The key that signs, used as it is (not base64-decoded).
    pub mac_key: Secret,
    /// `hmac-sha-1` in every response seen.
    pub mac_algorithm: String,
    /// `mac`.
    pub token_type: String,
    /// What it is for, such as `public_profile`; several are separated by spaces or commas.
    pub scope: String,
}

/// The other spelling of each key: a server understands one or the other (spec 2.5).
const SPELLINGS: [(&str, &str); 4] = [
    ("access_token", "token"),
    ("token_type", "tokenType"),
    ("mac_key", "macKey"),
    ("mac_algorithm", "macAlgorithm"),
];

impl TapTapToken {
    /// Reads a token from a JSON object with the keys of either spelling: `mac_key` or `macKey`.
    /// Without `access_token` that is the `kid`; without `mac_algorithm` it is `hmac-sha-1`.
    ///
    /// ```
    /// use qrlogin::taptap::TapTapToken;
    ///
    /// let token = TapTapToken::from_json(r#"{"kid": "1/FAKE", "macKey": "FAKEkey"}"#)?;
    /// assert_eq!(token.mac_key.expose(), "FAKEkey");
    /// assert_eq!(token.access_token.expose(), "1/FAKE");
    /// # Ok::<(), qrlogin::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is no JSON object, [`Error::Incomplete`] if it lacks `kid` or
    /// `mac_key` or has another algorithm than `hmac-sha-1` and `hmac-sha-256`, and
    /// [`Error::Rejected`] if there is a message in its place.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        Self::read(&reply::parse_json(json, "token")?)
    }

    /// Reads a token in either spelling.
    ///
    /// # Errors
    /// [`Error::Incomplete`] if it cannot sign, or [`Error::Rejected`] if there is a message in its
    /// place.
    pub(super) fn read(fields: &Map<String, Value>) -> Result<Self, Error> {
        let one = |name: &str| {
            let value = fields.get(name).and_then(Value::as_str);
            value.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let either = |(snake, camel): (&str, &str)| one(snake).or_else(|| one(camel));
        let [access_token, token_type, mac_key, mac_algorithm] = SPELLINGS.map(either);
        let kid = one("kid");
        let words = ["error_description", "msg", "message"]
            .into_iter()
            .find_map(one);
        reply::require(&[("kid", kid.is_some()), ("mac_key", mac_key.is_some())]).map_err(
            |error| {
                let words = words.unwrap_or_default();
                reply::explain_incomplete(error, 0, &words, Advice::SEE_MESSAGE)
            },
        )?;
        let kid = kid.unwrap_or_default();
        let mac_algorithm = mac_algorithm.unwrap_or_else(|| "hmac-sha-1".to_owned());
        if !matches!(mac_algorithm.as_str(), "hmac-sha-1" | "hmac-sha-256") {
            // The token is issued once: a retry would only return "expired".
            return Err(Error::Incomplete {
                missing: vec!["mac_algorithm".to_owned()],
            });
        }
        Ok(Self {
            access_token: access_token.unwrap_or_else(|| kid.clone()).into(),
            kid: kid.into(),
            mac_key: mac_key.unwrap_or_default().into(),
            mac_algorithm,
            token_type: token_type.unwrap_or_else(|| "mac".to_owned()),
            scope: one("scope").unwrap_or_default(),
        })
    }

    /// Whether it is for this, among others.
    pub(super) fn has_scope(&self, wanted: &str) -> bool {
        self.scope.split([' ', ',']).any(|scope| scope == wanted)
    }
}

/// Adds to a token the other spelling of each key that it has in one only.
pub(super) fn spell_both(fields: &mut Map<String, Value>) {
    for (snake, camel) in SPELLINGS {
        for (from, to) in [(snake, camel), (camel, snake)] {
            if let Some(value) = fields.get(from).cloned() {
                fields.entry(to).or_insert(value);
            }
        }
    }
}

/// Whether this text has the shape of a Phigros session token (spec 2.5, 2.9).
pub(super) fn is_session_token(text: &str) -> bool {
    let is_of_token = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() == 25 && text.bytes().all(is_of_token)
}
