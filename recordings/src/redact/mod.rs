//! Redaction by consistent substitution: the same secret becomes the same placeholder everywhere.
//!
//! Values are kept by an allow list ([`PublicNames`]); every other value is a secret. Bodies, URLs
//! and headers are taken apart and put together again byte for byte, except for the values
//! replaced.

mod address;
mod escapes;
mod generate;
mod headers;
mod images;
mod literals;
mod markup;
mod messages;
mod placeholders;
mod public;
mod rerun;
mod tokens;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use qrlogin::{Response, Secret, Seed, SettingInfo};

use placeholders::Placeholders;

use crate::PublicNames;
use crate::har::{Entry, FlowSetup, Har, RecordedRequest};

impl Har {
    /// The recording as a HAR file without secrets: see the [front page](crate).
    ///
    /// The values that are public with the flow stay readable. A [`Recorder`](crate::Recorder)
    /// knows its flow, and a file of ours names it, which is enough for the flows of `qrlogin`. For
    /// all others, [`Har::of_flow`] and [`Har::keeping`] say it: of an unknown flow nothing stays
    /// but methods, hosts, statuses, names, harmless headers and numbers of up to three digits.
    pub fn to_json(&self) -> String {
        rerun::redacted(self).text()
    }
}

/// The seed of every redacted recording, in place of the real one.
const SEED: Seed = Seed::new(*b"qrlogin recorded");
/// Stands for every byte beyond ASCII in a body that is not UTF-8.
const NOT_UTF8: char = char::REPLACEMENT_CHARACTER;
/// The shortest secret that is searched for in other values; shorter texts coincide by chance.
const MIN_SEARCHED: usize = 6;
/// The shortest input of the user that is searched for in responses.
const MIN_INPUT: usize = 4;
/// The deepest nesting of values in values, such as of a URL in a parameter of a URL, that is taken
/// apart.
const MAX_DEPTH: usize = 12;

/// Takes the secrets out of a recording. It runs twice over it: the first pass collects them.
struct Redactor {
    declared: PublicNames,
    placeholders: Placeholders,
    /// What the user typed: secret under any name, however short.
    inputs: Vec<String>,
    /// Whether the value at hand is in a request that a flow made, where public values are
    /// constants of the provider.
    in_own_request: bool,
    /// The number of values around the one at hand.
    depth: usize,
    /// Set while a request is searched for secrets instead of being redacted.
    search: Option<Search>,
}

/// A search for secrets of the real traffic.
struct Search {
    /// The names of values that are computed anew for every request.
    volatile: Vec<String>,
    has_found: bool,
}

impl Redactor {
    fn new(declared: PublicNames) -> Self {
        Self {
            declared,
            placeholders: Placeholders::default(),
            inputs: Vec::new(),
            in_own_request: false,
            depth: 0,
            search: None,
        }
    }

    /// Whether a request of the new run, over redacted responses, holds a secret of the real
    /// traffic. That is a constant of the provider that it does not declare, such as a compiled-in
    /// key.
    fn finds_secret(&mut self, request: &RecordedRequest, volatile: &[String]) -> bool {
        self.search = Some(Search {
            volatile: volatile.to_vec(),
            has_found: false,
        });
        let _ = self.request(request);
        self.search.take().is_some_and(|search| search.has_found)
    }

    /// Whether the search skips this value: it was computed, and is no constant.
    fn is_skipped(&self, name: &str) -> bool {
        let search = self.search.as_ref();
        search.is_some_and(|search| search.volatile.iter().any(|volatile| volatile == name))
    }

    /// Whether values under this name are kept, as far as they are numbers, URLs (whose parameters
    /// are judged one by one) or plain words.
    fn is_public(&self, parent: &str, name: &str) -> bool {
        let declared = self.declared.judge(parent, name);
        declared.unwrap_or_else(|| public::has(name))
    }

    /// Whether the user typed this. A short input is recognised in requests only, since responses
    /// hold the same characters by chance.
    fn is_input(&self, text: &str) -> bool {
        let text = text.trim();
        let is_long = self.in_own_request || text.len() >= MIN_INPUT;
        is_long && self.inputs.iter().any(|input| input == text)
    }

    /// The inputs of the user as placeholders.
    fn inputs(&mut self, inputs: &[Secret]) -> Vec<Secret> {
        let trimmed = inputs.iter().map(|input| input.expose().trim().to_owned());
        self.inputs = trimmed.collect();
        let inputs = inputs.iter();
        inputs
            .map(|input| self.secret(input.expose()).into())
            .collect()
    }

    /// Keeps settings with a fixed set of values and those that the flow declares public. A server
    /// named by any other setting is self-hosted.
    fn setup(&mut self, setup: &FlowSetup, known: &[SettingInfo]) -> FlowSetup {
        let mut setup = setup.clone();
        setup.seed = SEED;
        for (name, value) in &mut setup.settings {
            let info = known.iter().find(|info| info.name == name);
            let is_one_of_few = info.is_some_and(|info| !info.values.is_empty());
            let is_public = self.declared.judge("", name) == Some(true);
            if address::is_address(value) {
                if !is_public || name == "base_url" || name.ends_with("_url") {
                    self.hide_server(value);
                }
                *value = self.address(value, true);
            } else if !is_one_of_few && !is_public {
                *value = self.secret(value);
            }
        }
        setup
    }

    fn entry(&mut self, entry: &Entry) -> Entry {
        self.in_own_request = entry.call.is_some();
        let request = self.request(&entry.request);
        self.in_own_request = false;
        Entry {
            request,
            outcome: entry
                .outcome
                .as_ref()
                .map_err(|failure| *failure)
                .map(|it| self.response(it)),
            ..entry.clone()
        }
    }

    fn request(&mut self, request: &RecordedRequest) -> RecordedRequest {
        let content_type = request.header("content-type").unwrap_or_default();
        let headers = request.headers.iter();
        let headers = headers.map(|(name, value)| (name.clone(), self.header(name, value)));
        RecordedRequest {
            headers: headers.collect(),
            method: request.method.clone(),
            url: self.address(&request.url, true),
            body: self.body(content_type, &request.body),
        }
    }

    fn response(&mut self, response: &Response) -> Response {
        let content_type = response.headers().get(CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        let body = self.body(content_type.unwrap_or_default(), response.body());
        let mut redacted = Response::new(body);
        *redacted.status_mut() = response.status();
        for (name, value) in response.headers() {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = self.header(name.as_str(), &value);
            if let (Ok(value), true) = (value.parse(), *name != CONTENT_LENGTH) {
                let _ = redacted.headers_mut().try_append(name.clone(), value);
            }
        }
        redacted
    }

    fn body(&mut self, content_type: &str, body: &[u8]) -> Vec<u8> {
        if let Some(image) = images::placeholder(body) {
            return image;
        }
        match std::str::from_utf8(body) {
            Ok(text) => self.text(content_type, text).into_bytes(),
            Err(_) => {
                let mark = |byte: &u8| {
                    if byte.is_ascii() {
                        char::from(*byte)
                    } else {
                        NOT_UTF8
                    }
                };
                let text: String = body.iter().map(mark).collect();
                let text = self.text(content_type, &text);
                let unmark = |c: char| if c == NOT_UTF8 { 0xff } else { c as u8 };
                text.chars().map(unmark).collect()
            }
        }
    }

    /// A body that is text, by its first character and then its content type.
    fn text(&mut self, content_type: &str, text: &str) -> String {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        let is = |kind: &str| content_type.to_ascii_lowercase().contains(kind);
        let redacted = if start.starts_with('<') {
            markup::rewrite(self, text)
        } else if start.starts_with(['{', '[', '"']) || start.starts_with("window.") {
            literals::rewrite(self, text)
        } else if is("x-www-form-urlencoded") {
            self.parameters(text)
        } else if is("json") || is("javascript") {
            literals::rewrite(self, text)
        } else {
            self.secret(text)
        };
        self.placeholders.scrub(&redacted)
    }

    /// A text under a name, such as a member of a JSON object, a cookie or a parameter.
    fn value(&mut self, parent: &str, name: &str, text: &str) -> String {
        if self.is_skipped(name) {
            return text.to_owned();
        }
        if self.depth >= MAX_DEPTH {
            return self.secret(text);
        }
        self.depth += 1;
        let is_public = self.is_public(parent, name);
        let redacted = if let Some(stand_in) = self.stand_in(name, text) {
            stand_in.to_owned()
        } else if let Some(token) = self.token(text) {
            token
        } else if let Some(image) = images::placeholder_uri(text) {
            image
        } else if literals::looks_like_json(text) {
            literals::rewrite(self, text)
        } else if address::is_address(text) {
            self.address(text, is_public)
        } else if is_public && let Some(inner) = address::encoded(text) {
            // WeChat encodes the address of its page once more.
            let redacted = self.address(&inner, true);
            match redacted == inner {
                true => text.to_owned(),
                false => address::encode(&redacted),
            }
        } else if self.is_input(text) {
            self.secret(text)
        } else if is_flag(text) || is_public && (self.in_own_request || is_number(text)) {
            text.to_owned()
        } else if is_public {
            self.message(text)
        } else {
            self.secret(text)
        };
        self.depth -= 1;
        redacted
    }

    /// A token with claims. A search for secrets looks at it as one text.
    fn token(&mut self, text: &str) -> Option<String> {
        match self.search {
            Some(_) => None,
            None => tokens::placeholder(self, text),
        }
    }

    /// The fixed placeholder of a secret under this name. A search for secrets looks at the secret.
    fn stand_in(&mut self, name: &str, text: &str) -> Option<&'static str> {
        let stand_in = self.declared.stand_in(name);
        let stand_in = stand_in.filter(|_| self.search.is_none() && !text.is_empty())?;
        self.placeholders.put(text, stand_in);
        Some(stand_in)
    }

    /// A number under a name.
    fn number(&mut self, parent: &str, name: &str, number: &str) -> String {
        if self.is_input(number) {
            self.secret(number)
        } else if is_flag(number) || self.is_public(parent, name) {
            number.to_owned()
        } else if number.contains(['e', 'E']) {
            "0".to_owned()
        } else {
            self.secret(number)
        }
    }

    /// Replaces the whole text, keeping surrounding white space.
    fn secret(&mut self, text: &str) -> String {
        let bare = text.trim();
        if self.declared.has_constant(bare) {
            return text.to_owned();
        }
        if let Some(search) = &mut self.search {
            search.has_found |= bare.len() >= MIN_SEARCHED && self.placeholders.knows(bare);
            return text.to_owned();
        }
        let start = text.len() - text.trim_start().len();
        let (before, rest) = text.split_at_checked(start).unwrap_or(("", text));
        let after = rest.strip_prefix(bare).unwrap_or_default();
        format!("{before}{}{after}", self.placeholders.of_encoded(bare))
    }
}

/// A number of at most three digits: a flag or a code, not a secret.
fn is_flag(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// A whole number that is no longer than a time in ms.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    (1..=13).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}
