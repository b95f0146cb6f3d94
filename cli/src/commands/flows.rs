//! `qrlogin flows`.

use std::fmt::Write as _;

use qrlogin::SettingInfo;
use qrlogin::flows::{FLOWS, FlowInfo};
use qrlogin::tasks::{self, FlowTasks, Kind};
use serde_json::{Value, json};

use super::plain;
use crate::args::{FlowsArgs, SettingOption};
use crate::exit::Exit;
use crate::output;

pub(crate) fn flows(args: &FlowsArgs) -> Exit {
    let text = if args.json {
        let flows = FLOWS.iter().map(flow_json).collect();
        format!("{:#}\n", Value::Array(flows))
    } else {
        let flows: Vec<_> = FLOWS.iter().map(flow_text).collect();
        flows.join("\n")
    };
    plain(output::write(&text))
}

fn flow_json(info: &FlowInfo) -> Value {
    let setting = |setting: &SettingInfo| {
        json!({
            "name": setting.name,
            "values": setting.values,
            "default": (!setting.required).then_some(setting.default),
            "required": setting.required,
            "help": setting.help,
        })
    };
    json!({
        "id": info.id,
        "scan_with": info.scan_with,
        "yields": info.yields,
        "tasks": tasks::of(info.id).map(names),
        "settings": info.settings.iter().map(setting).collect::<Vec<_>>(),
    })
}

/// The results are dropped, since writing to a string cannot fail.
fn flow_text(info: &FlowInfo) -> String {
    let mut text = format!(
        "{}\n  scan with  {}\n  yields     {}\n  afterwards {}\n",
        info.id,
        info.scan_with,
        info.yields,
        tasks::of(info.id).map(said).unwrap_or_default(),
    );
    let width = info.settings.iter().map(|setting| option(setting).len());
    let width = width.max().unwrap_or_default();
    if info.settings.is_empty() {
        text.push_str("  settings   none\n");
    }
    for (index, setting) in info.settings.iter().enumerate() {
        let heading = if index == 0 { "settings" } else { "" };
        let indent = " ".repeat(13 + width + 2);
        let option = option(setting);
        let _ = writeln!(text, "  {heading:<9}  {option:<width$}  {}", setting.help);
        if !setting.values.is_empty() {
            let _ = writeln!(text, "{indent}one of {}", setting.values.join(", "));
        }
        let _ = match setting.required {
            true => writeln!(text, "{indent}required"),
            false => writeln!(text, "{indent}default: {}", setting.default),
        };
    }
    text
}

/// The tasks of a flow, by name.
fn names(tasks: &FlowTasks) -> Vec<&'static str> {
    let kinds = Kind::ALL.into_iter().filter(|kind| tasks.has(*kind));
    kinds.map(Kind::name).collect()
}

/// The commands for the tasks of a flow.
fn said(tasks: &FlowTasks) -> String {
    let command = |kind: Kind| match kind {
        Kind::Check => "status",
        kind => kind.name(),
    };
    let kinds = Kind::ALL.into_iter().filter(|kind| tasks.has(*kind));
    let commands: Vec<_> = kinds.map(command).collect();
    match commands.is_empty() {
        true => "none".to_owned(),
        false => commands.join(", "),
    }
}

/// The option of `qrlogin login` for a setting.
fn option(setting: &SettingInfo) -> String {
    match SettingOption::of(setting.name) {
        Some(own) => format!("{} {}", own.option(), own.value),
        None => format!("--set {}=…", setting.name),
    }
}
