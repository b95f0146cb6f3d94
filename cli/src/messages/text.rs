//! A text in each language, and the language of this run.

use std::cell::Cell;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use serde::{Serialize, Serializer};

/// A language of the messages and the help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    English,
    /// 简体中文
    Chinese,
}

/// The language of this run: set once, before the first message.
static CHOSEN: OnceLock<Language> = OnceLock::new();

thread_local! {
    /// The language inside [`Language::within`].
    static WITHIN: Cell<Option<Language>> = const { Cell::new(None) };
}

impl Language {
    /// Makes this the language of the run. Later calls have no effect.
    pub(crate) fn choose(self) {
        let _ = CHOSEN.set(self);
    }

    /// The language of the run; English before one is chosen.
    pub(crate) fn current() -> Self {
        let chosen = || CHOSEN.get().copied().unwrap_or_default();
        WITHIN.get().unwrap_or_else(chosen)
    }

    /// Runs `make` with this language on this thread. A value in a message is displayed in the
    /// language of the message.
    pub(crate) fn within<T>(self, make: impl FnOnce() -> T) -> T {
        /// Resets the language, also when `make` panics.
        struct Reset(Option<Language>);
        impl Drop for Reset {
            fn drop(&mut self) {
                WITHIN.set(self.0);
            }
        }
        let _reset = Reset(WITHIN.replace(Some(self)));
        make()
    }
}

/// A text in each language. It is displayed in that of the run, and serialized in English: JSON is
/// for scripts and reports.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Text(Box<Both>);

/// Behind a pointer, since errors hold several texts.
#[derive(Clone, Default, PartialEq, Eq)]
struct Both {
    en: String,
    zh: String,
}

impl Text {
    fn both(en: String, zh: String) -> Self {
        Self(Box::new(Both { en, zh }))
    }

    /// The text that these functions make, each in its language.
    pub(crate) fn of(en: impl FnOnce() -> String, zh: impl FnOnce() -> String) -> Self {
        Self::both(Language::English.within(en), Language::Chinese.within(zh))
    }

    /// The same with this function applied to each language.
    pub(crate) fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self::both(change(&self.0.en), change(&self.0.zh))
    }

    /// The text in the language of the run.
    pub(crate) fn as_str(&self) -> &str {
        match Language::current() {
            Language::English => &self.0.en,
            Language::Chinese => &self.0.zh,
        }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// The reason of an error.
impl std::error::Error for Text {}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.en.serialize(serializer)
    }
}

/// A text of others, such as the name of a file: the same in each language.
impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::both(text.clone(), text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<&Self> for Text {
    fn from(text: &Self) -> Self {
        text.clone()
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

impl From<Text> for serde_json::Value {
    fn from(text: Text) -> Self {
        text.0.en.into()
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Text {
        Text::of(|| "code".to_owned(), || "二维码".to_owned())
    }

    #[test]
    fn a_text_is_displayed_in_the_language_of_the_run() {
        assert_eq!(text().to_string(), "code");
        assert_eq!(Language::Chinese.within(|| text().to_string()), "二维码");
        assert_eq!(text().to_string(), "code");
    }

    #[test]
    fn a_value_is_displayed_in_the_language_of_its_message() {
        let value = text();
        let message = Text::of(|| format!("a {value}"), || format!("一个{value}"));
        assert_eq!(message, "a code");
        Language::Chinese.within(|| assert_eq!(message, "一个二维码"));
    }

    #[test]
    fn json_is_english_in_any_language() {
        let json = || serde_json::to_string(&text()).unwrap();
        assert_eq!(Language::Chinese.within(json), "\"code\"");
    }
}
