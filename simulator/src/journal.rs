//! What a simulator records for tests: the credentials it issued, and the requests it received.

use std::fmt;

use crate::incoming::Incoming;
use crate::scenario::Account;
use crate::service_id::ServiceId;

/// The credentials that one login was issued, to compare with the client's.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issued {
    /// The service.
    pub service: ServiceId,
    /// The value that the client polls with: `qrcode_key`, `auth_code`, uuid, uid or device code.
    pub handle: String,
    /// When they were issued, in Unix milliseconds.
    pub at_ms: u64,
    /// Names and values under the service's own names (`SESSDATA`, `wxsid`, `kid`,
    /// `sessionToken`).
    pub values: Vec<(&'static str, String)>,
    /// The account of the person who confirmed.
    pub account: Account,
}

impl Issued {
    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Names only: the values are stand-ins for secrets.
impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.values.iter().map(|(name, _)| name).collect();
        f.debug_struct("Issued")
            .field("service", &self.service)
            .field("at_ms", &self.at_ms)
            .field("names", &names)
            .finish_non_exhaustive()
    }
}

/// One request and its result. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogEntry {
    /// The request's number, from 0; forgotten requests count.
    pub number: u64,
    /// When the request came, in Unix milliseconds.
    pub at_ms: u64,
    /// The service at the address; `None` if there is none.
    pub service: Option<ServiceId>,
    /// The call, such as `poll`; `unknown` for a path the service does not have.
    pub call: &'static str,
    /// The HTTP method.
    pub method: String,
    /// Host and path of a request for an unknown call, without its query; empty for a known one.
    pub address: String,
    /// The time and status of the response; `None` for a held, cut or hanging request.
    pub answered: Option<(u64, u16)>,
    /// Remarks: a failed check, a request that came too fast, the fault that hit it.
    pub notes: Vec<&'static str>,
}

impl LogEntry {
    pub(crate) fn new(
        number: u64,
        at_ms: u64,
        service: Option<ServiceId>,
        call: &'static str,
        method: &http::Method,
    ) -> Self {
        Self {
            number,
            at_ms,
            service,
            call,
            method: method.to_string(),
            address: String::new(),
            answered: None,
            notes: Vec::new(),
        }
    }
}

impl fmt::Display for LogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let service = self.service.map_or("-", ServiceId::name);
        write!(f, "{} {} {service}/{}", self.at_ms, self.method, self.call)?;
        if !self.address.is_empty() {
            write!(f, " ({})", self.address)?;
        }
        match self.answered {
            Some((at, status)) => write!(f, " -> {status} after {} ms", at - self.at_ms)?,
            None => f.write_str(" -> no answer")?,
        }
        if !self.notes.is_empty() {
            write!(f, " [{}]", self.notes.join(", "))?;
        }
        Ok(())
    }
}

/// The most bytes of a request's body that are kept.
const KEPT_BODY: usize = 1 << 16;

/// What a request was, for tests that check what a client sends. Its `Debug` has no values.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) host: String,
    pub(crate) path: String,
    /// Still encoded, without `?`.
    pub(crate) query: String,
    /// Names in lower case; bytes that are not UTF-8 are replaced.
    pub(crate) headers: Vec<(String, String)>,
    /// The first 64 KiB; bytes that are not UTF-8 are replaced.
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn of(request: &Incoming) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let headers = request.headers.iter();
        Self {
            host: request.host.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: headers
                .map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())))
                .collect(),
            body: text(request.body.get(..KEPT_BODY).unwrap_or(&request.body)),
        }
    }

    /// A request to the proxy for a host that is not simulated.
    pub(crate) fn refused(address: &str) -> Self {
        Self {
            host: address.to_owned(),
            path: String::new(),
            query: String::new(),
            headers: Vec::new(),
            body: String::new(),
        }
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seen").finish_non_exhaustive()
    }
}
