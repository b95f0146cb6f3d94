//! Options and arguments that cannot be used.

messages! {
    no_flow(name) {
        en: "there is no flow `{name}`"
        zh: "没有登录流程 `{name}`"
    }
    no_flow_given() {
        en: "the flow to log in with is missing"
        zh: "未指定要登录的流程"
    }
    flow_is(id, app, yields) {
        en: "{id}  scan with {app}: {yields}"
        zh: "{id}  用{app}扫码；得到：{yields}"
    }
    no_command(name) {
        en: "there is no command `{name}`"
        zh: "没有命令 `{name}`"
    }
    list_commands(names) {
        en: "`qrlogin --help` lists the commands: {names}"
        zh: "`qrlogin --help` 会列出所有命令：{names}"
    }
    did_you_mean(name, hint) {
        en: "did you mean `{name}`? {hint}"
        zh: "您是不是想用 `{name}`？{hint}"
    }
    list_flows() {
        en: "`qrlogin flows` lists the flows with their settings"
        zh: "`qrlogin flows` 会列出登录流程及其设置"
    }
    see_help(command) {
        en: "see `{command} --help`"
        zh: "请看 `{command} --help`"
    }
    see_settings() {
        en: "see `qrlogin login --help`, and `qrlogin flows` for the settings of each flow"
        zh: "请看 `qrlogin login --help`；各流程的设置见 `qrlogin flows`"
    }

    given_twice(option) {
        en: "{option}: given twice"
        zh: "{option}：重复给出"
    }
    give_once() {
        en: "give each setting once"
        zh: "每个设置只能给出一次"
    }
    not_in_demo(option) {
        en: "{option}: cannot be used with --demo"
        zh: "{option}：不能与 --demo 一起使用"
    }
    demo_is_simulated() {
        en: "leave one of them out: in a demo the servers are simulated"
        zh: "请去掉其中一个：演示中的服务器是模拟的"
    }
    set_form() {
        en: "--set: not of the form NAME=VALUE"
        zh: "--set：格式不是 NAME=VALUE"
    }
    set_example() {
        en: "write it like --set lang=en_US"
        zh: "请写成 --set lang=en_US 这样的形式"
    }
    set_file(name) {
        en: "--set {name}: cannot read the file"
        zh: "--set {name}：无法读取文件"
    }
    set_file_name() {
        en: "give the name of a text file after the @"
        zh: "请在 @ 后给出文本文件的名称"
    }

    picture_is_out() {
        en: "--qr-file: is the file of --out"
        zh: "--qr-file：与 --out 是同一个文件"
    }
    picture_is_removed() {
        en: "use another name: the picture is removed at the end"
        zh: "请换一个名称：图片在结束时会被删除"
    }
    record_is_other() {
        en: "--record: is the file of --out or --qr-file"
        zh: "--record：与 --out 或 --qr-file 是同一个文件"
    }
    own_names() {
        en: "use a different name for each file"
        zh: "请为每个文件使用不同的名称"
    }

    not_a_time(text) {
        en: "`{text}` is not a time: write 90, 90s or 3m"
        zh: "`{text}` 不是时长：请写成 90、90s 或 3m"
    }
    no_time() {
        en: "must be at least 1 second"
        zh: "至少为 1 秒"
    }

    not_a_recording(path, problem) {
        en: "{path}: {problem}"
        zh: "{path}：{problem}"
    }
    name_a_recording() {
        en: "use a file of `qrlogin login --record`, or a HAR file of a browser, of Playwright \
             (.har, .zip) or of mitmproxy (.har, .zhar)"
        zh: "请使用 `qrlogin login --record` 的文件，或浏览器、Playwright（.har、.zip）、mitmproxy\
             （.har、.zhar）导出的 HAR 文件"
    }
    damaged_zip() {
        en: "the ZIP archive is damaged"
        zh: "ZIP 压缩包已损坏"
    }
    no_har_in_zip() {
        en: "there is no HAR file in the ZIP archive"
        zh: "ZIP 压缩包中没有 HAR 文件"
    }
    damaged_har_in_zip() {
        en: "the HAR file in the ZIP archive is damaged or encrypted"
        zh: "ZIP 压缩包中的 HAR 文件已损坏或被加密"
    }
    har_in_zip() {
        en: "the HAR file in the ZIP archive"
        zh: "ZIP 压缩包中的 HAR 文件"
    }
    compressed_recording() {
        en: "the compressed recording"
        zh: "压缩的录制文件"
    }
    damaged_part(part) {
        en: "{part} is damaged"
        zh: "{part}已损坏"
    }
    part_too_long(part, megabytes) {
        en: "{part} is longer than {megabytes} MB"
        zh: "{part}超过 {megabytes} MB"
    }
    har_not_utf8() {
        en: "not a HAR file: it is not UTF-8 text"
        zh: "不是 HAR 文件：不是 UTF-8 文本"
    }
    flow_not_stated() {
        en: "the recording does not state its flow"
        zh: "录制中未说明登录流程"
    }
    add_flow() {
        en: "add --flow FLOW"
        zh: "请加上 --flow FLOW"
    }
    add_flow_not_exact() {
        en: "use --flow FLOW instead of --exact: only recordings of `qrlogin login --record` can \
             be compared exactly"
        zh: "请用 --flow FLOW 代替 --exact：只有 `qrlogin login --record` 的录制才能精确比较"
    }

    not_credentials(path) {
        en: "{path} holds no credentials in JSON"
        zh: "{path} 中没有 JSON 格式的凭据"
    }
    not_refreshable(path, flow, only) {
        en: "{path} holds credentials of {flow}; only those of {only} can be refreshed"
        zh: "{path} 中是 {flow} 的凭据；只有 {only} 的凭据可以刷新"
    }
    refresh_lacks(path, field, flow) {
        en: "{path} holds credentials of {flow} without `{field}`, which a refresh needs"
        zh: "{path} 中 {flow} 的凭据缺少刷新所需的 `{field}`"
    }
    damaged(path, flow) {
        en: "{path} holds damaged credentials of {flow}"
        zh: "{path} 中 {flow} 的凭据已损坏"
    }
    name_saved_file() {
        en: "use the file that `qrlogin login 115-open --out FILE` (or device) wrote"
        zh: "请使用 `qrlogin login 115-open --out FILE`（或 device）写出的文件"
    }
    log_in_when_expired(flow) {
        en: "log in again when they expire: qrlogin login {flow}"
        zh: "过期后请重新登录：qrlogin login {flow}"
    }
    restore_or_log_in() {
        en: "restore the file, or log in again"
        zh: "请恢复该文件，或重新登录"
    }

    picture_is_png_or_svg() {
        en: "--qr-file: the name must end with .png or .svg"
        zh: "--qr-file：名称必须以 .png 或 .svg 结尾"
    }
    use_that_ending() {
        en: "use a name that ends with .png or .svg"
        zh: "请使用以 .png 或 .svg 结尾的名称"
    }
    netscape_without_format() {
        en: "--netscape: applies to --format netscape only"
        zh: "--netscape：只适用于 --format netscape"
    }
    add_format_netscape() {
        en: "add --format netscape"
        zh: "请加上 --format netscape"
    }
    proxy_file() {
        en: "--proxy: cannot read the file"
        zh: "--proxy：无法读取文件"
    }
    proxy_file_name() {
        en: "give the name of a text file with the proxy's address after the @"
        zh: "请在 @ 后给出含有代理地址的文本文件的名称"
    }
    no_format(format, problem) {
        en: "--format {format}: {problem}"
        zh: "--format {format}：{problem}"
    }
    use_json() {
        en: "leave it out, or use --format json"
        zh: "请去掉它，或使用 --format json"
    }
    no_cookies_from(flow) {
        en: "{flow} yields no cookies"
        zh: "{flow} 不产生 cookie"
    }
    format_needs_out() {
        en: "with --json it applies to the file of --out, which is missing"
        zh: "与 --json 一起使用时，它用于 --out 的文件，但未给出 --out"
    }

    cannot_listen(address) {
        en: "the simulator cannot listen on {address}"
        zh: "模拟器无法监听 {address}"
    }
    listen_elsewhere() {
        en: "choose another address with --listen; port 0 is any free port"
        zh: "请用 --listen 选择其他地址；端口 0 表示任意空闲端口"
    }
    command_not_started(command) {
        en: "the command {command} cannot be started"
        zh: "无法启动命令 {command}"
    }
    check_command() {
        en: "check its name and your PATH"
        zh: "请检查其名称和 PATH"
    }
    env_file_unwritable(path) {
        en: "--env-file: cannot write {path}"
        zh: "--env-file：无法写入 {path}"
    }
    gateway_cannot_listen(address) {
        en: "the gateway cannot listen on {address}"
        zh: "网关无法监听 {address}"
    }
    no_authority() {
        en: "no certificate authority can be created"
        zh: "无法创建证书颁发机构"
    }
    not_a_host(name) {
        en: "--gateway: {name} is not a host"
        zh: "--gateway：{name} 不是主机"
    }
    host_alone() {
        en: "give the host name only, such as gateway.example"
        zh: "请只给出主机名，例如 gateway.example"
    }
    scenario_unreadable(path) {
        en: "--scenario: cannot read {path}"
        zh: "--scenario：无法读取 {path}"
    }
    scenario_form() {
        en: "use a text file with one setting per line"
        zh: "请使用每行一个设置的文本文件"
    }
    list_settings() {
        en: "`qrlogin simulate --list-settings` lists the settings"
        zh: "`qrlogin simulate --list-settings` 会列出所有设置"
    }
    use_ca_option() {
        en: "give a file with --ca"
        zh: "请用 --ca 给出文件"
    }
    no_temporary_file() {
        en: "--tls: cannot write a temporary file"
        zh: "--tls：无法写入临时文件"
    }
    ca_not_written(path) {
        en: "--ca: cannot write {path}"
        zh: "--ca：无法写入 {path}"
    }
    option_unreadable(option, path) {
        en: "{option}: cannot read {path}"
        zh: "{option}：无法读取 {path}"
    }
    readable_pem() {
        en: "use a PEM file that can be read"
        zh: "请使用可读取的 PEM 文件"
    }
}
