//! What holds for every outcome.

use qrlogin::{Cookie, Credential, Error, Event};

/// Whether nothing that a login must have is empty.
pub fn is_complete(credential: &Credential) -> bool {
    let bilibili = |cookies: &[Cookie]| {
        let has = |name: &&str| {
            cookies
                .iter()
                .any(|it| it.name == **name && !it.value.is_empty())
        };
        ["SESSDATA", "bili_jct", "DedeUserID"].iter().all(has)
    };
    match credential {
        Credential::BilibiliWeb(it) => bilibili(&it.cookies),
        Credential::BilibiliTv(it) => {
            bilibili(&it.cookies) && !it.access_token.is_empty() && !it.refresh_token.is_empty()
        }
        Credential::WechatWeb(it) => {
            it.uin != 0 && !it.sid.is_empty() && !it.skey.is_empty() && !it.pass_ticket.is_empty()
        }
        Credential::Pan115Gateway(it) => {
            !it.uid.is_empty() && !it.cid.is_empty() && !it.seid.is_empty()
        }
        Credential::PhiApi(it) => {
            it.session_token.expose().len() == 25
                && !it.token.kid.is_empty()
                && !it.token.mac_key.is_empty()
        }
        Credential::Pan115(it) => !it.uid.is_empty() && !it.cid.is_empty() && !it.seid.is_empty(),
        Credential::Pan115Open(it) => !it.access_token.is_empty() && !it.refresh_token.is_empty(),
        Credential::TapTap(it) => {
            let profile = it.profile.as_ref();
            let session = it.session_token.as_ref();
            !it.token.kid.is_empty()
                && !it.token.mac_key.is_empty()
                && profile.is_none_or(|profile| !profile.openid.is_empty())
                && session.is_none_or(|token| profile.is_some() && token.expose().len() == 25)
        }
        _ => panic!("a credential of an unknown flow"),
    }
}

/// The words of an error are fit to be printed, and not too many.
pub fn check_words(error: &Error) {
    let words = error.to_string();
    assert!(
        !words.is_empty() && words.chars().count() < 500,
        "{} bytes of words",
        words.len()
    );
    assert!(
        !words.contains(char::is_control),
        "control characters in {words:?}"
    );
    assert!(!error.advice().to_string().is_empty() && !error.kind().is_empty());
}

/// An event's kind, as in JSON.
pub fn kind_of(event: &Event) -> &'static str {
    match event {
        Event::Code(_) => "code",
        Event::Scanned(_) => "scanned",
        Event::Confirmed => "confirmed",
        Event::Retrying { .. } => "retrying",
        _ => panic!("an unknown event"),
    }
}
