//! Steam.

mod login;
mod sites;

use http::Request;
use qrlogin_simulator::ServiceId;
use serde_json::Value;

use crate::support::{Client, Reply, Subject, lines, post};

const FORM: &str = "application/x-www-form-urlencoded";
const API: &str = "https://api.steampowered.com/IAuthenticationService";

pub(crate) const STEAM: Subject = Subject {
    service: ServiceId::Steam,
    addresses: |_| {
        lines(
            "
            https://api.steampowered.com/IAuthenticationService/BeginAuthSessionViaQR/v1/
            https://api.steampowered.com/IAuthenticationService/PollAuthSessionStatus/v1
            https://api.steampowered.com/IAuthenticationService/GenerateAccessTokenForApp/v1/
            https://login.steampowered.com/jwt/finalizelogin
            https://store.steampowered.com/login/settoken
            https://s.team/q/1/123
            https://api.steampowered.com/no/such
            ",
        )
    },
    poll_of_new_code: |client| poll_of(&begin(client, "2")),
};

/// A new login for this platform: the members of the response.
fn begin(client: &mut Client, platform: &str) -> Value {
    let form = format!("device_friendly_name=test&platform_type={platform}");
    let reply = client.post_form(&format!("{API}/BeginAuthSessionViaQR/v1/"), &form);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["response"].clone()
}

fn poll_of(login: &Value) -> Request<Vec<u8>> {
    let id = login["client_id"].as_str().unwrap();
    let request = login["request_id"].as_str().unwrap();
    let request = request.replace('+', "%2B").replace('=', "%3D");
    let form = format!("client_id={id}&request_id={request}");
    post(&format!("{API}/PollAuthSessionStatus/v1/"), FORM, &form)
}

fn poll(client: &mut Client, login: &Value) -> Reply {
    client.send(poll_of(login))
}

/// The tokens of a confirmed login for this platform.
fn tokens(client: &mut Client, platform: &str) -> Value {
    let login = begin(client, platform);
    client.wait(5_000);
    poll(client, &login).json()["response"].clone()
}
