//! Errors: what they say, what they advise, and what they never hold.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

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
            Advice::NewCode,
        ),
        (
            Error::Denied,
            "denied",
            "the login was declined on the phone",
            Advice::StartAgain,
        ),
        (
            Error::rejected(1203, "no", Advice::AccountRestricted),
            "rejected",
            "the service rejected the login (1203): no",
            Advice::AccountRestricted,
        ),
        (
            Error::Blocked { status: 412 },
            "blocked",
            "the service blocked the request (HTTP 412)",
            Advice::WaitForUnblock,
        ),
        (
            Error::Unavailable { status: 502 },
            "unavailable",
            "the service is having problems (HTTP 502)",
            Advice::TryLater,
        ),
        (
            Error::NotFound { status: 404 },
            "not_found",
            "the address was not found (HTTP 404)",
            Advice::CheckAddress,
        ),
        (
            Error::AlreadyBound,
            "already_bound",
            "nothing new to hand over: the account is bound already",
            Advice::KeepCredentials,
        ),
        (
            Error::Intercepted { status: 302 },
            "intercepted",
            "the answer is a web page or a redirect, not the service's own (HTTP 302)",
            Advice::CheckPortal,
        ),
        (
            Error::Incomplete { missing },
            "incomplete",
            "the login was confirmed, but the response is missing SESSDATA, bili_jct",
            Advice::ReportChange,
        ),
        (
            Error::malformed("poll: not JSON"),
            "malformed",
            "unexpected response from the service (poll: not JSON)",
            Advice::ReportChange,
        ),
        (
            Error::Untrusted { host },
            "untrusted",
            "refused a redirect to an untrusted host (evil.example)",
            Advice::ReportChange,
        ),
        (
            Error::Transport(Failure::Connect),
            "transport",
            "no answer from the service: the connection failed",
            Advice::CheckNetwork,
        ),
        (
            Error::Transport(Failure::Proxy),
            "proxy",
            "no answer from the service: the proxy could not be used",
            Advice::CheckProxy,
        ),
        (
            Error::Transport(Failure::Tls),
            "tls",
            "no answer from the service: the TLS handshake failed",
            Advice::CheckCertificates,
        ),
        (
            Error::setting("app", "unknown app"),
            "setting",
            "setting `app`: unknown app",
            Advice::FixSetting,
        ),
        (
            Error::Snapshot(SnapshotError::Version),
            "snapshot",
            "the snapshot cannot be resumed: it has another format version",
            Advice::StartAgain,
        ),
        (
            Error::Finished,
            "finished",
            "this login has already ended",
            Advice::StartAgain,
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
        assert_eq!((error.kind(), error.advice()), (kind, advice));
        assert!(advice.to_string().len() > 10);
    }
}

#[test]
fn every_advice_has_its_json_name_as_its_key() {
    let json = |advice| serde_json::to_value(advice).unwrap();
    for (_, _, _, advice) in all() {
        assert_eq!(json(advice), advice.key());
    }
    // Those of refusals.
    for advice in [
        Advice::CheckApp,
        Advice::CheckKeyPair,
        Advice::UpdateApp,
        Advice::ChooseOtherApp,
        Advice::CheckRegion,
        Advice::CheckServer,
        Advice::SeeMessage,
    ] {
        assert_eq!(json(advice), advice.key());
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
    let error = Error::rejected("1\n2", "a\x1b[2Jb\r\nc\u{202e}d\0", Advice::SeeMessage);
    let Error::Rejected { code, message, .. } = error else {
        panic!("not rejected");
    };
    assert_eq!(code, "1 2");
    assert_eq!(message, "a [2Jb  c d");
}

#[test]
fn a_services_message_is_cut_to_300_characters() {
    let error = Error::rejected(1, &"漢".repeat(10_000), Advice::SeeMessage);
    let Error::Rejected { message, .. } = error else {
        panic!("not rejected");
    };
    assert_eq!(message.chars().count(), 300);
}

#[test]
fn a_refusal_without_a_reason_says_so() {
    let error = Error::rejected(1, " \n", Advice::SeeMessage);
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
