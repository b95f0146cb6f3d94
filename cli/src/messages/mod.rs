//! The messages of the command: one table, by id.
//!
//! A message is a function of the values in it, and its name is its id, which stays. Another
//! language is another text beside `en`, chosen in the macro [`messages`]; the compiler checks the
//! values in each. The core's errors and advice have their messages here as well, by kind and key;
//! the core itself stays English.
//!
//! How a message is written: it names what failed and why in one line, begins in lower case after
//! `error:`, `hint:` and `warning:`, and has no full stop at its end. A hint says what to do and
//! names the option.

/// Defines the functions of a part of the table, and for tests the list of its messages.
macro_rules! messages {
    ($($(#[$about:meta])* $id:ident($($value:ident),*) { en: $en:literal $(zh: $zh:literal)? })+) => {
        $(
            $(#[$about])*
            pub(crate) fn $id($($value: impl std::fmt::Display),*) -> String {
                format!($en)
            }
        )+

        /// Ids and texts.
        #[cfg(test)]
        pub(super) const PART: &[(&str, &str)] = &[$((stringify!($id), $en)),+];
    };
}

mod codes;
mod course;
mod doctor;
mod ends;
mod exchange;
mod files;
mod hints;
pub(crate) mod kinds;
mod options;
mod profiles;
mod scripts;
mod serve;
mod simulate;
mod tasks;

pub(crate) use codes::*;
pub(crate) use course::*;
pub(crate) use doctor::*;
pub(crate) use ends::*;
pub(crate) use exchange::*;
pub(crate) use files::*;
pub(crate) use hints::*;
pub(crate) use options::*;
pub(crate) use profiles::*;
pub(crate) use scripts::*;
pub(crate) use serve::*;
pub(crate) use simulate::*;
pub(crate) use tasks::*;

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Vec<(&'static str, &'static str)> {
        [
            codes::PART,
            course::PART,
            doctor::PART,
            ends::PART,
            exchange::PART,
            files::PART,
            hints::PART,
            options::PART,
            profiles::PART,
            scripts::PART,
            serve::PART,
            tasks::PART,
            simulate::PART,
        ]
        .concat()
    }

    #[test]
    fn every_id_is_unique() {
        let mut ids: Vec<_> = table().into_iter().map(|(id, _)| id).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    #[test]
    fn messages_are_single_lines_without_excluded_words() {
        const EXCLUDED: [&str; 9] = [
            "nobody",
            "somebody",
            "whoever",
            "oneself",
            "trouble",
            "on show",
            "stand-in",
            "asked for",
            "throw",
        ];
        for (id, text) in table() {
            assert!(!text.is_empty() && text.trim() == text, "{id}");
            assert!(!text.contains('\n'), "{id}");
            let word = EXCLUDED.iter().find(|word| text.contains(**word));
            assert_eq!(word, None, "{id}");
        }
    }
}
