//! Hints: by the key of the advice, with the name of the option.

use qrlogin::flows::FlowInfo;
use qrlogin::{Advice, Failure};
use qrlogin_transport::{CallError, TlsProblem, TransportError as _};

use crate::args::SettingOption;

messages! {
    new_code() {
        en: "run the command again and scan the code before it expires; --renew 5 shows new codes \
             by itself"
    }
    /// Bilibili's response to a poll does not change after a declined login.
    new_code_bilibili() {
        en: "run the command again and scan the code before it expires; --renew 5 shows new codes \
             by itself. Bilibili does not report a declined login; it looks the same"
    }
    give_input() {
        en: "run the command at a terminal; or, after the event input_wanted of --json, write a \
             line to its standard input"
    }
    longer_timeout() {
        en: "run the command again with a longer --timeout, or without it to use the full \
             lifetime of the code"
    }
    start_again() { en: "run the command again" }
    try_later() { en: "try again in a few minutes" }
    wait_for_unblock() {
        en: "wait an hour or use another network: repeated attempts prolong the block"
    }
    report_change() {
        en: "the service may have changed: check for a newer version of qrlogin, or report it"
    }
    check_certificates() {
        en: "check the system clock; behind a proxy that inspects TLS, pass its CA certificate \
             with --ca-file FILE or SSL_CERT_FILE"
    }
    check_address() { en: "check for a newer version of qrlogin, or report it" }
    check_base_url() { en: "check --base-url, or for a newer version of qrlogin" }
    check_portal() {
        en: "open any web page in a browser and sign in to the network if it requires that; if \
             not, wait an hour or use another network"
    }
    check_proxy() {
        en: "check that the proxy runs, and --proxy or HTTPS_PROXY and ALL_PROXY in the environment"
    }
    check_network() { en: "check the network and the proxy settings, then try again" }
    check_network_or_proxy() {
        en: "check the network, then try again; if a proxy is needed, use --proxy URL or \
             HTTPS_PROXY"
    }
    check_proxy_option() { en: "check that the proxy runs, and the address in --proxy" }
    check_proxy_variable(variable) {
        en: "check that the proxy runs; correct or unset {variable}, or use --proxy URL"
    }
    check_proxy_address() { en: "check the address of the proxy, or use --proxy URL" }
    unknown_authority() {
        en: "behind a proxy that inspects TLS, pass its CA certificate with --ca-file FILE or \
             SSL_CERT_FILE; one that is passed already did not sign this certificate"
    }
    check_clock() {
        en: "check the system clock; if it is right, the server needs a new certificate"
    }
    replace_authority() {
        en: "the certificate authority must be replaced by one with SHA-256 and RSA keys of at \
             least 2048 bits"
    }
    check_who_answers() {
        en: "another server answers in its place: check the network, --proxy and --base-url"
    }
    correct_option(option) { en: "correct {option}" }
    correct_variable(variable) { en: "correct or unset the variable {variable}" }
    fix_setting() { en: "check the setting" }
    fix_settings(options) { en: "check {options}" }
    check_app() { en: "check the state of this app in the service's developer console" }
    check_key_pair() {
        en: "the request signature was rejected: check for a newer version of qrlogin"
    }
    check_key_pair_of(options) { en: "the request signature was rejected: check {options}" }
    update_app() { en: "update the app on the phone, then scan again" }
    account_restricted() {
        en: "this account cannot use this kind of login; the service's message above says why"
    }
    choose_other_app() { en: "choose another app with --app; `qrlogin flows` lists them" }
    check_region() {
        en: "check --region: a game from TapTap.cn or the Chinese App Store is `china`, one from \
             Google Play or TapTap.io is `international`"
    }
    check_server() { en: "check the address of the server, and its version" }
    check_server_option(option) { en: "check {option}, and the version of that server" }
    verify_account() {
        en: "verify your identity in the service's own app or website, then run the command again"
    }
    keep_credentials() { en: "use the credentials of the earlier login" }
    see_message() { en: "see the service's message" }

    /// The server of `--base-url` refuses connections.
    server_not_running() { en: "check that the server of --base-url is running, and its address" }
    name_server(default) {
        en: "start a server at {default}, or give the address of yours with --base-url"
    }
    start_simulator() { en: "start a simulator at that address with `qrlogin simulate`" }

    for_another_code() {
        en: "the code above is no longer valid: run the command again for a new one"
    }
    run_again() { en: "run the command again" }
    if_rejected_then() {
        en: "if the refresh is rejected then, the old tokens were used up by a request whose \
             response was lost: log in again"
    }
    and(hint, more) { en: "{hint}; {more}" }
    still_valid() {
        en: "the credentials in the file are still valid: try again in a few minutes"
    }
    log_in_again_to(flow, path) {
        en: "log in again: qrlogin login {flow} --force --out {path}"
    }
    report_internal() {
        en: "please report this with the text above, but without the link in the code"
    }
    check_limits() { en: "check `ulimit -u` and the limits of the container" }
    use_blocking() { en: "try --transport blocking" }
    record_to_the_end() { en: "to get its end, record a login that is not interrupted" }
    leave_out_exact() { en: "leave out --exact" }
    record_anew() { en: "record the login again, or have another program write the file" }
    report_drift() { en: "if the service has changed, report it with the recording" }

    does_not_scan(help) { en: "if the code does not scan, {help}" }
    qr_file_or_invert() { en: "use --qr-file FILE, or on a light background --invert" }
    qr_file_or_utf8() {
        en: "use --qr-file FILE, or try --qr utf8 (on a light background with --invert)"
    }
    enlarge_or_qr_file(columns, lines) {
        en: "enlarge the window to {columns}x{lines} or use --qr-file FILE"
    }
    too_long_for_a_code() { en: "too long for a QR code" }
}

/// Settings that are keys or their secrets.
const KEYS: [&str; 4] = ["appkey", "appsec", "client_id", "app_key"];

/// The hint for an advice, by its key. With the flow, it names the flow's options.
pub(crate) fn hint(advice: &Advice, flow: Option<&FlowInfo>) -> String {
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
        _ => advice.to_string(),
    }
}

/// The hint for a failed call, where it is more precise than that for the login's error.
pub(crate) fn call_hint(call: &CallError) -> Option<String> {
    Some(match (call.failure(), call.tls()) {
        (_, Some(TlsProblem::UnknownAuthority)) => unknown_authority(),
        (_, Some(TlsProblem::Expired | TlsProblem::NotYetValid)) => check_clock(),
        (_, Some(TlsProblem::WeakSignature)) => replace_authority(),
        (_, Some(TlsProblem::OtherHost | TlsProblem::NotTls)) => check_who_answers(),
        (Failure::Proxy, _) => match call.proxy().and_then(|proxy| proxy.setting) {
            Some("--proxy") => check_proxy_option(),
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
