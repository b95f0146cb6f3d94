//! `auth.toml` of yutto.

use super::{ExportError, Format, json, required};
use crate::{Credential, Secret};

pub(super) const COOKIES: [&str; 2] = ["SESSDATA", "bili_jct"];

/// The values are visible ASCII, of which a string of JSON is one of TOML too.
pub(super) fn write(credential: &Credential) -> Result<Secret, ExportError> {
    let format = Format::Yutto;
    let [sessdata, bili_jct] = required(credential, format, COOKIES)?;
    let (sessdata, bili_jct) = (json(format, &sessdata)?, json(format, &bili_jct)?);
    let text = format!("[profiles.default]\nsessdata = {sessdata}\nbili_jct = {bili_jct}\n");
    Ok(text.into())
}
