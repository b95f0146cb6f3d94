//! The long poll of WeChat web on virtual time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::support::{Client, START, get};
use crate::wechat::client::{JSLOGIN, poll, uuid};

#[test]
fn a_poll_without_change_is_408_after_25_seconds() {
    let mut client = Client::new(&[("person", "expire")]);
    let uuid = uuid(&mut client);
    let reply = poll(&mut client, &uuid, 1);
    assert_eq!(
        (client.elapsed(), reply.text()),
        (25_000, "window.code=408;")
    );
}

#[test]
fn a_held_poll_ends_at_the_scan_with_the_avatar() {
    let mut client = Client::new(&[]);
    let uuid = uuid(&mut client);
    let reply = poll(&mut client, &uuid, 1);
    assert_eq!(client.elapsed(), 2000);
    let text = reply.text();
    let data = text
        .strip_prefix("window.code=201;window.userAvatar = 'data:img/jpg;base64,")
        .unwrap();
    let picture = STANDARD.decode(data.strip_suffix("';").unwrap()).unwrap();
    assert!(picture.starts_with(&[0xff, 0xd8, 0xff]));
}

#[test]
fn tip_0_reports_the_scan_once_and_then_holds() {
    let mut client = Client::new(&[]);
    let uuid = uuid(&mut client);
    assert!(
        poll(&mut client, &uuid, 1)
            .text()
            .starts_with("window.code=201;")
    );
    let reply = poll(&mut client, &uuid, 0);
    assert_eq!(client.elapsed(), 4000);
    assert!(reply.text().starts_with("window.code=200;"));
}

#[test]
fn tip_1_reports_a_scan_at_once_every_time() {
    let mut client = Client::new(&[("person", "scan@1s")]);
    let uuid = uuid(&mut client);
    client.wait(1500);
    for _ in 0..3 {
        assert!(
            poll(&mut client, &uuid, 1)
                .text()
                .starts_with("window.code=201;")
        );
        assert_eq!(client.elapsed(), 1500);
    }
    assert_eq!(poll(&mut client, &uuid, 0).text(), "window.code=408;");
    assert_eq!(client.elapsed(), 26_500);
}

#[test]
fn tip_0_from_the_start_reports_the_scan_too() {
    let mut client = Client::new(&[("person", "scan@1s")]);
    let uuid = uuid(&mut client);
    client.wait(1500);
    assert!(
        poll(&mut client, &uuid, 0)
            .text()
            .starts_with("window.code=201;")
    );
}

#[test]
fn a_lost_201_is_repeated_with_tip_1() {
    let mut client = Client::new(&[
        ("person", "scan@1s"),
        ("fault.1", "wechat-web/login#1 cut-after"),
    ]);
    let uuid = uuid(&mut client);
    let url = format!("https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=0");
    assert_eq!(
        client.try_send(get(&url)).unwrap_err(),
        qrlogin_simulator::Failure::Cut
    );
    assert_eq!(client.get(&url).text(), "window.code=408;");
    assert_eq!(
        client.get(&url.replace("tip=0", "tip=1")).text(),
        "window.code=201;",
        "no loginicon, no avatar"
    );
}

#[test]
fn the_confirmed_body_has_the_captured_bytes() {
    for (separator, between) in [("LF", "\n"), ("none", ""), ("space", " ")] {
        let mut client = Client::new(&[("wechat-web.separator", separator)]);
        let uuid = uuid(&mut client);
        client.wait(60_000);
        let reply = poll(&mut client, &uuid, 1);
        let start = format!(
            "window.code=200;{between}window.redirect_uri=\"https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=A"
        );
        let end = format!("@qrticket_0&uuid={uuid}&lang=zh_CN&scan=1790000002\";");
        let text = reply.text();
        assert!(text.starts_with(&start) && text.ends_with(&end), "{text}");
        assert_eq!(
            text.len(),
            start.len() + 23 + end.len(),
            "a ticket has 24 characters"
        );
    }
}

#[test]
fn a_code_expires_at_300_seconds_even_in_a_poll() {
    let mut client = Client::new(&[("person", "expire")]);
    let uuid = uuid(&mut client);
    client.wait(299_000);
    assert_eq!(poll(&mut client, &uuid, 0).text(), "window.code=400;");
    assert_eq!(client.elapsed(), 300_000);
    assert_eq!(
        poll(&mut client, "AYAAAAAAAA==", 1).text(),
        "window.code=400;",
        "unknown"
    );
}

#[test]
fn a_cancelled_code_waits_and_can_be_scanned_again() {
    let mut client = Client::new(&[("person", "scan@1s cancel@2s scan@40s confirm@41s")]);
    let uuid = uuid(&mut client);
    assert!(
        poll(&mut client, &uuid, 1)
            .text()
            .starts_with("window.code=201;")
    );
    assert_eq!(poll(&mut client, &uuid, 0).text(), "window.code=408;");
    assert_eq!(client.elapsed(), 26_000);
    assert!(
        poll(&mut client, &uuid, 0)
            .text()
            .starts_with("window.code=201;")
    );
    assert!(
        poll(&mut client, &uuid, 0)
            .text()
            .ends_with("&scan=1790000040\";")
    );
    assert_eq!(client.elapsed(), 41_000);
}

#[test]
fn a_cancel_can_end_the_code_with_202() {
    let mut client = Client::new(&[("person", "scan@1s deny@2s"), ("wechat-web.cancel", "202")]);
    let uuid = uuid(&mut client);
    poll(&mut client, &uuid, 1);
    assert_eq!(poll(&mut client, &uuid, 0).text(), "window.code=202;");
    assert_eq!(client.elapsed(), 2000);
    assert_eq!(poll(&mut client, &uuid, 0).text(), "window.code=400;");
}

#[test]
fn every_avatar_can_be_had() {
    for (avatar, start) in [
        ("none", "window.code=201;"),
        (
            "png-under-jpg",
            "window.code=201;window.userAvatar = 'data:img/jpg;base64,iVBORw0KGgo",
        ),
        (
            "hostile-url",
            "window.code=201;window.userAvatar = 'https://tracker.example/a.jpg';",
        ),
        ("empty", "window.code=201;window.userAvatar = '';"),
        (
            "192KiB",
            "window.code=201;window.userAvatar = 'data:img/jpg;base64,/9j/",
        ),
    ] {
        let mut client = Client::new(&[("wechat-web.avatar", avatar)]);
        let uuid = uuid(&mut client);
        let reply = poll(&mut client, &uuid, 1);
        assert!(reply.text().starts_with(start), "{avatar}");
        if avatar == "192KiB" {
            let base64 = reply.text().split("base64,").nth(1).unwrap();
            assert_eq!(base64.len(), 192 * 1024 + "';".len());
        }
    }
}

#[test]
fn every_strange_poll_can_be_had() {
    for (answer, body) in [
        ("500", "window.code=500;"),
        ("202", "window.code=202;"),
        ("unknown", "window.code=999;"),
        ("empty", ""),
        ("no-redirect", "window.code=200;"),
    ] {
        let mut client = Client::new(&[("wechat-web.poll", answer)]);
        let uuid = uuid(&mut client);
        assert_eq!(poll(&mut client, &uuid, 1).text(), body);
    }
}

#[test]
fn a_control_call_ends_a_held_poll_at_once() {
    let mut client = Client::new(&[("person", "expire")]);
    let uuid = uuid(&mut client);
    let url = format!("https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=1");
    let simulator = &mut client.simulator;
    let held = simulator.begin(START, get(&url));
    let qrlogin_simulator::Progress::Held { until_ms, .. } = simulator.poll(START, &held) else {
        panic!()
    };
    assert_eq!(until_ms, START + 25_000);
    simulator.scan(START + 777, Some(&uuid)).unwrap();
    let qrlogin_simulator::Progress::Ready(delivery) = simulator.poll(START + 777, &held) else {
        panic!()
    };
    assert_eq!(delivery.status(), Some(200));
    assert_eq!(
        simulator.log().last().unwrap().answered,
        Some((START + 777, 200))
    );
}

#[test]
fn a_control_call_is_seen_after_a_simultaneous_request() {
    let mut client = Client::new(&[("person", "expire")]);
    let uuid = uuid(&mut client);
    let url = format!("https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=1");
    let simulator = &mut client.simulator;
    let held = simulator.begin(START, get(&url));
    simulator.begin(START + 10, get(JSLOGIN));
    simulator.scan(START + 20, Some(&uuid)).unwrap();
    assert!(matches!(
        simulator.poll(START + 30, &held),
        qrlogin_simulator::Progress::Ready(_)
    ));
    assert_eq!(simulator.log()[1].answered, Some((START + 20, 200)));
}
