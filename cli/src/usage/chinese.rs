//! The parser's errors in Chinese.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::messages::of_error;
use crate::text::printable;

/// What is wrong, in one line; `None` for kinds without a translation.
pub(crate) fn message(error: &clap::Error) -> Option<String> {
    let argument = texts(error, ContextKind::InvalidArg);
    let value = text(error, ContextKind::InvalidValue);
    let (all, first) = (argument.join(" "), argument.first().cloned());
    let first = first.unwrap_or_default();
    Some(match error.kind() {
        ErrorKind::UnknownArgument => format!("没有选项或参数 `{first}`"),
        ErrorKind::InvalidValue if value.as_deref().unwrap_or_default().is_empty() => {
            format!("{first} 需要一个值")
        }
        ErrorKind::InvalidValue => {
            let valid = texts(error, ContextKind::ValidValue).join(", ");
            format!("{first} 的值 `{}` 无效；可选值：{valid}", value?)
        }
        ErrorKind::ValueValidation => {
            use std::error::Error as _;
            let reason = error.source().map(|source| of_error(source).to_string());
            let reason = reason.map(|reason| format!("：{}", printable(&reason)));
            format!(
                "{first} 的值 `{}` 无效{}",
                value?,
                reason.unwrap_or_default()
            )
        }
        ErrorKind::MissingRequiredArgument => format!("缺少必需的参数：{all}"),
        ErrorKind::ArgumentConflict => {
            let others = texts(error, ContextKind::PriorArg);
            match others.contains(&first) {
                true => format!("{first} 不能重复给出"),
                false if others.is_empty() => format!("{first} 不能与其他参数一起使用"),
                false => format!("{first} 不能与 {} 一起使用", others.join("、")),
            }
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "缺少子命令".to_owned()
        }
        ErrorKind::NoEquals => format!("{first} 的值前需要等号"),
        ErrorKind::TooManyValues => format!("{first} 不接受值 `{}`", value?),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{first} 的值的数量不对")
        }
        ErrorKind::InvalidUtf8 => "参数不是有效的 UTF-8".to_owned(),
        _ => return None,
    })
}

/// The parser's suggestion.
pub(crate) fn tip(error: &clap::Error) -> Option<String> {
    let similar = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
        ContextKind::SuggestedSubcommand,
    ];
    let similar = similar.into_iter().find_map(|kind| text(error, kind))?;
    Some(format!("您是不是想用 `{similar}`？"))
}

/// How the command is used.
pub(crate) fn usage(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) else {
        return None;
    };
    let usage = usage.to_string();
    let usage = usage
        .strip_prefix("Usage: ")?
        .replace("[OPTIONS]", "[选项]");
    Some(format!("用法：{}", usage.replace("<COMMAND>", "<命令>")))
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    texts(error, kind).into_iter().next()
}

fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![printable(text)],
        Some(ContextValue::Strings(texts)) => texts.iter().map(|text| printable(text)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::args::Cli;
    use crate::messages::Language;

    fn error(arguments: &str) -> clap::Error {
        let arguments = std::iter::once("qrlogin").chain(arguments.split(' '));
        Cli::command().try_get_matches_from(arguments).unwrap_err()
    }

    #[test]
    fn wrong_usage_is_explained_in_chinese() {
        for (arguments, expected) in [
            ("list --jsn", "没有选项或参数 `--jsn`"),
            (
                "qr x --format gif",
                "--format <FORMAT> 的值 `gif` 无效；可选值：png, svg, txt",
            ),
            ("login 115 --renew", "--renew <N> 需要一个值"),
            (
                "login 115 --timeout 0",
                "--timeout <TIME> 的值 `0` 无效：至少为 1 秒",
            ),
            ("show", "缺少必需的参数：<NAME>"),
            (
                "login 115 --out x --profile y",
                "--out <FILE> 不能与 --profile <NAME> 一起使用",
            ),
            ("login 115 --quiet -q", "--quiet 不能重复给出"),
            ("login 115 --json=1", "--json 不接受值 `1`"),
            ("gateway-key", "缺少子命令"),
        ] {
            let message = Language::Chinese.within(|| message(&error(arguments)));
            assert_eq!(message.as_deref(), Some(expected), "{arguments}");
        }
    }

    #[test]
    fn a_suggestion_is_in_chinese() {
        let tip = tip(&error("list --jsn"));
        assert_eq!(tip.as_deref(), Some("您是不是想用 `--json`？"));
        assert_eq!(super::tip(&error("show")), None);
    }

    #[test]
    fn the_usage_is_in_chinese() {
        let usage = usage(&error("list --jsn"));
        assert_eq!(usage.as_deref(), Some("用法：qrlogin list --json"));
    }
}
