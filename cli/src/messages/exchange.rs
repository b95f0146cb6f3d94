//! Formats of other programs: export and import.

use qrlogin::export::ExportError;

messages! {
    format_of_flows(flows, flow) {
        en: "it is for {flows}, not for {flow}"
        zh: "该格式适用于 {flows}，不适用于 {flow}"
    }
    use_formats(formats) {
        en: "leave it out, or use one of: {formats}"
        zh: "请去掉该选项，或改用：{formats}"
    }
    keeps_part(format, yields) {
        en: "Note: --format {format} may not keep everything; this login yields {yields}."
        zh: "注意：--format {format} 可能无法保存全部内容；本次登录可得到 {yields}。"
    }
    logged_in_no_format(problem) {
        en: "logged in, but {problem}"
        zh: "已登录，但{problem}"
    }
    profile_no_format(name, problem) {
        en: "profile {name}: {problem}"
        zh: "档案 {name}：{problem}"
    }
    format_needs(format, parts) {
        en: "--format {format} needs {parts}, which these credentials do not have"
        zh: "--format {format} 需要 {parts}，而这份凭据没有"
    }
    format_cannot_hold(format, part, problem) {
        en: "--format {format} cannot hold this {part}: {problem}"
        zh: "--format {format} 无法保存该 {part}：{problem}"
    }
}

/// Why credentials cannot have a format.
pub(crate) fn export_problem(error: &ExportError) -> String {
    match error {
        ExportError::Missing { format, parts, .. } => format_needs(format, parts.join(", ")),
        ExportError::Value {
            format,
            part,
            problem,
            ..
        } => format_cannot_hold(format, part, problem),
        // Of a newer version of the core, or one that was refused before.
        error => error.to_string(),
    }
}
