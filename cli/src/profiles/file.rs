//! The content of a profile's file.

use std::io;
use std::ops::Deref;
use std::time::SystemTime;

use qrlogin::text::escape_json;
use qrlogin::{Account, Credential, Secret, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::keyring::{self, Key, KeyringError};
use crate::args::StoreKind;
use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::text::printable;

/// The version of the form.
const VERSION: u64 = 1;
/// The most characters of another version in a message.
const LONGEST_VERSION: usize = 20;

/// The content of a file, with its credentials.
#[derive(Clone)]
pub(crate) struct Profile {
    head: Head,
    pub(crate) credential: Credential,
}

/// What a file says in public: all but the credentials.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Head {
    v: u64,
    /// The flow of the credentials.
    pub(crate) flow: String,
    /// The account that they are for, if they say.
    pub(crate) account: Option<Account>,
    /// When they were obtained or refreshed.
    pub(crate) saved_at: Timestamp,
    /// The entry of the keyring with the credentials, if they are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keyring: Option<Key>,
    /// The credentials, if they are in the file, and fields of another program, which are kept.
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// The field with the credentials.
const CREDENTIAL: &str = "credential";

impl Deref for Profile {
    type Target = Head;

    fn deref(&self) -> &Head {
        &self.head
    }
}

impl Head {
    /// Reads the content of a file, without the keyring. The problem holds nothing of the file but
    /// the version.
    ///
    /// # Errors
    /// It is not a profile of a known version.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let value: Value = serde_json::from_str(text).map_err(|_| Problem::NoProfile)?;
        let version = value.get("v").ok_or(Problem::NoProfile)?;
        if *version != VERSION {
            let version = version.to_string();
            let version: String = version.chars().take(LONGEST_VERSION).collect();
            return Err(Problem::Version(printable(&version)));
        }
        let head: Self = serde_json::from_value(value).map_err(|_| Problem::Damaged)?;
        // The credentials are in one place.
        let is_whole = head.keyring.is_none() == head.rest.contains_key(CREDENTIAL);
        if is_whole {
            Ok(head)
        } else {
            Err(Problem::Damaged)
        }
    }

    /// Where the credentials are.
    pub(crate) fn store(&self) -> StoreKind {
        match self.keyring {
            Some(_) => StoreKind::Keyring,
            None => StoreKind::File,
        }
    }

    /// The entry of the keyring, if there is one.
    pub(super) fn key(&self) -> Option<&Key> {
        self.keyring.as_ref()
    }
}

/// Why a file is not used as a profile.
#[derive(Debug)]
pub(crate) enum Problem {
    Unreadable(io::Error),
    /// The file name is not the name of a profile.
    Name,
    /// It is not a JSON object with a version.
    NoProfile,
    /// It has another version.
    Version(String),
    /// It lacks a field, or a field has another type.
    Damaged,
    /// The credentials cannot be read from the keyring.
    Keyring(KeyringError),
}

impl Profile {
    /// A new profile with these credentials.
    pub(crate) fn new(credential: Credential) -> Self {
        Self {
            head: Head {
                v: VERSION,
                flow: credential.flow().to_owned(),
                account: credential.account(),
                saved_at: SystemTime::now().into(),
                keyring: None,
                rest: Map::new(),
            },
            credential,
        }
    }

    /// The same with refreshed credentials, which may no longer name the account.
    pub(crate) fn refreshed(&self, credential: Credential) -> Self {
        let new = Self::new(credential);
        Self {
            head: Head {
                account: new.head.account.or_else(|| self.account.clone()),
                keyring: self.keyring.clone(),
                rest: self.rest.clone(),
                ..new.head
            },
            ..new
        }
    }

    /// Reads the content of a file, and the credentials from the keyring if they are there. The
    /// problem holds nothing of it but the version.
    ///
    /// # Errors
    /// It is not a profile of a known version, or the keyring cannot be read.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let mut head = Head::parse(text)?;
        let credential = match (&head.keyring, head.rest.remove(CREDENTIAL)) {
            (Some(key), _) => {
                let secret = keyring::get(key).map_err(Problem::Keyring)?;
                serde_json::from_str(secret.expose())
            }
            (None, credential) => serde_json::from_value(credential.unwrap_or_default()),
        };
        let credential: Credential = credential.map_err(|_| Problem::Damaged)?;
        match head.flow == credential.flow() {
            true => Ok(Self { head, credential }),
            false => Err(Problem::Damaged),
        }
    }

    /// Keeps the credentials there, and returns the content of the file, which ends with a line
    /// feed. In the keyring they get a new entry: the old one stays until the file is written, and
    /// then has to be [deleted](super::forget).
    ///
    /// # Errors
    /// The credentials cannot be serialized, or the keyring does not take them.
    pub(crate) fn stored(&self, store: StoreKind) -> Result<String, CliError> {
        if store == StoreKind::File {
            return self.whole();
        }
        let secret = Secret::from(json_of(&self.credential)?);
        let key = keyring::put(&self.flow, &secret).map_err(|error| error.failure())?;
        let head = Head {
            keyring: Some(key),
            ..self.head.clone()
        };
        Ok(format!("{}\n", json_of(&head)?))
    }

    /// The same in the store that the profile has.
    ///
    /// # Errors
    /// As [`stored`](Self::stored).
    pub(crate) fn text(&self) -> Result<String, CliError> {
        self.stored(self.store())
    }

    /// The content of a file with the credentials in it.
    fn whole(&self) -> Result<String, CliError> {
        let whole = Whole {
            v: VERSION,
            flow: &self.flow,
            account: &self.account,
            saved_at: self.saved_at,
            credential: &self.credential,
            rest: &self.rest,
        };
        Ok(format!("{}\n", json_of(&whole)?))
    }
}

/// The fields of a file with the credentials in it, in their order.
#[derive(Serialize)]
struct Whole<'a> {
    v: u64,
    flow: &'a str,
    account: &'a Option<Account>,
    saved_at: Timestamp,
    credential: &'a Credential,
    #[serde(flatten)]
    rest: &'a Map<String, Value>,
}

/// The value as JSON.
///
/// # Errors
/// It cannot be serialized.
fn json_of(value: &impl Serialize) -> Result<String, CliError> {
    let text = serde_json::to_string(value);
    let text =
        text.map_err(|_| CliError::output(messages::not_json(), messages::report_internal()))?;
    Ok(escape_json(&text))
}

impl Problem {
    /// For scripts.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Name => "name",
            Self::NoProfile => "no_profile",
            Self::Version(_) => "version",
            Self::Damaged => "damaged",
            Self::Keyring(error) => error.kind(),
        }
    }

    /// For the user.
    pub(crate) fn message(&self) -> Text {
        match self {
            Self::Unreadable(error) => messages::profile_unreadable(messages::of_error(error)),
            Self::Name => messages::profile_name_invalid(),
            Self::NoProfile => messages::profile_is_none(),
            Self::Version(version) => messages::profile_version(version),
            Self::Damaged => messages::profile_damaged(),
            Self::Keyring(error) => error.message(),
        }
    }

    /// The error of a command that has to use the file.
    pub(crate) fn refuse(&self, path: &str) -> CliError {
        let advice = match self {
            Self::Keyring(error) => return error.of_profile(path),
            Self::Version(_) => messages::newer_qrlogin(),
            Self::NoProfile => messages::import_file(),
            _ => messages::restore_or_log_in(),
        };
        CliError::usage(messages::profile_unusable(path, self.message()), advice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: &str =
        r#"{"flow":"115-open","access_token":"a","refresh_token":"b","expires_at":null}"#;

    fn profile() -> Profile {
        Profile::new(serde_json::from_str(BARE).unwrap())
    }

    #[test]
    fn the_fields_have_a_fixed_order() {
        let text = profile().text().unwrap();
        assert!(text.starts_with(r#"{"v":1,"flow":"115-open","account":null,"saved_at":1"#));
        assert!(text.contains(r#","credential":{"flow":"115-open","#) && text.ends_with("}}\n"));
        let again = Profile::parse(&text).ok().unwrap();
        assert_eq!(again.text().unwrap(), text);
    }

    #[test]
    fn unknown_fields_survive_a_refresh() {
        let text = profile()
            .text()
            .unwrap()
            .replace("{\"v\":1,", "{\"v\":1,\"note\":[2],");
        let old = Profile::parse(&text).ok().unwrap();
        let new = old.refreshed(old.credential.clone()).text().unwrap();
        assert!(new.contains(r#""note":[2]"#), "{new}");
    }

    #[test]
    fn what_is_no_profile_has_its_problem() {
        let whole = profile().text().unwrap();
        for (text, kind) in [
            (String::new(), "no_profile"),
            ("[1]".to_owned(), "no_profile"),
            (BARE.to_owned(), "no_profile"),
            (whole.replace("\"v\":1", "\"v\":2"), "version"),
            (whole.replace("\"v\":1", "\"v\":\"1\""), "version"),
            (whole.replace("refresh_token", "x"), "damaged"),
            (whole.replacen("115-open", "115", 1), "damaged"),
            (r#"{"v":1}"#.to_owned(), "damaged"),
        ] {
            let problem = Profile::parse(&text).err().unwrap();
            assert_eq!(problem.kind(), kind, "{text}");
        }
    }
}
