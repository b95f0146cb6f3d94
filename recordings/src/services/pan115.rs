//! 115, directly and through the gateway.

use crate::PublicNames;

pub(super) const WEB: PublicNames =
    PublicNames::new(&["app", "qrcode", "state", "time", "user_agent"]);

pub(super) const OPEN: PublicNames = PublicNames::new(&[
    "client_id",
    "code_challenge_method",
    "qrcode",
    "state",
    "time",
    "user_agent",
])
// The value of `code_challenge_method`.
.words(&["sha256"]);

pub(super) const GATEWAY: PublicNames = PublicNames::new(&[
    "app",
    "details",
    "field",
    "qrcode_content",
    "state",
    "tag",
    "time",
])
// The codes of 115 that its messages quote.
.words(&[
    "40100000", "40101004", "40101010", "40101017", "40101025", "40101032", "40101033", "40101035",
    "40101037", "40101038", "40199002", "50199004",
]);
