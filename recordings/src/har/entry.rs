//! One entry of a file.

use std::time::Duration;

use http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, HeaderName, HeaderValue, SET_COOKIE, TRANSFER_ENCODING,
};
use http::{HeaderMap, StatusCode};
use qrlogin::{Failure, Response, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::body::{self, Files};
use super::raw::{self, Problem, Raw};
use super::{CallInfo, Entry, MAX_BODY, RecordedRequest, Unreadable, cookies, date, failure};

/// The longest time of one call, in ms.
const LONGEST_MS: f64 = 86_400_000.0;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawEntry<'a> {
    #[serde(borrow)]
    started_date_time: Raw<'a>,
    #[serde(borrow)]
    time: Raw<'a>,
    #[serde(borrow)]
    request: Raw<'a>,
    #[serde(borrow)]
    response: Raw<'a>,
    #[serde(borrow, rename = "_qrlogin")]
    own: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawRequest<'a> {
    #[serde(borrow)]
    method: Raw<'a>,
    #[serde(borrow)]
    url: Raw<'a>,
    #[serde(borrow)]
    headers: Raw<'a>,
    #[serde(borrow)]
    post_data: Raw<'a>,
}

#[derive(Deserialize)]
struct RawResponse<'a> {
    #[serde(borrow)]
    status: Raw<'a>,
    #[serde(borrow)]
    headers: Raw<'a>,
    #[serde(borrow)]
    cookies: Raw<'a>,
    #[serde(borrow)]
    content: Raw<'a>,
    /// Why there was no response, as DevTools writes it.
    #[serde(borrow, rename = "_error")]
    error: Raw<'a>,
    /// The same as Playwright writes it.
    #[serde(borrow, rename = "_failureText")]
    failure_text: Raw<'a>,
}

#[derive(Deserialize)]
struct RawCallInfo {
    call: String,
    timeout_ms: u64,
    #[serde(default)]
    volatile: Vec<String>,
    failure: Option<Failure>,
}

/// An entry and its date; an entry without a date can still be used.
pub(super) type Dated = (Entry, Result<Timestamp, Problem>);

/// Reads the entry with this number.
pub(super) fn read(
    number: usize,
    json: &RawValue,
    files: &mut Files<'_>,
) -> Result<Dated, Unreadable> {
    let unreadable = |(field, problem), request: Option<&RecordedRequest>| Unreadable {
        entry: number,
        field,
        problem,
        request: request.map(|request| request.to_string().into()),
    };
    let raw: RawEntry<'_> =
        raw::object(Some(json), "log.entries[]").map_err(|it| unreadable(it, None))?;
    let request = request(raw.request, files).map_err(|it| unreadable(it, None))?;
    let (own, result) = call_result(&raw, files).map_err(|it| unreadable(it, Some(&request)))?;
    let entry = Entry {
        started: Timestamp::default(),
        time: duration(raw.time),
        request,
        outcome: result.outcome,
        call: own.map(|own| CallInfo {
            name: own.call,
            timeout: Duration::from_millis(own.timeout_ms),
            volatile: own.volatile,
        }),
        number: Some(number),
        is_aborted: result.is_aborted,
    };
    Ok((entry, started(raw.started_date_time)))
}

/// Our own part of the entry, if there is one, and the result of the call.
fn call_result(
    raw: &RawEntry<'_>,
    files: &mut Files<'_>,
) -> Result<(Option<RawCallInfo>, CallResult), Problem> {
    let own: Option<RawCallInfo> = match raw.own {
        Some(own) => Some(raw::read(own).ok_or(("_qrlogin", "is damaged"))?),
        None => None,
    };
    let outcome = match own.as_ref().and_then(|own| own.failure) {
        Some(failure) => CallResult::failed(failure),
        None => outcome(raw.response, files)?,
    };
    Ok((own, outcome))
}

fn started(raw: Raw<'_>) -> Result<Timestamp, Problem> {
    const FIELD: &str = "startedDateTime";
    let text = raw::required(raw, FIELD)?;
    date::read(&text).ok_or((FIELD, "is no ISO 8601 date"))
}

/// A time in ms; 0 if it is unknown.
fn duration(raw: Raw<'_>) -> Duration {
    let ms: Option<f64> = raw.and_then(raw::read);
    let ms = ms.filter(|ms| ms.is_finite()).unwrap_or_default();
    Duration::from_millis(ms.clamp(0.0, LONGEST_MS).round() as u64)
}

fn request(raw: Raw<'_>, files: &mut Files<'_>) -> Result<RecordedRequest, Problem> {
    let request: RawRequest<'_> = raw::object(raw, "request")?;
    let headers = body::pairs(request.headers, "request.headers")?;
    Ok(RecordedRequest {
        method: raw::required(request.method, "request.method")?,
        url: raw::required(request.url, "request.url")?,
        headers: headers
            .iter()
            .filter(|(name, _)| !name.starts_with(':'))
            .flat_map(|(name, value)| lines(value).map(|line| (name.clone(), raw::lossy(line))))
            .collect(),
        body: body::request(request.post_data, files)?,
    })
}

/// The result of a call.
struct CallResult {
    outcome: Result<Response, Failure>,
    /// Whether the client aborted the call.
    is_aborted: bool,
}

impl CallResult {
    fn failed(failure: Failure) -> Self {
        Self {
            outcome: Err(failure),
            is_aborted: false,
        }
    }
}

/// The response as a driver would have handed it in, or why there was none.
fn outcome(raw: Raw<'_>, files: &mut Files<'_>) -> Result<CallResult, Problem> {
    const STATUS: &str = "response.status";
    let raw: RawResponse<'_> = raw::object(raw, "response")?;
    let status = raw.status.ok_or((STATUS, "is missing"))?;
    let status: f64 = raw::read(status).ok_or((STATUS, "is no number"))?;
    // DevTools and Playwright write this if no response came.
    if [0.0, -1.0].contains(&status.round()) {
        return Ok(unanswered(raw.failure_text, raw.error));
    }
    let status = StatusCode::from_u16(status.round() as u16);
    let status = status.map_err(|_| (STATUS, "is no HTTP status"))?;
    let headers = headers(&raw)?;
    let has_body = !status.is_informational()
        && !status.is_redirection()
        && ![StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT].contains(&status);
    let body = body::response(raw.content, has_body, files)?;
    if body.len() > MAX_BODY {
        return Ok(CallResult::failed(Failure::BodyTooLarge));
    }
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(CallResult {
        outcome: Ok(response),
        is_aborted: false,
    })
}

fn unanswered(failure_text: Raw<'_>, error: Raw<'_>) -> CallResult {
    let [words, others] = [failure_text, error].map(raw::optional);
    let words = if words.is_empty() { others } else { words };
    let is_aborted = failure::is_aborted(&words);
    CallResult {
        outcome: Err(failure::read(if is_aborted { "" } else { &words })),
        is_aborted,
    }
}

/// The valid headers, without those about the bytes on the wire: exporters write the body decoded
/// and in one piece. Headers beyond the 32,768 that a map holds are left out.
fn headers(raw: &RawResponse<'_>) -> Result<HeaderMap, Problem> {
    let mut headers = HeaderMap::new();
    for (name, value) in body::pairs(raw.headers, "response.headers")? {
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
            continue;
        };
        if [CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&name) {
            continue;
        }
        let values = lines(&value).filter_map(|line| HeaderValue::from_bytes(line).ok());
        values.for_each(|value| {
            let _ = headers.try_append(name.clone(), value);
        });
    }
    if !headers.contains_key(SET_COOKIE) {
        for line in cookies::lines(raw.cookies) {
            let _ = headers.try_append(SET_COOKIE, line);
        }
    }
    Ok(headers)
}

/// The values of a header. Chrome's protocol, and so every exporter on top of it, joins the values
/// of one name by a line feed, which no value can contain.
fn lines(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = value.split(|byte| *byte == b'\n');
    lines.map(<[u8]>::trim_ascii)
}
