//! Messages during a login, a refresh, a replay and a simulation.

use qrlogin::Warning;

messages! {
    demo() { en: "This is a simulation: no phone is needed, and the credentials are fake." }
    scan_with(app) { en: "Scan this code with {app}:" }
    link(text) { en: "Link: {text}" }
    user_code(code) { en: "Code: {code} (compare it with the one on the page)" }
    user_code_at(code, uri) { en: "Code: {code} (compare it, or type it at {uri})" }
    image_at(url) { en: "Image: {url}" }
    picture_at(path) { en: "Picture of the code, removed when the login ends: {path}" }
    note(hint) { en: "Note: {hint}" }
    renewed(number, of) { en: "The code expired. Here is a new one ({number} of {of})." }
    no_picture(reason) { en: "no picture was written: {reason}" }
    /// `left` is a time such as `2:59`.
    valid_for(left) { en: "Valid for {left}. Waiting for the scan; press Ctrl-C to cancel." }
    timeout_leaves(left) {
        en: "Waiting for the scan, {left} left (--timeout). Press Ctrl-C to cancel."
    }
    scanned() { en: "Scanned. Confirm the login on the phone." }
    confirmed() { en: "Confirmed. Fetching the credentials." }
    /// `what` is such as "the number shown on the phone".
    input_wanted(what, left) { en: "Type {what} and press Enter ({left} left):" }
    input_refused() { en: "The service did not accept that." }
    waiting_for_scan(left) { en: "Waiting for the scan, {left} left" }
    waiting_for_confirmation(left) { en: "Waiting for the confirmation, {left} left" }

    /// Before there is a code: the retries are few.
    retrying(number, cause) { en: "Retry {number} (a few at most): {cause}" }
    /// With a code: its end, or that of `--timeout`, is the end of the retries.
    retrying_for(number, left, cause) { en: "Retry {number}, for another {left}: {cause}" }
    /// Beside the time left.
    retrying_now(number, cause) { en: "Retry {number}: {cause}" }
    /// After the confirmation.
    retrying_last(number, cause) { en: "Retry {number}, for about a minute: {cause}" }

    logged_in() { en: "Logged in." }
    logged_in_secret() {
        en: "Logged in. Keep the following secret; anyone who has it can use your account."
    }
    saved(path) { en: "Logged in. The credentials are in {path}" }
    stdout_is_null() {
        en: "standard output is /dev/null; use --out FILE or the credentials are lost"
    }
    stdout_is_readable(mode) {
        en: "other users can read the file that standard output goes to (mode {mode}); --out FILE \
             creates it with mode 0600"
    }
    no_kid() {
        en: "there is no KID cookie, which 115 has required since December 2024; the cookies may \
             be rejected"
    }
    no_refresh_token() {
        en: "there is no refresh token; when the cookies expire, a new login is needed"
    }
    no_cookies_named(names) { en: "there is no cookie {names}; some calls will be rejected" }
    no_token_end() { en: "the service did not say when the access token expires" }
    keeps_cookies_only(format, yields) {
        en: "Note: --format {format} keeps cookies only; this login yields {yields}."
    }
    left_out(format, names) {
        en: "--format {format} cannot hold {names}; log in with --format json to keep them"
    }

    redacting() { en: "Removing the secrets from the recording; press Ctrl-C to skip it." }
    recorded(path) { en: "Recorded, without the secrets: {path}" }
    recording_failed(path, reason) { en: "the recording {path} could not be written: {reason}" }
    recording_skipped(path, reason) { en: "the recording {path} was not written: {reason}" }
    interrupted() { en: "interrupted" }

    refresh_waiting() {
        en: "waiting for the response, which may hold the only valid tokens; press Ctrl-C again \
             after 2 s to give up"
    }
    refresh_not_due(ends) { en: "Not due yet: {ends}. Use --force to refresh now." }
    refresh_done_already(ends) {
        en: "Another run has just refreshed the credentials: {ends}. Nothing was sent."
    }
    refresh_waits_for_other() {
        en: "Another run of qrlogin is using the file. Waiting for it; press Ctrl-C to cancel."
    }
    refreshed(ends, path) { en: "Refreshed: {ends}. The new credentials are in {path}" }
    refresh_not_due_yet() {
        en: "Not due yet, says the service. Use --force to refresh now."
        zh: "服务端表示暂不需要刷新。要立即刷新请加 --force。"
    }
    refreshed_cookies(path) {
        en: "Refreshed. The new credentials are in {path}"
        zh: "已刷新。新凭据保存在 {path}"
    }
    not_confirmed(reason) {
        en: "the new credentials are saved, but the service was not asked to end the old ones: \
             {reason}; the next refresh repeats it"
        zh: "新凭据已保存，但未能让服务端作废旧凭据：{reason}；下次刷新会重试"
    }
    token_ends_in(time) { en: "the access token expires in {time}" }
    token_end_unknown() { en: "it is unknown when the access token expires" }

    entry_skipped() { en: "1 entry does not belong to this login" }
    entries_skipped(count) { en: "{count} entries do not belong to this login" }
    entry_unreadable(entry) { en: "cannot read {entry}" }
    entries_unreadable(count) { en: "{count} more entries cannot be read" }

    gateway_listens(origin) {
        en: "The gateway listens at {origin} until Ctrl-C: phiApi at {origin}/phiApi, 115 at {origin}."
    }

    // Messages of the simulator.
    simulator_listens(origin) {
        en: "The simulator listens at {origin} until Ctrl-C. All data is fake."
    }
    simulated_logins() { en: "Log in with one of" }
    simulator_control(origin) {
        en: "Scan and confirm by hand, read the log (its page lists these calls): curl {origin}/_sim/"
    }
}

/// The message for a warning about credentials.
pub(crate) fn lacking(warning: &Warning) -> String {
    match warning {
        Warning::MissingKid => no_kid(),
        Warning::MissingRefreshToken => no_refresh_token(),
        Warning::MissingCookies { names, .. } => no_cookies_named(names.join(", ")),
        Warning::UnknownEnd => no_token_end(),
        // A warning of a newer version of the core.
        warning => warning.to_string(),
    }
}
