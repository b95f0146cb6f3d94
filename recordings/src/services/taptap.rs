//! TapTap, directly and through a server of phiApi.

use crate::PublicNames;

pub(super) const DIRECT: PublicNames = PublicNames::new(&[
    "client_id",
    "failOnNotExist",
    "grant_type",
    "mac_algorithm",
    "oauth2",
    "platform",
    "qrcode",
    "qrcode_url",
    "response_type",
    "scope",
    "secret_type",
    "token_type",
    "verification_url",
])
.headers(&["x-lc-id"])
// The client IDs of the game in the two regions.
.words(&["rAK3FfdieFob2Nn8Am", "kviehleldgxsagpozb"])
// The poll sends the device code under this common name.
.except(&["code"]);

pub(super) const PHI_API: PublicNames = PublicNames::new(&[
    "codeName",
    "expiresInSeconds",
    "isInternational",
    "mac_algorithm",
    "macAlgorithm",
    "oauth2",
    "qrcode",
    "scope",
    "token_type",
    "tokenType",
    "useChinaEndpoint",
]);
