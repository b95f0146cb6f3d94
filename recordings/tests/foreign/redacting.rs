//! A foreign recording without its secrets still replays, with every flow.

use qrlogin::flows::{self, Options};
use qrlogin::{Credential, Error, Settings};
use qrlogin_recordings::Replay;
use qrlogin_recordings::har::Har;
use serde_json::Value;

use crate::support::canaries::{assert_clean, canaries};
use crate::support::recorded::record;
use crate::support::{VARIANTS, flow_with, scenario};

/// Settings and scenarios that determine constants of requests, beside those of the table.
const FURTHER: &[(&str, &str, &str)] = &[
    (
        "wechat-web",
        "mode=desktop extspam=callers-own-0123456789",
        "wechat-web.uos = 1203",
    ),
    ("115", "app=tv", ""),
    ("phi-api", "region=china", ""),
    ("taptap", "region=china", ""),
    ("taptap", "region=international", ""),
    ("taptap", "create=true", ""),
    ("bilibili-web", "", "bilibili-web.era = ticket-2026-hops"),
];

/// Flows whose credentials come encrypted for the client that was recorded: another one replays
/// up to them, and cannot decrypt them.
const ENCRYPTED: &[&str] = &["qq-bot"];

fn settings(text: &str) -> Settings {
    let words = text.split_whitespace();
    words.map(|word| word.split_once('=').unwrap()).collect()
}

/// The recording without the parts that only our own recordings have.
fn foreign(text: &str) -> String {
    let mut har: Value = serde_json::from_str(text).unwrap();
    let log = har["log"].as_object_mut().unwrap();
    log.remove("_qrlogin");
    for entry in log["entries"].as_array_mut().unwrap() {
        entry.as_object_mut().unwrap().remove("_qrlogin");
    }
    har.to_string()
}

#[test]
fn a_redacted_foreign_recording_of_every_flow_replays() {
    let of_table = VARIANTS.iter().map(|it| (it.flow.id, it.settings, ""));
    for (id, with, world) in of_table.chain(FURTHER.iter().copied()) {
        let settings = settings(with);
        let recorded = record(id, &settings, &Options::default(), scenario(world));
        let done = recorded.outcome.as_ref();
        assert!(done.is_ok(), "{id} {with}: {done:?}");
        let text = foreign(&recorded.recorder.to_har().to_json_with_all_secrets());
        let info = flows::find(id).unwrap();
        let redacted = Har::read(&text).unwrap().of_flow(info).to_json();
        assert_clean(&redacted, &canaries(&recorded), id);
        let login = flow_with(id, &settings, &Options::default());
        let replayed = Replay::from_har(&redacted).unwrap().run(login);
        let replayed = replayed.unwrap_or_else(|drift| panic!("{id} {with}: {drift}"));
        let is_unreadable = matches!(replayed.outcome, Err(Error::Malformed { .. }));
        if ENCRYPTED.contains(&id) {
            assert!(is_unreadable, "{id} {with}: {replayed:?}");
            continue;
        }
        let flow = replayed.outcome.as_ref().map(Credential::flow);
        assert_eq!(flow, Ok(id), "{with}");
    }
}

/// A constant in the places where browsers send more than the flow.
#[test]
fn a_constant_is_kept_everywhere() {
    let request = "https://login.wx.qq.com/jslogin?appid=wx782c26e4c19acffb&x=wx782c26e4c19acffb&redirect_uri=https%253A%252F%252Fszfilehelper.weixin.qq.com%252Fcgi-bin%252Fmmwebwx-bin%252Fwebwxnewloginpage";
    let mut one = super::elsewhere();
    one["request"]["url"] = request.into();
    let info = flows::find("wechat-web").unwrap();
    let har = Har::read(&super::file(&[one])).unwrap();
    assert!(har.of_flow(info).to_json().contains(request));
}

#[test]
fn an_address_that_is_encoded_twice_keeps_no_secret() {
    let request = "https://login.wx.qq.com/jslogin?redirect_uri=https%253A%252F%252Fwx.qq.com%252Fp%253Fticket%253Ds3cr3tticket99";
    let mut one = super::elsewhere();
    one["request"]["url"] = request.into();
    let info = flows::find("wechat-web").unwrap();
    let text = Har::read(&super::file(&[one]))
        .unwrap()
        .of_flow(info)
        .to_json();
    assert!(
        text.contains("redirect_uri=https%253A%252F%252Fwx.qq.com%252Fp%253Fticket%253D"),
        "{text}"
    );
    assert!(!text.contains("s3cr3tticket99"), "{text}");
}

#[test]
fn the_id_of_the_callers_application_is_redacted() {
    let request = "https://accounts.tapapis.com/oauth2/v1/device/code?client_id=0RiAlMny7jiz086FaU";
    let mut one = super::elsewhere();
    one["request"]["url"] = request.into();
    let info = flows::find("taptap").unwrap();
    let text = Har::read(&super::file(&[one]))
        .unwrap()
        .of_flow(info)
        .to_json();
    assert!(!text.contains("0RiAlMny7jiz086FaU"), "{text}");
}
