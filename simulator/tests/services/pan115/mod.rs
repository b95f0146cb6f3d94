//! 115 and its open platform.

pub(crate) mod client;
mod login;
mod open;
mod open_tokens;
mod person;
mod status;

use qrlogin_simulator::ServiceId;

use crate::support::{Client, Subject, get, lines};
use client::{Code, PASSPORT, QR_API, token};

pub(crate) const PAN: Subject = Subject {
    service: ServiceId::Pan115,
    addresses: |client| {
        let mut addresses = lines(
            "
            https://qrcodeapi.115.com/api/1.0/web/1.0/token
            https://passportapi.115.com/app/1.0/tv/1.0/login/qrcode
            https://passportapi.115.com/app/1.0/tv/1.0/check/sso
            https://my.115.com/?ct=guide&ac=status
            https://my.115.com/?ct=ajax&ac=nav
            https://appversion.115.com/1/web/1.0/api/chrome
            https://115.com/scan/dg-x
            https://115.com/simulated.png
            https://qrcodeapi.115.com/no/such
            ",
        );
        addresses.extend(about_a_code(&token(client)));
        addresses
    },
    poll_of_new_code: |client| poll(&token(client)),
};

pub(crate) const OPEN: Subject = Subject {
    service: ServiceId::Open115,
    addresses: |client| {
        let mut addresses = lines(
            "
            https://passportapi.115.com/open/authDeviceCode
            https://passportapi.115.com/open/deviceCodeToToken
            https://passportapi.115.com/open/refreshToken
            https://proapi.115.com/open/user/info
            https://proapi.115.com/open/other
            https://passportapi.115.com/open/no/such
            ",
        );
        addresses.extend(about_a_code(&open_code(client)));
        addresses
    },
    poll_of_new_code: |client| poll(&open_code(client)),
};

/// The calls about a code, which both services have.
fn about_a_code(code: &Code) -> [String; 6] {
    [
        "/api/1.0/web/1.0/qrcode",
        "/get/status/",
        "/api/1.0/web/1.0/status",
        "/api/2.0/prompt.php",
        "/api/2.0/slogin.php",
        "/api/2.0/cancel.php",
    ]
    .map(|path| format!("{QR_API}{path}?uid={}", code.uid))
}

fn open_code(client: &mut Client) -> Code {
    let url = format!("{PASSPORT}/open/authDeviceCode");
    let challenge = "x".repeat(43);
    let form = format!("client_id=1&code_challenge={challenge}&code_challenge_method=sha256");
    Code::of(&client.post_form(&url, &form).json()["data"])
}

fn poll(code: &Code) -> http::Request<Vec<u8>> {
    let query = format!("?uid={}&time={}&sign={}", code.uid, code.time, code.sign);
    get(&format!("{QR_API}/get/status/{query}"))
}
