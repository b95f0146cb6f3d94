//! Messages for scripts: hooks, webhooks, sessions and the configuration.

messages! {
    hook_form() {
        en: "not of the form EVENT=COMMAND"
        zh: "应为 事件=命令 的形式"
    }
    no_event(name, names) {
        en: "there is no event `{name}`: it is one of {names}"
        zh: "没有事件 `{name}`，可用的有 {names}"
    }
    with_nearest(problem, name) {
        en: "{problem}; did you mean `{name}`?"
        zh: "{problem}；是否指 `{name}`？"
    }
    hook_failed(event, reason) {
        en: "the command of --on {event} failed: {reason}"
        zh: "--on {event} 的命令失败：{reason}"
    }
    webhook_failed(event, reason) {
        en: "the event {event} was not delivered to --webhook: {reason}"
        zh: "事件 {event} 未能发送到 --webhook：{reason}"
    }
    http_status(status) {
        en: "HTTP {status}"
        zh: "HTTP {status}"
    }
    receivers_left() {
        en: "commands or webhooks have not ended within 30 s after the login"
        zh: "登录结束 30 秒后，命令或 webhook 仍未结束"
    }
    no_address() {
        en: "is not an address such as https://host.example/path"
        zh: "不是 https://host.example/path 这样的地址"
    }
    address_with_user() {
        en: "must have no user name"
        zh: "不能包含用户名"
    }
    address_not_https() {
        en: "must begin with https:// (http:// on this machine only)"
        zh: "必须以 https:// 开头（http:// 仅限本机）"
    }
    webhook_form() {
        en: "give the address of your server; the lines contain the code, which is a key to the account"
        zh: "请填写您的服务器地址；事件中含有二维码，它可用于登录该账号"
    }
    must_be_at_file() {
        en: "must be @FILE"
        zh: "必须是 @文件"
    }
    webhook_secret_form() {
        en: "put whsec_ and 24 to 64 bytes in base64 into a file with mode 0600, and name it after the @"
        zh: "将 whsec_ 加 24 至 64 字节的 base64 写入权限为 0600 的文件，并在 @ 后写出文件名"
    }
}
