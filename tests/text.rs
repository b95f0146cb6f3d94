//! Unprintable characters: which ones they are, and where none of them gets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory as Category};
use icu_properties::{CodePointMapData, CodePointSetData};
use qrlogin::export::Format;
use qrlogin::text::{escape_json, is_unprintable};
use qrlogin::{Advice, Credential, Error, flows};
use qrlogin_test_support::run;
use serde_json::{Value, json};

/// One of each kind: C0 (ESC), DEL, C1 (CSI), a soft hyphen, bidirectional controls, zero-width
/// characters, a word joiner, a byte order mark, a tag.
const HOSTILE: &str =
    "\u{1b}\u{7f}\u{9b}\u{ad}\u{61c}\u{202e}\u{2066}\u{200b}\u{200d}\u{2060}\u{feff}\u{e0041}";

#[test]
fn the_table_is_that_of_unicode_for_every_character() {
    let category = CodePointMapData::<Category>::new();
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    for c in '\0'..=char::MAX {
        let wanted = match category.get(c) {
            Category::Control | Category::Format => true,
            Category::LineSeparator | Category::ParagraphSeparator => true,
            Category::NonspacingMark => false,
            _ => ignorable.contains(c),
        };
        assert_eq!(is_unprintable(c), wanted, "U+{:04X}", u32::from(c));
    }
}

#[test]
fn json_with_escapes_has_the_same_values_for_every_character() {
    let all: String = ('\0'..=char::MAX).collect();
    let value = json!({ all.clone(): [all, 1, null] });
    for json in [
        value.to_string(),
        serde_json::to_string_pretty(&value).unwrap(),
    ] {
        let escaped = escape_json(&json);
        assert_printable(&escaped);
        assert_eq!(serde_json::from_str::<Value>(&escaped).unwrap(), value);
    }
}

#[test]
fn the_layout_of_json_is_kept() {
    let json = "{\r\n\t\"a\": \"\u{9b}\u{e0041}\"\n}\n";
    let escaped = "{\r\n\t\"a\": \"\\u009b\\udb40\\udc41\"\n}\n";
    assert_eq!(escape_json(json), escaped);
}

#[test]
fn credentials_of_every_flow_are_exported_without_unprintable_characters() {
    for info in flows::FLOWS {
        let credential = serde_json::to_value(run(info.id, "").1.unwrap()).unwrap();
        let mut tried = 0;
        for pointer in texts(&credential, "") {
            let mut value = credential.clone();
            *value.pointer_mut(&pointer).unwrap() = HOSTILE.into();
            // Not every field can be anything.
            let Ok(hostile) = serde_json::from_value::<Credential>(value.clone()) else {
                continue;
            };
            tried += 1;
            let json = hostile.export(Format::Json).unwrap();
            assert_printable(json.expose());
            let read: Credential = serde_json::from_str(json.expose()).unwrap();
            assert_eq!(read, hostile, "{}: {pointer}", info.id);
        }
        assert!(tried > 0, "{}", info.id);
    }
}

#[test]
fn messages_of_services_have_no_unprintable_characters() {
    let message = format!("too{HOSTILE}often ❤\u{fe0f}");
    let rejected = Error::rejected(HOSTILE, &message, Advice::SEE_MESSAGE);
    for error in [rejected, Error::untrusted(&message)] {
        let text = error.to_string();
        assert!(!text.chars().any(is_unprintable), "{text:?}");
        assert!(text.contains("often ❤\u{fe0f}"), "{text:?}");
    }
}

/// None is left but those that are the layout of JSON.
fn assert_printable(json: &str) {
    let found = json
        .chars()
        .find(|c| is_unprintable(*c) && !c.is_ascii_whitespace());
    assert_eq!(found, None);
}

/// Where the texts of a JSON value are.
fn texts(value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::String(_) => vec![at.to_owned()],
        Value::Array(values) => {
            let inside = values.iter().enumerate();
            inside
                .flat_map(|(index, value)| texts(value, &format!("{at}/{index}")))
                .collect()
        }
        Value::Object(fields) => {
            let inside = fields.iter();
            inside
                .flat_map(|(name, value)| texts(value, &format!("{at}/{name}")))
                .collect()
        }
        _ => Vec::new(),
    }
}
