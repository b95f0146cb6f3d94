//! Hints: what to do, with the name of the option. `advice.rs` chooses among them.

messages! {
    new_code() {
        en: "run the command again and scan the code before it expires; --renew 5 shows new codes \
             by itself"
        zh: "请再次运行，并在二维码过期前扫码；--renew 5 会自动显示新的二维码"
    }
    /// Bilibili's response to a poll does not change after a declined login.
    new_code_bilibili() {
        en: "run the command again and scan the code before it expires; --renew 5 shows new codes \
             by itself. Bilibili does not report a declined login; it looks the same"
        zh: "请再次运行，并在二维码过期前扫码；--renew 5 会自动显示新的二维码。在手机上拒绝登录时哔\
             哩哔哩不会告知，表现与过期相同"
    }
    give_input() {
        en: "run the command at a terminal; or, after the event input_wanted of --json, write a \
             line to its standard input"
        zh: "请在终端运行；或在 --json 的事件 input_wanted 之后向其标准输入写入一行"
    }
    longer_timeout() {
        en: "run the command again with a longer --timeout, or without it to use the full \
             lifetime of the code"
        zh: "请再次运行并加大 --timeout，或去掉它以使用二维码的全部有效期"
    }
    start_again() {
        en: "run the command again"
        zh: "请再次运行该命令"
    }
    try_later() {
        en: "try again in a few minutes"
        zh: "请几分钟后再试"
    }
    wait_for_unblock() {
        en: "wait an hour or use another network: repeated attempts prolong the block"
        zh: "请等待一小时或换一个网络：反复尝试会延长封禁"
    }
    report_change() {
        en: "the service may have changed: check for a newer version of qrlogin, or report it"
        zh: "服务可能已变更：请检查 qrlogin 是否有新版本，或报告此问题"
    }
    check_certificates() {
        en: "check the system clock; behind a proxy that inspects TLS, pass its CA certificate \
             with --ca-file FILE or SSL_CERT_FILE"
        zh: "请检查系统时间；如果代理会检查 TLS 流量，请用 --ca-file FILE 或 SSL_CERT_FILE 指定其 \
             CA 证书"
    }
    check_address() {
        en: "check for a newer version of qrlogin, or report it"
        zh: "请检查 qrlogin 是否有新版本，或报告此问题"
    }
    check_base_url() {
        en: "check --base-url, or for a newer version of qrlogin"
        zh: "请检查 --base-url，或 qrlogin 是否有新版本"
    }
    check_portal() {
        en: "open any web page in a browser and sign in to the network if it requires that; if \
             not, wait an hour or use another network"
        zh: "请在浏览器中打开任意网页，如果网络要求登录，请先登录；否则请等待一小时或换一个网络"
    }
    check_proxy() {
        en: "check that the proxy runs, and --proxy or HTTPS_PROXY and ALL_PROXY in the environment"
        zh: "请检查代理是否在运行，以及 --proxy 或环境变量 HTTPS_PROXY 和 ALL_PROXY"
    }
    check_network() {
        en: "check the network and the proxy settings, then try again"
        zh: "请检查网络和代理设置，然后重试"
    }
    check_network_or_proxy() {
        en: "check the network, then try again; if a proxy is needed, use --proxy URL or \
             HTTPS_PROXY"
        zh: "请检查网络，然后重试；如果需要代理，请用 --proxy URL 或 HTTPS_PROXY"
    }
    check_proxy_option() {
        en: "check that the proxy runs, and the address in --proxy"
        zh: "请检查代理是否在运行，以及 --proxy 中的地址"
    }
    check_proxy_variable(variable) {
        en: "check that the proxy runs; correct or unset {variable}, or use --proxy URL"
        zh: "请检查代理是否在运行；请更正或取消设置 {variable}，或使用 --proxy URL"
    }
    check_proxy_in(place) {
        en: "check that the proxy runs; correct {place}, or use --proxy URL"
        zh: "请检查代理是否在运行；请更正{place}，或使用 --proxy URL"
    }
    check_proxy_address() {
        en: "check the address of the proxy, or use --proxy URL"
        zh: "请检查代理的地址，或使用 --proxy URL"
    }
    unknown_authority() {
        en: "behind a proxy that inspects TLS, pass its CA certificate with --ca-file FILE or \
             SSL_CERT_FILE; one that is passed already did not sign this certificate"
        zh: "如果代理会检查 TLS 流量，请用 --ca-file FILE 或 SSL_CERT_FILE 指定其 CA 证书；如已指定\
             ，则此证书并非由它签发"
    }
    check_clock() {
        en: "check the system clock; if it is right, the server needs a new certificate"
        zh: "请检查系统时间；如果时间正确，则服务器需要更换证书"
    }
    replace_authority() {
        en: "the certificate authority must be replaced by one with SHA-256 and RSA keys of at \
             least 2048 bits"
        zh: "必须更换证书颁发机构：使用 SHA-256，且 RSA 密钥至少 2048 位"
    }
    check_who_answers() {
        en: "another server answers in its place: check the network, --proxy and --base-url"
        zh: "响应的是另一台服务器：请检查网络、--proxy 和 --base-url"
    }
    correct_option(option) {
        en: "correct {option}"
        zh: "请更正 {option}"
    }
    correct_variable(variable) {
        en: "correct or unset the variable {variable}"
        zh: "请更正或取消设置变量 {variable}"
    }
    fix_setting() {
        en: "check the setting"
        zh: "请检查该设置"
    }
    fix_settings(options) {
        en: "check {options}"
        zh: "请检查 {options}"
    }
    check_app() {
        en: "check the state of this app in the service's developer console"
        zh: "请在服务的开发者后台检查此应用的状态"
    }
    check_key_pair() {
        en: "the request signature was rejected: check for a newer version of qrlogin"
        zh: "请求签名被拒绝：请检查 qrlogin 是否有新版本"
    }
    check_key_pair_of(options) {
        en: "the request signature was rejected: check {options}"
        zh: "请求签名被拒绝：请检查 {options}"
    }
    update_app() {
        en: "update the app on the phone, then scan again"
        zh: "请更新手机上的应用，然后重新扫码"
    }
    account_restricted() {
        en: "this account cannot use this kind of login; the service's message above says why"
        zh: "此账号不能使用这种登录方式；原因见上面服务返回的消息"
    }
    choose_other_app() {
        en: "choose another app with --app; `qrlogin flows` lists them"
        zh: "请用 --app 选择其他应用；`qrlogin flows` 会列出它们"
    }
    check_region() {
        en: "check --region: a game from TapTap.cn or the Chinese App Store is `china`, one from \
             Google Play or TapTap.io is `international`"
        zh: "请检查 --region：从 TapTap.cn 或中国区 App Store 安装的游戏是 `china`，从 Google Play \
             或 TapTap.io 安装的是 `international`"
    }
    check_server() {
        en: "check the address of the server, and its version"
        zh: "请检查服务器的地址和版本"
    }
    check_server_option(option) {
        en: "check {option}, and the version of that server"
        zh: "请检查 {option} 和该服务器的版本"
    }
    verify_account() {
        en: "verify your identity in the service's own app or website, then run the command again"
        zh: "请先在该服务自己的应用或网站上验证身份，然后再次运行该命令"
    }
    keep_credentials() {
        en: "use the credentials of the earlier login"
        zh: "请使用上次登录得到的凭据"
    }
    see_message() {
        en: "see the service's message"
        zh: "请看服务返回的消息"
    }

    /// The server of `--base-url` refuses connections.
    server_not_running() {
        en: "check that the server of --base-url is running, and its address"
        zh: "请检查 --base-url 的服务器是否在运行，以及地址是否正确"
    }
    name_server(default) {
        en: "start a server at {default}, or give the address of yours with --base-url"
        zh: "请在 {default} 启动服务器，或用 --base-url 给出您的服务器地址"
    }
    start_simulator() {
        en: "start a simulator at that address with `qrlogin simulate`"
        zh: "请用 `qrlogin simulate` 在该地址启动模拟器"
    }

    for_another_code() {
        en: "the code above is no longer valid: run the command again for a new one"
        zh: "上面的二维码已失效：如需新的二维码，请再次运行该命令"
    }
    run_again() {
        en: "run the command again"
        zh: "请再次运行该命令"
    }
    if_rejected_then() {
        en: "if the refresh is rejected then, the old tokens were used up by a request whose \
             response was lost: log in again"
        zh: "如果届时刷新被拒绝，说明旧令牌已被一次丢失响应的请求用掉：请重新登录"
    }
    and(hint, more) {
        en: "{hint}; {more}"
        zh: "{hint}；{more}"
    }
    still_valid() {
        en: "the credentials in the file are still valid: try again in a few minutes"
        zh: "文件中的凭据仍然有效：请几分钟后再试"
    }
    log_in_again_to(flow, path) {
        en: "log in again: qrlogin login {flow} --force --out {path}"
        zh: "请重新登录：qrlogin login {flow} --force --out {path}"
    }
    report_internal() {
        en: "please report this with the text above, but without the link in the code"
        zh: "请附上以上文字报告此问题，但不要包含二维码中的链接"
    }
    check_limits() {
        en: "check `ulimit -u` and the limits of the container"
        zh: "请检查 `ulimit -u` 和容器的限制"
    }
    use_blocking() {
        en: "try --transport blocking"
        zh: "请试试 --transport blocking"
    }
    record_to_the_end() {
        en: "to get its end, record a login that is not interrupted"
        zh: "如要得到结尾，请录制一次未中断的登录"
    }
    leave_out_exact() {
        en: "leave out --exact"
        zh: "请去掉 --exact"
    }
    record_anew() {
        en: "record the login again, or have another program write the file"
        zh: "请重新录制登录，或让其他程序写出该文件"
    }
    report_drift() {
        en: "if the service has changed, report it with the recording"
        zh: "如果服务已变更，请附上录制文件报告此问题"
    }

    does_not_scan(help) {
        en: "if the code does not scan, {help}"
        zh: "如果扫不出来，{help}"
    }
    qr_file_or_invert() {
        en: "use --qr-file FILE, or on a light background --invert"
        zh: "请用 --qr-file FILE；如果背景是浅色，请用 --invert"
    }
    qr_file_or_utf8() {
        en: "use --qr-file FILE, or try --qr utf8 (on a light background with --invert)"
        zh: "请用 --qr-file FILE，或试试 --qr utf8（浅色背景再加 --invert）"
    }
    enlarge_or_qr_file(columns, lines) {
        en: "enlarge the window to {columns}x{lines} or use --qr-file FILE"
        zh: "请将窗口放大到 {columns}x{lines} 或使用 --qr-file FILE"
    }
    too_long_for_a_code() {
        en: "too long for a QR code"
        zh: "内容太长，无法生成二维码"
    }
}
