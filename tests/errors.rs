//! Errors: what they say, what they advise, and what they never hold.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::Path;

use qrlogin::pan115::advice::{CHECK_APP, CHOOSE_OTHER_APP};
use qrlogin::taptap::advice::CHECK_REGION;
use qrlogin::{Advice, Error, Failure, SnapshotError};

/// One of each variant, with its kind, its text and its advice.
fn all() -> Vec<(Error, &'static str, &'static str, Advice)> {
    let missing = vec!["SESSDATA".to_owned(), "bili_jct".to_owned()];
    let host = "evil.example".to_owned();
    vec![
        (
            Error::Expired,
            "expired",
            "the QR code expired before the login was confirmed",
            Advice::NEW_CODE,
        ),
        (
            Error::Denied,
            "denied",
            "the login was declined on the phone",
            Advice::START_AGAIN,
        ),
        (
            Error::rejected(1203, "no", Advice::ACCOUNT_RESTRICTED),
            "rejected",
            "the service rejected the login (1203): no",
            Advice::ACCOUNT_RESTRICTED,
        ),
        (
            Error::blocked(412),
            "blocked",
            "the service blocked the request (HTTP 412)",
            Advice::WAIT_FOR_UNBLOCK,
        ),
        (
            Error::unavailable(502),
            "unavailable",
            "the service is having problems (HTTP 502)",
            Advice::TRY_LATER,
        ),
        (
            Error::not_found(404),
            "not_found",
            "the address was not found (HTTP 404)",
            Advice::CHECK_ADDRESS,
        ),
        (
            Error::AlreadyBound,
            "already_bound",
            "nothing new to hand over: the account is bound already",
            Advice::KEEP_CREDENTIALS,
        ),
        (
            Error::intercepted(302),
            "intercepted",
            "the answer is a web page or a redirect, not the service's own (HTTP 302)",
            Advice::CHECK_PORTAL,
        ),
        (
            Error::incomplete(missing),
            "incomplete",
            "the login was confirmed, but the response is missing SESSDATA, bili_jct",
            Advice::REPORT_CHANGE,
        ),
        (
            Error::malformed("poll: not JSON"),
            "malformed",
            "unexpected response from the service (poll: not JSON)",
            Advice::REPORT_CHANGE,
        ),
        (
            Error::untrusted(&host),
            "untrusted",
            "refused a redirect to an untrusted host (evil.example)",
            Advice::REPORT_CHANGE,
        ),
        (
            Error::Transport(Failure::Connect),
            "transport",
            "no answer from the service: the connection failed",
            Advice::CHECK_NETWORK,
        ),
        (
            Error::Transport(Failure::Proxy),
            "proxy",
            "no answer from the service: the proxy could not be used",
            Advice::CHECK_PROXY,
        ),
        (
            Error::Transport(Failure::Tls),
            "tls",
            "no answer from the service: the TLS handshake failed",
            Advice::CHECK_CERTIFICATES,
        ),
        (
            Error::setting("app", "unknown app"),
            "setting",
            "setting `app`: unknown app",
            Advice::FIX_SETTING,
        ),
        (
            Error::Snapshot(SnapshotError::Version),
            "snapshot",
            "the snapshot cannot be resumed: it has another format version",
            Advice::START_AGAIN,
        ),
        (
            Error::Finished,
            "finished",
            "this login has already ended",
            Advice::START_AGAIN,
        ),
    ]
}

#[test]
fn every_error_says_what_happened_in_one_lower_case_line() {
    for (error, _, text, _) in all() {
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn every_error_has_a_stable_kind_and_advice() {
    for (error, kind, _, advice) in all() {
        assert!(advice.to_string().len() > 10);
        assert_eq!((error.kind(), error.advice()), (kind, advice));
    }
}

#[test]
fn every_advice_has_its_json_name_as_its_key() {
    let json = |advice: &Advice| serde_json::to_value(advice).unwrap();
    for (_, _, _, advice) in all() {
        assert_eq!(json(&advice), advice.key());
    }
    // Those of refusals.
    for advice in [
        CHECK_APP,
        Advice::CHECK_KEY_PAIR,
        Advice::UPDATE_APP,
        CHOOSE_OTHER_APP,
        CHECK_REGION,
        Advice::CHECK_SERVER,
        Advice::SEE_MESSAGE,
    ] {
        assert_eq!(json(&advice), advice.key());
    }
}

#[test]
fn advice_keeps_key_and_text_through_json() {
    for advice in [Advice::TRY_LATER, CHECK_APP, CHECK_REGION] {
        let json = serde_json::to_string(&advice).unwrap();
        let read: Advice = serde_json::from_str(&json).unwrap();
        assert_eq!(read, advice);
        assert_eq!(read.to_string(), advice.to_string());
    }
}

#[test]
fn unknown_advice_keeps_its_key_and_has_a_generic_text() {
    const RING: Advice = Advice::new("ring_the_bell", "ring the bell and wait");
    let error = Error::rejected(1, "locked", RING);
    let read: Error = serde_json::from_str(&serde_json::to_string(&error).unwrap()).unwrap();
    assert_eq!(read, error);
    assert_eq!(read.advice().key(), "ring_the_bell");
    assert_eq!(read.advice().to_string(), "see the service's message");
}

/// The keys of the advice that services define: `Advice::new(` and the first text behind it.
fn keys_of_services(folder: &Path, keys: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            keys_of_services(&path, keys);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let defined = text.split("Advice::new(").skip(1);
        keys.extend(defined.map(|it| it.split('"').nth(1).unwrap().to_owned()));
    }
}

#[test]
fn advice_of_every_service_keeps_its_text_in_json() {
    let mut keys = Vec::new();
    let providers = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/providers");
    keys_of_services(&providers, &mut keys);
    assert!(keys.len() >= 3, "{keys:?}");
    for key in keys {
        let advice: Advice = serde_json::from_value(key.as_str().into()).unwrap();
        let is_generic = advice.to_string() == Advice::SEE_MESSAGE.to_string();
        assert!(
            !is_generic,
            "{key} is not in the list of src/providers/mod.rs"
        );
    }
}

#[test]
fn advice_with_a_malformed_key_is_refused() {
    let long = "a".repeat(65);
    for key in ["", "New", "a b", "\u{1b}[2J", "é", &long] {
        let json = serde_json::to_string(key).unwrap();
        assert!(serde_json::from_str::<Advice>(&json).is_err(), "{key:?}");
    }
}

#[test]
fn every_error_survives_json() {
    for (error, ..) in all() {
        let json = serde_json::to_string(&error).unwrap();
        assert_eq!(serde_json::from_str::<Error>(&json).unwrap(), error);
    }
}

#[test]
fn a_services_message_cannot_move_the_cursor_or_reorder_text() {
    let error = Error::rejected("1\n2", "a\x1b[2Jb\r\nc\u{202e}d\0", Advice::SEE_MESSAGE);
    let Error::Rejected { code, message, .. } = error else {
        panic!("not rejected");
    };
    assert_eq!(code, "1 2");
    assert_eq!(message, "a [2Jb  c d");
}

#[test]
fn a_services_message_is_cut_to_300_characters() {
    let error = Error::rejected(1, &"漢".repeat(10_000), Advice::SEE_MESSAGE);
    let Error::Rejected { message, .. } = error else {
        panic!("not rejected");
    };
    assert_eq!(message.chars().count(), 300);
}

#[test]
fn a_refusal_without_a_reason_says_so() {
    let error = Error::rejected(1, " \n", Advice::SEE_MESSAGE);
    assert!(error.to_string().ends_with("no reason given"));
}

#[test]
fn an_untrusted_host_is_cut_to_100_characters() {
    let text = Error::untrusted(&"a".repeat(200_000)).to_string();
    assert!(text.len() < 200, "{}", text.len());
}

#[test]
fn an_io_error_is_understood_by_its_kind() {
    use std::io::{Error as IoError, ErrorKind};

    for (kind, failure) in [
        (ErrorKind::ConnectionRefused, Failure::Connect),
        (ErrorKind::NetworkUnreachable, Failure::Connect),
        (ErrorKind::ConnectionReset, Failure::Io),
        (ErrorKind::UnexpectedEof, Failure::Io),
        (ErrorKind::TimedOut, Failure::Timeout),
        (ErrorKind::WouldBlock, Failure::Timeout),
        (ErrorKind::Other, Failure::Other),
    ] {
        assert_eq!(Failure::from(&IoError::from(kind)), failure, "{kind:?}");
        assert_eq!(Failure::from(IoError::from(kind)), failure, "{kind:?}");
    }
}

#[test]
fn an_io_errors_source_counts_before_its_kind() {
    use std::io::{Error as IoError, ErrorKind};

    /// An error of another library with this one as its source.
    #[derive(Debug)]
    struct Wrapped(IoError);
    impl std::fmt::Display for Wrapped {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("wrapped")
        }
    }
    impl std::error::Error for Wrapped {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }

    let inner = IoError::new(ErrorKind::InvalidData, Failure::Tls);
    assert_eq!(Failure::from(&IoError::other(Wrapped(inner))), Failure::Tls);
    let timed_out = IoError::from(ErrorKind::TimedOut);
    let twice = IoError::other(IoError::other(timed_out));
    assert_eq!(Failure::from(&twice), Failure::Timeout);
    let unknown = IoError::new(ErrorKind::ConnectionReset, "no idea");
    assert_eq!(Failure::from(&unknown), Failure::Io);
}

#[test]
fn an_io_error_inside_another_counts_if_it_says_anything() {
    use std::io::{Error as IoError, ErrorKind};
    let around = |inner: IoError| Failure::from(&IoError::new(ErrorKind::TimedOut, inner));
    assert_eq!(around(IoError::other("x")), Failure::Timeout);
    assert_eq!(around(ErrorKind::ConnectionReset.into()), Failure::Io);
}
