//! phiApi.

mod backend;
pub(crate) mod client;
mod failures;
mod login;

use qrlogin_simulator::ServiceId;

use crate::support::{Subject, lines, post};
use client::CHINA;

pub(crate) const PHI_API: Subject = Subject {
    service: ServiceId::PhiApi,
    addresses: |_| {
        lines(
            "
            http://localhost/phiApi/LoginQrCode/GetNewQRCode
            http://localhost/phiApi/LoginQrCode/CheckQRCode
            http://localhost/phiApi/LoginQrCode/GetTapTapProfile
            http://localhost/phiApi/LoginQrCode/GetPhigrosToken
            http://localhost/phiApi/no/such
            ",
        )
    },
    poll_of_new_code: |client| {
        let code = client::new_code(client, CHINA).to_string();
        let url = client::url(client, "CheckQRCode", CHINA);
        post(&url, "application/json", &code)
    },
};
