//! Credentials of what was found.

use serde_json::{Map, Value, json};

use super::found::{Found, FoundCookie, is_plain};
use super::{ImportError, Imported};
use crate::export::Format;
use crate::pan115::App;
use crate::registry::export::env;
use crate::{Cookie, Credential, wechat};

const BILIBILI_SITE: &str = "bilibili.com";
const PAN115_SITE: &str = "115.com";
const BILIBILI: [&str; 3] = ["SESSDATA", "bili_jct", "DedeUserID"];
const PAN115: [(&str, &str); 3] = [("uid", "UID"), ("cid", "CID"), ("seid", "SEID")];
/// A cookie that only credentials of a flow have, its domain, and the flow.
const MARKS: [(&str, &[&str], &str); 4] = [
    ("SESSDATA", &["bilibili.com"], "bilibili-web"),
    ("wxsid", &["qq.com", "wechat.com"], "wechat-web"),
    ("SEID", &["115.com"], "115"),
    (
        "steamLoginSecure",
        &["steamcommunity.com", "steampowered.com"],
        "steam",
    ),
];

/// The credentials of this flow, or of the one that the text is for.
pub(super) fn credential(
    format: Format,
    mut found: Found,
    flow: Option<&'static str>,
) -> Result<Imported, ImportError> {
    let flow = match flow.or(found.flow) {
        Some(flow) => flow,
        None => by_cookies(format, &found)?,
    };
    let mut part = Part {
        format,
        flow,
        missing: Vec::new(),
        left_out: Vec::new(),
        object: Map::from_iter([("flow".to_owned(), json!(flow))]),
    };
    match flow {
        "bilibili-web" | "bilibili-tv" => part.bilibili(&mut found)?,
        "wechat-web" => part.wechat(&mut found)?,
        "115" | "115-gateway" => part.pan115(&mut found)?,
        _ => part.tokens(&mut found)?,
    }
    part.finish()
}

/// The flow of the cookies.
fn by_cookies(format: Format, found: &Found) -> Result<&'static str, ImportError> {
    let is_there = |name: &str, sites: &[&str]| sites.iter().any(|site| found.has(site, name));
    let marked = MARKS
        .iter()
        .filter(|(name, sites, _)| is_there(name, sites));
    let flows: Vec<_> = marked.map(|(_, _, flow)| *flow).collect();
    match flows.as_slice() {
        [] => Err(ImportError::Nothing { format, flow: None }),
        [flow] => Ok(flow),
        _ => Err(ImportError::WhichFlow { format, flows }),
    }
}

/// Credentials that are put together.
pub(super) struct Part {
    pub(super) format: Format,
    pub(super) flow: &'static str,
    pub(super) missing: Vec<String>,
    left_out: Vec<String>,
    pub(super) object: Map<String, Value>,
}

impl Part {
    pub(super) fn wrong(&self, field: impl Into<String>, problem: &'static str) -> ImportError {
        ImportError::field(self.format, field, problem)
    }

    fn require(&mut self, field: &str) {
        if self.object.get(field).is_none_or(Value::is_null) {
            self.missing.push(self.shown(field));
        }
    }

    /// The name of a field in this format.
    pub(super) fn shown(&self, field: &str) -> String {
        let table = env::table(self.flow).unwrap_or_default();
        let variable = table.iter().find(|it| it.field == field);
        match variable.filter(|_| self.format == Format::Env) {
            Some(variable) => variable.name.to_owned(),
            None => field.to_owned(),
        }
    }

    /// The cookies that fit; those without a domain get `domain`. Of the cookies in `required` none
    /// may be unusable.
    fn cookies(
        &mut self,
        found: &Found,
        domain: &str,
        fits: impl Fn(&FoundCookie) -> bool,
        required: &[&str],
    ) -> Result<Vec<Cookie>, ImportError> {
        let mut cookies = Vec::new();
        for it in found.cookies.iter().filter(|it| fits(it)) {
            match it.cookie(domain) {
                Some(cookie) => cookies.push(cookie),
                None if required.contains(&it.name.as_str()) => {
                    return Err(self.wrong(&it.place, "it cannot be the value of a cookie"));
                }
                None => self.left_out.push(printable(&it.name)),
            }
        }
        for name in required {
            if !cookies.iter().any(|it| it.name == *name) {
                self.missing.push((*name).to_owned());
            }
        }
        Ok(cookies)
    }

    fn take(&mut self, found: &mut Found, fields: &[&str]) {
        for field in fields {
            if let Some(value) = found.values.remove(*field) {
                self.object.insert((*field).to_owned(), value);
            }
        }
    }

    fn bilibili(&mut self, found: &mut Found) -> Result<(), ImportError> {
        let cookies = self.cookies(
            found,
            BILIBILI_SITE,
            |it| it.is_of(BILIBILI_SITE),
            &BILIBILI,
        )?;
        let user = cookies.iter().find(|it| it.name == "DedeUserID");
        let user: Option<u64> = user.and_then(|it| it.value.expose().parse().ok());
        self.object.insert("cookies".to_owned(), json!(cookies));
        self.take(found, &["refresh_token"]);
        if self.flow == "bilibili-tv" {
            self.take(found, &["mid", "access_token", "expires_at", "appkey"]);
            if let Some(user) = user {
                self.object.entry("mid").or_insert(user.into());
            }
            for field in ["mid", "access_token", "refresh_token", "appkey"] {
                self.require(field);
            }
        }
        Ok(())
    }

    fn wechat(&mut self, found: &mut Found) -> Result<(), ImportError> {
        let of = |name: &str| found.cookies.iter().find(|it| it.name == name);
        let domain = of("wxsid").and_then(|it| it.domain.clone());
        let sid = of("wxsid").map(|it| it.value.expose().to_owned());
        let uin: Option<u64> = of("wxuin").and_then(|it| it.value.expose().parse().ok());
        let host = found.text("host").map(str::to_owned).or(domain);
        // Later calls send the session there.
        if host
            .as_deref()
            .is_some_and(|host| !wechat::is_page_host(host))
        {
            return Err(self.wrong(self.shown("host"), "it is no host of WeChat's web client"));
        }
        let cookies = match host.as_deref() {
            Some(host) => {
                let shares = |domain: &str| wechat::shares_cookies(host, domain);
                let fits = |it: &FoundCookie| it.domain.as_deref().is_none_or(shares);
                self.cookies(found, host, fits, &[])?
            }
            None => Vec::new(),
        };
        self.take(found, &["uin", "sid", "skey", "pass_ticket"]);
        let mut fill = |field: &str, value: Option<Value>| {
            if let Some(value) = value {
                self.object.entry(field).or_insert(value);
            }
        };
        fill("host", host.map(Value::from));
        fill("sid", sid.filter(|sid| !sid.is_empty()).map(Value::from));
        fill("uin", uin.map(Value::from));
        fill("cookies", Some(json!(cookies)));
        for field in ["host", "uin", "sid", "skey", "pass_ticket"] {
            self.require(field);
        }
        Ok(())
    }

    fn pan115(&mut self, found: &mut Found) -> Result<(), ImportError> {
        let cookies = self.cookies(
            found,
            PAN115_SITE,
            |it| it.is_of(PAN115_SITE),
            &PAN115.map(|(_, name)| name),
        )?;
        for (field, name) in PAN115.into_iter().chain([("kid", "KID")]) {
            let cookie = cookies.iter().find(|it| it.name == name);
            self.object
                .insert(field.to_owned(), json!(cookie.map(|it| &it.value)));
        }
        let uid = cookies.iter().find(|it| it.name == "UID");
        let slot = uid.and_then(|uid| uid.value.expose().split('_').nth(1));
        let app = match found.text("app") {
            Some(name) => match App::from_name(name) {
                Some(app) => Some(app),
                None => return Err(self.wrong(self.shown("app"), "115 has no app of this name")),
            },
            None => slot.and_then(|slot| App::all().find(|app| app.ssoent() == slot)),
        };
        self.object.insert("app".to_owned(), json!(app));
        if uid.is_some() {
            self.require("app");
        }
        if self.flow == "115" {
            let own = found.text("user_agent").map(str::to_owned);
            let own = own.or_else(|| Some(app?.user_agent().to_owned()));
            self.object.insert("user_agent".to_owned(), json!(own));
        }
        Ok(())
    }

    fn finish(self) -> Result<Imported, ImportError> {
        if !self.missing.is_empty() {
            let mut missing = self.missing;
            missing.dedup();
            return Err(ImportError::Incomplete {
                format: self.format,
                flow: self.flow,
                missing,
            });
        }
        let json = Value::Object(self.object).to_string();
        match Credential::read(self.flow, &json) {
            Some(Ok(credential)) => checked(self.format, credential, self.left_out),
            Some(Err(_)) => {
                let problem = "a value is not one that this flow has";
                Err(ImportError::field(self.format, self.flow, problem))
            }
            None => Err(ImportError::Nothing {
                format: self.format,
                flow: Some(self.flow),
            }),
        }
    }
}

/// The credentials, if their cookies are complete and can be sent.
pub(super) fn checked(
    format: Format,
    credential: Credential,
    left_out: Vec<String>,
) -> Result<Imported, ImportError> {
    let cookies = credential.cookies();
    for (index, it) in cookies.iter().enumerate() {
        let same = Cookie::new(&it.name, it.value.expose(), &it.domain);
        let is_path = it.path.starts_with('/') && it.path.bytes().all(is_plain);
        if !is_path || same.is_none_or(|same| same.domain != it.domain) {
            let problem = "it cannot be a cookie";
            return Err(ImportError::field(
                format,
                format!("cookies[{index}]"),
                problem,
            ));
        }
    }
    let needs: &[&str] = match credential {
        Credential::BilibiliWeb(_) | Credential::BilibiliTv(_) => &BILIBILI,
        Credential::Pan115(_) | Credential::Pan115Gateway(_) => &["UID", "CID", "SEID"],
        Credential::Steam(_) => &["steamLoginSecure"],
        _ => &[],
    };
    let is_missing = |name: &&&str| !cookies.iter().any(|it| it.name == **name);
    let missing: Vec<_> = needs
        .iter()
        .filter(is_missing)
        .map(ToString::to_string)
        .collect();
    match missing.is_empty() {
        true => Ok(Imported {
            credential,
            format,
            left_out,
        }),
        false => Err(ImportError::Incomplete {
            format,
            flow: credential.flow(),
            missing,
        }),
    }
}

/// The domain above all page hosts of one kind, such as `qq.com`.
pub(super) fn above(host: &str) -> String {
    let mut labels: Vec<_> = host.rsplit('.').take(2).collect();
    labels.reverse();
    labels.join(".")
}

/// A name as far as it is visible ASCII.
fn printable(name: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_graphic();
    name.chars().filter(is_plain).take(64).collect()
}
