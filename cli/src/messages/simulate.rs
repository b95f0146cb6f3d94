//! Messages about the options of a simulation.

messages! {
    not_an_address() {
        en: "expected a port, an address or name with a port, such as 8115 or 0.0.0.0:8115"
        zh: "应为端口，或带端口的地址或主机名，例如 8115 或 0.0.0.0:8115"
    }
    no_such_name(name) {
        en: "no address is known for {name}"
        zh: "无法解析 {name} 的地址"
    }
    not_loopback(address) {
        en: "--listen: {address} is not a loopback address"
        zh: "--listen：{address} 不是本机回环地址"
    }
    allow_remote() {
        en: "add --allow-remote and --token, so that only clients with the token can control it"
        zh: "请加上 --allow-remote 和 --token，只有持有令牌的客户端才能控制模拟器"
    }
    remote_without_token() {
        en: "--allow-remote: a token is missing"
        zh: "--allow-remote：缺少令牌"
    }
    give_token() {
        en: "set QRLOGIN_SIMULATE_TOKEN, or name a file with --token @FILE"
        zh: "请设置 QRLOGIN_SIMULATE_TOKEN，或用 --token @FILE 指定文件"
    }
    token_too_short(least) {
        en: "--token: it must have {least} characters or more, without spaces"
        zh: "--token：至少需要 {least} 个字符，且不含空格"
    }
    token_file() {
        en: "--token: cannot read the file"
        zh: "--token：无法读取文件"
    }
    token_file_name() {
        en: "give the name of a text file with the token after the @"
        zh: "请在 @ 后给出含令牌的文本文件名"
    }
}
