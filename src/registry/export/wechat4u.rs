//! The JSON that wechat4u's `botData` is saved as.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{ExportError, Format, json_file, required};
use crate::{Credential, Secret};

pub(super) const FIELDS: [&str; 5] = ["host", "uin", "sid", "skey", "pass_ticket"];

#[derive(Serialize)]
struct BotData<'a> {
    #[serde(rename = "PROP")]
    prop: Prop<'a>,
    #[serde(rename = "CONF")]
    conf: BTreeMap<String, String>,
    #[serde(rename = "COOKIE")]
    cookie: BTreeMap<&'a str, &'a Secret>,
    user: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Prop<'a> {
    uuid: &'static str,
    uin: String,
    sid: &'a Secret,
    skey: &'a Secret,
    pass_ticket: &'a Secret,
    formated_sync_key: &'static str,
    webwx_data_ticket: &'a Secret,
    sync_key: SyncKey,
}

#[derive(Serialize)]
struct SyncKey {
    #[serde(rename = "List")]
    list: [u8; 0],
}

pub(super) fn write(credential: &Credential) -> Result<Secret, ExportError> {
    let format = Format::Wechat4u;
    let Credential::WechatWeb(web) = credential else {
        let (flow, flows) = (credential.flow(), format.flows());
        return Err(ExportError::Flow {
            format,
            flow,
            flows,
        });
    };
    let [ticket] = required(credential, format, ["webwx_data_ticket"])?;
    let pairs = web.cookies.iter();
    let data = BotData {
        prop: Prop {
            uuid: "",
            uin: web.uin.to_string(),
            sid: &web.sid,
            skey: &web.skey,
            pass_ticket: &web.pass_ticket,
            formated_sync_key: "",
            webwx_data_ticket: &ticket,
            sync_key: SyncKey { list: [] },
        },
        conf: conf(
            &web.host,
            web.login_host(),
            web.file_host(),
            web.push_host(),
        ),
        cookie: pairs.map(|it| (it.name.as_str(), &it.value)).collect(),
        user: BTreeMap::new(),
    };
    json_file(format, &data)
}

/// Calls of the page host whose key is `API_` and the last part of the address.
const CALLS: [&str; 20] = [
    "webwxpreview",
    "webwxinit",
    "webwxgetcontact",
    "webwxsync",
    "webwxbatchgetcontact",
    "webwxgeticon",
    "webwxsendmsg",
    "webwxsendmsgimg",
    "webwxsendemoticon",
    "webwxsendappmsg",
    "webwxgetheadimg",
    "webwxgetmsgimg",
    "webwxgetmedia",
    "webwxgetvideo",
    "webwxlogout",
    "webwxgetvoice",
    "webwxupdatechatroom",
    "webwxcreatechatroom",
    "webwxstatusnotify",
    "webwxcheckurl",
];
/// Other calls of the page host: the key after `API_`, and the last part of the address.
const RENAMED: [(&str, &str); 8] = [
    ("webwxsendmsgvedio", "webwxsendvideomsg"),
    ("webwxverifyuser", "webwxverifyuser"),
    ("webwxfeedback", "webwxsendfeedback"),
    ("webwxreport", "webwxstatreport"),
    ("webwxsearch", "webwxsearchcontact"),
    ("webwxoplog", "webwxoplog"),
    ("checkupload", "webwxcheckupload"),
    ("webwxrevokemsg", "webwxrevokemsg"),
];

/// The addresses that depend on the page host. Without them a session of another host than
/// `wx.qq.com` goes to that host.
fn conf(page: &str, login: &str, file: &str, push: &str) -> BTreeMap<String, String> {
    let at = |host: &str, call: &str| format!("https://{host}/cgi-bin/mmwebwx-bin/{call}");
    let of_page = CALLS.into_iter().map(|call| (call, call)).chain(RENAMED);
    let of_page = of_page.map(|(key, call)| (format!("API_{key}"), at(page, call)));
    let start = "jslogin?appid=wx782c26e4c19acffb&fun=new&lang=zh-CN&redirect_uri=\
                 https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?mod=desktop";
    let others = [
        ("origin", format!("https://{page}")),
        ("baseUri", format!("https://{page}/cgi-bin/mmwebwx-bin")),
        ("API_jsLogin", format!("https://{login}/{start}")),
        ("API_login", at(login, "login")),
        ("API_synccheck", at(push, "synccheck")),
        ("API_webwxdownloadmedia", at(file, "webwxgetmedia")),
        ("API_webwxuploadmedia", at(file, "webwxuploadmedia")),
    ];
    let others = others.map(|(key, address)| (key.to_owned(), address));
    of_page.chain(others).collect()
}
