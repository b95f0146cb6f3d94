//! The gateway and its keys.

messages! {
    gateway_keeps(place) { en: "logins are kept in {place}" }
    config_form() {
        en: "use a TOML file with the options of `qrlogin serve --help` without their hyphens at \
             the front"
    }
    config_refused(path, line, reason) { en: "--config: {path}, line {line}: {reason}" }
    option_refused(option, problem) { en: "{option}: {problem}" }
    option_unwritable(option, path) { en: "{option}: cannot write {path}" }
    documented_open() {
        en: "--documented open: the documented APIs have no keys, and others can reach the gateway"
    }
    documented_for_others() {
        en: "use --documented basic, or listen on 127.0.0.1 behind a server that checks its users"
    }
    no_key_for_others(address) {
        en: "others than this machine can reach the gateway at {address}, and there is no key"
    }
    make_a_key(command) { en: "make a key: {command}" }
    no_store() { en: "--store: is not sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE" }
    store_form() { en: "give a file as sqlite:PATH, or the address of a PostgreSQL database" }
    no_data_folder() { en: "there is no folder for data: the home folder is unknown" }
    name_a_store() { en: "give a file with --store sqlite:PATH" }
    folder_not_made(path) { en: "the folder {path} cannot be made" }
    store_unusable(place) { en: "the store cannot be used: {place}" }
    check_store() { en: "check --store, and that no other gateway uses the same file" }
    worker_failed(place) { en: "the gateway has stopped: its worker cannot use the store: {place}" }
    check_database() { en: "check the database, then start the gateway again" }
    no_sealing_key() { en: "there is no key to seal what PostgreSQL keeps" }
    give_sealing_key() {
        en: "make one: (umask 077; openssl rand -base64 32 > FILE); give it with --sealing-key \
             FILE, as QRLOGIN_SERVE_SEALING_KEY, or as the systemd credential sealing-key"
    }
    sealing_key_made(path) {
        en: "made the key {path}: back it up apart from the database, which is useless without it"
    }
    sealing_key_not_made(path) { en: "the key file {path} cannot be written" }
    sealing_key_open(option, path) { en: "{option}: other users can read {path}" }
    protect_file(path) { en: "chmod 600 {path}" }
    not_a_sealing_key(source) { en: "{source}: holds no key: not 32 bytes in base64" }
    sealing_key_form() { en: "make a key with `openssl rand -base64 32`" }
    no_randomness() { en: "the system has no randomness" }
    not_a_key_name() { en: "not a name for a key" }
    key_name_form() { en: "use 1 to 64 letters, digits, dots, underscores or hyphens" }
    key_name_taken(name) { en: "there is a key `{name}` already, or there was one" }
    other_key_name() { en: "use another name: logins belong to the name of their key" }
    key_made(name) { en: "the key `{name}`, which cannot be shown again:" }
    key_revoked(name) { en: "the key `{name}` is refused from now on" }
    no_such_key(name) { en: "there is no valid key `{name}`" }
    list_keys() { en: "`qrlogin gateway-key list` lists the keys" }
}
