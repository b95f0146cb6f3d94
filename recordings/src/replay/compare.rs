//! Comparing a call with an entry.

use std::collections::BTreeMap;

use serde_json::Value;
use url::Url;
use url::form_urlencoded;

use qrlogin::Call;

use crate::har::{CallInfo, Entry, RecordedRequest};

/// How to compare leniently.
pub(super) struct Rules<'a> {
    /// Names that are not compared, besides the volatile ones.
    pub(super) ignored: &'a [String],
    /// Whether the recording is ours, so that everything recorded must be present.
    pub(super) is_own: bool,
}

/// The first difference between an entry and a call, compared leniently.
pub(super) fn difference(entry: &Entry, call: &Call, rules: &Rules<'_>) -> Option<String> {
    let (wanted, came) = (&entry.request, &RecordedRequest::of(call));
    if !wanted.method.eq_ignore_ascii_case(&came.method) {
        return Some("the method".to_owned());
    }
    let (Ok(wanted_url), Ok(came_url)) = (Url::parse(&wanted.url), Url::parse(&came.url)) else {
        return Some("the address".to_owned());
    };
    if wanted_url.origin() != came_url.origin() {
        return Some("the host".to_owned());
    }
    let (wanted_path, came_path) = (wanted_url.path(), came_url.path());
    // A volatile name with a slash is the beginning of a path, whose rest differs.
    let mut beginnings = call.volatile.iter().filter(|name| name.starts_with('/'));
    if wanted_path != came_path
        && !beginnings.any(|start| wanted_path.starts_with(start) && came_path.starts_with(start))
    {
        return Some("the path".to_owned());
    }
    let is_ignored = |name: &str| {
        call.volatile.contains(&name) || rules.ignored.iter().any(|ignored| ignored == name)
    };
    if let Some(name) = parameters(&wanted_url, wanted).differ(
        &parameters(&came_url, came),
        rules.is_own,
        is_ignored,
    ) {
        return Some(format!("parameter {name}"));
    }
    if rules.is_own
        && let Some(name) = header(wanted, came, is_ignored)
    {
        return Some(format!("header {name}"));
    }
    None
}

/// The first difference between an entry and a call, compared byte by byte.
pub(super) fn exact_difference(entry: &Entry, call: &Call) -> Option<String> {
    let (wanted, came) = (&entry.request, &RecordedRequest::of(call));
    let whole = [
        ("the method", wanted.method == came.method),
        ("the host or the path", wanted.place() == came.place()),
        ("the headers", wanted.headers == came.headers),
    ];
    if let Some((what, _)) = whole.iter().find(|(_, is_same)| !is_same) {
        return Some((*what).to_owned());
    }
    if wanted.url != came.url || wanted.body != came.body {
        let rules = Rules {
            ignored: &[],
            is_own: true,
        };
        let named = difference(entry, &call.clone().volatile(&[]), &rules);
        return Some(named.unwrap_or_else(|| "the query or the body".to_owned()));
    }
    (entry.call.as_ref() != Some(&CallInfo::of(call)))
        .then(|| "name or time-out of the call".to_owned())
}

/// The first header of a recording of ours that the call lacks.
fn header<'a>(
    wanted: &'a RecordedRequest,
    came: &RecordedRequest,
    is_ignored: impl Fn(&str) -> bool,
) -> Option<&'a str> {
    let all = |request: &RecordedRequest, name: &str| -> Vec<String> {
        let headers = request.headers.iter();
        let of_name = headers.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        of_name.map(|(_, value)| value.clone()).collect()
    };
    let names = wanted.headers.iter().map(|(name, _)| name.as_str());
    names
        .filter(|name| !name.eq_ignore_ascii_case("user-agent"))
        .filter(|name| !is_ignored(&name.to_ascii_lowercase()))
        .find(|name| all(wanted, name) != all(came, name))
}

/// The contents of a request besides method, host and path.
struct Parameters {
    /// The values of each name, of the query and of a form.
    texts: BTreeMap<String, Vec<String>>,
    /// The members of a JSON object.
    members: BTreeMap<String, Value>,
    /// A body of another kind.
    rest: Vec<u8>,
}

fn parameters(url: &Url, request: &RecordedRequest) -> Parameters {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |pairs: form_urlencoded::Parse<'_>| {
        for (name, value) in pairs {
            texts.entry(name.into()).or_default().push(value.into());
        }
    };
    add(url.query_pairs());
    let content_type = request.header("content-type").unwrap_or_default();
    let (mut members, mut rest) = (BTreeMap::new(), Vec::new());
    if let Ok(Value::Object(object)) = serde_json::from_slice(&request.body) {
        members.extend(object);
    } else if content_type.contains("x-www-form-urlencoded") {
        add(form_urlencoded::parse(&request.body));
    } else {
        rest.clone_from(&request.body);
    }
    Parameters {
        texts,
        members,
        rest,
    }
}

impl Parameters {
    /// The name of the first parameter that differs.
    fn differ(
        &self,
        other: &Self,
        is_own: bool,
        is_ignored: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let texts = first(&self.texts, &other.texts, is_own, &is_ignored, Vec::eq);
        let equivalent = |wanted: &Value, came: &Value| is_equivalent(wanted, came, is_own);
        let members = || {
            first(
                &self.members,
                &other.members,
                is_own,
                &is_ignored,
                equivalent,
            )
        };
        let rest = || (self.rest != other.rest).then(|| "(the whole body)".to_owned());
        texts.or_else(members).or_else(rest)
    }
}

/// The first name whose values differ. A missing value is a difference in a recording of ours only.
fn first<V>(
    wanted: &BTreeMap<String, V>,
    came: &BTreeMap<String, V>,
    is_own: bool,
    is_ignored: impl Fn(&str) -> bool,
    is_equivalent: impl Fn(&V, &V) -> bool,
) -> Option<String> {
    let differs = |name: &String, value: &V| match came.get(name) {
        Some(other) => !is_equivalent(value, other),
        None => is_own,
    };
    let mut wanted = wanted.iter().filter(|(name, _)| !is_ignored(name));
    wanted
        .find(|(name, value)| differs(name, value))
        .map(|(name, _)| name.clone())
}

/// Whether two JSON values are equivalent: objects are compared member by member.
fn is_equivalent(wanted: &Value, came: &Value, is_own: bool) -> bool {
    match (wanted, came) {
        (Value::Object(wanted), Value::Object(came)) => wanted.iter().all(|(name, value)| {
            came.get(name)
                .map_or(!is_own, |other| is_equivalent(value, other, is_own))
        }),
        _ => wanted == came,
    }
}
