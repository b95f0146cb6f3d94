//! The `addition` of a storage of OpenList's and alist's driver "115 Cloud".

use serde::Serialize;

use super::{ExportError, Format, cookie_header, json_file, required};
use crate::{Credential, Secret};

/// With the driver's own defaults. A trailing `;` in the cookie is an error there.
#[derive(Serialize)]
struct Addition {
    cookie: Secret,
    qrcode_token: &'static str,
    qrcode_source: &'static str,
    page_size: u32,
    limit_rate: u32,
    root_folder_id: &'static str,
}

pub(super) fn write(credential: &Credential) -> Result<Secret, ExportError> {
    let format = Format::OpenList;
    required(credential, format, ["UID", "CID", "SEID"])?;
    let addition = Addition {
        cookie: cookie_header(&credential.cookies()),
        qrcode_token: "",
        qrcode_source: "linux",
        page_size: 1000,
        limit_rate: 2,
        root_folder_id: "0",
    };
    json_file(format, &addition)
}
