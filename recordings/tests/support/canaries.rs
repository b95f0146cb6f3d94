//! The secrets issued in a login, to be searched for where they must not be.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

use qrlogin_simulator::Simulator;
use qrlogin_test_support::is_public;

use super::recorded::Recorded;

/// All issued secrets.
pub fn canaries(recorded: &Recorded) -> Vec<String> {
    canaries_of(&recorded.simulator)
}

/// All secrets that this simulator has issued.
pub fn canaries_of(simulator: &Simulator) -> Vec<String> {
    let codes = simulator.codes();
    let handles = codes.iter().flat_map(|code| {
        // A link without the code in it is the same for all logins.
        let is_public = !code.user_code.is_empty() && !code.payload.contains(&code.user_code);
        let payload = (!is_public).then(|| code.payload.clone());
        [code.handle.clone(), code.user_code.clone()]
            .into_iter()
            .chain(payload)
    });
    let issued = simulator.issued().iter();
    let values = issued.flat_map(|issued| issued.values.iter());
    let values = values.filter(|(name, _)| !is_public(name));
    let all = handles.chain(values.map(|(_, value)| value.clone()));
    // Shorter values occur by chance.
    all.filter(|secret| secret.len() > 4).collect()
}

/// The forms in which a secret can occur in a file.
fn forms(secret: &str) -> Vec<String> {
    let json = serde_json::to_string(secret).unwrap();
    let decoded = secret
        .replace("%2C", ",")
        .replace("%2A", "*")
        .replace("%2F", "/");
    let decoded = decoded.replace("%2B", "+").replace("%3D", "=");
    let mut forms = vec![
        secret.to_owned(),
        json.trim_matches('"').to_owned(),
        secret.replace('/', "\\\\/"),
        secret.replace('+', "\\\\u002B"),
        secret.replace('&', "\\\\u0026"),
        percent_encode(secret.as_bytes(), NON_ALPHANUMERIC).to_string(),
        url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        decoded,
    ];
    // Inside base64 a secret begins at one of three offsets.
    for (skip, cut) in [(0, 0), (1, 2), (2, 3)] {
        let padded = [&vec![b'x'; skip][..], secret.as_bytes()].concat();
        for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
            let text = engine.encode(&padded);
            let text = text.trim_end_matches('=');
            if let Some(inside) = text.get(cut..text.len().saturating_sub(1))
                && inside.len() > 5
            {
                forms.push(inside.to_owned());
            }
        }
    }
    forms
}

/// Checks that none of the secrets is in the text, in any form.
pub fn assert_clean(text: &str, secrets: &[String], what: &str) {
    for secret in secrets {
        for form in forms(secret) {
            assert!(
                !text.contains(&form),
                "{what}: {form} is in the file:\n{text}"
            );
        }
    }
}
