//! Who may make control calls.

use http::header::{AUTHORIZATION, HOST, HeaderName, ORIGIN};
use http::uri::Authority;
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::exchange::Request;
use crate::incoming::{is_loopback, without_port};

/// Without a token: programs on this machine. With one: programs that send it.
#[derive(Default)]
pub(super) struct Access {
    /// The digest of the token, since digests are compared in a time that says nothing of it.
    token: Option<[u8; 32]>,
}

/// Why a control call is refused.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The token is missing or another one.
    Token(String),
    /// It is from a page of another origin, or under another host name (DNS rebinding).
    Foreign(String),
}

impl Access {
    pub(super) fn with_token(token: &str) -> Self {
        let token = (!token.is_empty()).then(|| Sha256::digest(token).into());
        Self { token }
    }

    pub(super) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Whether a control call is permitted.
    pub(super) fn check(&self, request: &Request) -> Result<(), Refusal> {
        let Some(token) = self.token else {
            return foreign(request).map_or(Ok(()), |problem| Err(Refusal::Foreign(problem)));
        };
        let given = text(request, AUTHORIZATION);
        let given = given.as_deref().and_then(|given| given.split_once(' '));
        let problem = match given {
            Some((scheme, given)) if scheme.eq_ignore_ascii_case("bearer") => {
                let digest: [u8; 32] = Sha256::digest(given.trim()).into();
                if digest == token {
                    return Ok(());
                }
                "the token of this simulator is another one"
            }
            _ => "this simulator demands its token: send `Authorization: Bearer TOKEN`",
        };
        Err(Refusal::Token(problem.to_owned()))
    }
}

/// Whether there is a token, and not which.
impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access")
            .field("token", &self.has_token())
            .finish()
    }
}

fn foreign(request: &Request) -> Option<String> {
    let host = text(request, HOST).or_else(|| request.uri().authority().map(Authority::to_string));
    let host = host.unwrap_or_default();
    if !is_loopback(&without_port(&host).to_ascii_lowercase()) {
        return Some(format!(
            "control calls are answered at the address of the simulator alone, not at `{host}`"
        ));
    }
    let is_local = |origin: &String| {
        let url = Url::parse(origin).ok();
        url.and_then(|url| url.host_str().map(is_loopback))
            .unwrap_or(false)
    };
    if let Some(origin) = text(request, ORIGIN).filter(|origin| !is_local(origin)) {
        return Some(format!(
            "control calls are not for pages of other sites, such as `{origin}`"
        ));
    }
    let site = text(request, HeaderName::from_static("sec-fetch-site"));
    let cross = site.is_some_and(|site| site == "cross-site");
    cross.then(|| "control calls are not for pages of other sites".to_owned())
}

fn text(request: &Request, name: HeaderName) -> Option<String> {
    let value = request.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}
