//! Files and standard output.

messages! {
    stdout_failed() { en: "cannot write to standard output" }
    redirect_elsewhere() { en: "redirect it to a file on a disk with free space" }
    stdout_closed() { en: "standard output is closed, so the credentials would be lost" }
    save_or_discard() { en: "save them with --out FILE, or discard them with >/dev/null" }
    logged_in_but_lost() {
        en: "logged in, but the credentials are lost: cannot write a file or standard output"
    }
    log_in_with_out() { en: "log in again, with --out FILE" }
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
    refreshed_but_lost() {
        en: "refreshed, but the new credentials are lost: cannot write the file or standard output"
    }
    old_ones_invalid() { en: "the old ones are no longer valid: log in again" }

    cannot_read(path) { en: "cannot read {path}" }
    exists(option, path) { en: "{option}: {path} exists already" }
    use_force() { en: "use another name, or --force to replace the file" }
    use_another_name() { en: "use another name, or remove the file" }
    ca_is_not_ours() {
        en: "use another name, or remove the file: only a CA file from an earlier run is replaced"
    }
    name_file() { en: "give the name of a file" }
    name_file_or_dash() { en: "give the name of a file; `--out -` is standard output" }
    no_file_name(path) { en: "{path} is not a file name" }
    writable_directory() { en: "use a directory that exists and can be written to" }

    stdout_not_written() { en: "logged in, but cannot write to standard output" }
    in_another_file(path) { en: "the credentials are in {path} instead: keep them" }
    not_json() { en: "the credentials cannot be written as JSON" }
    report_defect() { en: "report it: this is a defect of this program" }
    cannot_replace(path) { en: "cannot replace {path}" }
    check_file() {
        en: "check the permissions and free space of its directory, and that the file is neither \
             write-protected nor a mount point; nothing was sent"
    }
    not_created(option, path) { en: "{option}: cannot create {path}" }
    not_replaced(option, path) { en: "{option}: cannot replace {path}" }
    writable_directory_with_room() {
        en: "use a directory that exists, can be written to and has free space"
    }
    check_replaced_file() {
        en: "use another file, or check that this one is yours, that its directory has free space, \
             and that it is neither write-protected nor a mount point"
    }
    other_credentials_by_now(path) {
        en: "the service rejected the old credentials, and {path} holds others by now"
    }
    run_again_with_those() { en: "run it again: it uses those that are there now" }
}
