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
        match is_name {
            true => Ok(Self(text.to_owned())),
            false => Err(messages::not_a_name(printable(text))),
        }
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
