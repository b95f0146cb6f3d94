//! The services of the OAuth 2.0 device flow.

mod poll;
mod start;
mod tokens;

use qrlogin_simulator::ServiceId;

use crate::support::{Client, Reply, Subject, lines, post};

pub(crate) const DEVICE: Subject = Subject {
    service: ServiceId::Device,
    addresses: |_| {
        lines(
            "
            https://id.example/.well-known/openid-configuration
            https://id.example/oauth/authorize_device
            https://id.example/oauth/token
            https://id.example/device
            https://github.com/no/such
            ",
        )
    },
    poll_of_new_code: |client| {
        let code = STANDARD.code(client);
        let form = poll_form(code["device_code"].as_str().unwrap());
        post(STANDARD.token, FORM, &form)
    },
};

const FORM: &str = "application/x-www-form-urlencoded";
const GRANT: &str = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";

/// A service from the client's view.
struct Place {
    device: &'static str,
    token: &'static str,
}

const STANDARD: Place = Place {
    device: "https://id.example/oauth/authorize_device",
    token: "https://id.example/oauth/token",
};
const GITHUB: Place = Place {
    device: "https://github.com/login/device/code",
    token: "https://github.com/login/oauth/access_token",
};
const GOOGLE: Place = Place {
    device: "https://oauth2.googleapis.com/device/code",
    token: "https://oauth2.googleapis.com/token",
};
const MICROSOFT: Place = Place {
    device: "https://login.microsoftonline.com/common/oauth2/v2.0/devicecode",
    token: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
};
const TWITCH: Place = Place {
    device: "https://id.twitch.tv/oauth2/device",
    token: "https://id.twitch.tv/oauth2/token",
};

impl Place {
    fn begin(&self, client: &mut Client) -> Reply {
        let form = "client_id=c1&scope=openid+a&scopes=a+b";
        client.post_form(self.device, form)
    }

    /// A new code.
    fn code(&self, client: &mut Client) -> serde_json::Value {
        let mut request = post(self.device, FORM, "client_id=c1&scope=openid+a&scopes=a+b");
        request
            .headers_mut()
            .insert("accept", "application/json".parse().unwrap());
        let reply = client.send(request);
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    /// Polls 6 s later.
    fn poll(&self, client: &mut Client, code: &serde_json::Value) -> Reply {
        client.wait(6_000);
        let code = code["device_code"].as_str().unwrap();
        let form = format!("{}&client_secret=s", poll_form(code));
        let mut request = post(self.token, FORM, &form);
        request
            .headers_mut()
            .insert("accept", "application/json".parse().unwrap());
        client.send(request)
    }
}

fn poll_form(code: &str) -> String {
    format!("{GRANT}&device_code={code}&client_id=c1")
}

/// Status and word of a refusal.
fn error(reply: &Reply) -> (u16, String) {
    let json = reply.json();
    let word = json["error"].as_str().or(json["message"].as_str());
    (reply.status, word.unwrap().to_owned())
}
