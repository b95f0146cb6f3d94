//! The text of the code: the service's link with pairs of our own (spec 2.3).

use url::Url;

use super::settings::{App, Feishu};
use crate::Error;
use crate::providers::bots::shown;
use crate::toolkit::request;

/// The domains of the pages.
const DOMAINS: &[&str] = &["feishu.cn", "larksuite.com"];

/// The pairs that are set in the link, in their order.
fn pairs(login: &Feishu) -> Vec<(&'static str, &str)> {
    let mut pairs = vec![("from", "sdk"), ("source", &login.source), ("tp", "sdk")];
    let avatars = login.avatars.iter();
    pairs.extend(avatars.map(|avatar| ("avatar", avatar.as_str())));
    pairs.extend(login.name.as_deref().map(|name| ("name", name)));
    pairs.extend(login.desc.as_deref().map(|desc| ("desc", desc)));
    match &login.app {
        App::Any => {}
        App::New => pairs.push(("createOnly", "true")),
        App::Existing(id) => pairs.push(("clientID", id)),
    }
    pairs
}

/// How long the pairs are, encoded.
pub(super) fn preset_length(login: &Feishu) -> usize {
    request::query(pairs(login)).len()
}

/// Checks a link of the service. The own server may have the page as well.
pub(super) fn check(login: &Feishu, link: &str) -> Result<(), Error> {
    let own = [&login.domain, &login.lark_domain].into_iter().flatten();
    let own: Vec<String> = own.filter_map(|server| server.operator()).collect();
    let own = own.iter().map(String::as_str);
    let hosts: Vec<&str> = DOMAINS.iter().copied().chain(own).collect();
    shown::check_link(link, &hosts)
}

/// The text of the code. A pair that the link has already is replaced.
pub(super) fn payload(login: &Feishu, link: &str) -> Result<String, Error> {
    check(login, link)?;
    let mut url =
        Url::parse(link).map_err(|_| Error::malformed("begin: the link is no address"))?;
    let pairs = pairs(login);
    let is_ours = |name: &str| pairs.iter().any(|(own, _)| *own == name);
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .into_owned()
        .filter(|(name, _)| !is_ours(name))
        .collect();
    let kept = kept
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let query = request::query(kept.chain(pairs.iter().copied()));
    url.set_query(Some(&query));
    Ok(url.into())
}
