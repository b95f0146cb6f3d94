//! What a login costs, by counts and never by time: `benches/` has the times.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use qrlogin::http::StatusCode;
use qrlogin::{Flow, Login, Provider, Response, Seed, Step, Timestamp};
use qrlogin::{bilibili, pan115, steam, taptap, wechat};

const START: Timestamp = Timestamp::from_secs(1_700_000_000);

const WEB_CODE: &str = r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5/account-h5/auth/scan-web?navhide=1&callback=close&qrcode_key=00112233445566778899aabbccddeeff&from=","qrcode_key":"00112233445566778899aabbccddeeff"}}"#;
const WEB_PENDING: &str =
    r#"{"code":0,"message":"0","data":{"url":"","code":86101,"message":"未扫码"}}"#;
const TV_CODE: &str = r#"{"code":0,"data":{"url":"https://passport.bilibili.com/x/passport-tv-login/h5/qrcode/auth?auth_code=00112233445566778899aabbccddeeff","auth_code":"00112233445566778899aabbccddeeff"}}"#;
const TV_PENDING: &str = r#"{"code":86039,"message":"二维码尚未确认","ttl":1,"data":null}"#;
const WECHAT_CODE: &str = r#"window.QRLogin.code = 200; window.QRLogin.uuid = "gfNHoe0rgA==";"#;
const PAN115_CODE: &str = r#"{"state":1,"code":0,"data":{"uid":"u1","time":1700000000,"sign":"s1","qrcode":"https://115.com/scan/dg-u1"}}"#;
const PAN115_PENDING: &str = r#"{"state":1,"code":0,"message":"","data":{}}"#;
const TAPTAP_CODE: &str = r#"{"data":{"device_code":"FAKEfakeFAKEfakeFAKEfakeFAKEfakeFAKEfake","user_code":"ab1cd","qrcode_url":"https://accounts.taptap.cn/device?qrcode=1&user_code=ab1cd","expires_in":300,"interval":1},"now":1700000000,"success":true}"#;
const TAPTAP_PENDING: &str = r#"{"data":{"code":-1,"error":"authorization_pending","error_description":"d"},"now":1700000000,"success":false}"#;

const STEAM_CODE: &str = r#"{"response":{"client_id":"12345678901234567890","request_id":"AQIDBA==","challenge_url":"https://s.team/q/1/12345678901234567890","interval":5.0,"allowed_confirmations":[{"confirmation_type":4}],"version":1}}"#;
const STEAM_PENDING: &str = r#"{"response":{"had_remote_interaction":false}}"#;

fn reply(status: u16, body: &str) -> Response {
    let mut reply = Response::new(body.as_bytes().to_vec());
    *reply.status_mut() = StatusCode::from_u16(status).unwrap();
    reply
}

/// The next call.
fn call<F: Flow>(login: &mut F, now: &mut Timestamp) {
    loop {
        match login.poll(*now) {
            Ok(Step::Send(_)) => return,
            Ok(Step::Wait(until)) => *now = until,
            Ok(Step::Event(_)) => {}
            _ => panic!("the login has ended"),
        }
    }
}

/// The allocations of a poll: its request, its reply without news, the next one's time.
fn allocations<P: Provider>(provider: P, code: &str, (status, pending): (u16, &str)) -> u64 {
    let (mut login, mut now) = (Login::new(provider, Seed::new([7; 16])), START);
    call(&mut login, &mut now);
    login.handle(now, Ok(reply(200, code)));
    call(&mut login, &mut now);
    // The first poll may say something new.
    login.handle(now, Ok(reply(status, pending)));
    let reply = reply(status, pending);
    let counted = allocation_counter::measure(move || {
        call(&mut login, &mut now);
        login.handle(now, Ok(reply));
        assert!(matches!(login.poll(now), Ok(Step::Wait(_))));
    });
    counted.count_total
}

#[test]
fn a_poll_allocates_little() {
    let web = allocations(bilibili::Web::new(), WEB_CODE, (200, WEB_PENDING));
    let tv = allocations(bilibili::Tv::new(), TV_CODE, (200, TV_PENDING));
    let wechat = allocations(wechat::Web::new(), WECHAT_CODE, (200, "window.code=408;"));
    let pan115 = allocations(pan115::Web::new(), PAN115_CODE, (200, PAN115_PENDING));
    let direct = taptap::Direct::new(taptap::Region::China, taptap::Goal::Token);
    let taptap = allocations(direct, TAPTAP_CODE, (400, TAPTAP_PENDING));
    let steam = allocations(steam::Qr::new(), STEAM_CODE, (200, STEAM_PENDING));
    let all = [web, tv, wechat, pan115, taptap, steam];
    let most = [3, 3, 3, 3, 4, 3];
    assert!(
        all.iter().zip(most).all(|(count, most)| *count <= most),
        "{all:?}"
    );
}

#[test]
fn a_login_without_a_confirmation_makes_91_requests() {
    let (mut login, mut now) = (Login::new(bilibili::Web::new(), Seed::new([7; 16])), START);
    let mut requests = 0;
    while let Ok(step) = login.poll(now) {
        match step {
            Step::Send(_) => {
                let body = if requests == 0 { WEB_CODE } else { WEB_PENDING };
                requests += 1;
                login.handle(now, Ok(reply(200, body)));
            }
            Step::Wait(until) => now = until,
            _ => {}
        }
    }
    assert_eq!(requests, 91);
}

/// A login of bilibili-web between two polls, with nothing to return.
fn waiting() -> Login<bilibili::Web> {
    let (mut login, mut now) = (Login::new(bilibili::Web::new(), Seed::new([7; 16])), START);
    call(&mut login, &mut now);
    login.handle(now, Ok(reply(200, WEB_CODE)));
    call(&mut login, &mut now);
    login.handle(now, Ok(reply(200, WEB_PENDING)));
    login
}

#[test]
fn a_waiting_login_is_small() {
    // The first login of a process makes what all logins share.
    drop(waiting());
    let kept = |is_compact| {
        let counted = allocation_counter::measure(|| {
            let mut login = waiting();
            if is_compact {
                login.compact();
            }
            std::mem::forget(login);
        });
        counted.bytes_current
    };
    let (awake, compact) = (kept(false), kept(true));
    assert!(awake <= 1050 && compact <= 430, "{awake}, {compact} bytes");
    let length = waiting().snapshot().unwrap().to_json().len();
    assert!(length <= 500, "{length} bytes");
}
