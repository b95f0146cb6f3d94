//! `qrlogin flows`.

use std::fmt::Write as _;

use qrlogin::SettingInfo;
use qrlogin::flows::{FLOWS, FlowInfo};
use qrlogin::tasks::{self, FlowTasks, Kind};
use serde_json::{Value, json};
use textwrap::core::display_width;

use super::plain;
use crate::args::{FlowsArgs, SettingOption};
use crate::exit::Exit;
use crate::messages::{self, Text};
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

/// The columns of the labels.
const LABEL: usize = 10;

/// The results are dropped, since writing to a string cannot fail.
fn flow_text(info: &FlowInfo) -> String {
    let mut text = format!("{}\n", info.id);
    let tasks = tasks::of(info.id).map(commands).unwrap_or_default();
    for (label, value) in [
        (
            messages::scan_with_label(),
            messages::of_core(info.scan_with),
        ),
        (messages::yields_label(), messages::of_core(info.yields)),
        (messages::afterwards_label(), tasks),
    ] {
        let _ = writeln!(text, "  {}  {}", padded(&label), value.trim());
    }
    let width = info.settings.iter().map(|setting| option(setting).len());
    let width = width.max().unwrap_or_default();
    if info.settings.is_empty() {
        let label = padded(&messages::settings_label());
        let _ = writeln!(text, "  {label}  {}", messages::no_settings());
    }
    for (index, setting) in info.settings.iter().enumerate() {
        let heading = match index {
            0 => padded(&messages::settings_label()),
            _ => " ".repeat(LABEL),
        };
        let indent = " ".repeat(LABEL + 4 + width + 2);
        let option = option(setting);
        let help = messages::of_core(setting.help);
        let _ = writeln!(text, "  {heading}  {option:<width$}  {help}");
        if !setting.values.is_empty() {
            let _ = writeln!(
                text,
                "{indent}{}",
                messages::one_of(setting.values.join(", "))
            );
        }
        let _ = match setting.required {
            true => writeln!(text, "{indent}{}", messages::is_required()),
            false => writeln!(
                text,
                "{indent}{}",
                messages::default_is(messages::of_core(setting.default))
            ),
        };
    }
    text
}

/// A label, filled up with spaces.
fn padded(label: &str) -> String {
    let room = LABEL.saturating_sub(display_width(label));
    format!("{label}{}", " ".repeat(room))
}

/// The tasks of a flow, by name.
fn names(tasks: &FlowTasks) -> Vec<&'static str> {
    let kinds = Kind::ALL.into_iter().filter(|kind| tasks.has(*kind));
    kinds.map(Kind::name).collect()
}

/// The commands for the tasks of a flow.
fn commands(tasks: &FlowTasks) -> Text {
    let command = |kind: Kind| match kind {
        Kind::Check => "status",
        kind => kind.name(),
    };
    let kinds = Kind::ALL.into_iter().filter(|kind| tasks.has(*kind));
    let commands: Vec<_> = kinds.map(command).collect();
    match commands.is_empty() {
        true => messages::no_settings(),
        false => commands.join(", ").into(),
    }
}

/// The option of `qrlogin login` for a setting.
fn option(setting: &SettingInfo) -> String {
    match SettingOption::of(setting.name) {
        Some(own) => format!("{} {}", own.option(), own.value),
        None => format!("--set {}=…", setting.name),
    }
}
