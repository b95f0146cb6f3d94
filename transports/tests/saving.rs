//! Logins that are saved while a session runs them.

use std::sync::{Arc, Mutex};

use qrlogin::{Flow, Login, Saving, Snapshot, Step, Timestamp, bilibili};

use super::server::{Reply, Server};
use crate::driver::{Config, Session, finish, transport};

const CODE: &str =
    r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5?k=1","qrcode_key":"k1"}}"#;
const DONE: &str = r#"{"code":0,"data":{"code":0,"url":"","refresh_token":"r"}}"#;

#[test]
fn the_last_snapshot_yields_the_credentials_again() {
    let cookies = [
        "Set-Cookie: SESSDATA=fake%2C01; Domain=bilibili.com",
        "Set-Cookie: bili_jct=c5rf; Domain=bilibili.com",
        "Set-Cookie: DedeUserID=10086; Domain=bilibili.com",
    ];
    let server = Server::in_order([Reply::ok(CODE), Reply::new("200 OK", &cookies, DONE)]);
    let saved = Arc::new(Mutex::new(Vec::new()));
    let file = saved.clone();
    let login = Login::new(bilibili::Web::new(), crate::driver::seed().unwrap());
    let login = Saving::new(login, move |snapshot| {
        file.lock().unwrap().push(snapshot.to_json());
        Ok(())
    });
    let config = Config::new().reroute(&server.url("")).unwrap();
    let mut now = Timestamp::from_secs(1_800_000_000);
    let mut session = Session::new(login, transport(config)).with_clock(move || {
        now = now + std::time::Duration::from_secs(2);
        now
    });
    let credential = finish(&mut session, |_| {}).unwrap();

    let saved = saved.lock().unwrap();
    assert_eq!(saved.len(), server.seen().len());
    let last = Snapshot::from_json(saved.last().unwrap()).unwrap();
    let mut resumed = Login::<bilibili::Web>::resume(&last).unwrap();
    let again = loop {
        match resumed.poll(now).unwrap() {
            Step::Event(_) => {}
            Step::Done(again) => break again,
            step => panic!("{step:?}"),
        }
    };
    assert_eq!(again.cookie("SESSDATA"), credential.cookie("SESSDATA"));
}
