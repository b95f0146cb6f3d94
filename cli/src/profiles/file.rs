//! The content of a profile's file.

use std::io;
use std::time::SystemTime;

use qrlogin::text::escape_json;
use qrlogin::{Account, Credential, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::text::printable;

/// The version of the form.
const VERSION: u64 = 1;
/// The most characters of another version in a message.
const LONGEST_VERSION: usize = 20;

/// The content of a file.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Profile {
    v: u64,
    /// The flow of the credentials.
    pub(crate) flow: String,
    /// The account that they are for, if they say.
    pub(crate) account: Option<Account>,
    /// When they were obtained or refreshed.
    pub(crate) saved_at: Timestamp,
    pub(crate) credential: Credential,
    /// Fields of another program, which are kept.
    #[serde(flatten)]
    rest: Map<String, Value>,
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
}

impl Profile {
    /// A new profile with these credentials.
    pub(crate) fn new(credential: Credential) -> Self {
        Self {
            v: VERSION,
            flow: credential.flow().to_owned(),
            account: credential.account(),
            saved_at: SystemTime::now().into(),
            credential,
            rest: Map::new(),
        }
    }

    /// The same with refreshed credentials, which may no longer name the account.
    pub(crate) fn refreshed(&self, credential: Credential) -> Self {
        let new = Self::new(credential);
        Self {
            account: new.account.or_else(|| self.account.clone()),
            rest: self.rest.clone(),
            ..new
        }
    }

    /// Reads the content of a file. The problem holds nothing of it but the version.
    ///
    /// # Errors
    /// It is not a profile of this version.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let value: Value = serde_json::from_str(text).map_err(|_| Problem::NoProfile)?;
        match value.get("v") {
            None => return Err(Problem::NoProfile),
            Some(version) if *version != VERSION => {
                let version = version.to_string();
                let version: String = version.chars().take(LONGEST_VERSION).collect();
                return Err(Problem::Version(printable(&version)));
            }
            Some(_) => {}
        }
        let profile: Self = serde_json::from_value(value).map_err(|_| Problem::Damaged)?;
        match profile.flow == profile.credential.flow() {
            true => Ok(profile),
            false => Err(Problem::Damaged),
        }
    }

    /// The content of a file, which ends with a line feed.
    ///
    /// # Errors
    /// The credentials cannot be serialized.
    pub(crate) fn text(&self) -> Result<String, CliError> {
        let text = serde_json::to_string(self);
        let text =
            text.map_err(|_| CliError::output(messages::not_json(), messages::report_internal()))?;
        Ok(format!("{}\n", escape_json(&text)))
    }
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
        }
    }

    /// The error of a command that has to use the file.
    pub(crate) fn refuse(&self, path: &str) -> CliError {
        let advice = match self {
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
