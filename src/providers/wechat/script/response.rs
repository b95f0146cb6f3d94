//! What the responses of the two script calls mean (spec 3).

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::DecodePaddingMode};
use memchr::memchr;
use nom::Parser;
use nom::combinator::all_consuming;

use super::grammar::{self, Raw, Text};
use super::{ScriptError, Statements};
use crate::Image;

/// The longest avatar that is decoded, in characters of base64 (spec 2.3).
const LONGEST_AVATAR: usize = 192 * 1024;
/// The longest uuid (spec 2.1).
const LONGEST_UUID: usize = 64;

/// A response of `jslogin`.
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq)]
pub enum JsLogin<'a> {
    /// Code 200: the uuid of a new code.
    Uuid(Cow<'a, str>),
    /// Any other code, whether there is a uuid or not.
    Refused {
        /// The code; 0 if the response sets none.
        code: i64,
        /// The service's message, usually empty.
        error: Cow<'a, str>,
    },
}

impl<'a> JsLogin<'a> {
    /// Reads the body of a response.
    ///
    /// # Errors
    /// [`ScriptError`]; among others for code 200 without a uuid of
    ///
    /// ```text
    /// uuid = 1*64( ALPHA / DIGIT / "-" / "_" / "+" / "/" / "=" )
    /// ```
    pub fn read(body: &'a [u8]) -> Result<Self, ScriptError> {
        let (mut code, mut uuid, mut error) = (None, None, None);
        let mut script = Statements::of(body)?;
        while let Some((path, value)) = script.raw()? {
            match path {
                b"window.QRLogin.code" => code = Some(value),
                b"window.QRLogin.uuid" => uuid = Some(value),
                b"window.QRLogin.error" => error = Some(value),
                // It would discard what was set before.
                b"window.QRLogin" => {
                    return Err(ScriptError::Content("window.QRLogin is set as a whole"));
                }
                _ => {}
            }
        }
        match number(code, &mut script)? {
            200 => text(uuid, &mut script)?
                .filter(|uuid| is_uuid(uuid))
                .map(Self::Uuid)
                .ok_or(ScriptError::Content("code 200 without a usable uuid")),
            code => Ok(Self::Refused {
                code,
                error: text(error, &mut script)?.unwrap_or_default(),
            }),
        }
    }
}

/// A response to a poll.
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq)]
pub enum Poll<'a> {
    /// Code 408: nothing new.
    Waiting,
    /// Code 201: the code was scanned; with the user's picture, if there is one.
    Scanned {
        /// What stands in place of a picture, if anything does.
        avatar: Option<Avatar<'a>>,
    },
    /// Code 200: confirmed; the credentials are behind this address, which is not checked yet.
    Confirmed {
        /// The address, a secret.
        redirect_uri: Cow<'a, str>,
    },
    /// Code 400 or 500: the uuid has expired.
    Dead,
    /// Code 202: cancelled on the phone.
    Cancelled,
    /// Code 0, which stands for a response that sets no code, such as an empty one.
    NoCode,
    /// A code that the specification does not know.
    Unknown(i64),
}

impl<'a> Poll<'a> {
    /// Reads the body of a response.
    ///
    /// # Errors
    /// [`ScriptError`]; among others for code 200 without an address.
    pub fn read(body: &'a [u8]) -> Result<Self, ScriptError> {
        let (mut code, mut redirect_uri, mut avatar) = (None, None, None);
        let mut script = Statements::of(body)?;
        while let Some((path, value)) = script.raw()? {
            match path {
                b"window.code" => code = Some(value),
                b"window.redirect_uri" => redirect_uri = Some(value),
                b"window.userAvatar" => avatar = Some(value),
                _ => {}
            }
        }
        Ok(match number(code, &mut script)? {
            408 => Self::Waiting,
            201 => Self::Scanned {
                avatar: avatar.and_then(Avatar::new),
            },
            200 => Self::Confirmed {
                redirect_uri: text(redirect_uri, &mut script)?
                    .filter(|uri| !uri.is_empty())
                    .ok_or(ScriptError::Content("code 200 without redirect_uri"))?,
            },
            400 | 500 => Self::Dead,
            202 => Self::Cancelled,
            0 => Self::NoCode,
            unknown => Self::Unknown(unknown),
        })
    }
}

/// A code: a number, also in quotes; 0 if there is none (reader rules 3 and 4).
fn number<'a>(value: Option<Raw<'a>>, script: &mut Statements<'a>) -> Result<i64, ScriptError> {
    const NO_NUMBER: ScriptError = ScriptError::Content("a code that is no number");
    match value {
        None => Ok(0),
        Some(Raw::Integer(number)) => Ok(number),
        Some(Raw::Text(text)) => {
            let text = script.text(text)?;
            let number = all_consuming(grammar::integer).parse(text.as_bytes());
            number.map(|(_, number)| number).map_err(|_| NO_NUMBER)
        }
        Some(Raw::Object(_)) => Err(NO_NUMBER),
    }
}

fn text<'a>(
    value: Option<Raw<'a>>,
    script: &mut Statements<'a>,
) -> Result<Option<Cow<'a, str>>, ScriptError> {
    match value {
        Some(Raw::Text(text)) => script.text(text).map(Some),
        _ => Ok(None),
    }
}

fn is_uuid(text: &str) -> bool {
    let allowed =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+' | b'/' | b'=');
    (1..=LONGEST_UUID).contains(&text.len()) && text.bytes().all(allowed)
}

/// The value in place of a picture. [`Avatar::decode`] decodes it: the service sends it with each
/// reply until the login is confirmed.
#[derive(Clone, PartialEq, Eq)]
pub struct Avatar<'a>(Cow<'a, [u8]>);

impl<'a> Avatar<'a> {
    fn new(value: Raw<'a>) -> Option<Self> {
        match value {
            Raw::Text(Text::Plain { bytes, .. }) => Some(Self(Cow::Borrowed(bytes))),
            Raw::Text(Text::Decoded(text)) => Some(Self(Cow::Owned(text.into_bytes()))),
            _ => None,
        }
    }

    /// The picture in a `data:` URI; its MIME type is not to be trusted (spec 2.3). Anything else,
    /// such as an address whose owner would learn of the login, is no picture.
    pub fn decode(&self) -> Option<Image> {
        const BASE64: GeneralPurpose = GeneralPurpose::new(
            &alphabet::STANDARD,
            GeneralPurposeConfig::new()
                .with_decode_allow_trailing_bits(true)
                .with_decode_padding_mode(DecodePaddingMode::Indifferent),
        );
        let uri = self.0.strip_prefix(b"data:")?;
        let (kind, data) = uri.split_at_checked(memchr(b',', uri)?)?;
        let data = data.get(1..)?;
        if !kind.ends_with(b";base64") || data.len() > LONGEST_AVATAR {
            return None;
        }
        let bytes = BASE64.decode(data).ok()?;
        (!bytes.is_empty()).then(|| Image::new(bytes))
    }
}

impl fmt::Debug for Avatar<'_> {
    /// Without the picture, which shows a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Avatar({} bytes)", self.0.len())
    }
}

impl fmt::Debug for JsLogin<'_> {
    /// Without the uuid, which is secret while it lives.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(_) => f.write_str("Uuid([redacted])"),
            Self::Refused { code, .. } => write!(f, "Refused({code})"),
        }
    }
}

impl fmt::Debug for Poll<'_> {
    /// Without the address, which is as good as the credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting => f.write_str("Waiting"),
            Self::Scanned { avatar } => f.debug_tuple("Scanned").field(avatar).finish(),
            Self::Confirmed { .. } => f.write_str("Confirmed([redacted])"),
            Self::Dead => f.write_str("Dead"),
            Self::Cancelled => f.write_str("Cancelled"),
            Self::NoCode => f.write_str("NoCode"),
            Self::Unknown(code) => write!(f, "Unknown({code})"),
        }
    }
}
