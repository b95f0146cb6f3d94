//! The flow as an argument: its name, in any case, or a common name of its service.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use qrlogin::flows::{FLOWS, FlowInfo};

/// Other names of flows, which are not in the help and the completions.
const ALIASES: [(&str, &str); 8] = [
    ("bilibili", "bilibili-web"),
    ("b站", "bilibili-web"),
    ("tv", "bilibili-tv"),
    ("wechat", "wechat-web"),
    ("weixin", "wechat-web"),
    ("wx", "wechat-web"),
    ("微信", "wechat-web"),
    ("phigros", "taptap"),
];

/// The flow of this name or alias, in any case.
pub(crate) fn flow_named(text: &str) -> Option<&'static FlowInfo> {
    let is_named = |name: &str| name.eq_ignore_ascii_case(text);
    let of_alias = || ALIASES.iter().find(|(alias, _)| is_named(alias));
    let flow = FLOWS.iter().find(|info| is_named(info.id));
    flow.or_else(|| of_alias().and_then(|(_, id)| qrlogin::flows::find(id)))
}

/// The parser; the argument ignores case.
pub(super) fn flow_names() -> impl TypedValueParser<Value = String> {
    let name = |info: &FlowInfo| {
        let aliases = ALIASES.iter().filter(|(_, id)| *id == info.id);
        PossibleValue::new(info.id)
            .help(format!("{}; scan with {}", info.yields, info.scan_with))
            .aliases(aliases.map(|(alias, _)| *alias))
    };
    let names = PossibleValuesParser::new(FLOWS.iter().map(name));
    names.map(|text| match flow_named(&text) {
        Some(info) => info.id.to_owned(),
        None => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_names_of_existing_flows() {
        for (alias, id) in ALIASES {
            assert_eq!(flow_named(alias).map(|info| info.id), Some(id), "{alias}");
        }
    }

    #[test]
    fn names_of_flows_are_found_in_any_case() {
        for (text, id) in [
            ("Bilibili-Web", Some("bilibili-web")),
            ("B站", Some("bilibili-web")),
            ("WeChat", Some("wechat-web")),
            ("TAPTAP", Some("taptap")),
            ("bili", None),
            ("", None),
        ] {
            assert_eq!(flow_named(text).map(|info| info.id), id, "{text}");
        }
    }
}
