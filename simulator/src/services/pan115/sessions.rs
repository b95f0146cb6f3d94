//! The sessions of logins, and the calls that check them.

use std::collections::BTreeMap;

use super::calls::SITE;
use super::envelope;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::random::Random;
use crate::scenario::Account;
use crate::service::Cx;
use crate::service_id::ServiceId;

/// The four cookies, in their order.
pub(super) type Cookies = Vec<(&'static str, String)>;

/// The valid session of each slot.
#[derive(Default)]
pub(super) struct Sessions {
    by_slot: BTreeMap<&'static str, Cookies>,
}

impl Sessions {
    /// A new session ends the older one in the same slot.
    pub(super) fn open(&mut self, slot: &'static str, cookies: Cookies) {
        self.by_slot.insert(slot, cookies);
    }

    /// `my.115.com/?ct=guide&ac=status`: whether the cookies are valid.
    pub(super) fn guide_status(&self, incoming: &Incoming, cx: &Cx<'_>) -> Response {
        let good = self.of(incoming).is_some() || is_of_gateway(incoming, cx);
        envelope::json(&Json::object([("state", good.into())]), cx)
    }

    /// `my.115.com/?ct=ajax&ac=nav`: the account. The response to invalid cookies is an assumption.
    pub(super) fn user_nav(&self, incoming: &Incoming, cx: &Cx<'_>) -> Response {
        let Some(_) = self.of(incoming) else {
            let body = Json::object([("state", false.into()), ("error", "请重新登录".into())]);
            return envelope::json(&body, cx);
        };
        let data = Json::object([
            ("user_id", account(owner(incoming, cx), cx).into()),
            ("user_name", user_name(owner(incoming, cx)).into()),
            ("face", incoming.url(SITE, "/simulated_m.jpg").into()),
            ("vip", 0_i64.into()),
        ]);
        envelope::json(&Json::object([("state", true.into()), ("data", data)]), cx)
    }

    /// `check/sso`: here `state` 0 means valid. It logs other devices out. The response to invalid
    /// cookies is an assumption.
    pub(super) fn check_sso(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let Some(slot) = self.of(incoming) else {
            let body = Json::object([
                ("state", 1_i64.into()),
                ("code", envelope::CREDENTIAL.into()),
                ("message", "请重新登录".into()),
                ("data", Json::object([])),
            ]);
            return envelope::json(&body, cx);
        };
        self.by_slot.retain(|other, _| *other == slot);
        cx.note("other devices logged out");
        let body = Json::object([
            ("state", 0_i64.into()),
            ("code", 0_i64.into()),
            ("message", "".into()),
            (
                "data",
                Json::object([("user_id", account(owner(incoming, cx), cx).into())]),
            ),
        ]);
        envelope::json(&body, cx)
    }

    /// The slot of a request's cookies. KID counts only if one was issued.
    fn of(&self, incoming: &Incoming) -> Option<&'static str> {
        let fits = |(name, value): &(&'static str, String)| {
            (*name == "KID" && value.is_empty()) || incoming.cookie(name).as_ref() == Some(value)
        };
        let mut sessions = self.by_slot.iter();
        let (slot, _) = sessions.find(|(_, cookies)| cookies.iter().all(fits))?;
        Some(slot)
    }
}

/// Whether a gateway has issued the cookies, which in its simulation are none of 115 itself.
fn is_of_gateway(incoming: &Incoming, cx: &Cx<'_>) -> bool {
    let uid = incoming.cookie("UID").unwrap_or_default();
    let issued = cx.issued.with("uid", &uid);
    let issued = issued.filter(|issued| issued.service == ServiceId::Gateway115);
    issued.is_some_and(|issued| {
        let names = [("uid", "UID"), ("cid", "CID"), ("seid", "SEID")].into_iter();
        let mut pairs = names.map(|(own, name)| (issued.get(own), incoming.cookie(name)));
        pairs.all(|(issued, given)| issued.is_some() && issued == given.as_deref())
    })
}

/// The account of the cookies of a request, else that of the person.
fn owner<'a>(incoming: &Incoming, cx: &'a Cx<'_>) -> &'a Account {
    cx.account_with("UID", &incoming.cookie("UID").unwrap_or_default())
}

/// The number of the account.
pub(super) fn account(of: &Account, cx: &Cx<'_>) -> u64 {
    let random = || Random::new(cx.scenario.seed, "115/account").between(100_000_000, 399_999_999);
    of.id_or(random)
}

/// The name of the account.
pub(super) fn user_name(of: &Account) -> &str {
    of.name_or("demo")
}

/// The count only: they are credentials.
impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sessions({})", self.by_slot.len())
    }
}
