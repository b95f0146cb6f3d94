//! Bots of WeCom and QQ.

use qrlogin::{Advice, Error};

use super::{ends, fail, incomplete, login, refused, succeed, succeed_but_for};

const WECOM: &str = "wecom";
const QQ: &str = "qq-bot";

#[test]
fn wecom_in_every_form() {
    succeed(
        WECOM,
        &[("source", "desk"), ("plat", "windows")],
        "wecom.errcode = yes | no
         wecom.pending = waiting | empty | missing
         wecom.scanned = scanned | confirmed | pending
         wecom.id = botid | bot_id",
    );
}

#[test]
fn wecom_without_a_word_for_the_scan_reports_none() {
    for (word, scans) in [("pending", 0), ("confirmed", 1)] {
        let (world, outcome) = login(WECOM, &[], &format!("wecom.scanned = {word}"));
        assert!(outcome.is_ok());
        let kinds = world.kinds();
        let seen = kinds.iter().filter(|kind| **kind == "scanned").count();
        assert_eq!(seen, scans, "{word}");
    }
}

#[test]
fn a_declined_wecom_bot_is_denied_in_every_word() {
    let words = "wecom.denied = fail | rejected | cancel | cancelled
        person = scan@2s deny@5s";
    ends(WECOM, &[], words, &Error::Denied);
}

#[test]
fn an_ended_wecom_code_is_expired_in_every_form() {
    let words = "wecom.expired = expired | timeout | errcode | pending
        wecom.lifetime = 300s | 295s
        person = expire";
    ends(WECOM, &[], words, &Error::Expired);
}

#[test]
fn wecom_names_the_credential_that_is_missing() {
    for (part, missing) in [
        ("bot_info", &["botid", "secret"][..]),
        ("botid", &["botid"]),
        ("secret", &["secret"]),
    ] {
        let lines = format!("wecom.lacks = {part}");
        ends(WECOM, &[], &lines, &incomplete(missing));
    }
}

#[test]
fn wecom_shows_no_foreign_link() {
    let links = "wecom.link = evil.example | lookalike | http | port | user | path | no-query
        | control | javascript";
    for (variant, error) in fail(WECOM, &links.replace('\n', "")) {
        let is_untrusted = matches!(error, Error::Untrusted { .. });
        assert!(is_untrusted, "{variant}: {error}");
    }
}

#[test]
fn bots_of_which_a_reply_is_none_are_malformed() {
    for (id, lines) in [
        (WECOM, "wecom.start = no-scode | no-link"),
        (WECOM, "wecom.link = 10KB"),
        (QQ, "qq-bot.start = no-task"),
    ] {
        for (variant, error) in fail(id, lines) {
            let is_malformed = matches!(error, Error::Malformed { .. });
            assert!(is_malformed, "{variant}: {error}");
        }
    }
}

#[test]
fn bot_refusals_are_reported_with_their_code() {
    for (id, place, code) in [
        (WECOM, "wecom.start = errcode", "40001"),
        (WECOM, "wecom.poll = errcode", "40001"),
        (QQ, "qq-bot.start = retcode", "10001"),
        (QQ, "qq-bot.poll = retcode", "10001"),
    ] {
        refused(id, &[], place, code, Advice::SEE_MESSAGE);
    }
    for (id, lines, code) in [
        (WECOM, "wecom.poll = unknown", "paused"),
        (QQ, "qq-bot.poll = unknown", "7"),
    ] {
        let (_, outcome) = login(id, &[], lines);
        let expected = Error::rejected(code, "", Advice::REPORT_CHANGE);
        assert_eq!(outcome.err(), Some(expected));
    }
}

#[test]
fn bots_behind_a_firewall_end_at_once() {
    for (id, part) in [
        (WECOM, "wecom.start"),
        (WECOM, "wecom.poll"),
        (QQ, "qq-bot.start"),
        (QQ, "qq-bot.poll"),
    ] {
        ends(id, &[], &format!("{part} = 403"), &Error::blocked(403));
        ends(id, &[], &format!("{part} = html"), &Error::intercepted(200));
    }
}

#[test]
fn qq_in_every_form() {
    succeed(
        QQ,
        &[],
        "qq-bot.retcode = yes | no
         qq-bot.status = number | text
         qq-bot.waiting = 0 | 1 | missing
         qq-bot.appid = number | text
         qq-bot.lacks = none | user_openid",
    );
    let desk = [("source", "desk")];
    succeed_but_for(QQ, &desk, "qq-bot.source = desk", &[]);
}

#[test]
fn an_unreadable_qq_secret_ends_without_another_poll() {
    let kinds = "qq-bot.secret = other-key | wrong-tag | short | empty | not-base64 | not-utf8";
    for (variant, error) in fail(QQ, kinds) {
        let is_malformed = matches!(error, Error::Malformed { .. });
        assert!(is_malformed, "{variant}: {error}");
        let (world, _) = login(QQ, &[], &variant);
        assert_eq!(world.kinds(), ["code", "confirmed"], "{variant}");
    }
}

#[test]
fn qq_names_the_credential_that_is_missing() {
    for name in ["bot_appid", "bot_encrypt_secret"] {
        let lines = format!("qq-bot.lacks = {name}");
        ends(QQ, &[], &lines, &incomplete(&[name]));
    }
}

#[test]
fn a_qq_code_that_nothing_confirms_expires() {
    let (world, outcome) = login(QQ, &[], "person = scan@2s deny@5s");
    assert_eq!(outcome.err(), Some(Error::Expired));
    assert_eq!(world.kinds(), ["code"]);
}
