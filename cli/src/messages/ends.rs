//! The ends of a login, by the kind of the error.

use qrlogin::{Error, Failure};

use super::{Text, of_core, refusal};

messages! {
    expired() {
        en: "the QR code expired before the login was confirmed"
        zh: "二维码已过期，登录未得到确认"
    }
    /// The time of `--timeout` has passed.
    timed_out(time) {
        en: "not confirmed within {time} (--timeout)"
        zh: "{time} 内未确认（--timeout）"
    }
    denied() {
        en: "the login was declined on the phone"
        zh: "已在手机上拒绝登录"
    }
    rejected(code, message) {
        en: "the service rejected the login ({code}): {message}"
        zh: "服务拒绝登录（{code}）：{message}"
    }
    refresh_rejected(code, message) {
        en: "the service rejected the refresh ({code}): {message}"
        zh: "服务拒绝刷新（{code}）：{message}"
    }
    credentials_unknown() {
        en: "the service no longer accepts these credentials"
        zh: "服务不再接受这些凭据"
    }
    blocked(status) {
        en: "the service blocked the request (HTTP {status})"
        zh: "服务拦截了请求（HTTP {status}）"
    }
    unavailable(status) {
        en: "the service is having problems (HTTP {status})"
        zh: "服务出现故障（HTTP {status}）"
    }
    not_found(status) {
        en: "the address was not found (HTTP {status})"
        zh: "地址不存在（HTTP {status}）"
    }
    web_page(status) {
        en: "the service sent a web page instead of a response (HTTP {status}), usually from a \
             firewall or a captive portal"
        zh: "服务返回的是网页而不是响应（HTTP {status}），通常来自防火墙或需要认证的网络"
    }
    redirected(status) {
        en: "the request was redirected elsewhere (HTTP {status}), usually by a captive portal"
        zh: "请求被重定向到别处（HTTP {status}），通常是因为网络需要认证"
    }
    incomplete(missing) {
        en: "the login was confirmed, but the response is missing {missing}"
        zh: "登录已确认，但响应中缺少 {missing}"
    }
    malformed(what) {
        en: "unexpected response from the service ({what})"
        zh: "服务的响应不符合预期（{what}）"
    }
    untrusted(host) {
        en: "refused a redirect to an untrusted host ({host})"
        zh: "已拒绝重定向到不受信任的主机（{host}）"
    }
    setting(name, problem) {
        en: "setting {name}: {problem}"
        zh: "设置 {name}：{problem}"
    }

    not_connected() {
        en: "could not connect to the service"
        zh: "无法连接到服务"
    }
    no_response() {
        en: "no response from the service in time"
        zh: "服务未在规定时间内响应"
    }
    too_long() {
        en: "the response from the service is too long"
        zh: "服务的响应过长"
    }
    broken() {
        en: "the connection to the service broke"
        zh: "与服务的连接中断"
    }
    insecure() {
        en: "no secure connection to the service"
        zh: "无法与服务建立安全连接"
    }
    proxy_failed() {
        en: "could not connect through the proxy"
        zh: "无法通过代理连接"
    }
    request_failed() {
        en: "the request to the service failed"
        zh: "向服务发送的请求失败"
    }

    no_input() {
        en: "the login needs a line of input, and standard input has ended"
        zh: "登录需要输入一行内容，但标准输入已结束"
    }
    cancelled() {
        en: "cancelled; no credentials were obtained"
        zh: "已取消，未获得凭据"
    }
    refresh_not_begun() {
        en: "cancelled; nothing was sent"
        zh: "已取消，未发送任何请求"
    }
    refresh_given_up() {
        en: "cancelled; the file is unchanged"
        zh: "已取消，文件未改动"
    }
    /// A bug.
    internal() {
        en: "internal error"
        zh: "内部错误"
    }
    no_random() {
        en: "the system random generator failed"
        zh: "系统随机数生成器出错"
    }
    no_thread() {
        en: "no thread can be started"
        zh: "无法启动线程"
    }
    no_runtime() {
        en: "the async runtime cannot be started"
        zh: "无法启动异步运行时"
    }
    no_interrupts() {
        en: "Ctrl-C cannot be handled here"
        zh: "此处无法处理 Ctrl-C"
    }

    recording_lacks(lack) {
        en: "the recording lacks {lack}"
        zh: "录制中缺少{lack}"
    }
    not_exact() {
        en: "the recording does not hold every step, which --exact needs"
        zh: "录制未包含 --exact 所需的每一步"
    }
}

/// The message for an error of a login.
pub(crate) fn ended(error: &Error) -> Text {
    match error {
        Error::Expired => expired(),
        Error::Denied => denied(),
        Error::Rejected { code, message, .. } => rejected(code, refusal(message)),
        Error::Blocked { status, .. } => blocked(status),
        Error::Unavailable { status, .. } => unavailable(status),
        Error::NotFound { status, .. } => not_found(status),
        Error::Intercepted { status, .. } if *status < 300 => web_page(status),
        Error::Intercepted { status, .. } => redirected(status),
        Error::Incomplete { missing, .. } => incomplete(missing.join(", ")),
        Error::Malformed { what, .. } => malformed(what),
        Error::Untrusted { host, .. } => untrusted(host),
        Error::Setting { name, problem, .. } => setting(name, of_core(problem)),
        Error::Transport(failure) => unanswered(*failure),
        // Errors of a newer version of the core, and those that only a programmer can cause.
        error => of_core(&error.to_string()),
    }
}

/// The message for a call without a response. The transport's own error is more precise.
fn unanswered(failure: Failure) -> Text {
    match failure {
        Failure::Connect => not_connected(),
        Failure::Timeout => no_response(),
        Failure::BodyTooLarge => too_long(),
        Failure::Tls => insecure(),
        Failure::Proxy => proxy_failed(),
        Failure::Io => broken(),
        _ => request_failed(),
    }
}
