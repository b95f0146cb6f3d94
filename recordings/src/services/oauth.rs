//! The OAuth 2.0 device flow.

use crate::PublicNames;

pub(super) const DEVICE: PublicNames = PublicNames::new(&[
    "client_id",
    "code_challenge_method",
    "complete",
    "device_authorization_endpoint",
    "error_codes",
    "error_subcode",
    "grant_type",
    "issuer",
    "preset",
    "public",
    "scope",
    "scopes",
    "sub_status",
    "tenant",
    "token_endpoint",
    "token_type",
    "verification_uri",
    "verification_uri_complete",
    "verification_url",
    "verificationUri",
    "verificationUriComplete",
])
.words(&["urn:ietf:params:oauth:grant-type:device_code", "S256"])
// Somewhere, the secret to poll with has this common name.
.except(&["code"]);
