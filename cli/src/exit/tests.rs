//! Every kind of failure.

use super::*;
use qrlogin::{Advice, Failure};

use crate::messages::Language;

/// Every kind, a failure of it, its exit code and the key of its advice.
fn all() -> Vec<(&'static str, CliError, u8, &'static str)> {
    let missing = vec!["sid".to_owned()];
    let host = "evil.example".to_owned();
    let login = CliError::login;
    vec![
        ("expired", login(Error::Expired), 10, "new_code"),
        ("denied", login(Error::Denied), 11, "start_again"),
        (
            "rejected",
            login(Error::rejected(1, "no", Advice::UPDATE_APP)),
            12,
            "update_app",
        ),
        (
            "blocked",
            login(Error::blocked(412)),
            13,
            "wait_for_unblock",
        ),
        (
            "already_bound",
            login(Error::AlreadyBound),
            18,
            "keep_credentials",
        ),
        (
            "unavailable",
            login(Error::unavailable(502)),
            14,
            "try_later",
        ),
        (
            "transport",
            login(Error::Transport(Failure::Connect)),
            14,
            "check_network",
        ),
        (
            "tls",
            login(Error::Transport(Failure::Tls)),
            14,
            "check_certificates",
        ),
        (
            "not_found",
            login(Error::not_found(404)),
            15,
            "check_address",
        ),
        (
            "malformed",
            login(Error::malformed("x")),
            15,
            "report_change",
        ),
        (
            "incomplete",
            login(Error::incomplete(missing)),
            15,
            "report_change",
        ),
        (
            "untrusted",
            login(Error::untrusted(&host)),
            15,
            "report_change",
        ),
        (
            "proxy",
            login(Error::Transport(Failure::Proxy)),
            16,
            "check_proxy",
        ),
        (
            "intercepted",
            login(Error::intercepted(200)),
            17,
            "check_portal",
        ),
        (
            "setting",
            login(Error::setting("app", "no")),
            2,
            "fix_setting",
        ),
        ("usage", CliError::usage("x", "y"), 2, "fix_usage"),
        ("exists", CliError::exists("x", "y"), 3, "choose_other_file"),
        (
            "other_account",
            CliError::other_account("x".to_owned(), "y".to_owned(), json!({})),
            3,
            "use_other_profile",
        ),
        ("output", CliError::output("x", "y"), 1, "check_output"),
        (
            "keyring",
            CliError::keyring("x".into(), "y".into()),
            1,
            "check_keyring",
        ),
        ("internal", CliError::internal(), 1, "report_bug"),
        ("no_input", CliError::no_input(), 19, "give_input"),
        (
            "unchecked",
            login(Error::blocked(412)).unchecked(),
            22,
            "wait_for_unblock",
        ),
        ("interrupted", CliError::interrupted(), 130, "start_again"),
    ]
}

#[test]
fn every_kind_has_its_exit_code_and_advice_key() {
    for (kind, failure, exit, advice_key) in all() {
        let line = failure.line();
        assert_eq!(line["kind"], kind);
        assert_eq!(line["exit_code"], exit, "{kind}");
        assert_eq!(line["advice_key"], advice_key, "{kind}");
    }
}

#[test]
fn every_kind_has_a_message_and_says_what_to_do() {
    for (kind, failure, ..) in all() {
        let (message, places, hint) = failure.shown();
        assert!(!message.is_empty() && !message.contains('\n'), "{kind}");
        assert!(places.is_empty() && hint.is_some(), "{kind}");
    }
}

/// Whether a text has four English words in a row.
fn has_english(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
    let words: Vec<_> = text.split([' ', ',', ';', ':']).collect();
    words
        .windows(4)
        .any(|words| words.iter().all(|word| is_word(word)))
}

#[test]
fn every_failure_is_explained_in_chinese() {
    let more = [
        Error::Finished,
        Error::Snapshot(qrlogin::SnapshotError::Damaged),
        Error::rejected(1, "", qrlogin::oauth::advice::CHECK_CLIENT),
        Error::rejected(1, "", qrlogin::steam::advice::ACCEPT_AGREEMENT),
        Error::rejected(1, "", qrlogin::pan115::advice::CHECK_APP),
        Error::rejected(1, "", qrlogin::pan115::advice::CHOOSE_OTHER_APP),
        Error::rejected(1, "", qrlogin::taptap::advice::CHECK_REGION),
        Error::Transport(Failure::Timeout),
        Error::Transport(Failure::Io),
        Error::Transport(Failure::BodyTooLarge),
        Error::Transport(Failure::Other),
    ];
    let more = more.map(|error| ("more", CliError::login(error)));
    let all = all().into_iter().map(|(kind, failure, ..)| (kind, failure));
    Language::Chinese.within(|| {
        for (kind, failure) in all.chain(more) {
            let (message, _, hint) = failure.shown();
            for text in [&message, hint.unwrap_or(&message)] {
                assert!(!has_english(text), "{kind}: {text}");
            }
        }
    });
}

#[test]
fn a_message_of_the_service_stays_as_it_is() {
    let failure = CliError::login(Error::rejected(7, "timed out", Advice::SEE_MESSAGE));
    let message = Language::Chinese.within(|| failure.shown().0.to_string());
    assert_eq!(message, "服务拒绝登录（7）：timed out");
}

#[cfg(unix)]
#[test]
fn the_reasons_of_a_failed_call_are_in_chinese() {
    let refused = std::io::Error::from_raw_os_error(13);
    let failure = CliError::output("x", "y").because(Some(&refused));
    let message = Language::Chinese.within(|| failure.shown().0.to_string());
    assert_eq!(message, "x：权限不够");
    assert_eq!(failure.line()["causes"][0], refused.to_string());
}

#[test]
fn the_kinds_have_the_exit_codes_of_the_failures() {
    let rows = messages::kinds::KINDS.map(|row| (row.name, row.exit as u8));
    let mut kinds: Vec<_> = all()
        .into_iter()
        .map(|(kind, _, exit, _)| (kind, exit))
        .collect();
    // Usage, for the user of the command line.
    kinds.retain(|(kind, _)| *kind != "setting");
    for kind in &kinds {
        assert!(rows.contains(kind), "{kind:?}");
    }
    assert_eq!(rows.len(), kinds.len());
}

#[test]
fn a_web_page_and_a_redirect_differ_in_words() {
    let message = |status| CliError::login(Error::intercepted(status)).message;
    assert_eq!(message(200), messages::web_page(200));
    assert_eq!(message(302), messages::redirected(302));
}

#[test]
fn a_hint_without_news_is_left_out() {
    let error = Error::rejected(1, "no", Advice::SEE_MESSAGE);
    assert_eq!(CliError::login(error).shown().2, None);
}

#[test]
fn a_cause_follows_its_message_without_a_number() {
    let cause = std::io::Error::from_raw_os_error(2);
    let failure = CliError::usage("cannot read x", "y").because(Some(&cause));
    let (message, ..) = failure.shown();
    assert!(message.starts_with("cannot read x: "), "{message}");
    assert!(!message.contains("os error"), "{message}");
}

#[test]
fn addresses_in_causes_are_left_out() {
    let cause = std::io::Error::other("cannot reach http://me:secret@proxy/ now\u{1b}[2J");
    let failure = CliError::login(Error::Expired).because(Some(&cause));
    assert_eq!(failure.causes, ["cannot reach [address] now\u{fffd}[2J"]);
}

/// A call to `h.example` whose connection was refused.
fn refused(failure: Failure) -> CallError {
    let source = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
    CallError::exactly(failure, source).calling(Some("h.example"))
}

#[test]
fn a_failed_call_names_the_host_and_the_reason() {
    let failure = CliError::login(Error::Transport(Failure::Connect));
    let failure = failure.of_call(&refused(Failure::Connect));
    let message = "could not connect to h.example: connection refused";
    assert_eq!(failure.shown().0, message);
    assert_eq!(failure.causes, ["connection refused"]);
    assert_eq!(failure.advice, messages::check_network_or_proxy());
    assert_eq!(failure.advice_key(), "check_network");
}

#[test]
fn the_hint_for_a_failed_call_outlasts_the_flow() {
    let failure = CliError::login(Error::Transport(Failure::Proxy));
    let failure = failure.of_call(&refused(Failure::Proxy));
    let flow = qrlogin::flows::find("115-gateway").unwrap();
    let hint = messages::check_proxy_address();
    assert_eq!(failure.of_flow(flow).advice, hint);
}
