//! Bodies: as text, in base64, as parameters, or in a file beside the recording.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use serde_json::value::RawValue;
use url::form_urlencoded::byte_serialize;

use super::raw::{self, Problem, Raw};

/// Exporters differ in the padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);
const TEXT: &str = "response.content.text";
const POSTED: &str = "request.postData.text";
/// The response had a body, which the file lacks.
pub(super) const LEFT_OUT: Problem = (TEXT, "was left out by the exporter");

/// Returns the contents of a file beside the recording by its name.
pub(super) type Files<'f> = dyn FnMut(&str) -> Option<Vec<u8>> + 'f;

#[derive(Default, Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    size: Raw<'a>,
    #[serde(borrow)]
    text: Raw<'a>,
    #[serde(borrow)]
    encoding: Raw<'a>,
    /// Playwright's `content: 'attach'`.
    #[serde(borrow, rename = "_file")]
    file: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PostData<'a> {
    #[serde(borrow)]
    mime_type: Raw<'a>,
    #[serde(borrow)]
    text: Raw<'a>,
    #[serde(borrow)]
    encoding: Raw<'a>,
    #[serde(borrow)]
    params: Option<Vec<&'a RawValue>>,
    #[serde(borrow, rename = "_file")]
    file: Raw<'a>,
}

/// A name and a value of any kind.
#[derive(Deserialize)]
struct Pair<'a> {
    #[serde(borrow)]
    name: Raw<'a>,
    #[serde(borrow)]
    value: Raw<'a>,
}

/// The body of a response.
pub(super) fn response(
    raw: Raw<'_>,
    is_expected: bool,
    files: &mut Files<'_>,
) -> Result<Vec<u8>, Problem> {
    let content: Content<'_> = match raw {
        Some(_) => raw::object(raw, "response.content")?,
        None => Content::default(),
    };
    if let Some(body) = decoded(content.text, content.encoding, TEXT)? {
        return Ok(body);
    }
    if let Some(body) = in_file(content.file, files) {
        return Ok(body);
    }
    // Without `text`, only a `size` of 0 says that the body was empty.
    let is_empty = content.file.is_none() && content.size.and_then(raw::read) == Some(0.0);
    match is_empty || !is_expected {
        true => Ok(Vec::new()),
        false => Err(LEFT_OUT),
    }
}

/// The body of a request, assembled from `params` if the exporter writes only those.
pub(super) fn request(raw: Raw<'_>, files: &mut Files<'_>) -> Result<Vec<u8>, Problem> {
    if raw.is_none() {
        return Ok(Vec::new());
    }
    let data: PostData<'_> = raw::object(raw, "request.postData")?;
    let text = decoded(data.text, data.encoding, POSTED)?;
    if let Some(text) = text.filter(|text| !text.is_empty() || data.params.is_none()) {
        return Ok(text);
    }
    if let Some(body) = in_file(data.file, files) {
        return Ok(body);
    }
    let params = data.params.unwrap_or_default();
    let mime_type = raw::optional(data.mime_type).to_ascii_lowercase();
    match mime_type.contains("json") && !params.is_empty() {
        true => Ok(members(&params)),
        false => Ok(form(&params)),
    }
}

/// Names and values of a list, such as that of the headers. Items without a name are skipped.
pub(super) fn pairs(raw: Raw<'_>, field: &'static str) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let Some(raw) = raw else {
        return Ok(Vec::new());
    };
    let list: Vec<&RawValue> = raw::read(raw).ok_or((field, "is no list"))?;
    let named = list.into_iter().filter_map(named);
    Ok(named.map(|(name, value)| (name, plain(value))).collect())
}

fn named(raw: &RawValue) -> Option<(String, Raw<'_>)> {
    let pair: Pair<'_> = raw::read(raw)?;
    let name = raw::optional(pair.name);
    (!name.is_empty()).then_some((name, pair.value))
}

/// The bytes of a text, or the JSON of any other value, such as an unquoted number.
fn plain(raw: Raw<'_>) -> Vec<u8> {
    let text = raw::text(raw, "").unwrap_or_else(|_| raw.map(|raw| raw.get().as_bytes().into()));
    text.unwrap_or_default().into_owned()
}

/// The text, decoded if it is in base64; `None` if there is none.
fn decoded(
    text: Raw<'_>,
    encoding: Raw<'_>,
    field: &'static str,
) -> Result<Option<Vec<u8>>, Problem> {
    let Some(text) = raw::text(text, field)? else {
        return Ok(None);
    };
    if !raw::optional(encoding).eq_ignore_ascii_case("base64") {
        return Ok(Some(text.into_owned()));
    }
    let text: Vec<u8> = text
        .iter()
        .copied()
        .filter(|b| !b.is_ascii_whitespace())
        .collect();
    let body = BASE64.decode(text).map_err(|_| (field, "is not base64"))?;
    Ok(Some(body))
}

fn in_file(name: Raw<'_>, files: &mut Files<'_>) -> Option<Vec<u8>> {
    let name = raw::optional(name);
    files(Some(name.as_str()).filter(|name| !name.is_empty())?)
}

/// The parameters as a form.
fn form(params: &[&RawValue]) -> Vec<u8> {
    let pairs = params.iter().filter_map(|raw| named(raw));
    let pairs = pairs.map(|(name, value)| {
        let name: String = byte_serialize(name.as_bytes()).collect();
        let value: String = byte_serialize(&plain(value)).collect();
        format!("{name}={value}")
    });
    pairs.collect::<Vec<_>>().join("&").into_bytes()
}

/// The parameters as the JSON object that chrome-har has split, each value with its type.
fn members(params: &[&RawValue]) -> Vec<u8> {
    let pairs = params.iter().filter_map(|raw| named(raw));
    let pairs = pairs.map(|(name, value)| {
        let value = value.map_or("null", RawValue::get);
        format!("{}:{value}", serde_json::Value::String(name))
    });
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(",")).into_bytes()
}
