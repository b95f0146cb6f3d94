//! `qrlogin list`.

use serde_json::json;
use textwrap::core::display_width;

use super::{print, report, summary};
use crate::args::ListArgs;
use crate::exit::{CliError, Exit};
use crate::messages::{self, Text};
use crate::output;
use crate::profiles::{Entry, Store, account_text, time_text};
use crate::show::Screen;
use crate::text::printable;

/// The number of columns.
const COLUMNS: usize = 4;

pub(crate) fn list(args: &ListArgs) -> Exit {
    report(run(args), args.json)
}

fn run(args: &ListArgs) -> Result<(), CliError> {
    let entries = Store::of_user()?.all()?;
    if args.json {
        let profiles: Vec<_> = entries.iter().map(summary).collect();
        return print(json!({ "profiles": profiles }));
    }
    if entries.is_empty() {
        Screen::stderr().line(&messages::no_profiles());
        return Ok(());
    }
    output::write(&table(&entries))
}

/// The lines. That of a file which cannot be used has its problem behind the name.
fn table(entries: &[Entry]) -> String {
    let headings: [Text; COLUMNS] = [
        messages::name_heading(),
        messages::flow_heading(),
        messages::account_heading(),
        messages::saved_heading(),
    ];
    let headings = headings.map(String::from).to_vec();
    let rows: Vec<_> = std::iter::once(headings)
        .chain(entries.iter().map(row))
        .collect();
    let width = |column: usize| {
        // A problem is as long as it likes.
        let whole = rows.iter().filter(|row| row.len() == COLUMNS);
        let first = rows.iter().filter(|_| column == 0);
        let cells = whole.chain(first).filter_map(|row| row.get(column));
        cells.map(|cell| display_width(cell)).max().unwrap_or(0)
    };
    let widths: Vec<_> = (0..COLUMNS).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths);
        let padded = cells.map(|(cell, width)| {
            let room = width.saturating_sub(display_width(cell));
            format!("{cell}{}  ", " ".repeat(room))
        });
        format!("{}\n", padded.collect::<String>().trim_end())
    };
    rows.iter().map(line).collect()
}

fn row(entry: &Entry) -> Vec<String> {
    match &entry.profile {
        Ok(profile) => {
            let account = profile.account.as_ref().map(account_text);
            vec![
                entry.name.clone(),
                printable(&profile.flow),
                account.unwrap_or_else(|| "-".to_owned()),
                time_text(profile.saved_at),
            ]
        }
        Err(problem) => vec![entry.name.clone(), problem.message().into()],
    }
}
