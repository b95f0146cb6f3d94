//! Options and arguments that cannot be used.

messages! {
    no_flow(name) { en: "there is no flow `{name}`" }
    no_flow_given() { en: "the flow to log in with is missing" }
    flow_is(id, app, yields) { en: "{id}  scan with {app}: {yields}" }
    no_command(name) { en: "there is no command `{name}`" }
    list_commands(names) { en: "`qrlogin --help` lists the commands: {names}" }
    did_you_mean(name, hint) { en: "did you mean `{name}`? {hint}" }
    list_flows() { en: "`qrlogin flows` lists the flows with their settings" }
    see_help(command) { en: "see `{command} --help`" }
    see_settings() {
        en: "see `qrlogin login --help`, and `qrlogin flows` for the settings of each flow"
    }

    given_twice(option) { en: "{option}: given twice" }
    give_once() { en: "give each setting once" }
    not_in_demo(option) { en: "{option}: cannot be used with --demo" }
    demo_is_simulated() { en: "leave one of them out: in a demo the servers are simulated" }
    set_form() { en: "--set: not of the form NAME=VALUE" }
    set_example() { en: "write it like --set lang=en_US" }
    set_file(name) { en: "--set {name}: cannot read the file" }
    set_file_name() { en: "give the name of a text file after the @" }

    picture_is_out() { en: "--qr-file: is the file of --out" }
    picture_is_removed() { en: "use another name: the picture is removed at the end" }
    record_is_other() { en: "--record: is the file of --out or --qr-file" }
    own_names() { en: "use a different name for each file" }

    not_a_time(text) { en: "`{text}` is not a time: write 90, 90s or 3m" }
    no_time() { en: "must be at least 1 second" }

    not_a_recording(path, problem) { en: "{path}: {problem}" }
    name_a_recording() {
        en: "use a file of `qrlogin login --record`, or a HAR file of a browser, of Playwright \
             (.har, .zip) or of mitmproxy (.har, .zhar)"
    }
    damaged_zip() { en: "the ZIP archive is damaged" }
    no_har_in_zip() { en: "there is no HAR file in the ZIP archive" }
    damaged_har_in_zip() { en: "the HAR file in the ZIP archive is damaged or encrypted" }
    har_in_zip() { en: "the HAR file in the ZIP archive" }
    compressed_recording() { en: "the compressed recording" }
    damaged_part(part) { en: "{part} is damaged" }
    part_too_long(part, megabytes) { en: "{part} is longer than {megabytes} MB" }
    har_not_utf8() { en: "not a HAR file: it is not UTF-8 text" }
    flow_not_stated() { en: "the recording does not state its flow" }
    add_flow() { en: "add --flow FLOW" }
    add_flow_not_exact() {
        en: "use --flow FLOW instead of --exact: only recordings of `qrlogin login --record` can \
             be compared exactly"
    }

    not_credentials(path) { en: "{path} holds no credentials in JSON" }
    not_refreshable(path, flow, only) {
        en: "{path} holds credentials of {flow}; only those of {only} can be refreshed"
    }
    refresh_lacks(path, field, flow) {
        en: "{path} holds credentials of {flow} without `{field}`, which a refresh needs"
        zh: "{path} 中 {flow} 的凭据缺少刷新所需的 `{field}`"
    }
    damaged(path, flow) { en: "{path} holds damaged credentials of {flow}" }
    name_saved_file() { en: "use the file that `qrlogin login 115-open --out FILE` (or device) wrote" }
    log_in_when_expired(flow) { en: "log in again when they expire: qrlogin login {flow}" }
    restore_or_log_in() { en: "restore the file, or log in again" }

    picture_is_png_or_svg() { en: "--qr-file: the name must end with .png or .svg" }
    use_that_ending() { en: "use a name that ends with .png or .svg" }
    netscape_without_format() { en: "--netscape: applies to --format netscape only" }
    add_format_netscape() { en: "add --format netscape" }
    proxy_file() { en: "--proxy: cannot read the file" }
    proxy_file_name() { en: "give the name of a text file with the proxy's address after the @" }
    no_format(format, problem) { en: "--format {format}: {problem}" }
    use_json() { en: "leave it out, or use --format json" }
    no_cookies_from(flow) { en: "{flow} yields no cookies" }
    format_needs_out() { en: "with --json it applies to the file of --out, which is missing" }

    cannot_listen(address) { en: "the simulator cannot listen on {address}" }
    listen_elsewhere() { en: "choose another address with --listen; port 0 is any free port" }
    command_not_started(command) { en: "the command {command} cannot be started" }
    check_command() { en: "check its name and your PATH" }
    env_file_unwritable(path) { en: "--env-file: cannot write {path}" }
    gateway_cannot_listen(address) { en: "the gateway cannot listen on {address}" }
    no_authority() { en: "no certificate authority can be created" }
    not_a_host(name) { en: "--gateway: {name} is not a host" }
    host_alone() { en: "give the host name only, such as gateway.example" }
    scenario_unreadable(path) { en: "--scenario: cannot read {path}" }
    scenario_form() { en: "use a text file with one setting per line" }
    list_settings() { en: "`qrlogin simulate --list-settings` lists the settings" }
    use_ca_option() { en: "give a file with --ca" }
    no_temporary_file() { en: "--tls: cannot write a temporary file" }
    ca_not_written(path) { en: "--ca: cannot write {path}" }
    option_unreadable(option, path) { en: "{option}: cannot read {path}" }
    readable_pem() { en: "use a PEM file that can be read" }
}
