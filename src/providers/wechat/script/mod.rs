//! The reader of WeChat's script responses, such as `window.QRLogin.code = 200;`.
//!
//! The responses are JavaScript, but nothing is evaluated: a grammar reads them (spec 4), in linear
//! time, without copying where no escape has to be decoded. [`JsLogin`] and [`Poll`] say what a
//! response means; [`Script`] and [`Statements`] hold the bare values.
//!
//! ```
//! use qrlogin::wechat::script::{Poll, Script, Value};
//!
//! let body = b"window.code=201;window.userAvatar = 'data:img/jpg;base64,/9j/';";
//! let script = Script::parse(body)?;
//! assert_eq!(script.get("window.code"), Some(&Value::Integer(201)));
//! assert!(matches!(Poll::read(body)?, Poll::Scanned { avatar: Some(_) }));
//! # Ok::<(), qrlogin::wechat::script::ScriptError>(())
//! ```

mod grammar;
mod response;

pub use response::{JsLogin, Poll};

use std::borrow::Cow;
use std::fmt;

/// A value that a statement assigns.
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// A number.
    Integer(i64),
    /// A string, its escapes decoded.
    Text(Cow<'a, str>),
    /// An object of strings, as in the response of `synccheck`.
    Object(Vec<(&'a str, Cow<'a, str>)>),
}

/// Why a body cannot be read. It never holds any of the body's text.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// The body is a web page.
    #[error("a web page instead of a script")]
    Html,
    /// The body does not follow the grammar.
    #[error("expected {expected} at byte {offset}")]
    Syntax {
        /// What should have come.
        expected: &'static str,
        /// After how many bytes.
        offset: usize,
    },
    /// The script can be read, but its values make no sense.
    #[error("{0}")]
    Content(&'static str),
}

/// A whole script: what it assigns to which path.
#[derive(Clone, PartialEq, Eq)]
pub struct Script<'a>(Vec<(&'a str, Value<'a>)>);

impl<'a> Script<'a> {
    /// Reads a body to its end. An empty one is an empty script.
    ///
    /// # Errors
    /// [`ScriptError::Html`] or [`ScriptError::Syntax`].
    pub fn parse(body: &'a [u8]) -> Result<Self, ScriptError> {
        Statements::of(body)?.collect::<Result<_, _>>().map(Self)
    }

    /// The value of a path such as `window.code`: the last one, if it is assigned more than once.
    pub fn get(&self, path: &str) -> Option<&Value<'a>> {
        let last = self.0.iter().rev().find(|(name, _)| *name == path);
        last.map(|(_, value)| value)
    }

    /// All assignments in their order.
    pub fn assignments(&self) -> &[(&'a str, Value<'a>)] {
        &self.0
    }
}

/// The statements of a script, one at a time; it ends with the first error.
#[derive(Clone)]
pub struct Statements<'a> {
    rest: &'a [u8],
    /// The length of the body.
    length: usize,
}

impl<'a> Statements<'a> {
    /// The statements of a body.
    ///
    /// # Errors
    /// [`ScriptError::Html`] if it is a web page.
    pub fn of(body: &'a [u8]) -> Result<Self, ScriptError> {
        let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let rest = grammar::blank(text).map_or(text, |(rest, _)| rest);
        if rest.first() == Some(&b'<') {
            return Err(ScriptError::Html);
        }
        let length = body.len();
        Ok(Self { rest, length })
    }
}

impl<'a> Iterator for Statements<'a> {
    type Item = Result<(&'a str, Value<'a>), ScriptError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        match grammar::statement(self.rest) {
            Ok((rest, statement)) => {
                self.rest = rest;
                Some(Ok(statement))
            }
            Err(error) => {
                self.rest = &[];
                Some(Err(syntax(&error, self.length)))
            }
        }
    }
}

fn syntax(error: &nom::Err<grammar::Fault>, length: usize) -> ScriptError {
    let (expected, left) = match error {
        nom::Err::Error(fault) | nom::Err::Failure(fault) => (fault.expected, fault.left),
        // Parsers of whole bodies never need more input.
        nom::Err::Incomplete(_) => (None, 0),
    };
    ScriptError::Syntax {
        expected: expected.unwrap_or("a statement"),
        offset: length.saturating_sub(left),
    }
}

impl fmt::Debug for Value<'_> {
    /// Without the texts, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => write!(f, "Integer({number})"),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Object(fields) => write!(f, "Object({} fields)", fields.len()),
        }
    }
}

impl fmt::Debug for Script<'_> {
    /// The paths, and the `Debug` of each [`Value`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = self.0.iter().map(|(path, value)| (path, value));
        f.debug_map().entries(fields).finish()
    }
}

impl fmt::Debug for Statements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Statements({} bytes left)", self.rest.len())
    }
}
