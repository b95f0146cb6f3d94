//! Steam.

use crate::PublicNames;

pub(super) const QR: PublicNames = PublicNames::new(&[
    "allowed_confirmations",
    "challenge_url",
    "confirmation_type",
    "exp",
    "iat",
    "nbf",
    "new_challenge_url",
    "platform",
    "platform_type",
    "redir",
    "result",
])
.headers(&["x-eresult"])
// The name of the device by default, and a path that is as long as a secret.
.words(&["qrlogin", "GenerateAccessTokenForApp"]);
