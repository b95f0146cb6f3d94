//! Faults between the service and the client.

use std::fmt;
use std::str::FromStr;

use super::values::{Millis, Unreadable, Value};
use crate::service_id::ServiceId;

/// One fault: the requests it hits, and its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The requests it hits.
    pub target: FaultTarget,
    /// Its kind.
    pub kind: FaultKind,
}

/// The requests a fault hits. The default is every request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultTarget {
    /// Only this service.
    pub service: Option<ServiceId>,
    /// Only this call, such as `poll`; the names are those of the log.
    pub call: Option<String>,
    /// The first and the last of the matching requests, counted from 1.
    pub occurrences: (u32, u32),
}

impl Default for FaultTarget {
    fn default() -> Self {
        Self {
            service: None,
            call: None,
            occurrences: (1, u32::MAX),
        }
    }
}

/// The kind of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The connection is closed before the service receives the request.
    CutBefore,
    /// The service handles the request, then the connection is closed: the response is lost.
    CutAfter,
    /// The service handles the request; the body is cut after so many bytes.
    CutBody(usize),
    /// The service handles the request; the body is sent slowly: bytes per piece, and the pause
    /// between pieces.
    SlowBody(usize, Millis),
    /// No response is sent; the connection stays open.
    Hang,
    /// A server in front of the service responds with this status, and `Retry-After` in seconds if
    /// given.
    Status(u16, Option<u32>),
    /// HTTP 412 with Bilibili's JSON.
    Blocked412Json,
    /// HTTP 412 with Bilibili's page.
    Blocked412Html,
    /// HTTP 405 with the page of Aliyun's firewall, as 115 shows it.
    Blocked405Html,
    /// A page with status 200 instead of the response.
    Html200,
    /// Bytes that are not text, with the response's own status and headers.
    Garbage,
    /// The response, labelled with a wrong charset.
    WrongCharset,
    /// An empty body with status 200.
    Empty,
    /// The service refuses in its own form: a code or an error name of its tables (`-509`,
    /// `slow_down`, `40101004`).
    Refuse(String),
}

impl FaultKind {
    /// The name, without arguments.
    pub fn name(&self) -> &'static str {
        match self {
            Self::CutBefore => "cut-before",
            Self::CutAfter => "cut-after",
            Self::CutBody(_) => "cut-body",
            Self::SlowBody(..) => "slow-body",
            Self::Hang => "hang",
            Self::Status(..) => "status",
            Self::Blocked412Json => "412-json",
            Self::Blocked412Html => "412-html",
            Self::Blocked405Html => "405-html",
            Self::Html200 => "html",
            Self::Garbage => "garbage",
            Self::WrongCharset => "wrong-charset",
            Self::Empty => "empty",
            Self::Refuse(_) => "refuse",
        }
    }
}

impl Fault {
    /// This kind for every request of a service.
    pub fn of(service: ServiceId, kind: FaultKind) -> Self {
        Self {
            target: FaultTarget {
                service: Some(service),
                ..FaultTarget::default()
            },
            kind,
        }
    }

    /// Restricts it to one call.
    #[must_use]
    pub fn on(mut self, call: &str) -> Self {
        self.target.call = Some(call.to_owned());
        self
    }

    /// Restricts it to the matching requests `first` to `last`, counted from 1.
    #[must_use]
    pub fn nth(mut self, first: u32, last: u32) -> Self {
        self.target.occurrences = (first, last);
        self
    }

    pub(crate) fn allowed() -> String {
        "[SERVICE[/CALL]][#N | #A-B | #A-] cut-before | cut-after | cut-body:BYTES | slow-body:BYTES/TIME | hang \
         | status:CODE[/RETRY-AFTER] | 412-json | 412-html | 405-html | html | garbage | wrong-charset | empty | refuse:CODE"
            .to_owned()
    }
}

impl FromStr for FaultTarget {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        Self::read(text).map_err(|_| Unreadable)
    }
}

impl FaultTarget {
    /// Reads `[SERVICE[/CALL]][#N | #A-B | #A-]`. A target that no request can match is refused,
    /// with the reason.
    fn read(text: &str) -> Result<Self, String> {
        let (place, occurrences) = match text.split_once('#') {
            Some((place, range)) => (place, read_range(range)?),
            None => (text, (1, u32::MAX)),
        };
        let (service, call) = match place.split_once('/') {
            Some((service, call)) => (service, Some(call)),
            None => (place, None),
        };
        let service = match service {
            "" | "any" => None,
            name => Some(ServiceId::parse(name).ok_or_else(|| no_service(name))?),
        };
        let call = match call {
            None | Some("any") => None,
            Some(call) => Some(known_call(service, call)?),
        };
        Ok(Self {
            service,
            call,
            occurrences,
        })
    }
}

fn no_service(name: &str) -> String {
    let services = ServiceId::ALL.map(ServiceId::name).join(", ");
    format!("there is no service `{name}`; there are: any, {services}")
}

fn known_call(service: Option<ServiceId>, call: &str) -> Result<String, String> {
    let known = match service {
        Some(service) => service.has_call(call),
        None => ServiceId::ALL.iter().any(|service| service.has_call(call)),
    };
    if known {
        return Ok(call.to_owned());
    }
    Err(match service {
        Some(service) => {
            let calls = service.calls().join(", ");
            format!(
                "{service} has no call `{call}`; its calls are: {calls}; leave it out for all of them"
            )
        }
        None => format!("no service has a call `{call}`; leave it out for all calls"),
    })
}

/// The first and the last of the requests that are hit, counted from 1.
fn read_range(range: &str) -> Result<(u32, u32), String> {
    let number = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse::<u32>().ok().filter(|_| digits);
        number.ok_or_else(|| format!("`#{range}` is none of #N, #A-B and #A-"))
    };
    let (first, last) = match range.split_once('-') {
        None => (number(range)?, number(range)?),
        Some((first, "")) => (number(first)?, u32::MAX),
        Some((first, last)) => (number(first)?, number(last)?),
    };
    if first == 0 {
        return Err(format!("`#{range}`: requests are counted from 1"));
    }
    if last < first {
        return Err(format!("`#{range}` is empty: it ends before it begins"));
    }
    Ok((first, last))
}

impl fmt::Display for FaultTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.service.map_or("any", ServiceId::name))?;
        if let Some(call) = &self.call {
            write!(f, "/{call}")?;
        }
        match self.occurrences {
            (1, u32::MAX) => Ok(()),
            (first, u32::MAX) => write!(f, "#{first}-"),
            (first, last) if first == last => write!(f, "#{first}"),
            (first, last) => write!(f, "#{first}-{last}"),
        }
    }
}

impl FromStr for FaultKind {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let (name, argument) = match text.split_once(':') {
            Some((_, "")) => return Err(Unreadable),
            Some(both) => both,
            None => (text, ""),
        };
        Ok(match (name, argument) {
            ("cut-before", "") => Self::CutBefore,
            ("cut-after", "") => Self::CutAfter,
            ("cut-body", bytes) => Self::CutBody(bytes.parse().map_err(|_| Unreadable)?),
            ("slow-body", argument) => {
                let (chunk, every) = argument.split_once('/').ok_or(Unreadable)?;
                let chunk = chunk
                    .parse()
                    .ok()
                    .filter(|chunk| *chunk > 0)
                    .ok_or(Unreadable)?;
                Self::SlowBody(chunk, Millis::parse(every).ok_or(Unreadable)?)
            }
            ("hang", "") => Self::Hang,
            ("status", argument) => {
                let (code, after) = match argument.split_once('/') {
                    Some((code, after)) => (code, Some(after)),
                    None => (argument, None),
                };
                let code = code
                    .parse()
                    .ok()
                    .filter(|code| (200..=599).contains(code))
                    .ok_or(Unreadable)?;
                let after = after.map(str::parse).transpose();
                let after = after.map_err(|_| Unreadable)?;
                Self::Status(code, after)
            }
            ("412-json", "") => Self::Blocked412Json,
            ("412-html", "") => Self::Blocked412Html,
            ("405-html", "") => Self::Blocked405Html,
            ("html", "") => Self::Html200,
            ("garbage", "") => Self::Garbage,
            ("wrong-charset", "") => Self::WrongCharset,
            ("empty", "") => Self::Empty,
            ("refuse", what) if !what.is_empty() => Self::Refuse(what.to_owned()),
            _ => return Err(Unreadable),
        })
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::CutBody(bytes) => write!(f, ":{bytes}"),
            Self::SlowBody(chunk, every) => write!(f, ":{chunk}/{every}"),
            Self::Status(code, None) => write!(f, ":{code}"),
            Self::Status(code, Some(after)) => write!(f, ":{code}/{after}"),
            Self::Refuse(what) => write!(f, ":{what}"),
            _ => Ok(()),
        }
    }
}

impl FromStr for Fault {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let (target, kind) = parts(text);
        Ok(Self {
            target: target.parse()?,
            kind: kind.parse()?,
        })
    }
}

impl Fault {
    /// What is wrong with a fault, if its target is invalid.
    pub(super) fn problem(text: &str) -> Option<String> {
        let (target, kind) = parts(text);
        kind.parse::<FaultKind>().ok()?;
        FaultTarget::read(target).err()
    }
}

/// The target and the kind of a fault in text.
fn parts(text: &str) -> (&str, &str) {
    let text = text.trim();
    let (target, kind) = text.rsplit_once(' ').unwrap_or(("", text));
    (target.trim(), kind)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.target, self.kind)
    }
}
