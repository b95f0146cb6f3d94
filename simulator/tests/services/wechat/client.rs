//! The calls of WeChat's web page.

use crate::support::{Client, Reply};

pub(crate) const JSLOGIN: &str =
    "https://login.wx.qq.com/jslogin?appid=wx782c26e4c19acffb&fun=new&lang=zh_CN&_=1790000000000";

pub(crate) fn uuid(client: &mut Client) -> String {
    let reply = client.get(JSLOGIN);
    reply.text().split('"').nth(1).unwrap().to_owned()
}

pub(crate) fn poll(client: &mut Client, uuid: &str, tip: u8) -> Reply {
    client.get(&format!(
        "https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?loginicon=true&uuid={uuid}&tip={tip}&r=-683373891&_=1790000000001"
    ))
}

/// Polls until confirmed and returns the address of the exchange.
pub(crate) fn confirmed(client: &mut Client) -> String {
    let uuid = uuid(client);
    client.wait(5000);
    let reply = poll(client, &uuid, 1);
    reply.text().split('"').nth(1).unwrap().to_owned()
}

pub(crate) fn exchange(client: &mut Client) -> Reply {
    let uri = confirmed(client);
    client.get(&format!("{uri}&fun=new&version=v2"))
}
