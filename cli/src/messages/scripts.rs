//! Messages for scripts: hooks, webhooks, sessions and the configuration.

messages! {
    hook_form() {
        en: "not of the form EVENT=COMMAND"
        zh: "格式不是 EVENT=COMMAND"
    }
    no_event(name, names) {
        en: "there is no event `{name}`: it is one of {names}"
        zh: "没有事件 `{name}`，可用的有 {names}"
    }
    with_nearest(problem, name) {
        en: "{problem}; did you mean `{name}`?"
        zh: "{problem}；您是不是想用 `{name}`？"
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
    picture_without_out() {
        en: "--qr-file -: standard output is for the picture, and the credentials have no file"
        zh: "--qr-file -：标准输出用于二维码图片，凭据没有保存位置"
    }
    add_out_to_picture() {
        en: "add --out FILE or --profile NAME, and leave out --json"
        zh: "请加上 --out FILE 或 --profile NAME，并去掉 --json"
    }
    picture_to_terminal() {
        en: "--qr-file -: standard output is a terminal"
        zh: "--qr-file -：标准输出是终端"
    }
    pipe_picture() {
        en: "pipe it to a program, or give a file such as code.png"
        zh: "请用管道传给其他程序，或指定文件，如 code.png"
    }
    use_resume() {
        en: "use another name, or continue that login with --resume"
        zh: "请换一个文件名，或用 --resume 继续该登录"
    }
    login_without_session() {
        en: "use a file of --save-session, or log in again without --resume"
        zh: "请使用 --save-session 写入的文件，或不带 --resume 重新登录"
    }
    session_of_other_version(path) {
        en: "--resume: {path} is of another version of qrlogin"
        zh: "--resume：{path} 来自其他版本的 qrlogin"
    }
    session_damaged(path) {
        en: "--resume: {path} holds no login that can be continued"
        zh: "--resume：{path} 中没有可继续的登录"
    }
    session_of_other_flow(path, flow, given) {
        en: "--resume: {path} is a login of {flow}, not of {given}"
        zh: "--resume：{path} 是 {flow} 的登录，不是 {given} 的"
    }
    leave_out_flow() {
        en: "leave out the flow: the file names it"
        zh: "请省略流程名，文件中已有"
    }
    session_not_saved(path, reason) {
        en: "the login cannot be saved to {path}: {reason}"
        zh: "无法将登录状态保存到 {path}：{reason}"
    }
    resume_with(path) {
        en: "continue while the code is valid: qrlogin login --resume {path}"
        zh: "二维码有效期内可继续：qrlogin login --resume {path}"
    }
    session_is_other() {
        en: "--save-session: is the file of --out, --qr-file or --record"
        zh: "--save-session：与 --out、--qr-file 或 --record 的文件相同"
    }
    config_unreadable(path) {
        en: "cannot read the configuration file {path}"
        zh: "无法读取配置文件 {path}"
    }
    config_no_toml(path, line) {
        en: "{path}, line {line}: not TOML"
        zh: "{path} 第 {line} 行：不是 TOML"
    }
    config_open(path, key) {
        en: "other users can read {path}, which holds a secret ({key})"
        zh: "其他用户可以读取 {path}，其中含有机密（{key}）"
    }
    config_help() {
        en: "`qrlogin config --help` has an example"
        zh: "示例见 `qrlogin config --help`"
    }
    show_config() {
        en: "correct it; `qrlogin config --help` has an example"
        zh: "请更正；示例见 `qrlogin config --help`"
    }
    unknown_key() {
        en: "there is no such key"
        zh: "没有这个键"
    }
    must_be_table() {
        en: "must be a table"
        zh: "必须是表"
    }
    must_be_text() {
        en: "must be a text, a number, true, false, or a list of them"
        zh: "必须是文本、数字、true、false 或它们的列表"
    }
    must_be_one_of(values) {
        en: "must be one of {values}"
        zh: "必须是以下之一：{values}"
    }
    one_value() {
        en: "must be one value"
        zh: "只能有一个值"
    }
    value_unusable() {
        en: "the value cannot be used"
        zh: "该值不可用"
    }
    config_file(path) {
        en: "File: {path}"
        zh: "文件：{path}"
    }
    config_file_absent(path) {
        en: "File: {path} (there is none)"
        zh: "文件：{path}（不存在）"
    }
    no_config_folder() {
        en: "File: none, since the home folder is unknown"
        zh: "文件：无（主目录未知）"
    }
    hidden() {
        en: "(hidden)"
        zh: "（已隐藏）"
    }
    by_default() {
        en: "default"
        zh: "默认"
    }
    from_file() {
        en: "file"
        zh: "文件"
    }
    not_a_webhook_address() {
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
        en: "give the address of your server; the lines contain the code, a key to the account"
        zh: "请填写您的服务器地址；事件中含有二维码，可用于登录该账号"
    }
    must_be_at_file() {
        en: "must be @FILE"
        zh: "必须是 @FILE"
    }
    webhook_secret_form() {
        en: "put whsec_ and 24 to 64 bytes in base64 into a file with mode 0600; name it after @"
        zh: "将 whsec_ 加 24 至 64 字节的 base64 写入权限为 0600 的文件，@ 后为文件名"
    }
}
