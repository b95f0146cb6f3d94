//! Which values of a service are public.

/// Names whose values a recording keeps; all other values are redacted.
///
/// A name is that of a parameter, a JSON member, an element, a cookie or a setting, compared
/// without regard to case. It is also kept as a word in a message of the service.
///
/// ```
/// use qrlogin_recordings::PublicNames;
///
/// const PUBLIC: PublicNames = PublicNames::new(&["app", "state", "time"])
///     .members(&[("cookies", "name")]) // {"cookies": [{"name": …}]}, and no other `name`
///     .headers(&["x-version"])
///     .words(&["40199002"]) // a code that messages quote
///     .except(&["code"]); // a secret here, public with other services
/// # let _ = PUBLIC;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicNames {
    names: &'static [&'static str],
    members: &'static [(&'static str, &'static str)],
    headers: &'static [&'static str],
    words: &'static [&'static str],
    except: &'static [&'static str],
    stand_ins: &'static [(&'static str, &'static str)],
    elements: &'static [&'static str],
    /// Whether the names that are public with every service are included.
    common: bool,
}

impl PublicNames {
    /// No names, not even those that are public with every service: for an unknown flow, with which
    /// even `code` can be a secret. The paths of URLs are redacted, too.
    pub const NOTHING: Self = Self {
        names: &[],
        members: &[],
        headers: &[],
        words: &[],
        except: &[],
        stand_ins: &[],
        elements: &[],
        common: false,
    };

    /// These names and those that are public with every service, such as `status` and
    /// `expires_in`.
    pub const fn new(names: &'static [&'static str]) -> Self {
        Self {
            names,
            common: true,
            ..Self::NOTHING
        }
    }

    /// Adds JSON members that are public in this parent only: `(parent, name)`.
    #[must_use]
    pub const fn members(mut self, members: &'static [(&'static str, &'static str)]) -> Self {
        self.members = members;
        self
    }

    /// Adds headers to those that are public with every service.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [&'static str]) -> Self {
        self.headers = headers;
        self
    }

    /// Adds words that look like secrets: codes in messages, and constants of every login, such as
    /// the ID of the service's own application. They are kept everywhere.
    #[must_use]
    pub const fn words(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }

    /// Removes names that are public with other services but hold a secret with this one.
    #[must_use]
    pub const fn except(mut self, names: &'static [&'static str]) -> Self {
        self.except = names;
        self
    }

    /// Replaces the secrets under these names by a fixed text, as `(name, text)`: for a secret that
    /// the flow decrypts with a key from its seed. The text is one that it can decrypt in a
    /// redacted recording, whose seed is always the same.
    ///
    /// If the login takes another course over it, as when the real secret could not be decrypted,
    /// it becomes an ordinary placeholder.
    #[must_use]
    pub const fn stand_ins(mut self, stand_ins: &'static [(&'static str, &'static str)]) -> Self {
        self.stand_ins = stand_ins;
        self
    }

    /// Adds elements of web pages that the flow reads, by their `id`: they stay in the page, each
    /// with a placeholder as its text. Of other pages and elements nothing stays.
    #[must_use]
    pub const fn elements(mut self, ids: &'static [&'static str]) -> Self {
        self.elements = ids;
        self
    }

    /// The elements of web pages that stay, by their `id`.
    pub(crate) fn page_elements(&self) -> &'static [&'static str] {
        self.elements
    }

    /// The fixed text for secrets of this name.
    pub(crate) fn stand_in(&self, name: &str) -> Option<&'static str> {
        let found = self.stand_ins.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| *text)
    }

    /// The same without fixed texts; `None` if it has none.
    pub(crate) fn without_stand_ins(self) -> Option<Self> {
        (!self.stand_ins.is_empty()).then_some(Self {
            stand_ins: &[],
            ..self
        })
    }

    /// Whether this name is public, if the service declares it; `None` if the common names decide.
    pub(crate) fn judge(&self, parent: &str, name: &str) -> Option<bool> {
        if holds(self.except, name) {
            return Some(false);
        }
        let is_member =
            |(outer, inner): &(&str, &str)| *outer == parent && inner.eq_ignore_ascii_case(name);
        let is_declared = holds(self.names, name) || self.members.iter().any(is_member);
        (is_declared || !self.common).then_some(is_declared)
    }

    /// Whether the service is known, so that its paths hold no user data.
    pub(crate) fn keeps_paths(&self) -> bool {
        self.common
    }

    /// Whether the service declares this header.
    pub(crate) fn has_header(&self, name: &str) -> bool {
        holds(self.headers, name)
    }

    /// Whether the service declares this text as a constant.
    pub(crate) fn has_constant(&self, text: &str) -> bool {
        self.words.contains(&text)
    }

    /// Whether the service declares this word.
    pub(crate) fn has_word(&self, word: &str) -> bool {
        self.names.contains(&word) || self.words.contains(&word)
    }
}

fn holds(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}
