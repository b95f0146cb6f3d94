//! A simulator in the process of each test, and a client of Bilibili's login that stands for your
//! own.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeMap;

use qrlogin_simulator::{Scenario, Server};
use serde_json::{Value, json};

/// A simulator on a free port; it ends with the test.
struct Simulator(Server);

impl Simulator {
    /// Without a person of its own: each test scans and confirms itself.
    fn start(settings: &[(&str, &str)]) -> Self {
        let scenario = Scenario::default().with("person", "").unwrap();
        let scenario = settings.iter().fold(scenario, |scenario, (name, value)| {
            scenario.with(name, value).unwrap()
        });
        Self(Server::start(scenario, ([127, 0, 0, 1], 0).into()).unwrap())
    }

    /// The person with the phone: scan, confirm, deny, cancel, expire.
    fn act(&self, act: &str) {
        self.post("/act", &json!({"act": act}));
    }

    /// A call of the control API, which `GET /_sim/v1/openapi.json` describes.
    fn post(&self, path: &str, body: &Value) {
        let url = format!("{}/_sim/v1{path}", self.0.origin());
        let request = ureq::post(url).header("content-type", "application/json");
        request.send(body.to_string()).unwrap();
    }

    fn get(&self, path: &str) -> Value {
        let url = format!("{}/_sim/v1{path}", self.0.origin());
        let text = ureq::get(url).call().unwrap().into_body().read_to_string();
        serde_json::from_str(&text.unwrap()).unwrap()
    }
}

/// Knows nothing of the simulator but its address, which is that of the service elsewhere.
struct Client {
    base: String,
    key: String,
    cookies: BTreeMap<String, String>,
}

impl Client {
    fn start(origin: &str) -> Self {
        let base = format!("{origin}/passport.bilibili.com/x/passport-login/web/qrcode");
        let (key, cookies) = (String::new(), BTreeMap::new());
        let mut client = Self { base, key, cookies };
        let data = client.call("/generate");
        client.key = data["qrcode_key"].as_str().unwrap().to_owned();
        client
    }

    fn call(&mut self, path: &str) -> Value {
        let request = ureq::get(format!("{}{path}", self.base));
        let reply = request.header("user-agent", "my-client/1").call().unwrap();
        for line in reply.headers().get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let text = reply.into_body().read_to_string().unwrap();
        let body: Value = serde_json::from_str(&text).unwrap();
        body["data"].clone()
    }

    fn poll(&mut self) -> i64 {
        let path = format!("/poll?qrcode_key={}", self.key);
        self.call(&path)["code"].as_i64().unwrap()
    }
}

#[test]
fn the_cookies_are_those_that_were_issued() {
    let simulator = Simulator::start(&[]);
    let mut client = Client::start(&simulator.0.origin());
    assert_eq!(client.poll(), 86101);
    simulator.act("confirm");
    assert_eq!(client.poll(), 0);
    let issued = simulator.get("/issued")["issued"][0]["values"]["SESSDATA"].clone();
    assert_eq!(issued, client.cookies["SESSDATA"]);
}

#[test]
fn a_code_ends_after_three_minutes() {
    let simulator = Simulator::start(&[]);
    let mut client = Client::start(&simulator.0.origin());
    simulator.post("/clock", &json!({"advance": "181s"}));
    assert_eq!(client.poll(), 86038);
}

#[test]
fn the_client_sends_nothing_that_no_service_knows() {
    let simulator = Simulator::start(&[("bilibili-web.lifetime", "5s")]);
    Client::start(&simulator.0.origin());
    assert_eq!(
        simulator.get("/requests?unmatched=true")["requests"],
        json!([])
    );
}
