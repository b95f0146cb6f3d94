//! The kinds of value a setting can have, and their textual form.

use std::fmt::Display;

/// Text that does not have the expected form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not of the expected form")]
pub struct Unreadable;

/// A value with a textual form.
pub(crate) trait Value: Sized {
    /// Reads it; `None` if the text is none of the allowed values.
    fn parse(text: &str) -> Option<Self>;
    /// Writes it as `parse` reads it.
    fn show(&self) -> String;
    /// The allowed values, for help texts.
    fn allowed() -> String;
}

impl Value for bool {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "yes" | "true" | "on" => Some(true),
            "no" | "false" | "off" => Some(false),
            _ => None,
        }
    }

    fn show(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }

    fn allowed() -> String {
        "yes | no".to_owned()
    }
}

/// A number whose every value is allowed.
macro_rules! number {
    ($($type:ty),+) => { $(
        impl Value for $type {
            fn parse(text: &str) -> Option<Self> {
                text.parse().ok()
            }

            fn show(&self) -> String {
                self.to_string()
            }

            fn allowed() -> String {
                "a number".to_owned()
            }
        }
    )+ };
}

number!(u32, u64, i64);

impl Value for String {
    fn parse(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn show(&self) -> String {
        self.clone()
    }

    fn allowed() -> String {
        "any text".to_owned()
    }
}

/// A duration in milliseconds. In text `250ms`, `2s`, `3m`, `2h`, `1d`; a number without a unit is
/// refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Millis(pub u64);

impl Millis {
    /// A duration in seconds.
    pub const fn seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1000))
    }
}

impl Display for Millis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            ms if ms > 0 && ms.is_multiple_of(60_000) => write!(f, "{}m", ms / 60_000),
            ms if ms.is_multiple_of(1000) => write!(f, "{}s", ms / 1000),
            ms => write!(f, "{ms}ms"),
        }
    }
}

impl Value for Millis {
    fn parse(text: &str) -> Option<Self> {
        let split = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (digits, unit) = text.split_at_checked(split)?;
        let scale = match unit {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        digits.parse::<u64>().ok()?.checked_mul(scale).map(Self)
    }

    fn show(&self) -> String {
        self.to_string()
    }

    fn allowed() -> String {
        "a time with its unit, such as 250ms, 2s, 3m".to_owned()
    }
}

/// `None` leaves it to the variant.
impl Value for Option<Millis> {
    fn parse(text: &str) -> Option<Self> {
        if text == "variant" {
            Some(None)
        } else {
            Millis::parse(text).map(Some)
        }
    }

    fn show(&self) -> String {
        self.map_or_else(|| "variant".to_owned(), |time| time.to_string())
    }

    fn allowed() -> String {
        format!("variant, or {}", Millis::allowed())
    }
}

/// Declares an enum of named choices; the first one is the default.
macro_rules! choices {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name { $($(#[doc = $doc])+ $variant,)+ }

        impl $name {
            /// Every choice, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name used in the textual form.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                let [first, ..] = [$(Self::$variant,)+];
                first
            }
        }

        impl $crate::scenario::values::Value for $name {
            fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.name() == text)
            }

            fn show(&self) -> String {
                self.name().to_owned()
            }

            fn allowed() -> String {
                let names: Vec<_> = Self::ALL.iter().map(|choice| choice.name()).collect();
                names.join(" | ")
            }
        }
    };
}

/// Declares the settings of one section: a struct with defaults and its textual form. The comment
/// of a setting is its help. A function behind `idle` names those without an effect.
macro_rules! section {
    ($(#[$meta:meta])* pub struct $name:ident($section:literal) {
        $($(#[doc = $doc:literal])+ pub $field:ident: $type:ty = $default:expr,)+
    } $(idle $idle:expr)?) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name { $($(#[doc = $doc])+ pub $field: $type,)+ }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl $crate::scenario::section::Section for $name {
            fn set(&mut self, name: &str, value: &str) -> Option<bool> {
                use $crate::scenario::values::Value;
                $(if name == stringify!($field).replace('_', "-") {
                    let Some(value) = <$type as Value>::parse(value) else { return Some(false) };
                    self.$field = value;
                    return Some(true);
                })+
                None
            }

            fn list(&self) -> Vec<$crate::scenario::section::Setting> {
                use $crate::scenario::values::Value;
                vec![$($crate::scenario::section::Setting {
                    name: format!("{}.{}", $section, stringify!($field).replace('_', "-")),
                    value: self.$field.show(),
                    allowed: <$type as Value>::allowed(),
                    help: concat!($($doc),+).trim().to_owned(),
                },)+]
            }

            $(fn idle(&self) -> Option<$crate::scenario::section::Idle> {
                let idle: fn(&Self) -> Option<$crate::scenario::section::Idle> = $idle;
                idle(self)
            })?
        }
    };
}

pub(crate) use {choices, section};
