//! A parsed request, as the services read it.

use std::net::IpAddr;

use http::header::{CONTENT_TYPE, COOKIE, USER_AGENT};
use http::uri::Authority;
use percent_encoding::percent_decode_str;

use crate::exchange::Request;
use crate::registry::DIRECTORY;

/// A request with its host and path resolved.
#[derive(Clone)]
pub(crate) struct Incoming {
    pub(crate) method: http::Method,
    /// Lower case, without port; the production host if the request came under a path prefix.
    pub(crate) host: String,
    /// Without the prefix.
    pub(crate) path: String,
    /// Still encoded, without `?`.
    pub(crate) query: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The origin of this server, if the host was named by a path prefix.
    pub(crate) via: Option<String>,
}

impl Incoming {
    /// Parses a request. On a loopback host, a path `/<host>/…` names the host. With `any_name` it
    /// also does on a host that no service has, such as the name of a container, if the path begins
    /// with the host of a service.
    pub(crate) fn new(request: Request, any_name: bool) -> Self {
        let (parts, body) = request.into_parts();
        let authority = parts
            .uri
            .authority()
            .map(|authority| authority.as_str().to_owned());
        let header = parts
            .headers
            .get(http::header::HOST)
            .and_then(|host| host.to_str().ok());
        let host = header.map(str::to_owned).or(authority).unwrap_or_default();
        let authority = host;
        let mut host = without_port(&authority).to_ascii_lowercase();
        let mut path = parts.uri.path().to_owned();
        let mut via = None;
        let names_host = |first: &str| match is_loopback(&host) {
            true => first.contains('.') && !first.contains(':'),
            false if any_name => {
                !DIRECTORY.has_host(&host) && DIRECTORY.has_host(&first.to_ascii_lowercase())
            }
            false => false,
        };
        if let Some((first, rest)) = path.strip_prefix('/').and_then(|path| path.split_once('/'))
            && names_host(first)
        {
            host = first.to_ascii_lowercase();
            path = format!("/{rest}");
            let scheme = parts.uri.scheme_str().unwrap_or("http");
            let authority = authority.parse::<Authority>().ok();
            via = authority.map(|authority| format!("{scheme}://{authority}"));
        }
        Self {
            method: parts.method,
            host,
            path,
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
            via,
        }
    }

    /// An address of a service, in the form that this client uses: by path prefix or by host.
    pub(crate) fn url(&self, host: &str, path: &str) -> String {
        match &self.via {
            Some(origin) => format!("{origin}/{host}{path}"),
            None => format!("https://{host}{path}"),
        }
    }

    /// The decoded value of a query parameter (the first, if there are several).
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        find(&decoded(&self.query), name)
    }

    /// The decoded value of a query parameter, ignoring the case of its name.
    pub(crate) fn query_ignoring_case(&self, name: &str) -> Option<String> {
        let pairs = decoded(&self.query);
        pairs
            .into_iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The decoded value of a parameter in the query or in a form body.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        find(&self.parameters(), name)
    }

    /// The decoded value of a parameter in a form body.
    pub(crate) fn form_parameter(&self, name: &str) -> Option<String> {
        find(&decoded(&self.form()), name)
    }

    /// The parameters of the query and of a form body, decoded.
    fn parameters(&self) -> Vec<(String, String)> {
        let mut all = decoded(&self.query);
        all.extend(decoded(&self.form()));
        all
    }

    /// The parameters of the query and of a form body as `name=value`, exactly as sent.
    pub(crate) fn raw_parameters(&self) -> Vec<String> {
        [self.query.clone(), self.form()]
            .iter()
            .flat_map(|text| text.split('&'))
            .filter(|pair| !pair.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// The body, if it is a form.
    fn form(&self) -> String {
        if self.media_type() != "application/x-www-form-urlencoded" {
            return String::new();
        }
        String::from_utf8_lossy(&self.body).trim().to_owned()
    }

    pub(crate) fn header(&self, name: impl http::header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub(crate) fn has_user_agent(&self) -> bool {
        !self.header(USER_AGENT).trim().is_empty()
    }

    /// The media type without parameters, lower case.
    pub(crate) fn media_type(&self) -> String {
        let content_type = self.header(CONTENT_TYPE);
        content_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .find_map(|line| {
                line.split(';').find_map(|pair| {
                    let (key, value) = pair.trim().split_once('=')?;
                    (key == name).then(|| value.to_owned())
                })
            })
    }
}

/// Whether this host (without port) is the local machine, and so names no service.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    matches!(host, "" | "localhost") || address.is_ok_and(|address| address.is_loopback())
}

pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    }
}

fn decoded(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// Percent-decodes form text, `+` being a space.
pub(crate) fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

fn find(pairs: &[(String, String)], name: &str) -> Option<String> {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.clone())
}
