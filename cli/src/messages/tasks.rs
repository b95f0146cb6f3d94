//! What the service says of credentials: status, logout.

messages! {
    status_valid() {
        en: "valid"
        zh: "有效"
    }
    status_refused(reason) {
        en: "refused: {reason}"
        zh: "已失效：{reason}"
    }
    status_unknown(reason) {
        en: "unknown: {reason}"
        zh: "未知：{reason}"
    }
    status_not_asked(reason) {
        en: "not asked: {reason}"
        zh: "未查询：{reason}"
    }
    status_unusable(reason) {
        en: "unusable: {reason}"
        zh: "无法使用：{reason}"
    }
    log_in_with_profile(name) {
        en: "log in again: qrlogin login --profile {name} --if-invalid"
        zh: "请重新登录：qrlogin login --profile {name} --if-invalid"
    }

    logged_out(name) {
        en: "Logged out; profile {name} is deleted"
        zh: "已退出登录，档案 {name} 已删除"
    }
    was_logged_out(name) {
        en: "The service did not accept the credentials any more; profile {name} is deleted"
        zh: "服务端早已不接受该凭据，档案 {name} 已删除"
    }
    not_logged_out(name, reason) {
        en: "not logged out, and profile {name} is kept: {reason}"
        zh: "未能退出登录，档案 {name} 已保留：{reason}"
    }
    logged_out_but(path) {
        en: "logged out, but cannot delete {path}, whose credentials are worthless now"
        zh: "已退出登录，但无法删除 {path}，其中的凭据已失效"
    }
    no_logout(flow, reason) {
        en: "credentials of {flow} cannot be logged out: {reason}"
        zh: "{flow} 的凭据无法退出登录：{reason}"
    }
    remove_instead(name) {
        en: "`qrlogin remove {name}` deletes the profile on this machine only"
        zh: "`qrlogin remove {name}` 只删除本机上的档案"
    }

    unchecked(reason) {
        en: "it is unknown whether the service accepts the credentials, so no login was begun: \
             {reason}"
        zh: "无法确认凭据是否有效，因此没有开始登录：{reason}"
    }
    still_logged_in(account, flow, name) {
        en: "Still logged in as {account} ({flow}); profile {name} is unchanged"
        zh: "{account}（{flow}）仍处于登录状态，档案 {name} 未改动"
    }
    if_invalid_has_no_check(flow, reason) {
        en: "--if-invalid: credentials of {flow} cannot be checked: {reason}"
        zh: "--if-invalid：无法检查 {flow} 的凭据：{reason}"
    }
    leave_out_if_invalid() {
        en: "leave --if-invalid out"
        zh: "请去掉 --if-invalid"
    }
}
