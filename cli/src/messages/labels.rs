//! Labels, headings and units.

messages! {
    error_line(message) {
        en: "error: {message}"
        zh: "错误：{message}"
    }
    hint_line(hint) {
        en: "hint: {hint}"
        zh: "提示：{hint}"
    }
    warning_line(text) {
        en: "warning: {text}"
        zh: "警告：{text}"
    }
    /// Between a message and its reason.
    because_of(message, cause) {
        en: "{message}: {cause}"
        zh: "{message}：{cause}"
    }
    /// Between the status and a retry.
    status_and(status, note) {
        en: "{status}. {note}"
        zh: "{status}。{note}"
    }

    // Headings of the profiles.
    name_heading() {
        en: "NAME"
        zh: "名称"
    }
    flow_heading() {
        en: "FLOW"
        zh: "流程"
    }
    account_heading() {
        en: "ACCOUNT"
        zh: "账号"
    }
    saved_heading() {
        en: "SAVED"
        zh: "保存时间"
    }
    profile_label() {
        en: "Profile"
        zh: "档案"
    }
    flow_label() {
        en: "Flow"
        zh: "流程"
    }
    account_label() {
        en: "Account"
        zh: "账号"
    }
    path_label() {
        en: "Path"
        zh: "路径"
    }
    status_label() {
        en: "Status"
        zh: "状态"
    }
    store_label() {
        en: "Store"
        zh: "存储"
    }
    file_label() {
        en: "File"
        zh: "文件"
    }
    saved_label() {
        en: "Saved"
        zh: "保存时间"
    }
    accepted_label() {
        en: "Accepted"
        zh: "是否有效"
    }
    fields_label() {
        en: "Fields"
        zh: "字段"
    }
    tokens_label() {
        en: "Tokens"
        zh: "令牌"
    }
    cookies_label() {
        en: "Cookies"
        zh: "Cookie"
    }

    // `qrlogin flows`.
    scan_with_label() {
        en: "scan with"
        zh: "扫码应用"
    }
    afterwards_label() {
        en: "afterwards"
        zh: "后续命令"
    }
    yields_label() {
        en: "yields"
        zh: "得到"
    }
    settings_label() {
        en: "settings"
        zh: "设置"
    }
    no_settings() {
        en: "none"
        zh: "无"
    }
    one_of(values) {
        en: "one of {values}"
        zh: "可选值：{values}"
    }
    is_required() {
        en: "required"
        zh: "必填"
    }
    default_is(value) {
        en: "default: {value}"
        zh: "默认值：{value}"
    }

    minutes(minutes) {
        en: "{minutes} min"
        zh: "{minutes} 分钟"
    }
    hours_and_minutes(hours, minutes) {
        en: "{hours} h {minutes} min"
        zh: "{hours} 小时 {minutes} 分钟"
    }
    days(days) {
        en: "{days} days"
        zh: "{days} 天"
    }

    window_too_small(wide, high, columns, lines) {
        en: "the window is too small for the code ({wide}x{high}, needs {columns}x{lines}): \
             enlarge it, or use --qr-file FILE"
        zh: "窗口太小，放不下二维码（当前 {wide}x{high}，需要 {columns}x{lines}）：请放大窗口，\
             或使用 --qr-file FILE"
    }
    too_few_columns(columns, wide) {
        en: "the code needs {columns} columns instead of {wide}: use --qr-file FILE, or --qr full \
             where lines are not wrapped"
        zh: "二维码需要 {columns} 列，而当前只有 {wide} 列：请使用 --qr-file FILE；如果不会自动换行，\
             可用 --qr full"
    }
}
