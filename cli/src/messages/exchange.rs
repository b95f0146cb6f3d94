//! Formats of other programs: export and import.

use qrlogin::export::ExportError;
use qrlogin::import::ImportError;

use super::{Text, of_core};

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
        zh: "提示：--format {format} 可能无法保存全部内容；此登录可得到：{yields}。"
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
        zh: "--format {format} 无法保存 {part}：{problem}"
    }

    imported_as(file, format, flow, name) {
        en: "Imported {file} ({format}, {flow}) to profile {name}"
        zh: "已导入档案 {name}：{file}（{format}，{flow}）"
    }
    not_imported(names) {
        en: "cookies that cannot be sent were left out: {names}"
        zh: "以下 cookie 无法发送，未导入：{names}"
    }
    no_known_format(file) {
        en: "{file} has none of the formats of --format"
        zh: "{file} 不是 --format 支持的任何格式"
    }
    file_line_wrong(file, format, line, problem) {
        en: "{file}, read as {format}, line {line}: {problem}"
        zh: "{file}（按 {format} 读取）第 {line} 行：{problem}"
    }
    file_field_wrong(file, format, field, problem) {
        en: "{file}, read as {format}, {field}: {problem}"
        zh: "{file}（按 {format} 读取）{field}：{problem}"
    }
    file_incomplete(file, format, flow, names) {
        en: "{file}, read as {format}, has no {names}, which {flow} needs"
        zh: "{file}（按 {format} 读取）缺少 {flow} 所需的 {names}"
    }
    file_fits_flows(file, format, flows) {
        en: "{file}, read as {format}, fits several flows: {flows}"
        zh: "{file}（按 {format} 读取）可对应多个流程：{flows}"
    }
    nothing_to_import(file, format, flow) {
        en: "{file}, read as {format}, has no credentials of {flow}"
        zh: "{file}（按 {format} 读取）没有 {flow} 的凭据"
    }
    nothing_at_all(file, format) {
        en: "{file}, read as {format}, has no credentials of any flow"
        zh: "{file}（按 {format} 读取）没有任何流程的凭据"
    }
    name_format() {
        en: "name its format with --format, or check the file"
        zh: "请用 --format 指定格式，或检查该文件"
    }
    check_line() {
        en: "correct it, or name another format with --format"
        zh: "请修正，或用 --format 指定其他格式"
    }
    log_in_instead(flow) {
        en: "use a file that has it, or log in: qrlogin login {flow}"
        zh: "请使用包含它的文件，或重新扫码登录：qrlogin login {flow}"
    }
    name_flow() {
        en: "name one of them with --flow"
        zh: "请用 --flow 指定其中一个"
    }
    drop_flow() {
        en: "leave --flow out, or use another file"
        zh: "请去掉 --flow，或换一个文件"
    }
}

/// What is wrong with a file to import, and what to do. Nothing of the file is in it.
pub(crate) fn import_problem(error: &ImportError, file: &str) -> (Text, Text) {
    match error {
        ImportError::Syntax {
            format,
            line,
            problem,
            ..
        } => {
            let message = file_line_wrong(file, format, line, of_core(problem));
            (message, check_line())
        }
        ImportError::Field {
            format,
            field,
            problem,
            ..
        } => {
            let message = file_field_wrong(file, format, field, of_core(problem));
            (message, check_line())
        }
        ImportError::Incomplete {
            format,
            flow,
            missing,
            ..
        } => {
            let names = missing.join(", ");
            let message = file_incomplete(file, format, flow, names);
            (message, log_in_instead(flow))
        }
        ImportError::WhichFlow { format, flows, .. } => {
            (file_fits_flows(file, format, flows.join(", ")), name_flow())
        }
        ImportError::Nothing {
            format,
            flow: Some(flow),
            ..
        } => (nothing_to_import(file, format, flow), drop_flow()),
        ImportError::Nothing { format, .. } => (nothing_at_all(file, format), name_format()),
        // Also an error of a newer version of the core.
        _ => (no_known_format(file), name_format()),
    }
}

/// Why credentials cannot have a format.
pub(crate) fn export_problem(error: &ExportError) -> Text {
    match error {
        ExportError::Missing { format, parts, .. } => format_needs(format, parts.join(", ")),
        ExportError::Value {
            format,
            part,
            problem,
            ..
        } => format_cannot_hold(format, part, of_core(problem)),
        // Of a newer version of the core, or one that was refused before.
        error => of_core(&error.to_string()),
    }
}
