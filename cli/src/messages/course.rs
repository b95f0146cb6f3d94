//! Messages during a login, a refresh, a replay and a simulation.

use qrlogin::Warning;

use super::{Text, of_core};

messages! {
    demo() {
        en: "This is a simulation: no phone is needed, and the credentials are fake."
        zh: "这是模拟登录：无需手机，凭据都是假的。"
    }
    scan_with(app) {
        en: "Scan this code with {app}:"
        zh: "请用{app}扫描此二维码："
    }
    link(text) {
        en: "Link: {text}"
        zh: "链接：{text}"
    }
    user_code(code) {
        en: "Code: {code} (compare it with the one on the page)"
        zh: "验证码：{code}（请与页面上的核对）"
    }
    user_code_at(code, uri) {
        en: "Code: {code} (compare it, or type it at {uri})"
        zh: "验证码：{code}（请核对，或在 {uri} 输入）"
    }
    image_at(url) {
        en: "Image: {url}"
        zh: "图片：{url}"
    }
    picture_at(path) {
        en: "Picture of the code, removed when the login ends: {path}"
        zh: "二维码图片（登录结束后删除）：{path}"
    }
    note(hint) {
        en: "Note: {hint}"
        zh: "提示：{hint}"
    }
    renewed(number, of) {
        en: "The code expired. Here is a new one ({number} of {of})."
        zh: "二维码已过期，以下是新的二维码（第 {number} 个，最多 {of} 个）。"
    }
    no_picture(reason) {
        en: "no picture was written: {reason}"
        zh: "未能写入图片：{reason}"
    }
    /// `left` is a time such as `2:59`.
    valid_for(left) {
        en: "Valid for {left}. Waiting for the scan; press Ctrl-C to cancel."
        zh: "{left} 内有效。等待扫码；按 Ctrl-C 取消。"
    }
    timeout_leaves(left) {
        en: "Waiting for the scan, {left} left (--timeout). Press Ctrl-C to cancel."
        zh: "等待扫码，剩余 {left}（--timeout）。按 Ctrl-C 取消。"
    }
    scanned() {
        en: "Scanned. Confirm the login on the phone."
        zh: "已扫码，请在手机上确认登录。"
    }
    confirmed() {
        en: "Confirmed. Fetching the credentials."
        zh: "已确认，正在获取凭据。"
    }
    /// `what` is such as "the number shown on the phone".
    input_wanted(what, left) {
        en: "Type {what} and press Enter ({left} left):"
        zh: "请输入{what}，然后按回车键（剩余 {left}）："
    }
    input_refused() {
        en: "The service did not accept that."
        zh: "服务未接受该输入。"
    }
    waiting_for_scan(left) {
        en: "Waiting for the scan, {left} left"
        zh: "等待扫码，剩余 {left}"
    }
    waiting_for_confirmation(left) {
        en: "Waiting for the confirmation, {left} left"
        zh: "等待确认，剩余 {left}"
    }

    /// Before there is a code: the retries are few.
    retrying(number, cause) {
        en: "Retry {number} (a few at most): {cause}"
        zh: "第 {number} 次重试（次数有限）：{cause}"
    }
    /// With a code: its end, or that of `--timeout`, is the end of the retries.
    retrying_for(number, left, cause) {
        en: "Retry {number}, for another {left}: {cause}"
        zh: "第 {number} 次重试，将持续重试 {left}：{cause}"
    }
    /// Beside the time left.
    retrying_now(number, cause) {
        en: "Retry {number}: {cause}"
        zh: "第 {number} 次重试：{cause}"
    }
    /// After the confirmation.
    retrying_last(number, cause) {
        en: "Retry {number}, for about a minute: {cause}"
        zh: "第 {number} 次重试，将持续约一分钟：{cause}"
    }

    logged_in() {
        en: "Logged in."
        zh: "登录成功。"
    }
    logged_in_secret() {
        en: "Logged in. Keep the following secret; anyone who has it can use your account."
        zh: "登录成功。请妥善保管以下凭据：任何人得到它都能使用您的账号。"
    }
    saved(path) {
        en: "Logged in. The credentials are in {path}"
        zh: "登录成功。凭据已保存到 {path}"
    }
    stdout_is_null() {
        en: "standard output is /dev/null; use --out FILE or the credentials are lost"
        zh: "标准输出是 /dev/null；请使用 --out FILE，否则凭据会丢失"
    }
    stdout_is_readable(mode) {
        en: "other users can read the file that standard output goes to (mode {mode}); --out FILE \
             creates it with mode 0600"
        zh: "其他用户可以读取标准输出所指的文件（权限 {mode}）；--out FILE 以 0600 权限创建文件"
    }
    no_kid() {
        en: "there is no KID cookie, which 115 has required since December 2024; the cookies may \
             be rejected"
        zh: "缺少 KID cookie，115 自 2024 年 12 月起要求此项；这些 cookie 可能会被拒绝"
    }
    no_refresh_token() {
        en: "there is no refresh token; when the cookies expire, a new login is needed"
        zh: "没有刷新令牌；cookie 过期后需要重新登录"
    }
    no_cookies_named(names) {
        en: "there is no cookie {names}; some calls will be rejected"
        zh: "没有 cookie {names}；部分接口会拒绝请求"
    }
    no_token_end() {
        en: "the service did not say when the access token expires"
        zh: "服务未说明访问令牌何时过期"
    }
    keeps_cookies_only(format, yields) {
        en: "Note: --format {format} keeps cookies only; this login yields {yields}."
        zh: "提示：--format {format} 只保存 cookie；此登录可得到：{yields}。"
    }
    left_out(format, names) {
        en: "--format {format} cannot hold {names}; log in with --format json to keep them"
        zh: "--format {format} 无法保存 {names}；如需保留，请用 --format json 登录"
    }

    redacting() {
        en: "Removing the secrets from the recording; press Ctrl-C to skip it."
        zh: "正在从录制中去除机密信息；按 Ctrl-C 跳过。"
    }
    recorded(path) {
        en: "Recorded, without the secrets: {path}"
        zh: "已录制（不含机密信息）：{path}"
    }
    recording_failed(path, reason) {
        en: "the recording {path} could not be written: {reason}"
        zh: "无法写入录制文件 {path}：{reason}"
    }
    recording_skipped(path, reason) {
        en: "the recording {path} was not written: {reason}"
        zh: "未写入录制文件 {path}：{reason}"
    }
    interrupted() {
        en: "interrupted"
        zh: "已中断"
    }

    refresh_waiting() {
        en: "waiting for the response, which may hold the only valid tokens; press Ctrl-C again \
             after 2 s to give up"
        zh: "正在等待响应，其中可能有唯一有效的令牌；如要放弃，请在 2 秒后再按一次 Ctrl-C"
    }
    refresh_not_due(ends) {
        en: "Not due yet: {ends}. Use --force to refresh now."
        zh: "尚未到刷新时间：{ends}。如要立即刷新，请用 --force。"
    }
    refresh_done_already(ends) {
        en: "Another run has just refreshed the credentials: {ends}. Nothing was sent."
        zh: "另一个进程刚刚刷新了凭据：{ends}。未发送任何请求。"
    }
    refresh_waits_for_other() {
        en: "Another run of qrlogin is using the file. Waiting for it; press Ctrl-C to cancel."
        zh: "另一个 qrlogin 进程正在使用该文件，等待其结束；按 Ctrl-C 取消。"
    }
    refreshed(ends, path) {
        en: "Refreshed: {ends}. The new credentials are in {path}"
        zh: "已刷新：{ends}。新凭据已保存到 {path}"
    }
    refresh_not_due_yet() {
        en: "Not due yet, says the service. Use --force to refresh now."
        zh: "服务端表示尚未到刷新时间。如要立即刷新，请用 --force。"
    }
    refreshed_cookies(path) {
        en: "Refreshed. The new credentials are in {path}"
        zh: "已刷新。新凭据已保存到 {path}"
    }
    not_confirmed(reason) {
        en: "the new credentials are saved, but the service was not asked to end the old ones: \
             {reason}; the next refresh repeats it"
        zh: "新凭据已保存，但未能让服务端作废旧凭据：{reason}；下次刷新会重试"
    }
    token_ends_in(time) {
        en: "the access token expires in {time}"
        zh: "访问令牌将在 {time}后过期"
    }
    token_end_unknown() {
        en: "it is unknown when the access token expires"
        zh: "访问令牌的过期时间未知"
    }

    entry_skipped() {
        en: "1 entry does not belong to this login"
        zh: "有 1 条记录不属于此登录"
    }
    entries_skipped(count) {
        en: "{count} entries do not belong to this login"
        zh: "有 {count} 条记录不属于此登录"
    }
    entry_unreadable(entry) {
        en: "cannot read {entry}"
        zh: "无法读取{entry}"
    }
    entries_unreadable(count) {
        en: "{count} more entries cannot be read"
        zh: "另有 {count} 条记录无法读取"
    }

    gateway_listens(origin) {
        en: "The gateway listens at {origin} until Ctrl-C: phiApi at {origin}/phiApi, 115 at {origin}."
        zh: "网关正在监听 {origin}，按 Ctrl-C 停止；phiApi：{origin}/phiApi，115：{origin}。"
    }

    // Messages of the simulator.
    simulator_listens(origin) {
        en: "The simulator listens at {origin} until Ctrl-C. All data is fake."
        zh: "模拟器正在监听 {origin}，按 Ctrl-C 停止。所有数据都是假的。"
    }
    simulated_logins() {
        en: "Log in with one of"
        zh: "可用以下任一命令登录"
    }
    simulator_control(origin) {
        en: "Scan and confirm by hand, read the log (its page lists these calls): curl {origin}/_sim/"
        zh: "手动扫码、确认和查看日志（该页面列出这些接口）：curl {origin}/_sim/"
    }
}

/// The message for a warning about credentials.
pub(crate) fn lacking(warning: &Warning) -> Text {
    match warning {
        Warning::MissingKid => no_kid(),
        Warning::MissingRefreshToken => no_refresh_token(),
        Warning::MissingCookies { names, .. } => no_cookies_named(names.join(", ")),
        Warning::UnknownEnd => no_token_end(),
        // A warning of a newer version of the core.
        warning => of_core(&warning.to_string()),
    }
}
