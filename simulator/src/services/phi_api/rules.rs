//! What an era of the server does, with the scenario's own choices on top.

use http::Method;

use crate::scenario::{Keys, PhiApi, PhiEra, RegionQuery, TokenBody};

/// How this server behaves.
pub(super) struct Rules {
    pub(super) era: PhiEra,
    /// Whether responses are wrapped in `success` and `data`.
    pub(super) envelope: bool,
    /// The method of every call but the first.
    pub(super) method: Method,
    pub(super) query: RegionQuery,
    /// `openId` instead of `openid`.
    pub(super) camel: bool,
    /// The session token comes as plain text.
    pub(super) token_as_text: bool,
    /// Keys of bodies must match in case, and aliases of token keys are not read.
    pub(super) exact: bool,
}

impl Rules {
    pub(super) fn of(settings: &PhiApi) -> Self {
        let era = settings.era;
        let bare = matches!(era, PhiEra::Legacy | PhiEra::Prefix);
        let query = match settings.query {
            RegionQuery::Era if bare => RegionQuery::None,
            RegionQuery::Era if era == PhiEra::Documented => RegionQuery::Document,
            RegionQuery::Era => RegionQuery::Code,
            fixed => fixed,
        };
        let camel = match settings.keys {
            Keys::Era => era == PhiEra::Documented,
            keys => keys == Keys::Camel,
        };
        let token_as_text = match settings.token_body {
            TokenBody::Era => bare || era == PhiEra::Documented,
            body => body == TokenBody::Text,
        };
        Self {
            era,
            envelope: !bare,
            method: if era == PhiEra::EnvelopeGet {
                Method::GET
            } else {
                Method::POST
            },
            query,
            camel,
            token_as_text,
            exact: era == PhiEra::Current,
        }
    }

    /// Whether the era has this path; routing ignores case.
    pub(super) fn has_path(&self, path: &str) -> bool {
        let prefix = if self.era == PhiEra::Legacy {
            "/api/"
        } else {
            "/phiapi/"
        };
        path.to_ascii_lowercase().starts_with(prefix)
    }
}
