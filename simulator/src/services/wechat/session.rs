//! The values of a login: the ticket, then XML elements and cookies.

use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::SET_COOKIE;

use super::hosts;
use crate::exchange::Response;
use crate::random::Random;
use crate::reply::header;
use crate::scenario::ExchangeLacks;
use crate::service::Cx;

const HOURS_12: u64 = 12 * 3600;
const YEARS_10: u64 = 3650 * 86_400;

/// The ticket of a login.
pub(super) fn ticket(cx: &Cx<'_>, number: usize) -> String {
    format!("A{}@qrticket_0", cx.random(number, "ticket").base64_url(23))
}

/// All values of a login.
pub(super) struct Session {
    pub(super) skey: String,
    pub(super) wxsid: String,
    pub(super) wxuin: String,
    pub(super) pass_ticket: String,
    cookies: Vec<(&'static str, String)>,
}

impl Session {
    /// The session of login `number`; the account is the same in every login.
    pub(super) fn new(cx: &Cx<'_>, number: usize) -> Self {
        let mut random = cx.random(number, "session");
        let skey = format!("@crypt_{}_{}", random.hex(8), random.hex(32));
        let wxsid = random.base64(16);
        // Above 2^31, to find clients with 32-bit numbers.
        let random_uin =
            || Random::new(cx.scenario.seed, "wechat/uin").between(2_200_000_000, 4_200_000_000);
        let wxuin = cx.scenario.account.id_or(random_uin).to_string();
        let pass_ticket = format!(
            "{}%2F{}%2B{}%3D%3D",
            random.alnum(12),
            random.alnum(20),
            random.alnum(10)
        );
        let cookies = vec![
            ("wxuin", wxuin.clone()),
            ("wxsid", wxsid.clone()),
            ("wxloadtime", (cx.clock() / 1000).to_string()),
            ("mm_lang", "zh_CN".to_owned()),
            ("webwx_data_ticket", format!("g{}", random.base64(23))),
            ("webwxuvid", random.hex(96)),
            (
                "webwx_auth_ticket",
                format!("CIsBE{}", STANDARD.encode(random.bytes(145))),
            ),
        ];
        Self {
            skey,
            wxsid,
            wxuin,
            pass_ticket,
            cookies,
        }
    }

    /// Removes the scenario's missing part: an element becomes empty, a cookie is dropped.
    pub(super) fn without(mut self, lacks: ExchangeLacks) -> Self {
        match lacks {
            ExchangeLacks::Skey => self.skey.clear(),
            ExchangeLacks::Wxsid => self.wxsid.clear(),
            ExchangeLacks::Wxuin => self.wxuin.clear(),
            ExchangeLacks::PassTicket => self.pass_ticket.clear(),
            ExchangeLacks::Cookies => self.cookies.clear(),
            other => {
                let cookie = other.name().strip_prefix("cookie:");
                self.cookies.retain(|(name, _)| Some(*name) != cookie);
            }
        }
        self
    }

    /// Adds the cookies to a response.
    pub(super) fn set_on(&self, response: &mut Response, page_host: &str, now_seconds: u64) {
        for (name, value) in &self.cookies {
            let domain = match *name {
                "webwx_data_ticket" => hosts::cookie_domain(page_host),
                _ => page_host,
            };
            let life = match *name {
                "webwxuvid" | "webwx_auth_ticket" => YEARS_10,
                _ => HOURS_12,
            };
            // Times after the year 9999 have no HTTP form.
            let expires =
                Duration::from_secs(now_seconds.saturating_add(life).min(253_402_300_799));
            let expires = httpdate::fmt_http_date(UNIX_EPOCH + expires);
            let line =
                format!("{name}={value}; Domain={domain}; Path=/; Expires={expires}; Secure");
            header(response, SET_COOKIE, &line);
        }
    }

    /// Names and values: the four elements, the cookies that are no elements, and the host.
    pub(super) fn values(self, page_host: &str) -> Vec<(&'static str, String)> {
        let mut values = vec![
            ("skey", self.skey),
            ("wxsid", self.wxsid),
            ("wxuin", self.wxuin),
            ("pass_ticket", self.pass_ticket),
        ];
        values.extend(
            self.cookies
                .into_iter()
                .filter(|(name, _)| !matches!(*name, "wxuin" | "wxsid")),
        );
        values.push(("host", page_host.to_owned()));
        values
    }
}
