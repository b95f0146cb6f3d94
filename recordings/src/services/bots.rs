//! Bots of Feishu and DingTalk.

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
