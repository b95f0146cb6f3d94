//! The calls of a client of phiApi.

use serde_json::Value;

use crate::support::{Client, Reply};

pub(crate) const CHINA: &str = "?isInternational=false&useChinaEndpoint=true";

pub(crate) fn url(client: &Client, name: &str, region: &str) -> String {
    let legacy = client.simulator.scenario().phi_api.era == qrlogin_simulator::PhiEra::Legacy;
    let prefix = if legacy { "api" } else { "phiApi" };
    format!("http://127.0.0.1:5015/{prefix}/LoginQrCode/{name}{region}")
}

/// The payload of a response, with or without envelope.
pub(crate) fn payload(reply: &Reply) -> Value {
    let json = reply.json();
    if json.get("success").is_some() {
        json["data"].clone()
    } else {
        json
    }
}

pub(crate) fn new_code(client: &mut Client, region: &str) -> Value {
    let url = url(client, "GetNewQRCode", region);
    payload(&client.get(&url))
}

pub(crate) fn send(client: &mut Client, name: &str, region: &str, body: &Value) -> Reply {
    let url = url(client, name, region);
    client.post_json(&url, &body.to_string())
}

/// The upstream error inside a code 11.
pub(crate) fn upstream(reply: &Reply) -> Value {
    assert_eq!(reply.status, 500);
    let json = reply.json();
    assert_eq!(
        (&json["data"]["code"], &json["data"]["codeName"]),
        (&11.into(), &"LoginOtherError".into())
    );
    serde_json::from_str(json["data"]["message"].as_str().unwrap()).unwrap()
}
