//! The gateway and its keys.

messages! {
    gateway_keeps(place) {
        en: "logins are kept in {place}"
        zh: "登录信息保存位置：{place}"
    }
    config_form() {
        en: "use a TOML file with the options of `qrlogin serve --help` without their hyphens at \
             the front"
        zh: "请使用 TOML 文件，其中的选项与 `qrlogin serve --help` 相同，但不带前面的连字符"
    }
    unusable_value() {
        en: "the value cannot be used"
        zh: "值无法使用"
    }
    expected_value(expected) {
        en: "expected {expected}"
        zh: "应为 {expected}"
    }
    in_memory() {
        en: "memory, until the program ends"
        zh: "内存，程序结束即丢失"
    }
    in_postgres() {
        en: "the PostgreSQL database"
        zh: "PostgreSQL 数据库"
    }
    config_refused(path, line, reason) {
        en: "--config: {path}, line {line}: {reason}"
        zh: "--config：{path} 第 {line} 行：{reason}"
    }
    option_refused(option, problem) {
        en: "{option}: {problem}"
        zh: "{option}：{problem}"
    }
    option_unwritable(option, path) {
        en: "{option}: cannot write {path}"
        zh: "{option}：无法写入 {path}"
    }
    documented_open() {
        en: "--documented open: the documented APIs have no keys, and others can reach the gateway"
        zh: "--documented open：这些公开 API 没有密钥，而其他机器可以访问网关"
    }
    documented_for_others() {
        en: "use --documented basic, or listen on 127.0.0.1 behind a server that checks its users"
        zh: "请使用 --documented basic，或监听 127.0.0.1 并在前面部署会验证用户的服务器"
    }
    no_key_for_others(address) {
        en: "others than this machine can reach the gateway at {address}, and there is no key"
        zh: "其他机器可以通过 {address} 访问网关，但还没有密钥"
    }
    make_a_key(command) {
        en: "make a key: {command}"
        zh: "请创建密钥：{command}"
    }
    no_store() {
        en: "--store: is not sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE"
        zh: "--store：不是 sqlite:PATH 或 postgres://USER:PASSWORD@HOST/DATABASE"
    }
    store_form() {
        en: "give a file as sqlite:PATH, or the address of a PostgreSQL database"
        zh: "请用 sqlite:PATH 给出文件，或给出 PostgreSQL 数据库的地址"
    }
    no_data_folder() {
        en: "there is no folder for data: the home folder is unknown"
        zh: "没有存放数据的目录：主目录未知"
    }
    name_a_store() {
        en: "give a file with --store sqlite:PATH"
        zh: "请用 --store sqlite:PATH 给出文件"
    }
    folder_not_made(path) {
        en: "the folder {path} cannot be made"
        zh: "无法创建目录 {path}"
    }
    store_unusable(place) {
        en: "the store cannot be used: {place}"
        zh: "无法使用存储：{place}"
    }
    check_store() {
        en: "check --store, and that no other gateway uses the same file"
        zh: "请检查 --store，并确认没有其他网关使用同一个文件"
    }
    worker_failed(place) {
        en: "the gateway has stopped: its worker cannot use the store: {place}"
        zh: "网关已停止：其工作线程无法使用存储：{place}"
    }
    check_database() {
        en: "check the database, then start the gateway again"
        zh: "请检查数据库，然后重新启动网关"
    }
    no_sealing_key() {
        en: "there is no key to seal what PostgreSQL keeps"
        zh: "没有用于加密 PostgreSQL 中数据的密钥"
    }
    give_sealing_key() {
        en: "make one: (umask 077; openssl rand -base64 32 > FILE); give it with --sealing-key \
             FILE, as QRLOGIN_SERVE_SEALING_KEY, or as the systemd credential sealing-key"
        zh: "请创建一个：(umask 077; openssl rand -base64 32 > FILE)；并通过 --sealing-key FILE、\
             QRLOGIN_SERVE_SEALING_KEY 或 systemd 凭据 sealing-key 给出"
    }
    sealing_key_made(path) {
        en: "made the key {path}: back it up apart from the database, which is useless without it"
        zh: "已创建密钥 {path}：请与数据库分开备份；没有它，数据库就无法使用"
    }
    sealing_key_not_made(path) {
        en: "the key file {path} cannot be written"
        zh: "无法写入密钥文件 {path}"
    }
    sealing_key_open(option, path) {
        en: "{option}: other users can read {path}"
        zh: "{option}：其他用户可以读取 {path}"
    }
    protect_file(path) {
        en: "chmod 600 {path}"
        zh: "chmod 600 {path}"
    }
    not_a_sealing_key(source) {
        en: "{source}: holds no key: not 32 bytes in base64"
        zh: "{source}：不含密钥：不是 base64 编码的 32 字节"
    }
    sealing_key_form() {
        en: "make a key with `openssl rand -base64 32`"
        zh: "请用 `openssl rand -base64 32` 创建密钥"
    }
    no_randomness() {
        en: "the system has no randomness"
        zh: "系统没有可用的随机数"
    }
    not_a_key_name() {
        en: "not a name for a key"
        zh: "不是有效的密钥名称"
    }
    key_name_form() {
        en: "use 1 to 64 letters, digits, dots, underscores or hyphens"
        zh: "请使用 1 到 64 个字母、数字、点、下划线或连字符"
    }
    key_name_taken(name) {
        en: "there is a key `{name}` already, or there was one"
        zh: "密钥 `{name}` 已存在，或曾经存在"
    }
    other_key_name() {
        en: "use another name: logins belong to the name of their key"
        zh: "请换一个名称：登录按密钥的名称归属"
    }
    key_made(name) {
        en: "the key `{name}`, which cannot be shown again:"
        zh: "密钥 `{name}`，之后无法再次显示："
    }
    key_revoked(name) {
        en: "the key `{name}` is refused from now on"
        zh: "从现在起拒绝密钥 `{name}`"
    }
    no_such_key(name) {
        en: "there is no valid key `{name}`"
        zh: "没有有效的密钥 `{name}`"
    }
    list_keys() {
        en: "`qrlogin gateway-key list` lists the keys"
        zh: "`qrlogin gateway-key list` 会列出所有密钥"
    }
}
