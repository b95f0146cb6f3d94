//! The reader. Everything in a file comes from outside: nothing is taken for granted.

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;
use url::form_urlencoded::Serializer;

use super::about::FORMAT;
use super::{About, Asked, Entry, Har, HarError, Known, MAX_BODY, MAX_ENTRIES, Notes, What, date};
use crate::{Failure, Response};

/// The longest time of one call, in ms.
const LONGEST_MS: f64 = 86_400_000.0;

impl Har {
    /// Reads a HAR file. If it is one of ours and names a flow that comes with this crate, that is the flow it is
    /// of; otherwise see [`Har::of_flow`].
    ///
    /// # Errors
    /// [`HarError`] with the entry and the field that cannot be used.
    pub fn read(json: &str) -> Result<Self, HarError> {
        #[derive(Deserialize)]
        struct File<'a> {
            #[serde(borrow)]
            log: Option<Log<'a>>,
        }
        #[derive(Deserialize)]
        struct Log<'a> {
            #[serde(borrow)]
            entries: Option<Vec<&'a RawValue>>,
            #[serde(borrow, rename = "_qrlogin")]
            own: Option<&'a RawValue>,
        }
        let json = json.trim_start_matches('\u{feff}');
        let file: File<'_> = serde_json::from_str(json).map_err(|e| HarError::json(&e))?;
        let log = file.log.ok_or(HarError::Missing { field: "log" })?;
        let entries = log.entries.ok_or(HarError::Missing {
            field: "log.entries",
        })?;
        if entries.len() > MAX_ENTRIES {
            let found = entries.len();
            return Err(HarError::TooManyEntries { found });
        }
        let about = log.own.map(|own| about(own.get(), entries.len()));
        let about = about.transpose()?;
        let flow = about.as_ref().map(|about| about.flow.as_str());
        let entries = entries.iter().enumerate();
        Ok(Self {
            known: flow.map_or(Known::NOTHING, Known::by_name),
            entries: entries
                .map(|(index, raw)| entry(index, raw.get()))
                .collect::<Result<_, _>>()?,
            about,
        })
    }
}

/// The recording's own part, if it can be relied on.
fn about(json: &str, entries: usize) -> Result<About, HarError> {
    let about: About = serde_json::from_str(json).map_err(|_| HarError::Own)?;
    let fits = |what: &What| match what {
        What::Send(index) | What::Handle(index) => *index < entries,
        _ => true,
    };
    let is_good = about.format == FORMAT && about.trace.iter().all(|mark| fits(&mark.what));
    if is_good {
        Ok(about)
    } else {
        Err(HarError::Own)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawEntry<'a> {
    #[serde(borrow)]
    started_date_time: Option<Cow<'a, str>>,
    time: Option<f64>,
    #[serde(borrow)]
    request: Option<RawRequest<'a>>,
    #[serde(borrow)]
    response: Option<RawResponse<'a>>,
    #[serde(rename = "_qrlogin")]
    own: Option<RawNotes>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawRequest<'a> {
    #[serde(borrow)]
    method: Option<Cow<'a, str>>,
    #[serde(borrow)]
    url: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    headers: Option<Vec<Pair<'a>>>,
    #[serde(borrow)]
    post_data: Option<PostData<'a>>,
}

#[derive(Deserialize)]
struct PostData<'a> {
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    encoding: Option<Cow<'a, str>>,
    #[serde(borrow)]
    params: Option<Vec<Pair<'a>>>,
}

#[derive(Deserialize)]
struct RawResponse<'a> {
    status: Option<f64>,
    #[serde(borrow, default)]
    headers: Option<Vec<Pair<'a>>>,
    #[serde(borrow)]
    content: Option<Content<'a>>,
    #[serde(borrow, rename = "_error")]
    error: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    encoding: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Pair<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    value: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct RawNotes {
    call: String,
    timeout_ms: u64,
    #[serde(default)]
    volatile: Vec<String>,
    failure: Option<Failure>,
}

fn entry(index: usize, json: &str) -> Result<Entry, HarError> {
    let problem = |field, problem| HarError::Entry {
        entry: index,
        field,
        problem,
    };
    let missing = |field| problem(field, "is missing");
    let shape = |_| HarError::Shape { entry: index };
    let raw: RawEntry<'_> = serde_json::from_str(json).map_err(shape)?;
    let started = raw
        .started_date_time
        .ok_or_else(|| missing("startedDateTime"))?;
    let started =
        date::read(&started).ok_or_else(|| problem("startedDateTime", "is no ISO 8601 date"))?;
    let request = raw.request.ok_or_else(|| missing("request"))?;
    let post_data = request.post_data.map(PostData::bytes).transpose();
    let body = post_data.map_err(|()| problem("request.postData.text", "is not base64"))?;
    let request = Asked {
        method: required(request.method).ok_or_else(|| missing("request.method"))?,
        url: required(request.url).ok_or_else(|| missing("request.url"))?,
        headers: pairs(request.headers)
            .filter(|(name, _)| !name.starts_with(':'))
            .collect(),
        body: body.unwrap_or_default(),
    };
    let failure = raw.own.as_ref().and_then(|own| own.failure);
    let outcome = match (failure, raw.response) {
        (Some(failure), _) => Err(failure),
        (None, None) => return Err(missing("response")),
        (None, Some(response)) => response
            .read()
            .map_err(|(field, what)| problem(field, what))?,
    };
    let ms = raw
        .time
        .filter(|ms| ms.is_finite())
        .unwrap_or_default()
        .clamp(0.0, LONGEST_MS);
    Ok(Entry {
        started,
        time: Duration::from_millis(ms.round() as u64),
        request,
        outcome,
        call: raw.own.map(|own| Notes {
            name: own.call,
            timeout: Duration::from_millis(own.timeout_ms),
            volatile: own.volatile,
        }),
    })
}

impl PostData<'_> {
    /// The body, put together from the parameters if the exporter gives only those.
    fn bytes(self) -> Result<Vec<u8>, ()> {
        match (self.text, self.params) {
            (Some(text), _) if self.encoding.as_deref() == Some("base64") => {
                STANDARD.decode(text.as_bytes()).map_err(|_| ())
            }
            (Some(text), params) if !text.is_empty() || params.is_none() => {
                Ok(text.into_owned().into_bytes())
            }
            (_, params) => Ok(Serializer::new(String::new())
                .extend_pairs(pairs(params))
                .finish()
                .into_bytes()),
        }
    }
}

impl RawResponse<'_> {
    /// The response as a driver would have handed it over, or why there was none.
    fn read(self) -> Result<Result<Response, Failure>, (&'static str, &'static str)> {
        let status = self
            .status
            .ok_or(("response.status", "is missing"))?
            .round();
        if status == 0.0 {
            return Ok(Err(failure(self.error.as_deref().unwrap_or_default())));
        }
        let status = StatusCode::from_u16(status as u16)
            .map_err(|_| ("response.status", "is no HTTP status"))?;
        let content = self.content;
        let (text, encoding) = content.map_or((None, None), |it| (it.text, it.encoding));
        let text = text.unwrap_or_default();
        let body = if encoding.as_deref() == Some("base64") {
            STANDARD
                .decode(text.as_bytes())
                .map_err(|_| ("response.content.text", "is not base64"))?
        } else {
            text.into_owned().into_bytes()
        };
        if body.len() > MAX_BODY {
            return Ok(Err(Failure::BodyTooLarge));
        }
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers(self.headers);
        Ok(Ok(response))
    }
}

/// The headers that are some, without those that speak of the bytes on the wire: exporters give the body
/// decoded and in one piece. What is beyond the 32,768 that a map holds is left out.
fn headers(raw: Option<Vec<Pair<'_>>>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs(raw) {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value)
            && ![CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&name)
        {
            let _ = headers.try_append(name, value);
        }
    }
    headers
}

/// What our own words for a failed call mean, or a browser's, or mitmproxy's.
fn failure(words: &str) -> Failure {
    use Failure::{BodyTooLarge, Connect, Io, Other, Proxy, Timeout, Tls};
    let ours = [Timeout, Connect, Proxy, Tls, Io, BodyTooLarge, Other];
    if let Some(failure) = ours.into_iter().find(|one| one.to_string() == words) {
        return failure;
    }
    let words = words.to_ascii_lowercase();
    let speaks_of = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if speaks_of(&["timed_out", "timed out", "timeout"]) {
        Timeout
    } else if speaks_of(&["cert", "ssl", "tls"]) {
        Tls
    } else if speaks_of(&["proxy", "tunnel"]) {
        Proxy
    } else if speaks_of(&["refused", "name_not_resolved", "unreachable"]) {
        Connect
    } else {
        Io
    }
}

fn required(text: Option<Cow<'_, str>>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(Cow::into_owned)
}

fn pairs(raw: Option<Vec<Pair<'_>>>) -> impl Iterator<Item = (String, String)> {
    raw.unwrap_or_default().into_iter().filter_map(|pair| {
        let value = pair.value.unwrap_or_default().into_owned();
        Some((required(pair.name)?, value))
    })
}
