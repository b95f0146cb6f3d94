//! JSON as the services write it: members in a fixed order, escaped as by each framework.

/// A JSON value whose members keep their order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(&'static str, Json)>),
}

/// Escapes beyond those that JSON requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escapes {
    /// Only those that JSON requires.
    Plain,
    /// `&` as well, which Bilibili's gateway sometimes does.
    Ampersand,
    /// `<`, `>` and `&`, as Go's `encoding/json`.
    Go,
    /// Everything outside ASCII, as PHP.
    Php,
    /// `"`, `&`, `'`, `+`, `<`, `>`, a backtick and everything outside ASCII, as .NET's
    /// `System.Text.Json`.
    DotNet,
}

impl Escapes {
    fn escapes(self, c: char) -> bool {
        match self {
            Self::Plain => false,
            Self::Ampersand => c == '&',
            Self::Go => matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}'),
            Self::Php => !c.is_ascii(),
            Self::DotNet => matches!(c, '"' | '&' | '\'' | '+' | '<' | '>' | '`') || !c.is_ascii(),
        }
    }
}

impl Json {
    /// An object of these members.
    pub(crate) fn object<const N: usize>(members: [(&'static str, Json); N]) -> Self {
        Self::Object(members.into())
    }

    /// An array of these items.
    pub(crate) fn array(items: impl IntoIterator<Item = Json>) -> Self {
        Self::Array(items.into_iter().collect())
    }

    /// The value as text without insignificant white space.
    pub(crate) fn write(&self, escapes: Escapes) -> String {
        let mut out = String::new();
        self.write_to(&mut out, escapes);
        out
    }

    fn write_to(&self, out: &mut String, escapes: Escapes) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(value) => out.push_str(&value.to_string()),
            Self::Text(value) => write_text(out, value, escapes),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write_to(out, escapes);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_text(out, name, escapes);
                    out.push(':');
                    value.write_to(out, escapes);
                }
                out.push('}');
            }
        }
    }
}

fn write_text(out: &mut String, text: &str, escapes: Escapes) {
    out.push('"');
    for c in text.chars() {
        match c {
            _ if escapes.escapes(c) => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.push_str(&match escapes {
                        Escapes::DotNet => format!("\\u{unit:04X}"),
                        _ => format!("\\u{unit:04x}"),
                    });
                }
            }
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

impl From<&str> for Json {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Json {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<u64> for Json {
    fn from(value: u64) -> Self {
        Self::Number(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order() {
        let value = Json::object([
            ("z", Json::Null),
            ("a", Json::array([1_i64.into(), true.into()])),
        ]);
        assert_eq!(value.write(Escapes::Plain), r#"{"z":null,"a":[1,true]}"#);
    }

    #[test]
    fn each_framework_escapes_in_its_own_way() {
        let value = Json::from("a&b<\"+码\u{1}");
        assert_eq!(value.write(Escapes::Plain), "\"a&b<\\\"+码\\u0001\"");
        assert_eq!(
            value.write(Escapes::Ampersand),
            "\"a\\u0026b<\\\"+码\\u0001\""
        );
        assert_eq!(
            value.write(Escapes::Go),
            "\"a\\u0026b\\u003c\\\"+码\\u0001\""
        );
        assert_eq!(value.write(Escapes::Php), "\"a&b<\\\"+\\u7801\\u0001\"");
        assert_eq!(
            value.write(Escapes::DotNet),
            "\"a\\u0026b\\u003C\\u0022\\u002B\\u7801\\u0001\""
        );
    }
}
