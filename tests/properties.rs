//! Random responses: never a panic, always an end, never a false success.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

use proptest::collection::vec;
use proptest::prelude::*;
use qrlogin::flows::Options;
use qrlogin::http::{HeaderName, HeaderValue, StatusCode};
use qrlogin::{Error, Failure, Flow, Response, Step, Timestamp};
use qrlogin_test_support::{Simulated, Variant, ms, scenario, secs};

/// What happens to one call.
#[derive(Clone, Debug)]
enum Fate {
    /// The simulated service answers.
    Genuine,
    /// It answers, and this byte of the body is overwritten.
    Flipped(prop::sample::Index, u8),
    /// It answers, and the body ends here.
    Cut(prop::sample::Index),
    /// It answers with another status.
    Status(u16),
    /// Anything at all comes.
    Invented {
        status: u16,
        headers: Vec<(usize, Vec<u8>)>,
        body: Vec<u8>,
    },
    /// Nothing comes.
    Failed(Failure),
    /// The process ends, the login is resumed from its snapshot, and the call is sent again.
    Resumed,
}

const HEADERS: [&str; 5] = [
    "set-cookie",
    "location",
    "retry-after",
    "content-type",
    "x-any",
];

/// Texts that lead parsers further than random bytes do.
const WORDS: [&str; 30] = [
    "{\"code\":0,\"data\":",
    "{\"code\":\"0\",\"data\":{\"code\":0,\"url\":\"https://passport.biligame.com/?ticket=x\"}}",
    "{\"success\":true,\"data\":",
    "{\"success\":false,\"data\":{\"code\":11,\"codeName\":\"N\",\"message\":\"{}\"}}",
    "{\"status\":2,\"message\":\"\",\"version\":\"\"}",
    "{\"success\":true,\"credentials\":{\"uid\":\"u\",\"cid\":\"c\",\"seid\":\"s\",\"kid\":\"\"}}",
    "{\"state\":1,\"code\":0,\"data\":",
    "{\"state\":true,\"data\":{\"status\":2}}",
    "{\"state\":0,\"errno\":0,\"code\":0,\"message\":\"\"}",
    "{\"data\":{\"error\":\"slow_down\"},\"success\":false}",
    "{\"data\":{\"error\":\"invalid_time\"},\"now\":99999999999,\"success\":false}",
    "{\"code\":211,\"error\":\"\"}",
    "window.code=201;window.userAvatar = 'data:img/jpg;base64,",
    "window.QRLogin.code = 200; window.QRLogin.uuid = \"",
    "window.code=200;\nwindow.redirect_uri=\"https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=x\";",
    "<error><ret>0</ret><skey>@crypt</skey>",
    "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><error>&a;</error>",
    "-9223372036854775808",
    "18446744073709551615",
    "1e999",
    "null",
    "\\ud800",
    "\u{202e}\u{0}",
    "}",
    "]",
    "[[[[[[[[",
    "\"",
    "';",
    "%",
    "SESSDATA=; Max-Age=99999999999999999999; Domain=.bilibili.com",
];

fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        2 => prop::sample::select(&WORDS[..]).prop_map(|word| word.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..40),
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn failure() -> impl Strategy<Value = Failure> {
    prop::sample::select(vec![
        Failure::Timeout,
        Failure::Connect,
        Failure::Tls,
        Failure::Io,
        Failure::BodyTooLarge,
        Failure::Other,
    ])
}

fn fate() -> impl Strategy<Value = Fate> {
    let invented = (100_u16..1000, vec((0..HEADERS.len(), text()), 0..4), text()).prop_map(
        |(status, headers, body)| Fate::Invented {
            status,
            headers,
            body,
        },
    );
    prop_oneof![
        8 => Just(Fate::Genuine),
        2 => (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| Fate::Flipped(at, byte)),
        1 => any::<prop::sample::Index>().prop_map(Fate::Cut),
        1 => (100_u16..1000).prop_map(Fate::Status),
        2 => invented,
        2 => failure().prop_map(Fate::Failed),
        1 => Just(Fate::Resumed),
    ]
}

/// How far the clock moves while a call is under way, in ms; sometimes backwards or by days.
fn clock() -> impl Strategy<Value = i64> {
    prop_oneof![
        10 => 0_i64..5_000,
        1 => -100_000_000_i64..0,
        1 => 0_i64..100_000_000,
    ]
}

fn apply(fate: &Fate, genuine: Result<Response, Failure>) -> Result<Response, Failure> {
    let mut response = match fate {
        Fate::Failed(failure) => return Err(*failure),
        Fate::Invented {
            status,
            headers,
            body,
        } => {
            let mut response = Response::new(body.clone());
            *response.status_mut() = StatusCode::from_u16(*status).unwrap();
            for (name, value) in headers {
                if let Ok(value) = HeaderValue::from_bytes(value) {
                    let name = HeaderName::from_static(HEADERS[*name]);
                    response.headers_mut().append(name, value);
                }
            }
            return Ok(response);
        }
        _ => genuine?,
    };
    match fate {
        Fate::Flipped(at, byte) if !response.body().is_empty() => {
            let at = at.index(response.body().len());
            response.body_mut()[at] = *byte;
        }
        Fate::Cut(at) if !response.body().is_empty() => {
            let at = at.index(response.body().len());
            response.body_mut().truncate(at);
        }
        Fate::Status(status) => *response.status_mut() = StatusCode::from_u16(*status).unwrap(),
        _ => {}
    }
    Ok(response)
}

/// Runs a login through these fates, which repeat.
fn live(
    variant: &Variant,
    script: &str,
    fates: &[(Fate, i64)],
    renewals: u32,
) -> Result<(), TestCaseError> {
    let options = Options::new().renewals(renewals);
    let mut world = Simulated::new(
        variant.login(&options),
        scenario(&format!("{}person = {script}", variant.flow.short_life())),
    );
    // By the caller's clock, which may jump; `world.now()` is the true time.
    let mut skew = 0_i64;
    let read = |world: &Simulated, skew: i64| {
        Timestamp::from_millis(world.now().as_millis().saturating_add_signed(skew))
    };
    let mut script = fates.iter().cycle();
    let mut told = Vec::new();
    let mut resumed = 0;
    for _ in 0..4_000 {
        match world.flow.poll(read(&world, skew)) {
            Ok(Step::Send(call)) => {
                let (fate, moved) = script.next().unwrap();
                prop_assert!(call.request.uri().scheme_str().is_some());
                let genuine = world.send(call);
                // A process that ends at every call makes no progress.
                if matches!(fate, Fate::Resumed) && resumed < 40 {
                    resumed += 1;
                    world.resume();
                    world.wait(ms(500));
                    continue;
                }
                let outcome = apply(fate, genuine);
                match *moved {
                    small @ 0..5_000 => world.wait(ms(small.unsigned_abs())),
                    jump => skew += jump,
                }
                world.flow.handle(read(&world, skew), outcome);
            }
            Ok(Step::Wait(until)) => {
                let wait = until - read(&world, skew);
                prop_assert!(wait <= secs(125), "a wait of {wait:?}");
                world.wait(wait.max(ms(1)));
            }
            Ok(Step::Event(event)) => told.push(event.kind()),
            Ok(Step::Done(credential)) => {
                prop_assert!(variant.is_complete(&credential));
                prop_assert!(told.contains(&"confirmed"));
                prop_assert!(matches!(world.poll(), Err(Error::Finished)));
                return Ok(());
            }
            Ok(step) => return Err(TestCaseError::fail(format!("unknown step {step:?}"))),
            Err(error) => {
                prop_assert_ne!(&error, &Error::Finished);
                prop_assert!(!error.to_string().is_empty());
                prop_assert!(matches!(world.poll(), Err(Error::Finished)));
                return Ok(());
            }
        }
    }
    Err(TestCaseError::fail("no end after 4000 steps"))
}

const SCRIPTS: [&str; 5] = [
    "scan@2s confirm@4s",
    "scan@9s cancel@20s scan@40s confirm@60s",
    "scan@5s deny@10s",
    "expire",
    "expire; scan@3s confirm@5s",
];

// `PROPTEST_CASES=20000` runs longer.
macro_rules! properties {
    ($($flow:ident { $($variant:ident $settings:literal),+ $(,)? })+) => {
        $( mod $flow {
            use super::*;

            proptest! {
                #![proptest_config(ProptestConfig {
                    failure_persistence: None,
                    ..ProptestConfig::default()
                })]
                $(
                    #[test]
                    fn $variant(
                        script in prop::sample::select(&SCRIPTS[..]),
                        fates in vec((fate(), clock()), 1..40),
                        renewals in 0_u32..3,
                    ) {
                        let flow = &qrlogin_test_support::flows::$flow::FLOW;
                        let variant = Variant { flow, settings: $settings };
                        live(&variant, script, &fates, renewals)?;
                    }
                )+
            }
        } )+
    };
}

/// Each login ends, and never with incomplete credentials.
mod every_login_ends_without_false_success {
    use super::*;

    qrlogin_test_support::with_every_flow!(properties);
}
