//! Profiles.

messages! {
    not_a_name(text) {
        en: "`{text}` is not a profile name: use 1 to 64 letters, digits, `.`, `_` and `-`, and \
             begin with a letter, a digit or `_`"
        zh: "`{text}` 不是有效的档案名：请使用 1 到 64 个字母、数字、`.`、`_` 和 `-`，并以字母、数\
             字或 `_` 开头"
    }
    name_of_device(text) {
        en: "`{text}` cannot be the name of a profile: Windows takes it for a device"
        zh: "`{text}` 不能用作档案名：Windows 会将其视为设备"
    }
    no_home() {
        en: "there is no folder for profiles"
        zh: "没有存放档案的目录"
    }
    set_home() {
        en: "set HOME or XDG_DATA_HOME, or use --out FILE"
        zh: "请设置 HOME 或 XDG_DATA_HOME，或使用 --out FILE"
    }
    no_profiles_folder(path) {
        en: "cannot create the folder for profiles, {path}"
        zh: "无法创建存放档案的目录 {path}"
    }
    check_folder() {
        en: "check the permissions of this folder"
        zh: "请检查该目录的权限"
    }
    no_profile(name) {
        en: "there is no profile {name}"
        zh: "没有档案 {name}"
    }
    list_profiles() {
        en: "`qrlogin list` lists the profiles"
        zh: "`qrlogin list` 会列出所有档案"
    }
    no_profiles() {
        en: "There are no profiles. `qrlogin login FLOW --profile NAME` creates one."
        zh: "还没有档案。`qrlogin login FLOW --profile NAME` 可以创建一个。"
    }

    profile_unreadable(reason) {
        en: "cannot be read: {reason}"
        zh: "无法读取：{reason}"
    }
    profile_name_invalid() {
        en: "the file name is not a profile name"
        zh: "文件名不是有效的档案名"
    }
    profile_is_none() {
        en: "not a profile"
        zh: "不是档案"
    }
    profile_version(version) {
        en: "written by another version of qrlogin (v {version})"
        zh: "由其他版本的 qrlogin 写入（v {version}）"
    }
    profile_damaged() {
        en: "damaged"
        zh: "已损坏"
    }
    profile_unusable(path, problem) {
        en: "{path}: {problem}"
        zh: "{path}：{problem}"
    }
    newer_qrlogin() {
        en: "use a newer version of qrlogin; the file is left unchanged"
        zh: "请使用更新版本的 qrlogin；文件保持不变"
    }
    import_file() {
        en: "credentials in JSON become a profile with `qrlogin import FILE`"
        zh: "可以用 `qrlogin import FILE` 将 JSON 格式的凭据导入为档案"
    }

    will_be_saved(name, path) {
        en: "The credentials will be saved to profile {name}: {path}"
        zh: "凭据将保存到档案 {name}：{path}"
    }
    will_be_in_keyring(name) {
        en: "The credentials will be saved to profile {name}, in the keyring of this system."
        zh: "凭据将保存到档案 {name}（系统密钥环中）。"
    }
    will_be_in_file(path) {
        en: "The credentials will be written to {path}"
        zh: "凭据将写入 {path}"
    }
    will_be_printed() {
        en: "The credentials will be printed on standard output."
        zh: "凭据将输出到标准输出。"
    }
    saved_as(account, flow, path) {
        en: "Logged in as {account} ({flow}). The credentials are in {path}"
        zh: "已登录为 {account}（{flow}），凭据已保存到 {path}"
    }
    store_without_profile() {
        en: "--store: applies to profiles only"
        zh: "--store：仅用于档案"
    }
    add_profile() {
        en: "add --profile NAME, or leave it out"
        zh: "请加上 --profile NAME，或去掉该选项"
    }
    keyring_not_built() {
        en: "this program was built without the keyring"
        zh: "此程序编译时未包含密钥环支持"
    }
    build_with_keyring() {
        en: "use --store file, or build it with `--features keyring`"
        zh: "请使用 --store file，或用 `--features keyring` 编译"
    }
    keyring_unavailable() {
        en: "there is no keyring on this system that answers"
        zh: "系统密钥环不可用"
    }
    start_keyring() {
        en: "use --store file, or start a keyring such as gnome-keyring or KWallet in this session"
        zh: "请使用 --store file，或在此会话中启动 gnome-keyring、KWallet 等密钥环"
    }
    keyring_locked() {
        en: "the keyring is locked"
        zh: "密钥环已锁定"
    }
    unlock_keyring() {
        en: "unlock it and run the command again, or use --store file for another profile"
        zh: "请解锁后重新运行，或为其他档案使用 --store file"
    }
    keyring_entry_missing() {
        en: "its credentials are no longer in the keyring"
        zh: "凭据已不在密钥环中"
    }
    log_in_again() {
        en: "log in again with --force, or remove the profile"
        zh: "请用 --force 重新登录，或删除该档案"
    }
    keyring_too_long() {
        en: "the credentials are longer than the keyring takes"
        zh: "凭据超过密钥环允许的长度"
    }
    keyring_failed() {
        en: "the keyring has failed"
        zh: "密钥环出错"
    }
    use_file_store() {
        en: "use --store file"
        zh: "请使用 --store file"
    }
    logged_in_as(account, flow, name) {
        en: "Logged in as {account} ({flow}); saved to profile {name}"
        zh: "已登录为 {account}（{flow}），凭据已保存到档案 {name}"
    }
    logged_in_to(flow, name) {
        en: "Logged in ({flow}); saved to profile {name}"
        zh: "已登录（{flow}），凭据已保存到档案 {name}"
    }
    profile_of_other_flow(name, flow) {
        en: "profile {name} holds credentials of {flow}"
        zh: "档案 {name} 中是 {flow} 的凭据"
    }
    profile_of_unknown_account(name, flow) {
        en: "profile {name} exists already, and credentials of {flow} do not name their account"
        zh: "档案 {name} 已存在，而 {flow} 的凭据不含账号信息"
    }
    use_other_profile() {
        en: "use another name with --profile, or --force to replace the profile"
        zh: "请用 --profile 换一个名称，或用 --force 替换该档案"
    }
    profile_of_other(name, account) {
        en: "profile {name} belongs to {account}"
        zh: "档案 {name} 属于 {account}"
    }
    profile_changed(name) {
        en: "profile {name} holds other credentials now"
        zh: "档案 {name} 中现在是其他凭据"
    }
    profile_in_use(name) {
        en: "another run of qrlogin is using profile {name}"
        zh: "另一个 qrlogin 进程正在使用档案 {name}"
    }
    saved_beside(why, other) {
        en: "logged in, but {why}; the new credentials are in profile {other}"
        zh: "登录成功，但{why}；新凭据已保存到档案 {other}"
    }
    saved_beside_as(account, why, other) {
        en: "logged in as {account}, but {why}; the new credentials are in profile {other}"
        zh: "已登录为 {account}，但{why}；新凭据已保存到档案 {other}"
    }
    use_both_profiles(name, other) {
        en: "keep both, or replace {name}: qrlogin remove {name}, then qrlogin rename {other} \
             {name}"
        zh: "可以两者都保留，或替换 {name}：先 qrlogin remove {name}，再 qrlogin rename {other} \
             {name}"
    }

    profile_keeps_json() {
        en: "a profile keeps everything"
        zh: "档案会保存全部内容"
    }
    export_later() {
        en: "leave it out, and use `qrlogin export NAME --format FORMAT` afterwards"
        zh: "请去掉它，之后再用 `qrlogin export NAME --format FORMAT` 导出"
    }
    format_at_terminal() {
        en: "at a terminal it needs --out"
        zh: "在终端使用时需要 --out"
    }
    out_or_dash() {
        en: "add --out FILE, or --out - to print the credentials here"
        zh: "请加上 --out FILE，或用 --out - 将凭据输出到这里"
    }
    force_without_place() {
        en: "--force: applies to --out FILE and --profile NAME"
        zh: "--force：只适用于 --out FILE 和 --profile NAME"
    }
    add_place() {
        en: "add one of them, or leave --force out"
        zh: "请加上其中一个，或去掉 --force"
    }

    menu_title() {
        en: "Log in to:"
        zh: "选择要登录的服务："
    }
    /// Behind the number and the name.
    menu_line(yields, app) {
        en: "{yields}; scan with {app}"
        zh: "{yields}；用{app}扫码"
    }
    menu_question(last) {
        en: "Number (1-{last}) or name:"
        zh: "编号（1-{last}）或名称："
    }
    menu_again(text) {
        en: "`{text}` is neither."
        zh: "`{text}` 不是编号，也不是名称。"
    }
    menu_given_up() {
        en: "no flow was chosen"
        zh: "未选择登录流程"
    }
    menu_cancelled() {
        en: "cancelled; nothing was sent"
        zh: "已取消，未发送任何请求"
    }

    export_at_terminal() {
        en: "the credentials would be printed on the terminal"
        zh: "凭据会显示在终端上"
    }
    out_is_profile() {
        en: "--out: is the file of the profile itself"
        zh: "--out：就是该档案自己的文件"
    }
    no_cookies_in(name, format) {
        en: "profile {name} has no cookies for --format {format}"
        zh: "档案 {name} 中没有可用于 --format {format} 的 cookie"
    }
    exported(name, path) {
        en: "The credentials of profile {name} are in {path}"
        zh: "档案 {name} 的凭据已写入 {path}"
    }
    imported(file, name) {
        en: "Imported {file} to profile {name}"
        zh: "已导入档案 {name}：{file}"
    }
    standard_input() {
        en: "standard input"
        zh: "stdin"
    }
    use_importable() {
        en: "use a file that `qrlogin login --out FILE`, `qrlogin export` or a profile holds"
        zh: "请使用 `qrlogin login --out FILE` 或 `qrlogin export` 写出的文件，或档案文件"
    }
    renamed(old, new) {
        en: "Renamed profile {old} to {new}"
        zh: "已将档案 {old} 重命名为 {new}"
    }
    not_renamed(name) {
        en: "cannot rename profile {name}"
        zh: "无法重命名档案 {name}"
    }
    new_name_created(old, new) {
        en: "{new} was created, and {old} is still there"
        zh: "已创建 {new}，但 {old} 仍然存在"
    }
    removed(name) {
        en: "Removed profile {name}"
        zh: "已删除档案 {name}"
    }
    remove_question(name, what) {
        en: "Remove profile {name} ({what})? The login itself stays valid at the service. [y/N]"
        zh: "删除档案 {name}（{what}）？该登录在服务端仍然有效。[y/N]"
    }
    account_and_flow(account, flow) {
        en: "{account}, {flow}"
        zh: "{account}，{flow}"
    }
    remove_needs_yes() {
        en: "without a terminal a profile is removed only with --yes"
        zh: "没有终端时，必须用 --yes 才能删除档案"
    }
    add_yes() {
        en: "add --yes"
        zh: "请加上 --yes"
    }
    not_removed(name) {
        en: "cannot remove profile {name}"
        zh: "无法删除档案 {name}"
    }
    kept(name) {
        en: "cancelled; profile {name} is still there"
        zh: "已取消；档案 {name} 仍然存在"
    }
    nothing_to_do() {
        en: "run it again to remove it"
        zh: "请再次运行以将其删除"
    }
    until(time) {
        en: "until {time}"
        zh: "有效期至 {time}"
    }
    no_end() {
        en: "no end stated"
        zh: "未说明过期时间"
    }
    not_in_format(format, names) {
        en: "--format {format} cannot hold {names}; --format json has it"
        zh: "--format {format} 无法保存 {names}；--format json 可以"
    }
    not_queried() {
        en: "not asked"
        zh: "未查询"
    }
    refresh_profile_again(flow, name) {
        en: "log in again: qrlogin login {flow} --force --profile {name}"
        zh: "请重新登录：qrlogin login {flow} --force --profile {name}"
    }
}
