//! Bots by QR code.

use crate::PublicNames;

pub(super) const FEISHU: PublicNames = PublicNames::new(&[
    "action",
    "archetype",
    "auth_method",
    "avatar",
    "brand",
    "create_only",
    "createOnly",
    "from",
    "request_user_info",
    "source",
    "tenant_brand",
    "tp",
    "verification_uri",
    "verification_uri_complete",
]);

pub(super) const DINGTALK: PublicNames = PublicNames::new(&[
    "errcode",
    "errmsg",
    "fail_reason",
    "source",
    "status",
    "verification_uri",
    "verification_uri_complete",
]);

pub(super) const WECOM: PublicNames =
    PublicNames::new(&["auth_url", "errcode", "errmsg", "plat", "source"]);

/// The text `FAKEsecretFAKEsecretFAKEsecret00`, encrypted with the key of a redacted recording.
const SEALED: &str =
    "cGxhY2Vob2xkZXIudn8soGKwGg8WYolBT2qfcb4dB0GyyzYtWPzTajuPI+HhyyWxgkp4/B5B3e2Dxlae";

pub(super) const QQ_BOT: PublicNames =
    PublicNames::new(&["_wv", "retcode", "source"]).stand_ins(&[("bot_encrypt_secret", SEALED)]);
