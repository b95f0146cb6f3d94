//! The cookies of the web sites: the list of transfers, and each of them (spec 6.1, 6.2).

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use url::Url;

use super::envelope::{self, Failed, Meaning};
use super::poll::Tokens;
use super::token::is_steam_id;
use super::{SESSION, hosts};
use crate::provider::Context;
use crate::toolkit::{cookie, json_lenient, reply, request};
use crate::{Cookie, Error, Response, Secret};

/// More than the service has ever named.
const MOST_TRANSFERS: usize = 16;
/// The site whose cookies come first: of a name that several sites have, one value fits a header.
const FIRST: &str = "steamcommunity.com";

/// The transfers that are left, the next one last.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Transfers {
    pub(super) tokens: Tokens,
    steam_id: Secret,
    left: Vec<Transfer>,
    collected: Collected,
}

/// What the transfers have brought so far.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Collected {
    pub(super) jar: Vec<Cookie>,
    /// The hosts without a session.
    pub(super) without_session: Vec<String>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Transfer {
    url: Secret,
    form: BTreeMap<String, Secret>,
}

/// What the response to `finalizelogin` says.
pub(super) enum Finalized {
    Transfers(Transfers),
    Busy(Error),
    TryAgain(Error),
}

/// The response to `finalizelogin` (spec 6.1).
pub(super) fn finalized(tokens: &Tokens, reply: &Response) -> Result<Finalized, Error> {
    #[derive(Deserialize)]
    struct List<'a> {
        #[serde(
            rename = "steamID",
            borrow,
            default,
            deserialize_with = "json_lenient::text"
        )]
        steam_id: Cow<'a, str>,
        #[serde(borrow, default, deserialize_with = "json_lenient::list")]
        transfer_info: Vec<Info<'a>>,
        #[serde(borrow, default, deserialize_with = "json_lenient::text")]
        error: Cow<'a, str>,
    }
    if envelope::is_foreign(reply) {
        return Err(reply::status_error(reply));
    }
    if let Some(failed) = envelope::failed(reply.headers()) {
        return refused(&failed);
    }
    if !reply.status().is_success() {
        return Err(reply::status_error(reply));
    }
    let list: List<'_> = reply::json(reply, "finalize")?;
    if let Ok(result) = list.error.trim().parse::<i64>()
        && result > 1
    {
        return refused(&Failed::new(result, ""));
    }
    reply::require(&[("transfer_info", !list.transfer_info.is_empty())])?;
    let mut transfers = Transfers {
        tokens: tokens.clone(),
        steam_id: match is_steam_id(&list.steam_id) {
            true => list.steam_id.as_ref().into(),
            false => tokens.steam_id.clone(),
        },
        left: Vec::new(),
        collected: Collected::default(),
    };
    let mut untrusted = None;
    for info in list.transfer_info.iter().take(MOST_TRANSFERS) {
        match hosts::trusted(&info.url) {
            Ok(url) => transfers.left.push(info.transfer(url)),
            Err(host) => {
                untrusted.get_or_insert_with(|| Error::untrusted(&host));
                transfers.collected.without_session.push(host);
            }
        }
    }
    transfers.left.reverse();
    match untrusted {
        Some(error) if transfers.left.is_empty() => Err(error),
        _ => Ok(Finalized::Transfers(transfers)),
    }
}

fn refused(failed: &Failed) -> Result<Finalized, Error> {
    match failed.meaning() {
        Meaning::Busy(error) => Ok(Finalized::Busy(error)),
        Meaning::TryAgain(error) => Ok(Finalized::TryAgain(error)),
        Meaning::Refused(error) => Err(error),
    }
}

#[derive(Deserialize)]
struct Info<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    url: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::object")]
    params: Params<'a>,
}

#[derive(Default, Deserialize)]
#[serde(transparent)]
struct Params<'a>(#[serde(borrow)] BTreeMap<String, &'a RawValue>);

impl Info<'_> {
    fn transfer(&self, url: Url) -> Transfer {
        #[derive(Deserialize)]
        #[serde(transparent)]
        struct Value(#[serde(deserialize_with = "json_lenient::secret")] Secret);
        let value = |json: &&RawValue| serde_json::from_str::<Value>(json.get()).ok();
        let form = self.params.0.iter();
        let form = form.filter_map(|(name, json)| Some((name.clone(), value(json)?.0)));
        Transfer {
            url: String::from(url).into(),
            form: form.collect(),
        }
    }
}

impl Transfers {
    /// The next request: its address, checked again since a snapshot may come from anywhere, and
    /// its form.
    pub(super) fn request(&self) -> Result<(Url, String), Error> {
        let Some(next) = self.left.last() else {
            return Err(Error::incomplete([SESSION]));
        };
        let url = hosts::trusted(next.url.expose()).map_err(|host| Error::untrusted(&host))?;
        let form = next.form.iter();
        let form = form.map(|(name, value)| (name.as_str(), value.expose()));
        let form = request::query(form.chain([("steamID", self.steam_id.expose())]));
        Ok((url, form))
    }

    /// The transfers after the next one, whose response this is.
    ///
    /// # Errors
    /// The site has refused. [`Error::Incomplete`] if it set no cookie and gave no reason.
    pub(super) fn after(&self, reply: &Response, cx: &Context<'_>) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(deserialize_with = "json_lenient::integer")]
            result: i64,
        }
        let (url, _) = self.request()?;
        let host = url.host_str().unwrap_or_default();
        let mut set = Vec::new();
        cookie::store(&mut set, reply, host, cx.now());
        set.retain(|cookie| hosts::site_of(host) == hosts::site_of(&cookie.domain));
        set.retain(|cookie| is_within(host, &cookie.domain));
        if cookie::value(&set, SESSION).is_some() {
            let mut rest = self.without_next();
            rest.collected.jar.extend(set);
            return Ok(rest);
        }
        if reply.status().is_client_error() {
            return Err(reply::status_error(reply));
        }
        match serde_json::from_slice(reply.body()) {
            Ok(Answer { result }) if result != 1 => match Failed::new(result, "").meaning() {
                Meaning::Busy(error) | Meaning::TryAgain(error) | Meaning::Refused(error) => {
                    Err(error)
                }
            },
            _ => Err(Error::incomplete([SESSION])),
        }
    }

    /// The transfers after the next one, which has failed; `None` if no site has set a cookie and
    /// none is left.
    pub(super) fn skipped(&self) -> Option<Self> {
        let host = self.request().ok();
        let host = host.and_then(|(url, _)| url.host_str().map(str::to_owned));
        let mut rest = self.without_next();
        rest.collected.without_session.extend(host);
        let is_hopeless = rest.left.is_empty() && rest.collected.jar.is_empty();
        (!is_hopeless).then_some(rest)
    }

    fn without_next(&self) -> Self {
        let mut rest = self.clone();
        rest.left.pop();
        rest
    }

    /// Whether no transfer is left.
    pub(super) fn is_finished(&self) -> bool {
        self.left.is_empty()
    }

    /// The tokens, and all that was collected.
    pub(super) fn finish(self) -> (Tokens, Collected) {
        let mut collected = self.collected;
        let is_other = |cookie: &Cookie| hosts::site_of(&cookie.domain) != Some(FIRST);
        collected.jar.sort_by_key(is_other);
        (self.tokens, collected)
    }
}

/// Whether a host is a domain or below it.
fn is_within(host: &str, domain: &str) -> bool {
    let front = host.strip_suffix(domain);
    front.is_some_and(|front| front.is_empty() || front.ends_with('.'))
}
