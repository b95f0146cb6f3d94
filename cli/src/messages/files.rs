//! Files and standard output.

messages! {
    stdout_failed() { en: "cannot write to standard output" }
    redirect_elsewhere() { en: "redirect it to a file on a disk with free space" }
    stdout_closed() { en: "standard output is closed, so the credentials would be lost" }
    save_or_discard() { en: "save them with --out FILE, or discard them with >/dev/null" }
    logged_in_but_lost() {
        en: "logged in, but the credentials are lost: cannot write a file or standard output"
    }
    log_in_with_out() { en: "log in again, with --out FILE in a directory with free space" }
    logged_in_not_printed() { en: "logged in, but cannot write to standard output" }
    credentials_in(path) { en: "the credentials are in {path} instead: keep them" }
    not_json() { en: "the credentials cannot be written as JSON" }
    logged_in_not_saved(path) { en: "logged in, but cannot write {path}" }
    on_stdout_instead() { en: "the credentials are on standard output instead: keep them" }
    no_cookies_to_format() { en: "logged in, but there are no cookies for --format" }
    on_stdout_as_json() {
        en: "the credentials are on standard output as JSON instead: keep them"
    }

    refreshed_but(problem) { en: "refreshed, but {problem}" }
    changed_meanwhile(path) { en: "{path} was changed in the meantime and is left unchanged" }
    not_written(path) { en: "cannot write {path}" }
    new_ones_on_stdout() {
        en: "the new credentials are on standard output instead: keep them, the old ones are no \
             longer valid"
    }
    new_ones_too_on_stdout() {
        en: "the new credentials are on standard output instead: keep them; those in the file \
             are valid as well"
        zh: "新凭据已改为输出到标准输出，请保存；文件中的旧凭据也仍然有效"
    }
    refreshed_but_lost() {
        en: "refreshed, but the new credentials are lost: cannot write a file or standard output"
    }
    rejected_but_changed(path) {
        en: "the service rejected the old credentials, and {path} holds others now"
    }
    refresh_others() { en: "run the command again: it uses those that are in the file now" }
    old_ones_invalid() { en: "the old ones are no longer valid: log in again" }

    cannot_read(path) { en: "cannot read {path}" }
    exists(option, path) { en: "{option}: {path} exists already" }
    use_force() { en: "use another name, or --force to replace the file" }
    use_another_name() { en: "use another name, or remove the file" }
    ca_is_not_ours() {
        en: "use another name, or remove the file: only a CA file from an earlier run is replaced"
    }
    env_file_is_not_ours() {
        en: "use another name, or remove the file: only a file from an earlier run is replaced"
    }
    name_file() { en: "give the name of a file" }
    name_file_or_dash() { en: "give the name of a file; `--out -` is standard output" }
    no_file_name(option, path) { en: "{option}: {path} is not a file name" }
    not_a_file(option, path) { en: "{option}: {path} is not a regular file" }
    not_creatable(option, path) { en: "{option}: cannot create {path}" }
    writable_directory() {
        en: "use a directory that exists, can be written to and has free space"
    }
    not_replaceable(path) { en: "cannot replace {path}" }
    check_file() {
        en: "check the permissions and free space of its directory, and that the file is not \
             protected, a mount point or changed by another program; nothing was sent"
    }
    option_not_replaceable(option, path) { en: "{option}: cannot replace {path}" }
    use_other_or_check_file() {
        en: "use another name, or check that the file is yours, that its directory has free \
             space, and that the file is not protected, a mount point or changed by another \
             program"
    }
    in_use(path) { en: "another run of qrlogin is using {path}" }
    run_after_other() { en: "run the command again when that one has ended; nothing was sent" }

    // Reasons, after a colon.
    link_loop() { en: "a symbolic link in it leads to itself" }
    link_without_name() { en: "a symbolic link in it has no target by name" }
    link_of_other_user() {
        en: "a symbolic link in it belongs to another user, in a directory that all can write to"
    }
    just_changed() { en: "it has just been changed" }
    no_regular_file() { en: "it is not a regular file" }
    file_too_long(mebibytes) { en: "it is longer than {mebibytes} MiB" }
    no_utf8() { en: "it is not UTF-8 text" }
}
