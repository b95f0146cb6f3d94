//! What the state machines cost: one poll, a whole login, the WeChat script reader.
//!
//! ```sh
//! cargo bench -p qrlogin --bench login
//! ```

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement"
)]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use qrlogin::wechat::script::Script;
use qrlogin::{Flow, Login, Provider, Response, Seed, Step, Timestamp, bilibili, wechat};

fn main() {
    divan::main();
}

const START: Timestamp = Timestamp::from_secs(1_800_000_000);

const GENERATED: &str = r#"{"code":0,"message":"0","ttl":1,"data":{"url":"https://account.bilibili.com/h5/account-h5/auth/scan-web?navhide=1\u0026callback=close\u0026qrcode_key=00112233445566778899aabbccddeeff\u0026from=main-fe-header","qrcode_key":"00112233445566778899aabbccddeeff"}}"#;
const PENDING: &str = r#"{"code":0,"message":"0","ttl":1,"data":{"url":"","refresh_token":"","timestamp":0,"code":86101,"message":"未扫码"}}"#;
const TV_STARTED: &str = r#"{"code":0,"message":"0","ttl":1,"data":{"url":"https://passport.bilibili.com/x/passport-tv-login/h5/qrcode/auth?auth_code=00112233445566778899aabbccddeeff","auth_code":"00112233445566778899aabbccddeeff"}}"#;
const TV_PENDING: &str = r#"{"code":86039,"message":"二维码尚未确认","ttl":1,"data":null}"#;
const JSLOGIN: &str = r#"window.QRLogin.code = 200; window.QRLogin.uuid = "gfNHoe0rgA==";"#;

fn reply(body: &str) -> Response {
    Response::new(body.as_bytes().to_vec())
}

/// A login that waits for the person: its next call is a poll.
fn waiting<P: Provider>(provider: P, first: &str) -> (Login<P>, Timestamp) {
    let mut login = Login::new(provider, Seed::new([7; 16]));
    let mut now = START;
    let Ok(Step::Send(_)) = login.poll(now) else {
        panic!("no first call");
    };
    login.handle(now, Ok(reply(first)));
    while let Ok(step) = login.poll(now) {
        match step {
            Step::Wait(until) => now = until,
            Step::Send(_) => break,
            _ => {}
        }
    }
    (login, now)
}

/// One poll: the request is built, "not yet" is read, the next one is scheduled.
fn one_poll<P: Provider + Clone>(
    bencher: Bencher<'_, '_>,
    provider: P,
    first: &str,
    pending: &str,
) {
    bencher
        .with_inputs(|| (waiting(provider.clone(), first), reply(pending)))
        .bench_local_values(|((mut login, now), pending)| {
            let call = login.poll(now);
            login.handle(now, Ok(pending));
            (black_box(call), login)
        });
}

#[divan::bench]
fn one_poll_bilibili_web(bencher: Bencher<'_, '_>) {
    one_poll(bencher, bilibili::Web::new(), GENERATED, PENDING);
}

#[divan::bench]
fn one_poll_bilibili_tv(bencher: Bencher<'_, '_>) {
    one_poll(bencher, bilibili::Tv::new(), TV_STARTED, TV_PENDING);
}

#[divan::bench]
fn one_poll_wechat(bencher: Bencher<'_, '_>) {
    one_poll(bencher, wechat::Web::new(), JSLOGIN, "window.code=408;");
}

/// A whole login that nobody confirms, on virtual time; the count is the number of requests.
#[divan::bench]
fn whole_login_bilibili_web(bencher: Bencher<'_, '_>) {
    let run = || {
        let mut login = Login::new(bilibili::Web::new(), Seed::new([7; 16]));
        let (mut now, mut requests) = (START, 0_u32);
        while let Ok(step) = login.poll(now) {
            match step {
                Step::Send(_) => {
                    let body = if requests == 0 { GENERATED } else { PENDING };
                    requests += 1;
                    login.handle(now, Ok(reply(body)));
                }
                Step::Wait(until) => now = until,
                _ => {}
            }
        }
        requests
    };
    bencher.counter(ItemsCount::new(run())).bench_local(run);
}

#[divan::bench(args = [0, 8192])]
fn script_with_an_avatar_of(bencher: Bencher<'_, '_>, bytes: usize) {
    let body = format!(
        "window.code=201;window.userAvatar = 'data:img/jpg;base64,{}';",
        "A".repeat(bytes)
    );
    bencher.bench(|| {
        Script::parse(black_box(body.as_bytes())).map(|script| script.get("window.code").is_some())
    });
}
