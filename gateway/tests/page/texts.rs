//! The table of texts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use qrlogin::Advice;
use qrlogin::flows::FLOWS;
use serde_json::Value;

use crate::support::{PATHS, get};

/// The texts by key: English and Chinese.
type Table = BTreeMap<String, (String, String)>;

/// Texts that have no Chinese characters in Chinese: names.
const NAMES: [&str; 4] = [
    "app.the 115 app",
    "format.netscape",
    "setting.referer",
    "setting.user_agent",
];

/// Keys that are made of a word of the gateway or the core.
const MADE: [&str; 13] = [
    "advice.", "app.", "default.", "flow.", "format.", "help.", "kind.", "problem.", "setting.",
    "stage.", "value.", "warning.", "yields.",
];

/// The table is JSON between the first `{` and the `};` that ends it.
async fn table() -> Table {
    let file = get("/page/texts.js").await.body;
    let (_, rest) = file.split_once("TEXTS = ").unwrap();
    let (table, _) = rest.split_once("};").unwrap();
    serde_json::from_str(&format!("{table}}}")).unwrap()
}

fn has(table: &Table, key: &str) {
    assert!(table.contains_key(key), "there is no text `{key}`");
}

/// The parts of a text between these two characters.
fn between(text: &str, start: char, end: char) -> BTreeSet<String> {
    let parts = text.split(start).skip(1);
    let parts = parts.filter_map(|part| part.split_once(end));
    parts.map(|(part, _)| part.to_owned()).collect()
}

/// All that is between quotes in a script or a page.
fn quoted(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(|line| line.split('"'));
    let odd = lines.flat_map(|parts| parts.skip(1).step_by(2));
    odd.map(str::to_owned).collect()
}

/// Every quoted text of the files, but for the table itself.
async fn all_quoted() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for path in PATHS.iter().filter(|path| **path != "/page/texts.js") {
        all.extend(quoted(&get(path).await.body));
    }
    all
}

/// A file of the core's source.
fn source(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    std::fs::read_to_string(root.join("src").join(path)).unwrap()
}

#[tokio::test]
async fn every_text_is_in_both_languages() {
    for (key, (english, chinese)) in table().await {
        assert!(!english.trim().is_empty(), "{key}");
        let is_chinese = chinese
            .chars()
            .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        // The switch names the other language.
        let is_switch = key == "language" || key == "language.label";
        let is_name = NAMES.contains(&key.as_str());
        assert!(is_chinese || is_switch || is_name, "{key}: {chinese}");
        assert_eq!(
            between(&english, '{', '}'),
            between(&chinese, '{', '}'),
            "{key}"
        );
    }
}

#[tokio::test]
async fn every_key_in_use_has_a_text() {
    let table = table().await;
    let sections: BTreeSet<_> = table
        .keys()
        .map(|key| key.split('.').next().unwrap())
        .collect();
    let is_key = |text: &&String| {
        let (section, rest) = text.split_once('.').unwrap_or((text, ""));
        let is_word = |c: char| c.is_ascii_lowercase() || c == '_' || c == '.';
        sections.contains(section) && !rest.is_empty() && rest.chars().all(is_word)
    };
    let quoted = all_quoted().await;
    let used: Vec<_> = quoted.iter().filter(is_key).collect();
    assert!(used.len() > 60, "only {} keys were found", used.len());
    for key in used {
        has(&table, key);
    }
}

#[tokio::test]
async fn every_text_is_in_use() {
    let quoted = all_quoted().await;
    for key in table().await.keys() {
        let is_made = MADE.iter().any(|prefix| key.starts_with(prefix));
        assert!(is_made || quoted.contains(key), "{key} is not used");
    }
}

/// The markup shows English until the script runs; it is the table's.
#[tokio::test]
async fn the_markup_has_the_english_texts() {
    let table = table().await;
    let page = get("/").await.body;
    for part in page.split("data-text=\"").skip(1) {
        let (key, rest) = part.split_once('"').unwrap();
        let (_, rest) = rest.split_once('>').unwrap();
        let (text, _) = rest.split_once('<').unwrap();
        assert!(text.is_empty() || text == table[key].0, "{key}: {text}");
    }
}

#[tokio::test]
async fn every_advice_of_the_core_has_a_text() {
    let table = table().await;
    let mut keys = BTreeSet::new();
    let own = source("advice.rs");
    let (_, list) = own.split_once("\nadvice! {").unwrap();
    let (list, _) = list.split_once("\n}").unwrap();
    for line in list.lines().filter(|line| line.contains(" = \"")) {
        keys.insert(line.split('"').nth(1).unwrap().to_owned());
    }
    for service in ["pan115", "taptap", "steam", "oauth"] {
        let file = source(&format!("providers/{service}/advice.rs"));
        for part in file.split("Advice::new(").skip(1) {
            keys.insert(part.split('"').nth(1).unwrap().to_owned());
        }
    }
    assert!(keys.len() > 20, "only {} were found", keys.len());
    for key in &keys {
        has(&table, &format!("advice.{key}"));
        // An advice that the core does not know has the text of SEE_MESSAGE.
        let advice: Advice = serde_json::from_value(Value::from(key.as_str())).unwrap();
        let is_known = advice.to_string() != Advice::SEE_MESSAGE.to_string();
        assert!(is_known || key == "see_message", "{key}");
    }
}

#[test]
fn every_file_of_advice_is_read() {
    let providers = source("providers/mod.rs");
    let (_, list) = providers.split_once("fn advice()").unwrap();
    assert_eq!(
        list.matches("::advice::ALL").count(),
        4,
        "a service is missing above"
    );
}

#[tokio::test]
async fn every_kind_of_error_has_a_text() {
    let table = table().await;
    let file = source("error.rs");
    let (_, kinds) = file.split_once("pub fn kind(&self)").unwrap();
    let (kinds, _) = kinds.split_once("\n    }\n").unwrap();
    let kinds = quoted(kinds);
    assert!(kinds.len() > 15, "only {} were found", kinds.len());
    for kind in kinds {
        has(&table, &format!("kind.{kind}"));
    }
}

#[tokio::test]
async fn every_kind_of_problem_has_a_text() {
    let table = table().await;
    let kinds: Vec<Value> = serde_json::from_str(&get("/v1/problems").await.body).unwrap();
    assert!(kinds.len() > 15, "only {} were found", kinds.len());
    for row in kinds {
        has(
            &table,
            &format!("problem.{}", row["kind"].as_str().unwrap()),
        );
    }
}

#[tokio::test]
async fn every_warning_has_a_text() {
    let table = table().await;
    let file = source("registry/warning.rs");
    let (_, kinds) = file.split_once("pub fn kind(&self)").unwrap();
    let (kinds, _) = kinds.split_once("\n    }\n").unwrap();
    for kind in quoted(kinds) {
        has(&table, &format!("warning.{kind}"));
    }
}

/// With the core's English text, so that a translation of a text that has changed is noticed.
#[tokio::test]
async fn every_flow_and_setting_has_a_text() {
    let table = table().await;
    for flow in FLOWS {
        has(&table, &format!("flow.{}", flow.id));
        assert_eq!(table[&format!("yields.{}", flow.id)].0, flow.yields);
        assert_eq!(table[&format!("app.{}", flow.scan_with)].0, flow.scan_with);
        for setting in flow.settings {
            has(&table, &format!("setting.{}", setting.name));
            let help = &table[&format!("help.{}.{}", flow.id, setting.name)].0;
            assert_eq!(*help, setting.help.replace('`', ""));
            let is_value = !setting.default.contains([' ', '\'']) && setting.default != "none";
            if setting.values.is_empty() && !is_value {
                has(&table, &format!("default.{}", setting.default));
            }
        }
    }
}

#[tokio::test]
async fn every_format_has_a_text() {
    let table = table().await;
    let flows: Vec<Value> = serde_json::from_str(&get("/v1/flows").await.body).unwrap();
    let formats = flows
        .iter()
        .flat_map(|flow| flow["formats"].as_array().unwrap());
    for format in formats {
        has(&table, &format!("format.{}", format.as_str().unwrap()));
    }
}
