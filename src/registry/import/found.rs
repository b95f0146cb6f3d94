//! What a text holds, before it is known to be the credentials of a flow.

use serde_json::{Map, Value};

use crate::{Cookie, Secret, Timestamp};

/// What a reader has found.
#[derive(Default)]
pub(super) struct Found {
    /// The flow, if the format says which.
    pub(super) flow: Option<&'static str>,
    pub(super) cookies: Vec<FoundCookie>,
    /// Fields of the credentials by their names, such as `refresh_token`.
    pub(super) values: Map<String, Value>,
}

/// A cookie as it stands there.
pub(super) struct FoundCookie {
    pub(super) name: String,
    pub(super) value: Secret,
    /// Without dots before it; `None` if the format has no domains.
    pub(super) domain: Option<String>,
    pub(super) host_only: bool,
    pub(super) path: Option<String>,
    pub(super) expires: Option<Timestamp>,
    pub(super) secure: bool,
    pub(super) http_only: bool,
    /// Where it stands, such as `line 3`.
    pub(super) place: String,
}

impl FoundCookie {
    /// One of a format that has names and values alone.
    pub(super) fn bare(name: &str, value: &str, place: String) -> Self {
        Self {
            name: name.to_owned(),
            value: value.into(),
            domain: None,
            host_only: false,
            path: None,
            expires: None,
            secure: true,
            http_only: false,
            place,
        }
    }

    /// Whether it is a cookie of this domain or of a host below it.
    pub(super) fn is_of(&self, site: &str) -> bool {
        self.domain.as_deref().is_none_or(|domain| {
            let front = domain.strip_suffix(site);
            front.is_some_and(|front| front.is_empty() || front.ends_with('.'))
        })
    }

    /// The cookie; its domain is this one if the format has none. `None` if it cannot be one.
    pub(super) fn cookie(&self, domain: &str) -> Option<Cookie> {
        let domain = self.domain.as_deref().unwrap_or(domain);
        let mut cookie = Cookie::new(&self.name, self.value.expose(), domain)?;
        cookie.host_only = self.host_only;
        let is_path = |path: &&String| path.starts_with('/') && path.bytes().all(is_plain);
        if let Some(path) = self.path.as_ref().filter(is_path) {
            cookie.path.clone_from(path);
        }
        cookie.expires = self.expires;
        cookie.secure = self.secure;
        cookie.http_only = self.http_only;
        Some(cookie)
    }
}

/// Characters that a path can have in every format.
pub(super) fn is_plain(c: u8) -> bool {
    c.is_ascii_graphic() && c != b';'
}

impl Found {
    /// The text of this field, unless it is empty.
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        let text = self.values.get(field)?.as_str()?;
        (!text.is_empty()).then_some(text)
    }

    /// Sets a field that is a text, unless that is empty.
    pub(super) fn set(&mut self, field: &str, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.values.insert(field.to_owned(), text.into());
        }
    }

    /// Whether there is a cookie of this name for this site.
    pub(super) fn has(&self, site: &str, name: &str) -> bool {
        let mut cookies = self.cookies.iter();
        cookies.any(|cookie| cookie.name == name && cookie.is_of(site))
    }
}
