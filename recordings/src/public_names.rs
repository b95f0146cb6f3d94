//! Which values of a service are no secrets.

/// Names whose values a recording may keep: all others it redacts.
///
/// A name is that of a parameter, a member of JSON, an element, a cookie or a setting, in any case
/// of letters. It also stays where it stands as a word in a message of the service.
///
/// ```
/// use qrlogin_recordings::PublicNames;
///
/// const PUBLIC: PublicNames = PublicNames::new(&["app", "state", "time"])
///     .members(&[("cookies", "name")]) // {"cookies": [{"name": …}]}, and no other `name`
///     .headers(&["x-version"])
///     .words(&["40199002"]) // a code that messages quote
///     .except(&["code"]); // which means something else with every other service
/// # let _ = PUBLIC;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicNames {
    names: &'static [&'static str],
    members: &'static [(&'static str, &'static str)],
    headers: &'static [&'static str],
    words: &'static [&'static str],
    except: &'static [&'static str],
    /// Whether the names that mean the same with every service are among them.
    common: bool,
}

impl PublicNames {
    /// Nothing, not even the names that mean the same with most services: for a flow of which
    /// nothing is known. With an unknown one `code` may be a secret. The paths of its addresses
    /// go too.
    pub const NOTHING: Self = Self {
        names: &[],
        members: &[],
        headers: &[],
        words: &[],
        except: &[],
        common: false,
    };

    /// These, besides the names that mean the same with every service, such as `status` or
    /// `expires_in`.
    pub const fn new(names: &'static [&'static str]) -> Self {
        Self {
            names,
            common: true,
            ..Self::NOTHING
        }
    }

    /// Members of JSON that are public in this parent only: `(parent, name)`.
    #[must_use]
    pub const fn members(mut self, members: &'static [(&'static str, &'static str)]) -> Self {
        self.members = members;
        self
    }

    /// Headers, besides those that say nothing about a person with any service.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [&'static str]) -> Self {
        self.headers = headers;
        self
    }

    /// Words that look like a secret and are none: codes that messages quote, and what the requests
    /// of every login hold, such as the number of the service's own application. They are kept
    /// wherever they stand.
    #[must_use]
    pub const fn words(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }

    /// Names that are public with every service but hold a secret with this one.
    #[must_use]
    pub const fn except(mut self, names: &'static [&'static str]) -> Self {
        self.except = names;
        self
    }

    /// Whether the service says this of a name itself; `None` leaves it to what holds for all of
    /// them.
    pub(crate) fn judge(&self, parent: &str, name: &str) -> Option<bool> {
        if holds(self.except, name) {
            return Some(false);
        }
        let is_member =
            |(outer, inner): &(&str, &str)| *outer == parent && inner.eq_ignore_ascii_case(name);
        let is_declared = holds(self.names, name) || self.members.iter().any(is_member);
        (is_declared || !self.common).then_some(is_declared)
    }

    /// Whether the service is known, so that a path is its own and not a person's.
    pub(crate) fn keeps_paths(&self) -> bool {
        self.common
    }

    /// Whether the service has declared this header.
    pub(crate) fn has_header(&self, name: &str) -> bool {
        holds(self.headers, name)
    }

    /// Whether the service has declared this text, whatever it stands under.
    pub(crate) fn has_constant(&self, text: &str) -> bool {
        self.words.contains(&text)
    }

    /// Whether the service has declared this word.
    pub(crate) fn has_word(&self, word: &str) -> bool {
        self.names.contains(&word) || self.words.contains(&word)
    }
}

fn holds(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}
