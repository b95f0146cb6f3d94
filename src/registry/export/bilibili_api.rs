//! The arguments of bilibili-api's `Credential`: `Credential(**json.load(file))`.

use serde::Serialize;

use super::{ExportError, Format, json_file, required};
use crate::toolkit::cookie;
use crate::{Credential, Secret};

/// Cookies that have an argument.
pub(super) const COOKIES: [&str; 5] = ["SESSDATA", "bili_jct", "DedeUserID", "buvid3", "buvid4"];

#[derive(Serialize)]
struct Arguments {
    sessdata: Secret,
    bili_jct: Secret,
    dedeuserid: Secret,
    #[serde(skip_serializing_if = "Option::is_none")]
    buvid3: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    buvid4: Option<Secret>,
    /// The web refresh token. That of the TV app is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    ac_time_value: Option<Secret>,
}

/// The fields with an argument.
pub(super) fn fields(flow: &str) -> Vec<&'static str> {
    let is_web = flow == "bilibili-web";
    is_web.then_some("refresh_token").into_iter().collect()
}

pub(super) fn write(credential: &Credential) -> Result<Secret, ExportError> {
    let format = Format::BilibiliApi;
    let names = ["SESSDATA", "bili_jct", "DedeUserID"];
    let [sessdata, bili_jct, dedeuserid] = required(credential, format, names)?;
    let cookies = credential.cookies();
    let ac_time_value = match credential {
        Credential::BilibiliWeb(web) => web.refresh_token.clone(),
        _ => None,
    };
    let arguments = Arguments {
        sessdata,
        bili_jct,
        dedeuserid,
        buvid3: cookie::value(&cookies, "buvid3").cloned(),
        buvid4: cookie::value(&cookies, "buvid4").cloned(),
        ac_time_value,
    };
    json_file(format, &arguments)
}
