//! The hint for an advice of the core, by its key, and for a failed call.

use qrlogin::flows::FlowInfo;
use qrlogin::{Advice, Failure};
use qrlogin_transport::{CallError, TlsProblem, TransportError as _};

use super::hints::*;
use super::{Text, of_core};
use crate::args::{PROXY_IN_FILE, PROXY_OPTION, SettingOption};

/// Settings that are keys or their secrets.
const KEYS: [&str; 4] = ["appkey", "appsec", "client_id", "app_key"];

/// The hint for an advice, by its key. With the flow, it names the flow's options.
pub(crate) fn hint(advice: &Advice, flow: Option<&FlowInfo>) -> Text {
    let has = |name: &str| {
        flow.is_some_and(|flow| flow.settings.iter().any(|setting| setting.name == name))
    };
    match advice.key() {
        "new_code" if flow.is_some_and(|flow| flow.id.starts_with("bilibili")) => {
            new_code_bilibili()
        }
        "new_code" => new_code(),
        "start_again" => start_again(),
        "try_later" => try_later(),
        "wait_for_unblock" => wait_for_unblock(),
        "report_change" => report_change(),
        "check_certificates" => check_certificates(),
        "check_address" if has("base_url") => check_base_url(),
        "check_address" => check_address(),
        "check_portal" => check_portal(),
        "check_proxy" => check_proxy(),
        "check_network" => check_network(),
        "fix_setting" => match required(flow) {
            Some(options) => fix_settings(options),
            None => fix_setting(),
        },
        "check_app" => check_app(),
        "check_key_pair" => match options(flow, |name| KEYS.contains(&name)) {
            Some(options) => check_key_pair_of(options),
            None => check_key_pair(),
        },
        "update_app" => update_app(),
        "account_restricted" => account_restricted(),
        "choose_other_app" => choose_other_app(),
        "check_region" => check_region(),
        "check_server" => match options(flow, |name| matches!(name, "base_url" | "cloud_url")) {
            Some(option) => check_server_option(option),
            None => check_server(),
        },
        "verify_account" => verify_account(),
        "keep_credentials" => keep_credentials(),
        "see_message" => see_message(),
        // Advice of a newer version of the core.
        _ => of_core(&advice.to_string()),
    }
}

/// The hint for a failed call, where it is more precise than that for the login's error.
pub(crate) fn call_hint(call: &CallError) -> Option<Text> {
    Some(match (call.failure(), call.tls()) {
        (_, Some(TlsProblem::UnknownAuthority)) => unknown_authority(),
        (_, Some(TlsProblem::Expired | TlsProblem::NotYetValid)) => check_clock(),
        (_, Some(TlsProblem::WeakSignature)) => replace_authority(),
        (_, Some(TlsProblem::OtherHost | TlsProblem::NotTls)) => check_who_answers(),
        (Failure::Proxy, _) => match call.proxy().and_then(|proxy| proxy.setting) {
            Some(PROXY_OPTION) => check_proxy_option(),
            Some(PROXY_IN_FILE) => check_proxy_in(of_core(PROXY_IN_FILE)),
            Some(variable) => check_proxy_variable(variable),
            None => check_proxy_address(),
        },
        (Failure::Connect | Failure::Timeout, _) => check_network_or_proxy(),
        _ => return None,
    })
}

/// The options of a flow's required settings: a service that refuses a setting refuses one of them.
fn required(flow: Option<&FlowInfo>) -> Option<String> {
    let settings = flow?.settings.iter().filter(|setting| setting.required);
    join(settings.map(|setting| setting.name))
}

/// The options of the selected settings of a flow, such as `--set appkey, --set appsec`.
fn options(flow: Option<&FlowInfo>, wanted: impl Fn(&str) -> bool) -> Option<String> {
    let names = flow?.settings.iter().map(|setting| setting.name);
    join(names.filter(|name| wanted(name)))
}

fn join<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let options: Vec<_> = names.map(option).collect();
    (!options.is_empty()).then(|| options.join(", "))
}

/// The option of `qrlogin login` for a setting.
pub(crate) fn option(name: &str) -> String {
    let own = SettingOption::of(name).map(SettingOption::option);
    own.unwrap_or_else(|| format!("--set {name}"))
}

#[cfg(test)]
mod tests {
    use qrlogin::flows;
    use qrlogin::pan115::advice::CHOOSE_OTHER_APP;
    use qrlogin::taptap::advice::CHECK_REGION;

    use super::*;

    #[test]
    fn hints_name_the_options_of_the_flow() {
        for (flow, advice, options) in [
            ("115-open", Advice::FIX_SETTING, "--set client_id"),
            (
                "bilibili-tv",
                Advice::CHECK_KEY_PAIR,
                "--set appkey, --set appsec",
            ),
            ("115-gateway", Advice::CHECK_ADDRESS, "--base-url"),
            ("phi-api", Advice::CHECK_SERVER, "--base-url"),
            ("taptap", Advice::CHECK_SERVER, "--set cloud_url"),
            ("taptap", CHECK_REGION, "--region"),
            ("115", CHOOSE_OTHER_APP, "--app"),
            ("bilibili-web", Advice::CHECK_CERTIFICATES, "--ca-file"),
            ("bilibili-web", Advice::CHECK_PROXY, "--proxy"),
            ("wechat-web", Advice::NEW_CODE, "--renew"),
        ] {
            let hint = hint(&advice, flows::find(flow));
            assert!(hint.contains(options), "{flow}: {hint}");
        }
    }

    #[test]
    fn hints_omit_options_that_the_flow_lacks() {
        for advice in [
            Advice::FIX_SETTING,
            Advice::CHECK_KEY_PAIR,
            Advice::CHECK_ADDRESS,
        ] {
            let hint = hint(&advice, flows::find("bilibili-web"));
            assert!(!hint.contains("--"), "{hint}");
        }
    }
}
