//! A client of TapTap and of Phigros' session service.

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use serde_json::{Value, json};
use sha1::Sha1;

use crate::support::{Client, Reply, get};

/// A region from the client's view.
pub(crate) struct Region {
    pub(crate) accounts: &'static str,
    pub(crate) open: &'static str,
    pub(crate) session: &'static str,
    pub(crate) page: &'static str,
    pub(crate) id: &'static str,
    pub(crate) key: &'static str,
}

pub(crate) const CHINA: Region = Region {
    accounts: "accounts.tapapis.cn",
    open: "open.tapapis.cn",
    session: "rak3ffdi.cloud.tds1.tapapis.cn",
    page: "accounts.taptap.cn",
    id: "rAK3FfdieFob2Nn8Am",
    key: "Qr9AEqtuoSVS3zeD6iVbM4ZC0AtkJcQ89tywVyi0",
};
pub(crate) const WORLD: Region = Region {
    accounts: "accounts.tapapis.com",
    open: "open.tapapis.com",
    session: "kviehlel.cloud.ap-sg.tapapis.com",
    page: "accounts.taptap.io",
    id: "kviehleldgxsagpozb",
    key: "tG9CTm0LDD736k9HMM9lBZrbeBGRmUkjSfNLDNib",
};

impl Region {
    pub(crate) fn code_form(&self) -> String {
        let id = self.id;
        format!("client_id={id}&response_type=device_code&scope=public_profile")
    }

    pub(crate) fn token_form(&self, code: &str) -> String {
        let id = self.id;
        format!("grant_type=device_token&client_id={id}&secret_type=hmac-sha-1&code={code}")
    }

    pub(crate) fn ask_code(&self, client: &mut Client, form: &str) -> Reply {
        let url = format!("https://{}/oauth2/v1/device/code", self.accounts);
        client.post_form(&url, form)
    }

    pub(crate) fn ask_token(&self, client: &mut Client, form: &str) -> Reply {
        let url = format!("https://{}/oauth2/v1/token", self.accounts);
        client.post_form(&url, form)
    }

    /// A new code, as the response's `data`.
    pub(crate) fn code(&self, client: &mut Client) -> Value {
        let reply = self.ask_code(client, &self.code_form());
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["data"].clone()
    }

    /// A poll for the token of a code.
    pub(crate) fn poll(&self, client: &mut Client, code: &Value) -> Reply {
        let code = code["device_code"].as_str().unwrap();
        self.ask_token(client, &self.token_form(code))
    }

    /// Logs in as far as the token.
    pub(crate) fn token(&self, client: &mut Client) -> Value {
        let code = self.code(client);
        client.wait(5000);
        let reply = self.poll(client, &code);
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["data"].clone()
    }

    /// A profile call with a valid MAC at this time and with this nonce.
    pub(crate) fn ask_profile(
        &self,
        client: &mut Client,
        token: &Value,
        ts: u64,
        nonce: &str,
    ) -> Reply {
        let target = format!("/account/profile/v1?client_id={}", self.id);
        let mac = mac(token, ts, nonce, &target, self.open);
        let header = header(token, ts, nonce, &mac, ",");
        client.send(signed(&format!("https://{}{target}", self.open), &header))
    }

    /// The profile of a token's owner.
    pub(crate) fn profile(&self, client: &mut Client, token: &Value) -> Value {
        let ts = client.now / 1000;
        let reply = self.ask_profile(client, token, ts, "1234567890");
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["data"].clone()
    }

    /// A login at the session service, with this query and `authData.taptap`.
    pub(crate) fn ask_session(&self, client: &mut Client, query: &str, data: &Value) -> Reply {
        let body = json!({"authData": {"taptap": data}}).to_string();
        let request = Request::post(format!("https://{}/1.1/users{query}", self.session))
            .header("x-lc-id", self.id)
            .header("x-lc-key", self.key)
            .header("content-type", "application/json")
            .body(body.into_bytes());
        client.send(request.unwrap())
    }
}

/// The `authData.taptap` of the smallest form in use.
pub(crate) fn auth_data(token: &Value, profile: &Value) -> Value {
    json!({
        "kid": token["kid"],
        "access_token": token["kid"],
        "token_type": "mac",
        "mac_key": token["mac_key"],
        "mac_algorithm": token["mac_algorithm"],
        "openid": profile["openid"],
    })
}

/// The HMAC-SHA1 of a `GET` at port 443.
pub(crate) fn mac(token: &Value, ts: u64, nonce: &str, target: &str, host: &str) -> String {
    mac_at(token, ts, nonce, target, host, "443")
}

pub(crate) fn mac_at(
    token: &Value,
    ts: u64,
    nonce: &str,
    target: &str,
    host: &str,
    port: &str,
) -> String {
    use base64::Engine as _;
    let key = token["mac_key"].as_str().unwrap();
    let mut hmac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap();
    hmac.update(format!("{ts}\n{nonce}\nGET\n{target}\n{host}\n{port}\n\n").as_bytes());
    base64::engine::general_purpose::STANDARD.encode(hmac.finalize().into_bytes())
}

pub(crate) fn header(token: &Value, ts: u64, nonce: &str, mac: &str, separator: &str) -> String {
    let kid = token["kid"].as_str().unwrap();
    [
        format!("MAC id=\"{kid}\""),
        format!("ts=\"{ts}\""),
        format!("nonce=\"{nonce}\""),
        format!("mac=\"{mac}\""),
    ]
    .join(separator)
}

pub(crate) fn signed(url: &str, header: &str) -> Request<Vec<u8>> {
    let mut request = get(url);
    let header = header.parse().unwrap();
    request.headers_mut().insert("authorization", header);
    request
}

/// The error name of a refusal, with its status.
pub(crate) fn error(reply: &Reply) -> (u16, String) {
    let json = reply.json();
    assert_eq!(
        (&json["success"], &json["data"]["code"]),
        (&false.into(), &(-1).into())
    );
    let name = json["data"]["error"].as_str().unwrap().to_owned();
    (reply.status, name)
}
