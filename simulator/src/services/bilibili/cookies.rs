//! The five cookies of a login, and the account behind them.

use std::time::{Duration, UNIX_EPOCH};

use http::header::SET_COOKIE;

use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::random::Random;
use crate::reply::header;
use crate::scenario::{Account, BilibiliWeb, WebCookie};
use crate::service::Cx;

/// The cookies of one login.
pub(super) struct Cookies {
    /// Names and values, as in `Set-Cookie`.
    pub(super) pairs: Vec<(&'static str, String)>,
    /// When they expire, in Unix seconds.
    pub(super) expires: u64,
}

/// The account of the login that a request belongs to; for a new login, that of the person.
pub(super) fn account<'a>(incoming: &Incoming, cx: &'a Cx<'_>) -> &'a Account {
    match incoming.parameter("access_key") {
        Some(token) => cx.account_with("access_token", &token),
        None => cx.account_with("SESSDATA", &sessdata(incoming)),
    }
}

/// The `SESSDATA` of a request, encoded as in `Set-Cookie`: in the cookies of an address, the comma
/// and the star can be unencoded (spec 2.6).
pub(super) fn sessdata(incoming: &Incoming) -> String {
    let sent = incoming.cookie("SESSDATA").unwrap_or_default();
    sent.replace(',', "%2C").replace('*', "%2A")
}

/// The number of an account: the same in every login.
pub(super) fn mid(account: &Account, cx: &Cx<'_>) -> u64 {
    let random = || Random::new(cx.scenario.seed, "bilibili/mid").between(10_000, 3_999_999_999);
    account.id_or(random)
}

impl Cookies {
    /// The cookies of login `number`, which was confirmed at `confirmed_at`.
    pub(super) fn new(
        cx: &Cx<'_>,
        number: usize,
        confirmed_at: u64,
        days: u32,
        lacks: WebCookie,
    ) -> Self {
        let random = cx.random(number, "cookies");
        Self::of(cx, &cx.scenario.account, random, confirmed_at, days, lacks)
    }

    /// The cookies of a refresh at `now`, with these random values.
    pub(super) fn of(
        cx: &Cx<'_>,
        account: &Account,
        mut random: Random,
        now: u64,
        days: u32,
        lacks: WebCookie,
    ) -> Self {
        let skewed = now.saturating_add_signed(cx.scenario.clock_skew.saturating_mul(1000));
        let expires = skewed / 1000 + u64::from(days) * 86_400;
        let sessdata = format!(
            "{}%2C{expires}%2C{}%2A{}",
            random.hex(8),
            random.hex(5),
            random.hex(2)
        );
        let mut pairs = vec![
            ("SESSDATA", sessdata),
            ("bili_jct", random.hex(32)),
            ("DedeUserID", mid(account, cx).to_string()),
            (
                "DedeUserID__ckMd5",
                Random::new(account.seed(cx.scenario.seed), "bilibili/ckMd5").hex(16),
            ),
            ("sid", random.lower_alnum(8)),
        ];
        pairs.retain(|(name, _)| *name != lacks.name());
        Self { pairs, expires }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Adds them to a response as `Set-Cookie` lines.
    pub(super) fn set_on(&self, response: &mut Response, settings: &BilibiliWeb) {
        let domain = if settings.domain_dot {
            ".bilibili.com"
        } else {
            "bilibili.com"
        };
        // Times after the year 9999 have no HTTP form.
        let expires = Duration::from_secs(self.expires.min(253_402_300_799));
        let expires = httpdate::fmt_http_date(UNIX_EPOCH + expires);
        for (name, value) in &self.pairs {
            if settings.empty_first {
                let past = "Thu, 01 Jan 1970 00:00:00 GMT";
                header(
                    response,
                    SET_COOKIE,
                    &format!("{name}=; Path=/; Domain={domain}; Expires={past}"),
                );
            }
            let flags = match *name {
                "SESSDATA" if settings.sessdata_secure => "; HttpOnly; Secure",
                "SESSDATA" => "; HttpOnly",
                _ => "",
            };
            let line = format!("{name}={value}; Path=/; Domain={domain}; Expires={expires}{flags}");
            header(response, SET_COOKIE, &line);
        }
        if settings.wanna_go_back {
            let line = format!("i-wanna-go-back=-1; Path=/; Domain={domain}; Expires={expires}");
            header(response, SET_COOKIE, &line);
        }
    }
}
