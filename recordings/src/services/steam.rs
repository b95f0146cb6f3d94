//! Steam.

use crate::PublicNames;

pub(super) const QR: PublicNames = PublicNames::new(&[
    "allowed_confirmations",
    "confirmation_type",
    "exp",
    "iat",
    "nbf",
    "platform",
    "platform_type",
    "redir",
    "result",
])
.headers(&["x-eresult"]);
