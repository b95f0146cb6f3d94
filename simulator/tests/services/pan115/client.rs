//! The calls of 115 and its open platform, as a client makes them.

use serde_json::Value;

use crate::support::{Client, Reply};

pub(crate) const QR_API: &str = "https://qrcodeapi.115.com";
pub(crate) const PASSPORT: &str = "https://passportapi.115.com";
pub(crate) const OPEN_API: &str = "https://proapi.115.com/open";

/// What a client knows of a code.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) uid: String,
    pub(crate) time: String,
    pub(crate) sign: String,
}

impl Code {
    pub(crate) fn of(data: &Value) -> Self {
        Self {
            uid: data["uid"].as_str().unwrap().to_owned(),
            time: data["time"].as_u64().unwrap().to_string(),
            sign: data["sign"].as_str().unwrap().to_owned(),
        }
    }

    fn query(&self) -> String {
        format!("?uid={}&time={}&sign={}", self.uid, self.time, self.sign)
    }
}

/// A new code.
pub(crate) fn token(client: &mut Client) -> Code {
    let reply = client.get(&format!("{QR_API}/api/1.0/web/1.0/token/"));
    Code::of(&reply.json()["data"])
}

/// The long poll.
pub(crate) fn status(client: &mut Client, code: &Code) -> Reply {
    client.get(&format!("{QR_API}/get/status/{}", code.query()))
}

/// The second status endpoint.
pub(crate) fn quick_status(client: &mut Client, code: &Code) -> Reply {
    client.get(&format!("{QR_API}/api/1.0/web/1.0/status{}", code.query()))
}

pub(crate) fn login(client: &mut Client, code: &Code, app: &str) -> Reply {
    client.post_form(
        &format!("{PASSPORT}/app/1.0/{app}/1.0/login/qrcode"),
        &format!("account={}&app={app}", code.uid),
    )
}

/// A confirmed code of the default person, and the login's response.
pub(crate) fn logged_in(client: &mut Client, app: &str) -> Reply {
    let code = token(client);
    client.wait(5000);
    login(client, &code, app)
}
