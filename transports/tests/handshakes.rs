//! How often a login makes a TLS handshake.

use std::io::Write;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use qrlogin::{Login, bilibili};

use super::server::{Reply, Seen, Server, read};
use super::sessions::leaping;
use super::tls::{identity, secure};
use crate::driver::{Config, Session, finish, seed, transport};

const HOSTS: [&str; 2] = ["passport.bilibili.com", "passport.biligame.com"];

/// The service's replies to a login with a ticket: 5 requests to one host, 1 to the other between
/// them.
fn reply(count: usize, _: &Seen) -> Reply {
    let ticket = "https://passport.biligame.com/crossDomain?ticket=t";
    let confirmed = format!(r#"{{"code":0,"data":{{"code":0,"url":"{ticket}"}}}}"#);
    let cookies = [
        "Set-Cookie: SESSDATA=s; Domain=bilibili.com",
        "Set-Cookie: bili_jct=j; Domain=bilibili.com",
        "Set-Cookie: DedeUserID=1; Domain=bilibili.com",
    ];
    match count {
        0 => Reply::ok(
            r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5?k=1","qrcode_key":"k1"}}"#,
        ),
        1 | 2 => Reply::ok(r#"{"code":0,"data":{"code":86101,"url":""}}"#),
        3 => Reply::ok(confirmed),
        4 => Reply::new("302", &["Location: https://passport.bilibili.com/set"], ""),
        _ => Reply::new("200 OK", &cookies, ""),
    }
}

#[test]
fn a_login_makes_one_tls_handshake_with_each_host() {
    let (config, ca) = identity(&HOSTS);
    let handshakes = Arc::new(Mutex::new(Vec::new()));
    let kept = handshakes.clone();
    // The hosts are reached through a tunnel, whose end is TLS with all of them.
    let proxy = Server::over(reply, move |mut client: TcpStream| {
        let target = read(&mut client, 0).ok()??.line;
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok()?;
        let mut stream = secure(&config, client)?;
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock).ok()?;
        }
        kept.lock().unwrap().push(target);
        Some(stream)
    });
    let config = Config::new().proxy(&proxy.url("")).unwrap();
    let config = config.extra_ca(ca.as_bytes()).unwrap();
    let login = Login::new(bilibili::Web::new(), seed().unwrap());
    let mut session = Session::new(login, transport(config)).with_clock(leaping);
    finish(&mut session, |_| {}).unwrap();

    assert_eq!(proxy.seen().len(), 6);
    let expected = HOSTS.map(|host| format!("CONNECT {host}:443 HTTP/1.1"));
    assert_eq!(*handshakes.lock().unwrap(), expected);
}
