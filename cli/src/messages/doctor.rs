//! `qrlogin doctor`.

use super::Text;

messages! {
    verdict_good() {
        en: "ok"
        zh: "正常"
    }
    verdict_warning() {
        en: "warning"
        zh: "警告"
    }
    verdict_failed() {
        en: "failed"
        zh: "失败"
    }
    verdict_skipped() {
        en: "skipped"
        zh: "跳过"
    }
    remedy(text) {
        en: "do: {text}"
        zh: "建议：{text}"
    }
    doctor_contacts(host) {
        en: "Contacting {host}: one request, GET /"
        zh: "正在连接 {host}：一个请求，GET /"
    }
    doctor_rerouted() {
        en: "not used with --reroute"
        zh: "使用 --reroute 时不适用"
    }
    doctor_names_no_flow() {
        en: "not asked: name a flow, such as `qrlogin doctor bilibili-web`"
        zh: "未检查：请指定登录流程，例如 `qrlogin doctor bilibili-web`"
    }
    doctor_no_proxy() {
        en: "none: neither --proxy nor a variable applies"
        zh: "无：没有 --proxy，也没有适用的环境变量"
    }
    doctor_proxy_resolves() {
        en: "the proxy resolves names"
        zh: "由代理解析域名"
    }
    doctor_ca_default() {
        en: "those of Mozilla and of the system"
        zh: "Mozilla 与系统的证书"
    }
    doctor_ca(source) {
        en: "those of Mozilla, and those of {source}"
        zh: "Mozilla 的证书，以及 {source} 中的证书"
    }
    doctor_certificate() {
        en: "the certificate is trusted"
        zh: "证书可信"
    }
    doctor_plain() {
        en: "the connection is not encrypted"
        zh: "连接未加密"
    }
    connected_to(host) {
        en: "connected to {host}"
        zh: "已连接 {host}"
    }
    resolved(host, address, number) {
        en: "{host} is {address} ({number} in all)"
        zh: "{host} 解析为 {address}（共 {number} 个地址）"
    }
    not_resolved(host, reason) {
        en: "{host} could not be resolved: {reason}"
        zh: "无法解析 {host}：{reason}"
    }
    no_address() {
        en: "no address"
        zh: "没有地址"
    }
    no_answer_in(seconds) {
        en: "no answer in {seconds} s"
        zh: "{seconds} 秒内没有响应"
    }
    check_resolver() {
        en: "check the network and the resolver (/etc/resolv.conf), or use --proxy socks5://…"
        zh: "请检查网络和 DNS 设置（/etc/resolv.conf），或使用 --proxy socks5://…"
    }
    service_answered(status) {
        en: "it answered (HTTP {status}; any status will do here)"
        zh: "有响应（HTTP {status}，任何状态码均可）"
    }
    no_date() {
        en: "the response had no date"
        zh: "响应中没有日期"
    }
    clock_is_right() {
        en: "within a minute of the server's"
        zh: "与服务器相差不到一分钟"
    }
    clock_is_off(seconds) {
        en: "{seconds} s off"
        zh: "相差 {seconds} 秒"
    }
    set_clock() {
        en: "set the clock of this system, such as by `timedatectl set-ntp true`"
        zh: "请校准系统时间，例如运行 `timedatectl set-ntp true`"
    }
    doctor_no_terminal() {
        en: "standard error is no terminal: codes are drawn as for a log; use --qr-file FILE"
        zh: "标准错误不是终端：二维码按日志方式输出，建议使用 --qr-file FILE"
    }
    terminal_is(size, charset) {
        en: "{size}, {charset}"
        zh: "{size}，{charset}"
    }
    no_utf8_locale() {
        en: "no UTF-8 locale"
        zh: "非 UTF-8 区域设置"
    }
    codes_are_half_blocks() {
        en: "large codes are half blocks, which some fonts draw with gaps"
        zh: "较大的二维码以半块字符显示，某些字体会有缝隙"
    }
    codes_have_no_colours() {
        en: "codes have no colours (TERM=dumb)"
        zh: "二维码没有颜色（TERM=dumb）"
    }
    set_term_or_qr_file() {
        en: "set TERM to the terminal's own name, or use --qr-file FILE"
        zh: "请将 TERM 设为终端的名称，或使用 --qr-file FILE"
    }
    codes_do_not_fit() {
        en: "large codes do not fit"
        zh: "较大的二维码放不下"
    }
    folder_is_good(path) {
        en: "{path}: writable, for you alone"
        zh: "{path}：可写，仅您可访问"
    }
    folder_will_be_made(path) {
        en: "{path}: created when needed"
        zh: "{path}：需要时创建"
    }
    folder_is_readable(path) {
        en: "{path}: readable"
        zh: "{path}：可读"
    }
    no_such_folder(path) {
        en: "{path} does not exist"
        zh: "{path} 不存在"
    }
    folder_unreadable(path, reason) {
        en: "{path} cannot be read: {reason}"
        zh: "无法读取 {path}：{reason}"
    }
    folder_is_file(path) {
        en: "{path} is not a folder"
        zh: "{path} 不是目录"
    }
    remove_file_of_folder() {
        en: "move that file elsewhere"
        zh: "请移走该文件"
    }
    folder_unusable(path, reason) {
        en: "{path} cannot be written to: {reason}"
        zh: "无法写入 {path}：{reason}"
    }
    folder_is_open(path, mode) {
        en: "{path}: other users can look into it (mode {mode})"
        zh: "{path}：其他用户可以访问（权限 {mode}）"
    }
    close_folder(path) {
        en: "chmod 700 {path}"
        zh: "chmod 700 {path}"
    }
}

/// The name of a check for the user: the English one is that of JSON.
pub(crate) fn check_name(name: &str) -> Text {
    let zh = match name {
        "version" => "版本",
        "data" => "数据目录",
        "config" => "配置目录",
        "terminal" => "终端",
        "options" => "选项",
        "flow" => "流程",
        "proxy" => "代理",
        "ca" => "CA 证书",
        "service" => "服务",
        "clock" => "时钟",
        "dns" => "DNS",
        "tcp" => "TCP",
        "tls" => "TLS",
        name => name,
    };
    Text::of(|| name.to_owned(), || zh.to_owned())
}
