//! Profiles.

messages! {
    not_a_name(text) {
        en: "`{text}` is not a profile name: use 1 to 64 letters, digits, `.`, `_` and `-`, and \
             begin with a letter, a digit or `_`"
    }
    name_of_device(text) {
        en: "`{text}` cannot be the name of a profile: Windows takes it for a device"
        zh: "`{text}` 不能用作配置名：Windows 会将其视为设备"
    }
    no_home() { en: "there is no folder for profiles" }
    set_home() { en: "set HOME or XDG_DATA_HOME, or use --out FILE" }
    no_profiles_folder(path) { en: "cannot create the folder for profiles, {path}" }
    check_folder() { en: "check the permissions of this folder" }
    no_profile(name) { en: "there is no profile {name}" }
    list_profiles() { en: "`qrlogin list` lists the profiles" }
    no_profiles() {
        en: "There are no profiles. `qrlogin login FLOW --profile NAME` creates one."
    }

    profile_unreadable(reason) { en: "cannot be read: {reason}" }
    profile_name_invalid() { en: "the file name is not a profile name" }
    profile_is_none() { en: "not a profile" }
    profile_version(version) { en: "written by another version of qrlogin (v {version})" }
    profile_damaged() { en: "damaged" }
    profile_unusable(path, problem) { en: "{path}: {problem}" }
    newer_qrlogin() { en: "use a newer version of qrlogin; the file is left unchanged" }
    import_file() { en: "credentials in JSON become a profile with `qrlogin import FILE`" }

    will_be_saved(name, path) { en: "The credentials will be saved to profile {name}: {path}" }
    will_be_in_keyring(name) {
        en: "The credentials will be saved to profile {name}, in the keyring of this system."
        zh: "凭据将保存到配置 {name}（系统密钥环中）。"
    }
    will_be_in_file(path) {
        en: "The credentials will be written to {path}"
        zh: "凭据将写入 {path}"
    }
    will_be_printed() {
        en: "The credentials will be printed on standard output."
        zh: "凭据将打印到标准输出。"
    }
    saved_as(account, flow, path) {
        en: "Logged in as {account} ({flow}). The credentials are in {path}"
        zh: "已登录：{account}（{flow}）。凭据在 {path}"
    }
    store_without_profile() {
        en: "--store: applies to profiles only"
        zh: "--store：仅用于配置"
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
    keyring_locked() { en: "the keyring is locked" zh: "密钥环已锁定" }
    unlock_keyring() {
        en: "unlock it and run the command again, or use --store file for another profile"
        zh: "请解锁后重新运行，或为其他配置使用 --store file"
    }
    keyring_entry_missing() {
        en: "its credentials are no longer in the keyring"
        zh: "凭据已不在密钥环中"
    }
    log_in_again() {
        en: "log in again with --force, or remove the profile"
        zh: "请用 --force 重新登录，或删除该配置"
    }
    keyring_too_long() {
        en: "the credentials are longer than the keyring takes"
        zh: "凭据超过密钥环允许的长度"
    }
    keyring_failed() { en: "the keyring has failed" zh: "密钥环出错" }
    use_file_store() { en: "use --store file" zh: "请使用 --store file" }
    logged_in_as(account, flow, name) {
        en: "Logged in as {account} ({flow}); saved to profile {name}"
    }
    logged_in_to(flow, name) { en: "Logged in ({flow}); saved to profile {name}" }
    profile_of_other_flow(name, flow) { en: "profile {name} holds credentials of {flow}" }
    profile_of_unknown_account(name, flow) {
        en: "profile {name} exists already, and credentials of {flow} do not name their account"
    }
    use_other_profile() { en: "use another name with --profile, or --force to replace the profile" }
    profile_of_other(name, account) { en: "profile {name} belongs to {account}" }
    profile_changed(name) { en: "profile {name} holds other credentials now" }
    profile_in_use(name) { en: "another run of qrlogin is using profile {name}" }
    saved_beside(account, why, other) {
        en: "logged in{account}, but {why}; the new credentials are in profile {other}"
    }
    use_both_profiles(name, other) {
        en: "keep both, or replace {name}: qrlogin remove {name}, then qrlogin rename {other} \
             {name}"
    }
    as_account(account) { en: "as {account}" }

    profile_keeps_json() { en: "a profile keeps everything" }
    export_later() { en: "leave it out, and use `qrlogin export NAME --format FORMAT` afterwards" }
    format_at_terminal() { en: "at a terminal it needs --out" }
    out_or_dash() { en: "add --out FILE, or --out - to print the credentials here" }
    force_without_place() { en: "--force: applies to --out FILE and --profile NAME" }
    add_place() { en: "add one of them, or leave --force out" }

    menu_title() { en: "Log in to:" }
    menu_line(number, id, yields, app) { en: "{number}  {id}  {yields}; scan with {app}" }
    menu_question(last) { en: "Number (1-{last}) or name:" }
    menu_again(text) { en: "`{text}` is neither." }
    menu_given_up() { en: "no flow was chosen" }
    menu_cancelled() { en: "cancelled; nothing was sent" }

    export_at_terminal() { en: "the credentials would be printed on the terminal" }
    out_is_profile() { en: "--out: is the file of the profile itself" }
    no_cookies_in(name, format) { en: "profile {name} has no cookies for --format {format}" }
    exported(name, path) { en: "The credentials of profile {name} are in {path}" }
    imported(file, name) { en: "Imported {file} to profile {name}" }
    standard_input() { en: "standard input" }
    use_importable() {
        en: "use a file that `qrlogin login --out FILE`, `qrlogin export` or a profile holds"
    }
    renamed(old, new) { en: "Renamed profile {old} to {new}" }
    not_renamed(name) { en: "cannot rename profile {name}" }
    new_name_created(old, new) { en: "{new} was created, and {old} is still there" }
    removed(name) { en: "Removed profile {name}" }
    remove_question(name, what) {
        en: "Remove profile {name} ({what})? The login itself stays valid at the service. [y/N]"
    }
    account_and_flow(account, flow) { en: "{account}, {flow}" }
    remove_needs_yes() { en: "without a terminal a profile is removed only with --yes" }
    add_yes() { en: "add --yes" }
    not_removed(name) { en: "cannot remove profile {name}" }
    kept(name) { en: "cancelled; profile {name} is still there" }
    nothing_to_do() { en: "run it again to remove it" }
    until(time) { en: "until {time}" }
    no_end() { en: "no end stated" }
    not_in_format(format, names) { en: "--format {format} cannot hold {names}; --format json has it" }
    not_queried() { en: "not asked" }
    refresh_profile_again(flow, name) {
        en: "log in again: qrlogin login {flow} --force --profile {name}"
    }
}
