//! The messages of the command: one table, by id.
//!
//! A message is a function of the values in it, and its name is its id, which stays. It has a text
//! in each [`Language`]; the macro [`messages`] demands both, and the compiler checks the values in
//! each. The core's errors and advice have their messages here as well, by kind and key; the core
//! itself stays English, and its other texts are translated in [`core_texts`].
//!
//! How a message is written: it names what failed and why in one line, begins in lower case after
//! `error:`, `hint:` and `warning:`, and has no full stop at its end. A hint says what to do and
//! names the option. Chinese has its own punctuation (，。：；（）); commands, options and paths keep
//! theirs, with a space between them and Chinese characters.

/// Defines the functions of a part of the table, and for tests the list of its messages.
macro_rules! messages {
    ($($(#[$about:meta])* $id:ident($($value:ident),*) { en: $en:literal zh: $zh:literal })+) => {
        $(
            $(#[$about])*
            pub(crate) fn $id($($value: impl std::fmt::Display),*) -> $crate::messages::Text {
                $crate::messages::Text::of(|| format!($en), || format!($zh))
            }
        )+

        /// Ids and texts: English, Chinese.
        #[cfg(test)]
        pub(super) const PART: &[(&str, &str, &str)] = &[$((stringify!($id), $en, $zh)),+];
    };
}

mod advice;
mod codes;
mod core_texts;
mod course;
mod doctor;
mod ends;
mod exchange;
mod files;
mod hints;
pub(crate) mod kinds;
mod labels;
mod options;
mod profiles;
mod scripts;
mod serve;
mod simulate;
mod tasks;
mod text;

pub(crate) use advice::*;
pub(crate) use codes::*;
pub(crate) use core_texts::{of_core, of_error, refusal};
pub(crate) use course::*;
pub(crate) use doctor::*;
pub(crate) use ends::*;
pub(crate) use exchange::*;
pub(crate) use files::*;
pub(crate) use hints::*;
pub(crate) use labels::*;
pub(crate) use options::*;
pub(crate) use profiles::*;
pub(crate) use scripts::*;
pub(crate) use serve::*;
pub(crate) use simulate::*;
pub(crate) use tasks::*;
pub(crate) use text::{Language, Text};

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Vec<(&'static str, &'static str, &'static str)> {
        [
            codes::PART,
            course::PART,
            doctor::PART,
            ends::PART,
            exchange::PART,
            files::PART,
            hints::PART,
            labels::PART,
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
        let mut ids: Vec<_> = table().into_iter().map(|(id, ..)| id).collect();
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
        for (id, en, zh) in table() {
            for text in [en, zh] {
                assert!(!text.is_empty() && text.trim() == text, "{id}");
                assert!(!text.contains('\n'), "{id}");
            }
            let word = EXCLUDED.iter().find(|word| en.contains(**word));
            assert_eq!(word, None, "{id}");
        }
    }

    #[test]
    fn both_texts_of_a_message_have_the_same_values() {
        let values = |text: &'static str| {
            let parts = text.split('{').skip(1);
            let mut names: Vec<_> = parts.filter_map(|part| part.split('}').next()).collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        for (id, en, zh) in table() {
            assert_eq!(values(en), values(zh), "{id}");
        }
    }

    #[test]
    fn a_chinese_message_names_the_options_of_the_english() {
        let options = |text: &'static str| {
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let words = text.split(move |c| !is_part(c));
            let mut options: Vec<_> = words.filter(|word| word.starts_with("--")).collect();
            options.sort_unstable();
            options.dedup();
            options
        };
        for (id, en, zh) in table() {
            assert_eq!(options(en), options(zh), "{id}");
        }
    }

    #[test]
    fn chinese_messages_have_chinese_punctuation() {
        let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        for (id, _, zh) in table() {
            let characters: Vec<char> = zh.chars().collect();
            for pair in characters.windows(2) {
                let ascii = |c: char| ",;:?!".contains(c);
                assert!(!(is_chinese(pair[0]) && ascii(pair[1])), "{id}: {zh}");
                assert!(!(ascii(pair[0]) && is_chinese(pair[1])), "{id}: {zh}");
            }
        }
    }
}
