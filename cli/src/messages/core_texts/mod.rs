//! Chinese texts for those of the core and the transports, which are English: names of apps, help
//! of settings, notices, problems of settings, reasons of failed calls.
//!
//! They are found by the English text. In a text, `{}` is a value; it is translated as well, if it
//! has a text here. What the services say stays as it is, and so do names of fields and diagnostics
//! of responses, which are for reports.

mod calls;
mod files;
mod flows;
mod recordings;
mod refusals;
mod settings;

use std::error::Error as StdError;

use super::Text;
use crate::text::{without_addresses, without_number};

/// English and Chinese.
type Pair = (&'static str, &'static str);

/// All texts. Of several that fit, the first counts.
fn table() -> impl Iterator<Item = &'static Pair> {
    flows::TEXTS
        .iter()
        .chain(refusals::TEXTS)
        .chain(settings::TEXTS)
        .chain(calls::TEXTS)
        .chain(recordings::TEXTS)
        .chain(files::TEXTS)
}

/// A text of the core in each language: English, and Chinese if it is known.
pub(crate) fn of_core(en: &str) -> Text {
    Text::of(|| en.to_owned(), || chinese(en))
}

/// The text of an error of the system or of a library, without addresses; the Chinese one also
/// without the number. A [`Text`] is itself.
pub(crate) fn of_error(error: &(dyn StdError + 'static)) -> Text {
    if let Some(text) = error.downcast_ref::<Text>() {
        return text.clone();
    }
    let text = || without_addresses(&error.to_string());
    Text::of(text, || chinese(without_number(&text())))
}

/// The message of a refusal: that of the service as it is, one of the core in each language.
pub(crate) fn refusal(message: &str) -> Text {
    /// What the core adds to a message of LeanCloud.
    const ADDED: &str = " (another region, or this account has never played)";
    if let Some(service) = message.strip_suffix(ADDED) {
        let zh = format!("{service}（其他区域，或此账号从未玩过）");
        return Text::of(|| message.to_owned(), || zh);
    }
    match refusals::TEXTS.iter().any(|(en, _)| *en == message) {
        true => of_core(message),
        false => message.into(),
    }
}

/// Whether the text has a translation.
#[cfg(test)]
pub(crate) fn is_known(en: &str) -> bool {
    known(en).is_some()
}

fn chinese(en: &str) -> String {
    known(en).unwrap_or_else(|| match en.split_once("; ") {
        Some((first, rest)) => format!("{}；{}", chinese(first), chinese(rest)),
        None => en.to_owned(),
    })
}

fn known(en: &str) -> Option<String> {
    table().find_map(|(pattern, zh)| {
        let values = values(pattern, en)?;
        let mut parts = zh.split("{}");
        let first = parts.next().unwrap_or_default().to_owned();
        let rest = values.into_iter().zip(parts);
        Some(rest.fold(first, |text, (value, part)| text + &chinese(value) + part))
    })
}

/// The values in a text of this pattern.
fn values<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut parts: Vec<_> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty().then(Vec::new);
    };
    let mut found = Vec::new();
    for part in parts {
        let (value, after) = rest.split_once(part)?;
        found.push(value);
        rest = after;
    }
    found.push(rest.strip_suffix(last)?);
    Some(found)
}

#[cfg(test)]
mod tests {
    use qrlogin::flows::FLOWS;

    use super::*;
    use crate::messages::Language;

    fn shown(en: &str) -> String {
        Language::Chinese.within(|| of_core(en).to_string())
    }

    #[test]
    fn all_texts_of_the_flows_are_translated() {
        for info in FLOWS {
            let helps = info.settings.iter().map(|setting| setting.help);
            for text in helps.chain([info.yields, info.scan_with]) {
                assert!(is_known(text), "{}: {text}", info.id);
            }
        }
    }

    #[test]
    fn defaults_in_words_are_translated() {
        let settings = FLOWS.iter().flat_map(|info| info.settings);
        for setting in settings.filter(|setting| setting.default.contains(' ')) {
            assert!(is_known(setting.default), "{}", setting.default);
        }
    }

    /// The problems of all flows with these values for each setting.
    fn problems(values: &[&str]) -> Vec<String> {
        use qrlogin::flows::Options;
        use qrlogin::{Error, Seed, Settings};
        let mut problems = Vec::new();
        for info in FLOWS {
            let mut given = vec![Settings::new()];
            for (setting, value) in info
                .settings
                .iter()
                .flat_map(|setting| values.iter().map(move |value| (setting, value)))
            {
                let only = Settings::new().with(setting.name, *value);
                given.push(crate::demo::complete(info, only.clone()));
                given.push(only);
            }
            for settings in given {
                let login = info.login(&settings, Seed::new([0; 16]), &Options::new());
                if let Err(Error::Setting { problem, .. }) = login {
                    problems.push(problem.into_owned());
                }
            }
        }
        problems
    }

    #[test]
    fn problems_of_settings_are_translated() {
        let long = "x".repeat(5000);
        let values = [
            "",
            " ",
            "x",
            "x y",
            "ä",
            "\n",
            "1",
            "true",
            "http://h",
            "https://h?q",
            "https://h#f",
            "https://a:b@h",
            "ftp://h",
            "github",
            "keycloak",
            "microsoft",
            "mac",
            &long,
            "a=b&a=c",
        ];
        let problems = problems(&values);
        assert!(problems.len() > 100, "{}", problems.len());
        let unknown: Vec<_> = problems.iter().filter(|text| !is_known(text)).collect();
        assert!(unknown.is_empty(), "{unknown:#?}");
    }

    #[test]
    fn reasons_of_tasks_are_translated() {
        use qrlogin::tasks::NoTask;
        let lacks = NoTask::Lacks("refresh_token").to_string();
        assert_eq!(shown(&lacks), "凭据中缺少 `refresh_token`");
        for text in sentences(&["tasks/table.rs"], &["the service has no"]) {
            assert!(is_known(&text), "{text}");
        }
    }

    /// The texts in these files of the core that begin so.
    fn sentences(files: &[&str], begin: &[&str]) -> Vec<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../src");
        let mut found = Vec::new();
        for file in files {
            let source = std::fs::read_to_string(format!("{folder}/{file}")).unwrap();
            let texts = source.split('"').skip(1).step_by(2);
            let begins = |text: &&str| begin.iter().any(|begin| text.starts_with(begin));
            found.extend(texts.filter(begins).map(str::to_owned));
        }
        assert!(!found.is_empty());
        found
    }

    #[test]
    fn problems_of_files_are_translated() {
        let files = [
            "registry/import/json.rs",
            "registry/import/tokens.rs",
            "registry/import/lines.rs",
            "registry/import/assemble.rs",
            "registry/export/curl.rs",
        ];
        let begin = ["it ", "its ", "a value ", "only a "];
        for text in sentences(&files, &begin) {
            assert!(is_known(&text), "{text}");
        }
    }

    #[test]
    fn no_text_is_twice_in_the_table() {
        let mut texts: Vec<_> = table().map(|(en, _)| en).collect();
        texts.sort_unstable();
        let all = texts.len();
        texts.dedup();
        assert_eq!(texts.len(), all);
    }

    #[test]
    fn both_texts_have_the_same_number_of_values() {
        for (en, zh) in table() {
            assert_eq!(en.matches("{}").count(), zh.matches("{}").count(), "{en}");
        }
    }

    #[test]
    fn values_stay_unless_they_are_texts_too() {
        assert_eq!(
            shown("could not connect to api.example: connection refused"),
            "无法连接到 api.example：连接被拒绝"
        );
        assert_eq!(
            shown("could not connect to api.example: made of cheese"),
            "无法连接到 api.example：made of cheese"
        );
    }

    #[test]
    fn several_notices_are_translated_each() {
        assert_eq!(
            shown("the operator of h.example sees your tokens; unknown"),
            "h.example 的运营者可以看到您的令牌；unknown"
        );
    }

    #[test]
    fn another_text_stays_english() {
        assert_eq!(shown("something new"), "something new");
        assert_eq!(of_core("WeChat"), "WeChat");
    }
}
