//! What the registration of a bot at QQ yields, and how its secret is opened (spec 5.4).

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::registry::Parts;
use crate::{Account, Secret};

/// The length of a key in bytes.
pub(super) const KEY: usize = 32;

/// What the registration of a bot at QQ yields; ID and secret are never empty. There is no end and
/// no refresh.
///
/// A later registration of the same bot may replace its secret.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QqBotCredential {
    /// The bot's ID, `bot_appid` at the service.
    pub app_id: Secret,
    /// The bot's secret.
    pub app_secret: Secret,
    /// Who scanned, `user_openid` at the service, if it said.
    pub owner: Option<Secret>,
}

impl Parts for QqBotCredential {
    /// The bot.
    fn account(&self) -> Option<Account> {
        Account::new(self.app_id.clone())
    }
}

/// The text in an encrypted secret: base64 of a nonce of 12 bytes, at least a byte of text, and a
/// tag of 16 bytes. `None` for any other text, and with another key.
pub(super) fn opened(sealed: &str, key: &Secret) -> Option<Secret> {
    let key: [u8; KEY] = STANDARD.decode(key.expose()).ok()?.try_into().ok()?;
    let sealed = STANDARD.decode(sealed.trim()).ok()?;
    let (nonce, rest) = sealed.split_first_chunk::<12>()?;
    let (text, tag) = rest.split_last_chunk::<16>()?;
    let mut text = text.to_vec();
    let cipher = Aes256Gcm::new(&key.into());
    let checked = cipher.decrypt_inout_detached(
        &Nonce::from(*nonce),
        b"",
        text.as_mut_slice().into(),
        &Tag::from(*tag),
    );
    checked.ok()?;
    let text = String::from_utf8(text).ok()?;
    (!text.is_empty()).then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of spec 5.6.
    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const SEALED: &str = "AAECAwQFBgcICQoLNDG1afaR73r9Mbr41IoKCPf9U6nxiXBeINNOEw3ikJMI";

    #[test]
    fn an_encrypted_secret_is_opened_with_its_key() {
        let text = opened(SEALED, &KEY.into());
        assert_eq!(text, Some("s3cr3t-app-secret".into()));
        assert_eq!(opened(&format!(" {SEALED}\n"), &KEY.into()), text);
    }

    #[test]
    fn a_changed_byte_or_another_key_opens_nothing() {
        let sealed = STANDARD.decode(SEALED).unwrap();
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(opened(&STANDARD.encode(changed), &KEY.into()), None);
        }
        assert_eq!(opened(SEALED, &STANDARD.encode([7; 32]).into()), None);
        assert_eq!(opened(SEALED, &"AAEC".into()), None);
    }

    #[test]
    fn a_text_that_is_too_short_opens_nothing() {
        let sealed = STANDARD.decode(SEALED).unwrap();
        for length in 0..sealed.len() {
            assert_eq!(
                opened(&STANDARD.encode(&sealed[..length]), &KEY.into()),
                None
            );
        }
        assert_eq!(opened("not base64", &KEY.into()), None);
    }
}
