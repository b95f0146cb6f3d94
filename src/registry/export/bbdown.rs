//! The files of BBDown, one line each without a line feed.

use super::{ExportError, Format, required};
use crate::{Credential, Secret};

/// `BBDown.data`: pairs with `;` alone between them, and no comma. It becomes a `Cookie` header as
/// it is.
pub(super) fn web(credential: &Credential) -> Result<Secret, ExportError> {
    required(credential, Format::Bbdown, ["SESSDATA"])?;
    let cookies = credential.cookies();
    let pairs: Vec<_> = cookies
        .iter()
        .map(|cookie| {
            let value = cookie.value.expose().replace(',', "%2C");
            format!("{}={value}", cookie.name)
        })
        .collect();
    Ok(pairs.join(";").into())
}

/// `BBDownTV.data`.
pub(super) fn tv(credential: &Credential) -> Result<Secret, ExportError> {
    let format = Format::BbdownTv;
    let Credential::BilibiliTv(tv) = credential else {
        let (flow, flows) = (credential.flow(), format.flows());
        return Err(ExportError::Flow {
            format,
            flow,
            flows,
        });
    };
    Ok(format!("access_token={}", tv.access_token.expose()).into())
}
