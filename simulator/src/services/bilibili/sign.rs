//! The signature of the TV login: MD5 over the sorted parameters and a secret.

use md5::{Digest, Md5};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use crate::incoming::decode;
use crate::scenario::BilibiliTv;

/// The key pair of 云视听小电视.
const TV: (&str, &str) = ("4409e2ce8ffd12b8", "59b43e04ad6965f34319062b478f83dd");
/// The key pair of AndroidBiliThings.
const THINGS: (&str, &str) = ("8d23902c1688a798", "710f0212e62bd499b8d3ac6e1db9302a");
/// Appkeys that are barred from the login.
const BARRED: [&str; 4] = [
    "57263273bc6b67f6",
    "7d336ec01856996b",
    "85eb6835b0a1034e",
    "8e16697a1b4f8121",
];

/// Characters that form encoding does not escape.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The secret of an appkey.
pub(super) fn secret<'a>(appkey: &str, settings: &'a BilibiliTv) -> Option<&'a str> {
    let own = (settings.appkey.as_str(), settings.appsec.as_str());
    let pairs = [own, TV, THINGS];
    pairs
        .into_iter()
        .find(|(known, _)| *known == appkey && !known.is_empty())
        .map(|(_, secret)| secret)
}

/// Whether an appkey is barred from the login.
pub(super) fn barred(appkey: &str) -> bool {
    BARRED.contains(&appkey)
}

/// The app that a published appkey belongs to.
pub(super) fn app(appkey: &str) -> Option<&'static str> {
    match appkey {
        key if key == TV.0 => Some("android_tv_yst"),
        key if key == THINGS.0 => Some("android_bilithings"),
        _ => None,
    }
}

/// Whether `sign` is right for these parameters (as sent), in any order.
pub(super) fn verifies(parameters: &[String], secret: &str, sign: &str) -> bool {
    let unsigned: Vec<&str> = parameters
        .iter()
        .map(String::as_str)
        .filter(|pair| name(pair) != "sign")
        .collect();
    let encoded: Vec<String> = unsigned.iter().map(|pair| reencoded(pair)).collect();
    let encoded: Vec<&str> = encoded.iter().map(String::as_str).collect();
    digest(unsigned, secret) == sign || digest(encoded, secret) == sign
}

/// The signature of `name=value` pairs.
fn digest(mut pairs: Vec<&str>, secret: &str) -> String {
    pairs.sort_by_key(|pair| name(pair));
    let text = pairs.join("&") + secret;
    Md5::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn name(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

/// The form-encoded pair, for clients that sign it but send another encoding.
fn reencoded(pair: &str) -> String {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    format!(
        "{name}={}",
        percent_encode(decode(value).as_bytes(), UNRESERVED)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = "560c52ccd288fed045859ed18bffd973";

    fn signed(text: &str, secret: &str) -> String {
        digest(text.split('&').collect(), secret)
    }

    #[test]
    fn published_signatures_are_reproduced() {
        let vectors = [
            (
                "appkey=8d23902c1688a798&local_id=0&mobi_app=android_bilithings&ts=1664435004",
                THINGS.1,
                "573c48ef19383297aab5891d86c19ddb",
            ),
            (
                "appkey=8d23902c1688a798&auth_code=c1f5c0481c888ad1443e0ef125fcbe41&local_id=0&ts=1664436727",
                THINGS.1,
                "64e7c23043862249dd49c04e137dae55",
            ),
            (
                "appkey=4409e2ce8ffd12b8&local_id=0&ts=0",
                TV.1,
                "e134154ed6add881d28fbdf68653cd9c",
            ),
            (
                "appkey=4409e2ce8ffd12b8&auth_code=6214464b3025541abf6f654cf7569a01&local_id=0&ts=0",
                TV.1,
                "87de3d0fee7c3f4facd244537238914e",
            ),
            (
                "appkey=1d8b6e7d45233436&id=114514&str=1919810&test=%E3%81%84%E3%81%84%E3%82%88%EF%BC%8C%E3%81%93%E3%81%84%E3%82%88",
                EXAMPLE,
                "01479cf20504d865519ac50f33ba3a7d",
            ),
            (
                "appkey=4409e2ce8ffd12b8&local_id=0&ts=1679194970",
                TV.1,
                "7bdb1ce32b65bf7be33f1b34e2f287ca",
            ),
        ];
        for (text, secret, sign) in vectors {
            assert_eq!(signed(text, secret), sign, "{text}");
        }
    }

    #[test]
    fn the_order_in_which_parameters_are_sent_does_not_matter() {
        let sent = [
            "local_id=0",
            "sign=573c48ef19383297aab5891d86c19ddb",
            "mobi_app=android_bilithings",
            "appkey=8d23902c1688a798",
            "ts=1664435004",
        ];
        assert!(verifies(
            &sent.map(str::to_owned),
            THINGS.1,
            "573c48ef19383297aab5891d86c19ddb"
        ));
    }

    #[test]
    fn a_signature_over_unsorted_parameters_is_wrong() {
        let sent = [
            "local_id=0",
            "mobi_app=android_bilithings",
            "appkey=8d23902c1688a798",
            "ts=1664435004",
        ];
        assert!(!verifies(
            &sent.map(str::to_owned),
            THINGS.1,
            "56d1f999ea7244fb15c3dc7c6403e8b8"
        ));
    }

    #[test]
    fn a_value_may_be_signed_in_another_encoding_than_sent() {
        let sign = signed("appkey=1&name=a%20b", "x");
        assert!(verifies(
            &["name=a+b".to_owned(), "appkey=1".to_owned()],
            "x",
            &sign
        ));
    }
}
