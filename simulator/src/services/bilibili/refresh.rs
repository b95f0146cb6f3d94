//! The refresh of cookies (spec 6.2). Old cookies stay valid until the refresh is confirmed.

use super::cookies::{Cookies, account, sessdata};
use super::correspond;
use super::responses::{envelope, message};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::memory::Newest;
use crate::random::Random;
use crate::reply::{html, reply};
use crate::scenario::CorrespondKey;
use crate::service::Cx;

/// Refreshes that were not confirmed yet.
#[derive(Debug, Default)]
pub(super) struct Refreshes {
    /// Sessions that a refresh has replaced, by their `SESSDATA`.
    replaced: Newest<String, Replaced>,
    /// Which session of `replaced` had this refresh token.
    by_token: Newest<String, String>,
    /// The session that a `refresh_csrf` was handed out to.
    csrfs: Newest<String, String>,
    /// How many were made.
    count: u64,
}

/// A session that a refresh has replaced.
#[derive(Clone)]
struct Replaced {
    handle: String,
    refresh_token: String,
}

/// The handle only: tokens are credentials.
impl std::fmt::Debug for Replaced {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Replaced({})", self.handle)
    }
}

impl Refreshes {
    /// Whether a refresh has replaced this session, and was not confirmed yet.
    pub(super) fn holds(&self, sessdata: &str) -> bool {
        self.replaced.get(sessdata).is_some()
    }

    /// The page at `/correspond/1/<path>`. The service responds with 404 to a time that it does not
    /// accept; without a login that is an assumption.
    pub(super) fn page(&mut self, known: bool, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let path = incoming.path.rsplit('/').next().unwrap_or_default();
        let now = cx.clock();
        let is_accepted = match cx.scenario.bilibili_web.correspond_key {
            CorrespondKey::Any => correspond::has_form(path),
            CorrespondKey::Own => {
                correspond::has_form(path) && correspond::time(path).is_some_and(|time| time <= now)
            }
        };
        if !known || !is_accepted {
            cx.note("time not accepted");
            return reply(404, "text/html; charset=utf-8", "");
        }
        self.count += 1;
        let csrf = Random::new(cx.scenario.seed, &format!("bilibili/csrf/{}", self.count)).hex(32);
        let sessdata = sessdata(incoming);
        self.csrfs
            .insert(csrf.clone(), sessdata, cx.scenario.remember);
        html(
            200,
            &format!(
                "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"></head><body>\
                 <div id=\"1-name\">{csrf}</div></body></html>\n"
            ),
        )
    }

    /// `cookie/refresh`: new cookies and a new token.
    pub(super) fn refresh(
        &mut self,
        known: bool,
        incoming: &Incoming,
        cx: &mut Cx<'_>,
    ) -> Response {
        let sessdata = sessdata(incoming);
        let Some(old) = self.session(&sessdata, cx).filter(|_| known) else {
            return refused(-101);
        };
        let field = |name: &str| incoming.form_parameter(name).unwrap_or_default();
        if Some(field("csrf")) != incoming.cookie("bili_jct") {
            cx.note("csrf is not bili_jct");
            return refused(-111);
        }
        // Each page is for one refresh of its session.
        let page = self.csrfs.remove(&field("refresh_csrf"));
        if page.as_deref() != Some(&*sessdata) || field("refresh_token") != old.refresh_token {
            cx.note("refresh_csrf or refresh_token does not fit");
            return refused(86095);
        }
        let settings = &cx.scenario.bilibili_web;
        self.count += 1;
        let label = format!("bilibili/refresh/{}", self.count);
        let random = |what: &str| Random::new(cx.scenario.seed, &format!("{label}/{what}"));
        let (days, lacks) = (settings.expires_days, settings.lacks);
        let cookies = Cookies::of(
            cx,
            account(incoming, cx),
            random("cookies"),
            cx.now,
            days,
            lacks,
        );
        let token = match settings.refresh_token {
            true => random("token").hex(32),
            false => String::new(),
        };
        let data = Json::object([
            ("status", 0_i64.into()),
            ("message", "".into()),
            ("refresh_token", token.as_str().into()),
        ]);
        let mut response = envelope(0, "0", Some(data), Escapes::Plain);
        cookies.set_on(&mut response, settings);
        let mut values = cookies.pairs;
        values.push(("refresh_token", token));
        values.push(("Expires", cookies.expires.to_string()));
        let remember = cx.scenario.remember;
        self.by_token
            .insert(old.refresh_token.clone(), sessdata.clone(), remember);
        let handle = old.handle.clone();
        self.replaced.insert(sessdata, old, remember);
        cx.grant(&handle, values);
        response
    }

    /// `confirm/refresh`: the old cookies end. A token that is not waiting for it is -400.
    pub(super) fn confirm(
        &mut self,
        known: bool,
        incoming: &Incoming,
        cx: &mut Cx<'_>,
    ) -> Response {
        if !known {
            return refused(-101);
        }
        let field = |name: &str| incoming.form_parameter(name).unwrap_or_default();
        if Some(field("csrf")) != incoming.cookie("bili_jct") {
            cx.note("csrf is not bili_jct");
            return refused(-111);
        }
        let Some(old) = self.by_token.remove(&field("refresh_token")) else {
            cx.note("nothing to confirm");
            return refused(-400);
        };
        self.replaced.remove(&old);
        envelope(0, "0", None, Escapes::Plain)
    }

    /// The session with this `SESSDATA`, replaced or not.
    fn session(&self, sessdata: &str, cx: &Cx<'_>) -> Option<Replaced> {
        let current = || {
            let issued = cx.issued.with("SESSDATA", sessdata)?;
            Some(Replaced {
                handle: issued.handle.clone(),
                refresh_token: issued.get("refresh_token")?.to_owned(),
            })
        };
        self.replaced.get(sessdata).cloned().or_else(current)
    }
}

fn refused(code: i64) -> Response {
    envelope(code, message(code), None, Escapes::Plain)
}
