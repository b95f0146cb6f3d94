//! How the 115 gateway reads requests, and the calls that need no person.

use serde_json::json;

use crate::gateway_115::client::{BASE, DOCUMENTED, call, login, start};
use crate::support::{Client, Reply, get, post};

#[test]
fn the_observed_start_has_seconds_and_a_scan_address() {
    let mut client = Client::new(&[]);
    let reply = call(&mut client, "start", "");
    let json = reply.json();
    let (uid, sign) = (
        json["uid"].as_str().unwrap(),
        json["sign"].as_str().unwrap(),
    );
    assert_eq!((uid.len(), sign.len()), (40, 32));
    assert_eq!(
        reply.text(),
        format!(
            "{{\"uid\":\"{uid}\",\"sign\":\"{sign}\",\"time\":1790000000,\"qrcode_content\":\"https://115.com/scan/dg-{uid}\"}}\n"
        )
    );
    assert_eq!(reply.header("content-type"), "application/json");
}

#[test]
fn the_documented_start_has_milliseconds() {
    let mut client = Client::new(&[DOCUMENTED]);
    let json = call(&mut client, "start", "{}").json();
    assert_eq!(json["time"], 1_790_000_000_000_u64);
    assert!(
        json["qrcode_content"]
            .as_str()
            .unwrap()
            .starts_with("https://qrcode.115.com/api/1.0/web/1.0/token/")
    );
    let mut client = Client::new(&[DOCUMENTED, ("115-gateway.time", "10")]);
    assert_eq!(
        call(&mut client, "start", "{}").json()["time"],
        1_790_000_000
    );
}

#[test]
fn validation_is_reproduced_byte_for_byte() {
    let mut client = Client::new(&[]);
    let reply = call(&mut client, "status", "");
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.text(),
        "{\"details\":[{\"field\":\"uid\",\"tag\":\"required\",\"value\":\"\",\"message\":\"uid is required\"},{\"field\":\"sign\",\"tag\":\"required\",\"value\":\"\",\"message\":\"sign is required\"},{\"field\":\"time\",\"tag\":\"required\",\"value\":\"0\",\"message\":\"time is required\"}],\"error\":\"Validation failed\"}\n"
    );
    let session = start(&mut client);
    assert_eq!(
        login(&mut client, &session, "linux").text(),
        "{\"details\":[{\"field\":\"app\",\"tag\":\"oneof\",\"value\":\"linux\",\"message\":\"app must be one of: web android ios tv alipaymini wechatmini qandroid\"}],\"error\":\"Validation failed\"}\n"
    );
    assert!(
        call(&mut client, "image", "{\"uid\":\"\"}")
            .text()
            .contains("uid is required")
    );
    let zero = r#"{"uid":"u","sign":"s","time":0}"#;
    assert!(
        call(&mut client, "status", zero)
            .text()
            .contains("time is required")
    );
    let mut client = Client::new(&[DOCUMENTED]);
    assert_eq!(
        call(&mut client, "image", "{}").text(),
        r#"{"message":"uid is required"}"#
    );
}

#[test]
fn bodies_are_read_as_echo_reads_them() {
    let mut client = Client::new(&[]);
    let url = format!("{BASE}/status");
    let details = |reply: Reply| reply.json()["details"].clone();
    let plain = details(client.send(post(&url, "text/plain", "{}")));
    assert_eq!(plain, "code=415, message=Unsupported Media Type");
    let form = client.post_form(&url, "uid=u&sign=s&time=1");
    assert_eq!(
        details(form).as_array().unwrap().len(),
        3,
        "a form binds nothing"
    );
    let broken = details(call(&mut client, "status", "{x"));
    assert!(
        broken
            .as_str()
            .unwrap()
            .starts_with("code=400, message=Syntax error: offset="),
        "{broken}"
    );
    let typed = details(call(
        &mut client,
        "status",
        r#"{"uid":"u","sign":"s","time":"1"}"#,
    ));
    assert!(typed.as_str().unwrap().starts_with("code=400, message=Unmarshal type error: expected=int64, got=string, field=time, offset="), "{typed}");
    assert!(typed.as_str().unwrap().ends_with("internal=json: cannot unmarshal string into Go struct field QRCodeStatusRequest.time of type int64"));
    let trailing = call(&mut client, "start", "{\"x\":1} trailing");
    assert_eq!(
        trailing.status, 200,
        "unknown fields and what follows are ignored"
    );
}

#[test]
fn wrong_methods_and_paths_are_echos() {
    let mut client = Client::new(&[]);
    let reply = client.send(get(&format!("{BASE}/image")));
    assert_eq!(
        (reply.status, reply.text()),
        (405, "{\"message\":\"Method Not Allowed\"}\n")
    );
    assert_eq!(reply.header("allow"), "OPTIONS, POST");
    for path in ["status/", "nothing"] {
        let reply = call(&mut client, path, "{}");
        assert_eq!(
            (reply.status, reply.text()),
            (404, "{\"message\":\"Not Found\"}\n")
        );
    }
}

#[test]
fn the_picture_is_a_png_or_a_page_labelled_so() {
    let mut client = Client::new(&[]);
    let session = start(&mut client);
    let reply = call(
        &mut client,
        "image",
        &json!({"uid": session["uid"]}).to_string(),
    );
    assert!(reply.body.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!(
        (reply.header("content-type"), reply.header("cache-control")),
        ("image/png", "no-cache")
    );
    let mut client = Client::new(&[("115-gateway.image", "html-as-png")]);
    let reply = call(&mut client, "image", r#"{"uid":"u"}"#);
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, "image/png")
    );
    assert!(reply.text().starts_with("<!doctypehtml>"));
}

#[test]
fn pages_of_other_sites_may_ask() {
    let mut client = Client::new(&[]);
    let url = format!("{BASE}/start");
    let request = |method: &str| {
        let request = http::Request::builder()
            .method(method)
            .uri(&url)
            .header("origin", "https://a.example");
        request.body(Vec::new()).unwrap()
    };
    let reply = client.send(request("OPTIONS"));
    assert_eq!(
        (reply.status, reply.header("access-control-allow-origin")),
        (204, "*")
    );
    assert_eq!(
        client
            .send(request("POST"))
            .header("access-control-allow-origin"),
        "*"
    );
    assert_eq!(
        call(&mut client, "start", "").header("access-control-allow-origin"),
        ""
    );
}
