//! The name of a profile.

use std::fmt;

use crate::messages::{self, Text};
use crate::text::printable;

/// The most characters of a name.
const LONGEST: usize = 64;

/// The name of a profile: 1 to 64 letters and digits of ASCII, `.`, `_` and `-`, which does not
/// begin with `.` or `-`. So it is a file name everywhere, and never looks like an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name(String);

impl Name {
    /// The name in this text.
    ///
    /// # Errors
    /// The problem, for the parser's message.
    pub(crate) fn parse(text: &str) -> Result<Self, Text> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let is_name = (1..=LONGEST).contains(&text.len())
            && text.chars().all(fits)
            && !text.starts_with(['.', '-']);
        if !is_name {
            return Err(messages::not_a_name(printable(text)));
        }
        if is_device(text) {
            return Err(messages::name_of_device(printable(text)));
        }
        Ok(Self(text.to_owned()))
    }

    /// The name by default of a profile of this flow.
    pub(crate) fn of_flow(flow: &str) -> Self {
        Self(flow.to_owned())
    }

    /// The same name with a number, cut where it would be too long.
    pub(super) fn numbered(&self, number: u32) -> Self {
        let ending = format!("-{number}");
        let room = LONGEST.saturating_sub(ending.len());
        let stem: String = self.0.chars().take(room).collect();
        Self(format!("{stem}{ending}"))
    }
}

/// Whether Windows takes the name for a device, with any ending. Such names are refused everywhere,
/// so that a folder of profiles can be copied.
fn is_device(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or_default();
    let stem = stem.to_ascii_uppercase();
    let port = stem
        .strip_prefix("COM")
        .or_else(|| stem.strip_prefix("LPT"));
    let is_port = port.is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']));
    is_port || matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_safe_as_files() {
        let long = "a".repeat(64);
        for name in ["a", "main", "115", "a.b_c-d", "A-1.", &long] {
            assert_eq!(Name::parse(name).unwrap().to_string(), name);
        }
        let longer = "a".repeat(65);
        for name in [
            "", ".", "..", ".a", "-a", "a/b", "a\\b", "a b", "ä", "a\n", &longer,
        ] {
            assert!(Name::parse(name).is_err(), "{name}");
        }
    }

    #[test]
    fn names_of_devices_are_refused() {
        for name in ["CON", "nul", "Aux.x", "prn", "COM1", "lpt9", "com0.a.b"] {
            assert!(Name::parse(name).is_err(), "{name}");
        }
        for name in ["con-2", "console", "com", "com10", "a.nul", "lptx"] {
            assert!(Name::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn every_flow_has_a_name_by_default() {
        for info in qrlogin::flows::FLOWS {
            assert_eq!(Name::parse(info.id), Ok(Name::of_flow(info.id)));
        }
    }

    #[test]
    fn a_numbered_name_is_a_name() {
        let numbered = |name: &str| Name::parse(name).unwrap().numbered(2).to_string();
        assert_eq!(numbered("main"), "main-2");
        let long = numbered(&"a".repeat(64));
        assert!(long.len() == 64 && long.ends_with("a-2"));
    }
}
