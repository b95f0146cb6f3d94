//! The language of this run: `--lang`, else `QRLOGIN_LANG`, else the configuration file, else the
//! locale, else the system's setting.

use std::ffi::OsString;

use crate::messages::Language;
use crate::show::terminal::{Charset, locale};

/// The variable for the language.
const VARIABLE: &str = "QRLOGIN_LANG";
/// The variables with the locale of messages: POSIX has these in this order.
const LOCALE: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// The language for these arguments, before they are parsed: the help and the errors of the parser
/// have it too.
pub(crate) fn of(arguments: &[OsString], configured: Option<String>) -> Language {
    let variable = |name: &str| std::env::var_os(name);
    let option = option(arguments);
    choose(option.as_deref(), configured.as_deref(), variable, platform)
}

/// The value of the last `--lang`.
fn option(arguments: &[OsString]) -> Option<String> {
    let mut arguments = arguments
        .iter()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .take_while(|argument| argument != "--");
    let mut found = None;
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix("--lang") {
            Some("") => found = arguments.next(),
            Some(rest) => found = rest.strip_prefix('=').map(str::to_owned).or(found),
            None => {}
        }
    }
    found
}

fn choose(
    option: Option<&str>,
    configured: Option<&str>,
    variable: impl Fn(&str) -> Option<OsString>,
    platform: impl Fn() -> Option<String>,
) -> Language {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let text = |name: &str| set(name).map(|value| value.to_string_lossy().into_owned());
    let encoding = locale(set);
    let charset = Charset::of(encoding.as_deref());
    let requested = option.and_then(of_request);
    let requested = requested.or_else(|| text(VARIABLE).as_deref().and_then(of_request));
    let requested = requested.or_else(|| configured.and_then(of_request));
    if let Some(language) = requested {
        // `C` and `POSIX` say nothing about the terminal, another encoding does.
        let other = encoding.is_some_and(|name| name.contains('.')) && charset != Charset::Utf8;
        return if other { Language::English } else { language };
    }
    match LOCALE.into_iter().find_map(text) {
        Some(name) if charset == Charset::Utf8 => of_locale(&name),
        Some(_) => Language::English,
        None => platform().map_or(Language::English, |name| of_locale(&name)),
    }
}

/// The language that the user has requested: `en`, `zh`, or a locale of one.
fn of_request(name: &str) -> Option<Language> {
    let name = name.to_ascii_lowercase();
    match name.split(['-', '_', '.']).next() {
        Some("en") => Some(Language::English),
        Some("zh") => Some(Language::Chinese),
        _ => None,
    }
}

/// The language for a locale such as `zh_CN.UTF-8` or `zh-Hans-CN`. Where Chinese is written in
/// traditional characters, it is English.
fn of_locale(name: &str) -> Language {
    const TRADITIONAL: [&str; 4] = ["tw", "hk", "mo", "hant"];
    let name = name.to_ascii_lowercase();
    let mut parts = name.split(['-', '_', '.', '@']);
    match parts.next() {
        Some("zh") if !parts.any(|part| TRADITIONAL.contains(&part)) => Language::Chinese,
        _ => Language::English,
    }
}

/// The language of the system, where it is not in the environment.
fn platform() -> Option<String> {
    #[cfg(any(windows, target_os = "macos"))]
    return sys_locale::get_locale();
    #[cfg(not(any(windows, target_os = "macos")))]
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(option: Option<&str>, variables: &[(&str, &str)]) -> &'static str {
        chosen_with(option, variables, None)
    }

    fn chosen_with(
        option: Option<&str>,
        variables: &[(&str, &str)],
        configured: Option<&str>,
    ) -> &'static str {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(OsString::from(found.1))
        };
        match choose(option, configured, variable, || None) {
            Language::English => "en",
            Language::Chinese => "zh",
        }
    }

    #[test]
    fn the_option_wins_over_the_variable_and_the_locale() {
        let chinese = ("LANG", "zh_CN.UTF-8");
        assert_eq!(chosen(None, &[]), "en");
        assert_eq!(chosen(None, &[chinese]), "zh");
        assert_eq!(chosen(None, &[chinese, (VARIABLE, "en")]), "en");
        assert_eq!(chosen(Some("zh"), &[chinese, (VARIABLE, "en")]), "zh");
        assert_eq!(chosen(Some("zh-CN"), &[]), "zh");
        assert_eq!(chosen(Some("fr"), &[(VARIABLE, "zh_CN")]), "zh");
        assert_eq!(chosen(None, &[(VARIABLE, "fr"), chinese]), "zh");
    }

    #[test]
    fn the_configuration_wins_over_the_locale_only() {
        let chinese = ("LANG", "zh_CN.UTF-8");
        assert_eq!(chosen_with(None, &[chinese], Some("en")), "en");
        assert_eq!(chosen_with(None, &[], Some("zh")), "zh");
        assert_eq!(chosen_with(Some("en"), &[], Some("zh")), "en");
        assert_eq!(chosen_with(None, &[(VARIABLE, "en")], Some("zh")), "en");
    }

    #[test]
    #[cfg(not(windows))]
    fn the_first_variable_of_the_locale_decides() {
        let (utf8, zh) = (("LC_CTYPE", "C.UTF-8"), "zh_CN.UTF-8");
        assert_eq!(chosen(None, &[utf8, ("LC_MESSAGES", zh)]), "zh");
        assert_eq!(chosen(None, &[("LC_ALL", "C"), ("LANG", zh)]), "en");
        let english = ("LC_MESSAGES", "en_US.UTF-8");
        assert_eq!(chosen(None, &[english, ("LANG", zh)]), "en");
        assert_eq!(chosen(None, &[("LC_ALL", ""), ("LANG", zh)]), "zh");
    }

    #[test]
    #[cfg(not(windows))]
    fn a_locale_without_utf8_is_english() {
        for name in ["zh_CN.GBK", "zh_CN.gb18030", "zh_CN", "zh_SG.GB2312"] {
            assert_eq!(chosen(None, &[("LANG", name)]), "en", "{name}");
        }
        assert_eq!(chosen(Some("zh"), &[("LANG", "zh_CN.GBK")]), "en");
        // Says nothing about the terminal.
        assert_eq!(chosen(Some("zh"), &[("LC_ALL", "C")]), "zh");
        assert_eq!(chosen(None, &[("LC_ALL", "C"), (VARIABLE, "zh")]), "zh");
    }

    #[test]
    fn locales_with_simplified_characters_are_chinese() {
        for name in ["zh_CN.UTF-8", "zh-Hans-CN", "zh-CN", "zh_SG.utf8", "zh"] {
            assert_eq!(of_locale(name), Language::Chinese, "{name}");
        }
        for name in ["zh_TW.UTF-8", "zh-Hant-HK", "ja_JP.UTF-8", "zha", "C", ""] {
            assert_eq!(of_locale(name), Language::English, "{name}");
        }
    }

    #[test]
    fn the_option_is_found_among_the_arguments() {
        let found = |arguments: &[&str]| {
            let arguments: Vec<_> = arguments.iter().map(OsString::from).collect();
            option(&arguments)
        };
        assert_eq!(
            found(&["qrlogin", "--lang", "zh", "list"]).as_deref(),
            Some("zh")
        );
        assert_eq!(
            found(&["qrlogin", "list", "--lang=en"]).as_deref(),
            Some("en")
        );
        assert_eq!(found(&["qrlogin", "list", "--", "--lang", "zh"]), None);
        assert_eq!(found(&["--lang", "list", "--language=zh", "--lang"]), None);
    }
}
