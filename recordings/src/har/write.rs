//! The writer: every mandatory field of HAR 1.2, so that other programs can read the file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONTENT_TYPE, LOCATION};
use qrlogin::text::escape_json;
use serde_json::{Map, Value, json};

use super::failure::ABORTED;
use super::{Entry, Har, date, layout};

impl Har {
    /// The recording as it is. **This file gives access to the account.** Never share it; to share
    /// a recording, use [`Har::to_json`].
    pub fn to_json_with_all_secrets(&self) -> String {
        self.text()
    }

    pub(crate) fn text(&self) -> String {
        let entries: Vec<_> = self.entries.iter().map(entry).collect();
        let mut log = json!({
            "version": "1.2",
            "creator": { "name": "qrlogin", "version": env!("CARGO_PKG_VERSION") },
            "entries": entries,
        });
        if let (Some(metadata), Some(log)) = (&self.metadata, log.as_object_mut()) {
            log.insert("_qrlogin".to_owned(), json!(metadata));
        }
        escape_json(&layout::write(&json!({ "log": log })))
    }
}

fn entry(entry: &Entry) -> Value {
    let ms = u64::try_from(entry.time.as_millis()).unwrap_or(u64::MAX);
    let mut value = json!({
        "startedDateTime": date::write(entry.started),
        "time": ms,
        "request": request(entry),
        "response": response(entry),
        "cache": {},
        "timings": { "send": 0, "wait": ms, "receive": 0 },
    });
    if let (Some(call), Some(value)) = (&entry.call, value.as_object_mut()) {
        let mut own = json!({
            "call": call.name,
            "timeout_ms": u64::try_from(call.timeout.as_millis()).unwrap_or(u64::MAX),
        });
        if let Some(own) = own.as_object_mut() {
            if !call.volatile.is_empty() {
                own.insert("volatile".to_owned(), json!(call.volatile));
            }
            if let Err(failure) = entry.outcome {
                own.insert("failure".to_owned(), json!(failure));
            }
        }
        value.insert("_qrlogin".to_owned(), own);
    }
    value
}

fn request(entry: &Entry) -> Value {
    let request = &entry.request;
    let headers = request.headers.iter();
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_str()));
    let mut value = json!({
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(headers),
        "queryString": [],
        "headersSize": -1,
        "bodySize": request.body.len(),
    });
    if !request.body.is_empty() {
        let mime_type = request.header("content-type").unwrap_or_default();
        let mut post_data = text(&request.body);
        post_data.insert("mimeType".to_owned(), json!(mime_type));
        if let Some(value) = value.as_object_mut() {
            value.insert("postData".to_owned(), Value::Object(post_data));
        }
    }
    value
}

fn response(entry: &Entry) -> Value {
    let response = match &entry.outcome {
        Ok(response) => response,
        Err(failure) => {
            let words = match entry.is_aborted {
                true => ABORTED.to_owned(),
                false => failure.to_string(),
            };
            return json!({
                "status": 0, "statusText": "", "httpVersion": "", "cookies": [], "headers": [],
                "content": { "size": 0, "mimeType": "x-unknown" },
                "redirectURL": "", "headersSize": -1, "bodySize": -1,
                "_error": words,
            });
        }
    };
    let header = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let named = |name| response.headers().get(name).map(header).unwrap_or_default();
    let headers: Vec<_> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), header(value)))
        .collect();
    let mut content = text(response.body());
    content.insert("size".to_owned(), json!(response.body().len()));
    content.insert("mimeType".to_owned(), json!(named(CONTENT_TYPE)));
    json!({
        "status": response.status().as_u16(),
        "statusText": response.status().canonical_reason().unwrap_or_default(),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(headers.iter().map(|(name, value)| (*name, value.as_str()))),
        "content": content,
        "redirectURL": named(LOCATION),
        "headersSize": -1,
        "bodySize": -1,
    })
}

/// A body as text, or in base64 if it is not UTF-8.
fn text(body: &[u8]) -> Map<String, Value> {
    let mut fields = Map::new();
    match std::str::from_utf8(body) {
        Ok(text) => {
            fields.insert("text".to_owned(), json!(text));
        }
        Err(_) => {
            fields.insert("text".to_owned(), json!(STANDARD.encode(body)));
            fields.insert("encoding".to_owned(), json!("base64"));
        }
    }
    fields
}

fn pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    pairs
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}
