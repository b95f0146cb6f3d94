//! QQ's bots on virtual time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrlogin_simulator::ServiceId;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::{Value, json};

use crate::support::{Client, Subject, lines, post};

const CREATE: &str = "https://q.qq.com/lite/create_bind_task";
const POLL: &str = "https://q.qq.com/lite/poll_bind_result";
const KEY: [u8; 32] = [42; 32];

pub(crate) const QQ_BOT: Subject = Subject {
    service: ServiceId::QqBot,
    addresses: |_| {
        lines(
            "
            https://q.qq.com/lite/create_bind_task
            https://q.qq.com/lite/poll_bind_result
            https://q.qq.com/qqbot/openclaw/connect.html?task_id=simulated
            https://q.qq.com/no/such
            ",
        )
    },
    poll_of_new_code: |client| {
        let body = json!({"task_id": start(client)}).to_string();
        post(POLL, "application/json", &body)
    },
};

/// Requests a task.
fn start(client: &mut Client) -> String {
    let body = json!({"key": STANDARD.encode(KEY)}).to_string();
    let reply = client.post_json(CREATE, &body).json();
    assert_eq!(reply["retcode"], 0);
    reply["data"]["task_id"].as_str().unwrap().to_owned()
}

fn poll(client: &mut Client, task: &str) -> Value {
    client.wait(2_000);
    let body = json!({"task_id": task}).to_string();
    client.post_json(POLL, &body).json()
}

/// The secret in this text; `None` if it cannot be decrypted with the key.
fn opened(sealed: &Value) -> Option<String> {
    let mut sealed = STANDARD.decode(sealed.as_str()?).ok()?;
    let (nonce, text) = sealed.split_at_mut_checked(12)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &KEY).ok()?);
    let text = key.open_in_place(nonce, Aad::empty(), text).ok()?;
    String::from_utf8(text.to_vec()).ok()
}

#[test]
fn a_confirmed_bot_is_handed_over_once() {
    let mut client = Client::new(&[("person", "scan@3s confirm@5s")]);
    let task = start(&mut client);
    assert_eq!(poll(&mut client, &task)["data"]["status"], 0);
    assert_eq!(poll(&mut client, &task)["data"]["status"], 1);
    let data = &poll(&mut client, &task)["data"];
    assert_eq!(data["status"], 2);
    assert_eq!(data["bot_appid"], client.issued("bot_appid"));
    assert_eq!(data["user_openid"], client.issued("user_openid"));
    let secret = opened(&data["bot_encrypt_secret"]);
    assert_eq!(secret, Some(client.issued("secret")));
    assert_eq!(poll(&mut client, &task)["data"]["status"], 3);
}

#[test]
fn the_text_of_the_code_has_task_and_source() {
    let mut client = Client::new(&[("qq-bot.source", "a b")]);
    let task = start(&mut client);
    let payload = client.simulator.codes()[0].payload.clone();
    let page = "https://q.qq.com/qqbot/openclaw/connect.html";
    let text = format!("{page}?task_id={task}&source=a+b&_wv=2");
    assert_eq!(payload, text);
    assert_eq!(client.get(&payload).status, 200);
}

#[test]
fn numbers_are_written_in_both_ways() {
    let as_text = [("qq-bot.status", "text"), ("qq-bot.appid", "number")];
    let mut client = Client::new(&[as_text[0], as_text[1], ("person", "confirm@1s")]);
    let task = start(&mut client);
    let data = &poll(&mut client, &task)["data"];
    assert_eq!(data["status"], "2");
    assert_eq!(data["bot_appid"].to_string(), client.issued("bot_appid"));
}

#[test]
fn a_damaged_secret_cannot_be_decrypted() {
    for damage in ["other-key", "wrong-tag", "short", "not-base64", "not-utf8"] {
        let settings = [("qq-bot.secret", damage), ("person", "confirm@1s")];
        let mut client = Client::new(&settings);
        let task = start(&mut client);
        let data = &poll(&mut client, &task)["data"];
        assert_eq!(opened(&data["bot_encrypt_secret"]), None, "{damage}");
    }
}

#[test]
fn a_declined_bot_waits_until_the_end() {
    let lifetime = ("qq-bot.lifetime", "5s");
    let mut client = Client::new(&[lifetime, ("person", "scan@1s deny@1s")]);
    let task = start(&mut client);
    let mut states = Vec::new();
    for _ in 0..3 {
        states.push(poll(&mut client, &task)["data"]["status"].clone());
    }
    assert_eq!(states, [1, 1, 3]);
}

#[test]
fn a_key_of_another_length_is_refused() {
    for key in ["", "AAEC", "not base64"] {
        let mut client = Client::new(&[]);
        let reply = client.post_json(CREATE, &json!({"key": key}).to_string());
        assert_eq!(reply.json()["retcode"], 10_002);
        assert_eq!(client.last_log().notes, ["no key of 32 bytes"]);
    }
}

#[test]
fn an_unknown_task_is_refused() {
    let mut client = Client::new(&[]);
    assert_eq!(poll(&mut client, "none")["retcode"], 10_003);
    assert_eq!(client.get(POLL).status, 405);
}
