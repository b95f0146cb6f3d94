//! The API under `/v1` whose logins are played, in memory: no service, no phone and no worker are
//! needed. To try a client of the API, and for `gateway/tests/schemathesis/run`.
//!
//! ```text
//! cargo run -p qrlogin-gateway --example played -- 127.0.0.1:8116
//! ```
//!
//! The argument is the address (by default any free port of the loopback). It prints the address of
//! the gateway, and serves until it is ended. Of five logins, one never has a code, one shows a
//! code, one wants an input, one is done and one has failed.
#![allow(clippy::print_stdout, reason = "an example")]

use std::error::Error;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use qrlogin::{Call, Failure, InputWanted, QrCode, Response, Timestamp};
use qrlogin_gateway::access::{Access, Limits, Rate};
use qrlogin_gateway::seal::{Purpose, SealingKeys};
use qrlogin_gateway::store::{Claimed, Sqlite, Store, Then, Write};
use qrlogin_gateway::{Gateway, Logins, Upstream};
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:0".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("http://{}", listener.local_addr()?);

    let (store, keys) = (Arc::new(Sqlite::in_memory()?), SealingKeys::new([7; 32]));
    tokio::spawn(play(store.clone(), keys.clone()));
    let upstream = Upstream::new(|_: Call| ready(Err::<Response, _>(Failure::Connect)));
    let logins = Logins::new(store, keys).allow(|host| host.contains(".example"));
    // A program that makes up requests sends more of them than a user.
    let limits = Limits::new().address_rate(Rate::per_second(100_000));
    let access = Access::new().limits(limits);
    let gateway = Gateway::new(upstream).logins(logins).access(access);
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    gateway.serve(listener, stop).await?;
    Ok(())
}

/// Takes each new login and writes how it goes.
async fn play(store: Arc<Sqlite>, keys: SealingKeys) -> Result<(), Box<dyn Error + Send + Sync>> {
    let worker = store.register(Duration::from_secs(24 * 3600)).await?;
    let mut played = 0;
    loop {
        for login in store.claim(worker, 100).await? {
            let write = course(&keys, &login, played)?;
            store.save(worker, write.into_iter().collect()).await?;
            played += 1;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// What happens in the login of this number.
fn course(
    keys: &SealingKeys,
    login: &Claimed,
    number: usize,
) -> Result<Option<Write>, Box<dyn Error + Send + Sync>> {
    let expires = Timestamp::from(std::time::SystemTime::now()) + Duration::from_secs(180);
    let payload = format!("https://service.example/scan?key={}", login.id);
    let code = QrCode::new(payload.into(), "the app", expires);
    let code = event("code", serde_json::to_value(code)?);
    let input = InputWanted::new("the number on the phone");
    let input = event("input_wanted", serde_json::to_value(input)?);
    let running = Then::Running(login.snapshot.clone());
    let (events, then) = match number % 5 {
        1 => (vec![code], running),
        2 => (vec![code, input], running),
        3 => {
            let credential = json!({
                "flow": "bilibili-web", "refresh_token": "a-refresh-token",
                "cookies": [{
                    "name": "SESSDATA", "value": "a-session", "domain": "bilibili.com",
                    "host_only": false, "path": "/", "expires": null, "secure": true,
                    "http_only": true,
                }],
            });
            let result = keys.seal(Purpose::Result, &login.id, &credential)?;
            let done = event("done", json!({}));
            (vec![code, done], Then::Done(result))
        }
        4 => {
            let failed = event("failed", json!({"error": qrlogin::Error::Denied}));
            (vec![code, failed], Then::Failed)
        }
        _ => return Ok(None),
    };
    let numbered = (login.last_event + 1..).zip(&events);
    let sealed =
        numbered.map(|(number, event)| keys.seal(Purpose::Event(number), &login.id, event));
    Ok(Some(Write {
        id: login.id.clone(),
        version: login.version,
        events: sealed.collect::<Result<_, _>>()?,
        then,
    }))
}

fn event(kind: &str, mut content: Value) -> Value {
    if let Some(members) = content.as_object_mut() {
        members.insert("type".to_owned(), kind.into());
    }
    content
}
