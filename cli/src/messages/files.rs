//! Files and standard output.

messages! {
    stdout_failed() {
        en: "cannot write to standard output"
        zh: "无法写入标准输出"
    }
    redirect_elsewhere() {
        en: "redirect it to a file on a disk with free space"
        zh: "请将其重定向到有可用空间的磁盘上的文件"
    }
    stdout_closed() {
        en: "standard output is closed, so the credentials would be lost"
        zh: "标准输出已关闭，凭据会丢失"
    }
    save_or_discard() {
        en: "save them with --out FILE, or discard them with >/dev/null"
        zh: "请用 --out FILE 保存凭据，或用 >/dev/null 丢弃"
    }
    logged_in_but_lost() {
        en: "logged in, but the credentials are lost: cannot write a file or standard output"
        zh: "登录成功，但凭据已丢失：无法写入文件或标准输出"
    }
    log_in_with_out() {
        en: "log in again, with --out FILE in a directory with free space"
        zh: "请重新登录，并用 --out FILE 指定有可用空间的目录"
    }
    logged_in_not_printed() {
        en: "logged in, but cannot write to standard output"
        zh: "登录成功，但无法写入标准输出"
    }
    credentials_in(path) {
        en: "the credentials are in {path} instead: keep them"
        zh: "凭据已改为保存到 {path}，请妥善保管"
    }
    not_json() {
        en: "the credentials cannot be written as JSON"
        zh: "无法将凭据写成 JSON"
    }
    logged_in_not_saved(path) {
        en: "logged in, but cannot write {path}"
        zh: "登录成功，但无法写入 {path}"
    }
    on_stdout_instead() {
        en: "the credentials are on standard output instead: keep them"
        zh: "凭据已改为输出到标准输出，请妥善保管"
    }
    no_cookies_to_format() {
        en: "logged in, but there are no cookies for --format"
        zh: "登录成功，但没有可用于 --format 的 cookie"
    }
    on_stdout_as_json() {
        en: "the credentials are on standard output as JSON instead: keep them"
        zh: "凭据已改为以 JSON 输出到标准输出，请妥善保管"
    }

    refreshed_but(problem) {
        en: "refreshed, but {problem}"
        zh: "已刷新，但{problem}"
    }
    changed_meanwhile(path) {
        en: "{path} was changed in the meantime and is left unchanged"
        zh: "{path} 在此期间被修改，因此保持不变"
    }
    not_written(path) {
        en: "cannot write {path}"
        zh: "无法写入 {path}"
    }
    new_ones_on_stdout() {
        en: "the new credentials are on standard output instead: keep them, the old ones are no \
             longer valid"
        zh: "新凭据已改为输出到标准输出，请妥善保管：旧凭据已失效"
    }
    new_ones_too_on_stdout() {
        en: "the new credentials are on standard output instead: keep them; those in the file \
             are valid as well"
        zh: "新凭据已改为输出到标准输出，请保存；文件中的旧凭据也仍然有效"
    }
    refreshed_but_lost() {
        en: "refreshed, but the new credentials are lost: cannot write a file or standard output"
        zh: "已刷新，但新凭据已丢失：无法写入文件或标准输出"
    }
    rejected_but_changed(path) {
        en: "the service rejected the old credentials, and {path} holds others now"
        zh: "服务拒绝了旧凭据，而 {path} 中现在是其他凭据"
    }
    refresh_others() {
        en: "run the command again: it uses those that are in the file now"
        zh: "请再次运行该命令：它会使用文件中现有的凭据"
    }
    old_ones_invalid() {
        en: "the old ones are no longer valid: log in again"
        zh: "旧凭据已失效，请重新登录"
    }

    cannot_read(path) {
        en: "cannot read {path}"
        zh: "无法读取 {path}"
    }
    exists(option, path) {
        en: "{option}: {path} exists already"
        zh: "{option}：{path} 已存在"
    }
    use_force() {
        en: "use another name, or --force to replace the file"
        zh: "请换一个名称，或用 --force 替换该文件"
    }
    use_another_name() {
        en: "use another name, or remove the file"
        zh: "请换一个名称，或删除该文件"
    }
    ca_is_not_ours() {
        en: "use another name, or remove the file: only a CA file from an earlier run is replaced"
        zh: "请换一个名称，或删除该文件：只会替换以前运行时生成的 CA 文件"
    }
    env_file_is_not_ours() {
        en: "use another name, or remove the file: only a file from an earlier run is replaced"
        zh: "请换一个名称，或删除该文件：只会替换以前运行时生成的文件"
    }
    name_file() {
        en: "give the name of a file"
        zh: "请给出文件名"
    }
    name_file_or_dash() {
        en: "give the name of a file; `--out -` is standard output"
        zh: "请给出文件名；`--out -` 表示标准输出"
    }
    no_file_name(option, path) {
        en: "{option}: {path} is not a file name"
        zh: "{option}：{path} 不是文件名"
    }
    not_a_file(option, path) {
        en: "{option}: {path} is not a regular file"
        zh: "{option}：{path} 不是普通文件"
    }
    not_creatable(option, path) {
        en: "{option}: cannot create {path}"
        zh: "{option}：无法创建 {path}"
    }
    writable_directory() {
        en: "use a directory that exists, can be written to and has free space"
        zh: "请使用已存在、可写且有可用空间的目录"
    }
    not_replaceable(path) {
        en: "cannot replace {path}"
        zh: "无法替换 {path}"
    }
    check_file() {
        en: "check the permissions and free space of its directory, and that the file is not \
             protected, a mount point or changed by another program; nothing was sent"
        zh: "请检查其所在目录的权限和可用空间，并确认该文件未被保护、不是挂载点、没有被其他程序修改\
             ；未发送任何请求"
    }
    option_not_replaceable(option, path) {
        en: "{option}: cannot replace {path}"
        zh: "{option}：无法替换 {path}"
    }
    use_other_or_check_file() {
        en: "use another name, or check that the file is yours, that its directory has free \
             space, and that the file is not protected, a mount point or changed by another \
             program"
        zh: "请换一个名称，或确认该文件属于您、所在目录有可用空间，且文件未被保护、不是挂载点、没有\
             被其他程序修改"
    }
    in_use(path) {
        en: "another run of qrlogin is using {path}"
        zh: "另一个 qrlogin 进程正在使用 {path}"
    }
    run_after_other() {
        en: "run the command again when that one has ended; nothing was sent"
        zh: "请等那个进程结束后再次运行；未发送任何请求"
    }

    // Reasons, after a colon.
    link_loop() {
        en: "a symbolic link in it leads to itself"
        zh: "其中的符号链接指向自身"
    }
    link_without_name() {
        en: "a symbolic link in it has no target by name"
        zh: "其中的符号链接没有可按名称访问的目标"
    }
    link_of_other_user() {
        en: "a symbolic link in it belongs to another user, in a directory that all can write to"
        zh: "其中的符号链接属于其他用户，且位于所有人都可写的目录"
    }
    just_changed() {
        en: "it has just been changed"
        zh: "它刚刚被修改过"
    }
    no_regular_file() {
        en: "it is not a regular file"
        zh: "不是普通文件"
    }
    file_too_long(mebibytes) {
        en: "it is longer than {mebibytes} MiB"
        zh: "超过 {mebibytes} MiB"
    }
    no_utf8() {
        en: "it is not UTF-8 text"
        zh: "不是 UTF-8 文本"
    }
}
