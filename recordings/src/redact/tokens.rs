//! JSON Web Tokens (RFC 7519): a flow may read the claims of one, so its placeholder has claims,
//! too.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Redactor, literals};

/// The token with its header and claims redacted as JSON, and another signature. `None` if it is
/// none.
pub(super) fn placeholder(redactor: &mut Redactor, text: &str) -> Option<String> {
    let mut parts = text.split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || signature.is_empty() {
        return None;
    }
    let (header, claims) = (json(header)?, json(claims)?);
    let header = URL_SAFE_NO_PAD.encode(literals::rewrite(redactor, &header));
    let claims = URL_SAFE_NO_PAD.encode(literals::rewrite(redactor, &claims));
    let signature = redactor.secret(signature);
    let token = format!("{header}.{claims}.{signature}");
    redactor.placeholders.put(text, &token);
    Some(token)
}

/// A part of a token that is a JSON object.
fn json(part: &str) -> Option<String> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(part).ok()?).ok()?;
    let is_object = text.starts_with('{') && text.ends_with('}');
    is_object.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PublicNames;

    const HEADER: &str = r#"{"typ":"JWT","alg":"EdDSA"}"#;
    const CLAIMS: &str = r#"{"iss":"x","sub":"76561197960287930","exp":1800000000,"n":[1,"web"]}"#;

    fn token(header: &str, claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.s3cr3t-signature", part(header), part(claims))
    }

    fn claims(token: &str) -> serde_json::Value {
        let part = token.split('.').nth(1).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn the_claims_of_a_token_stay_claims_of_other_values() {
        let mut redactor = Redactor::new(PublicNames::new(&["exp"]));
        let real = token(HEADER, CLAIMS);
        let fake = placeholder(&mut redactor, &real).unwrap();
        let read = claims(&fake);
        let subject = read["sub"].as_str().unwrap();
        assert!(subject.len() == 17 && subject.bytes().all(|b| b.is_ascii_digit()));
        assert_ne!(subject, "76561197960287930");
        assert_eq!(read["exp"], 1_800_000_000);
        assert!(!fake.contains("s3cr3t"));
        assert_eq!(placeholder(&mut redactor, &real).unwrap(), fake);
    }

    #[test]
    fn a_token_is_replaced_inside_other_values_too() {
        let mut redactor = Redactor::new(PublicNames::new(&[]));
        let real = token(HEADER, CLAIMS);
        let fake = placeholder(&mut redactor, &real).unwrap();
        let text = redactor.placeholders.scrub(&format!("a{real}b"));
        assert_eq!(text, format!("a{fake}b"));
    }

    #[test]
    fn a_text_with_dots_is_no_token() {
        let mut redactor = Redactor::new(PublicNames::new(&[]));
        let real = token(HEADER, CLAIMS);
        for text in [
            "a.b.c".to_owned(),
            format!("{real}.d"),
            real.rsplit_once('.').unwrap().0.to_owned(),
            token("[]", CLAIMS),
            token(HEADER, "text"),
        ] {
            assert_eq!(placeholder(&mut redactor, &text), None, "{text}");
        }
    }
}
