//! Redaction by consistent substitution: the same secret becomes the same stand-in everywhere.
//!
//! What is kept is on a list ([`PublicNames`]); everything else is a secret, whatever it may be.
//! Bodies, addresses and headers are taken apart, and put together again byte for byte but for the
//! values that had to go.

mod address;
mod escapes;
mod headers;
mod invent;
mod literals;
mod markup;
mod pictures;
mod public;
mod rerun;
mod stand_in;
mod words;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};

use stand_in::StandIns;

use crate::PublicNames;
use crate::har::{Asked, Entry, Har, Setup};
use qrlogin::{Response, Seed, SettingInfo};

impl Har {
    /// The recording as a HAR file without secrets: see the [front page](crate).
    ///
    /// What stays readable is what is public with the flow. A [`Recorder`](crate::Recorder) knows
    /// which flow that is; a file of ours says it by name, which is enough for the flows of
    /// `qrlogin`. For all others say it with [`Har::of_flow`]: of an unknown flow nothing stays but
    /// methods, hosts, statuses, names, harmless headers and numbers of up to three digits.
    pub fn to_json(&self) -> String {
        rerun::redacted(self).text()
    }
}

/// Every redacted recording is of a login with this seed: the real one is not in the file.
const SEED: Seed = Seed::new(*b"qrlogin recorded");
/// Stands in a body that is not UTF-8 for every byte beyond ASCII.
const NOT_UTF8: char = char::REPLACEMENT_CHARACTER;
/// The shortest text that is looked for as a secret; shorter ones stand anywhere by chance.
const SHORTEST: usize = 6;
/// How deep values are taken apart that are in values, such as an address in a parameter of an
/// address.
const DEEPEST: usize = 12;

/// Takes the secrets out of a recording. To be run twice over it: once to learn them all.
struct Redactor {
    declared: PublicNames,
    stand_ins: StandIns,
    /// Whether this is a request that a flow made: public values in it are its own constants.
    is_ours: bool,
    /// How many values there are around the one at hand.
    depth: usize,
    /// The search for what is left of the real traffic, while there is one.
    search: Option<Search>,
}

/// A look at what stays, in place of a redaction.
struct Search {
    /// Names of what is computed for every request anew.
    volatile: Vec<String>,
    /// Whether a secret of the real traffic was met.
    met: bool,
}

impl Redactor {
    fn new(declared: PublicNames) -> Self {
        Self {
            declared,
            stand_ins: StandIns::default(),
            is_ours: false,
            depth: 0,
            search: None,
        }
    }

    /// Whether a request that was made over redacted answers still holds a secret of the real one:
    /// then it is none of the service's, but the provider's own, such as a key that is compiled
    /// in.
    fn finds_secret(&mut self, request: &Asked, volatile: &[String]) -> bool {
        self.search = Some(Search {
            volatile: volatile.to_vec(),
            met: false,
        });
        let _ = self.request(request);
        self.search.take().is_some_and(|search| search.met)
    }

    /// Whether a value is passed over by the search: it was computed, and is nobody's constant.
    fn is_passed_over(&self, name: &str) -> bool {
        let search = self.search.as_ref();
        search.is_some_and(|search| search.volatile.iter().any(|volatile| volatile == name))
    }

    /// Whether values under this name are kept: as far as they are numbers, addresses (whose
    /// parameters are judged one by one) or plain words.
    fn is_public(&self, parent: &str, name: &str) -> bool {
        let declared = self.declared.judge(parent, name);
        declared.unwrap_or_else(|| public::has(name))
    }

    /// Settings that are one of a few values or that the flow itself declares are kept. A server
    /// that one of the others names is the caller's own.
    fn setup(&mut self, setup: &Setup, known: &[SettingInfo]) -> Setup {
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
        self.is_ours = entry.call.is_some();
        let request = self.request(&entry.request);
        self.is_ours = false;
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

    fn request(&mut self, request: &Asked) -> Asked {
        let content_type = request.header("content-type").unwrap_or_default();
        let headers = request.headers.iter();
        let headers = headers.map(|(name, value)| (name.clone(), self.header(name, value)));
        Asked {
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
        if let Some(picture) = pictures::placeholder(body) {
            return picture;
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

    /// A body that is text, by what it looks like.
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
        self.stand_ins.sweep(&redacted)
    }

    /// A text under a name, such as a member of a JSON object, a cookie or a parameter.
    fn value(&mut self, parent: &str, name: &str, text: &str) -> String {
        if self.is_passed_over(name) {
            return text.to_owned();
        }
        if self.depth >= DEEPEST {
            return self.secret(text);
        }
        self.depth += 1;
        let is_public = self.is_public(parent, name);
        let redacted = if let Some(picture) = pictures::placeholder_uri(text) {
            picture
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
        } else if is_flag(text) || is_public && (self.is_ours || is_number(text)) {
            text.to_owned()
        } else if is_public {
            self.words(text)
        } else {
            self.secret(text)
        };
        self.depth -= 1;
        redacted
    }

    /// A number under a name.
    fn number(&mut self, parent: &str, name: &str, number: &str) -> String {
        if is_flag(number) || self.is_public(parent, name) {
            number.to_owned()
        } else if number.contains(['e', 'E']) {
            "0".to_owned()
        } else {
            self.secret(number)
        }
    }

    /// Replaces the whole text, and keeps the white space around it.
    fn secret(&mut self, text: &str) -> String {
        let bare = text.trim();
        if self.declared.has_constant(bare) {
            return text.to_owned();
        }
        if let Some(search) = &mut self.search {
            search.met |= bare.len() >= SHORTEST && self.stand_ins.knows(bare);
            return text.to_owned();
        }
        let start = text.len() - text.trim_start().len();
        let (before, rest) = text.split_at_checked(start).unwrap_or(("", text));
        let after = rest.strip_prefix(bare).unwrap_or_default();
        format!("{before}{}{after}", self.stand_ins.of_encoded(bare))
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
