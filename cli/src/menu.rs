//! The menu of flows at a terminal.

use std::io::{self, IsTerminal as _};
use std::sync::mpsc::{Receiver, Sender};

use qrlogin::flows::{FLOWS, FlowInfo};

use crate::args::flow_named;
use crate::commands::no_thread;
use crate::exit::CliError;
use crate::input;
use crate::messages;
use crate::run::Message;
use crate::show::Screen;
use crate::show::terminal::Terminal;
use crate::show::wrap::wrap;
use crate::text::printable;

/// The columns of the numbers and names.
const INDENT: usize = 18;
/// How many lines are read at most.
const TRIES: usize = 3;

/// Whether the user can choose: a script with `--json` cannot.
pub(crate) fn is_possible(json: bool) -> bool {
    !json && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Lets the user choose a flow by number or name.
///
/// # Errors
/// The user gives up, or types no flow in [`TRIES`] lines.
pub(crate) fn choose(
    sender: &Sender<Message>,
    receiver: &Receiver<Message>,
) -> Result<&'static FlowInfo, CliError> {
    let mut screen = Screen::stderr();
    screen.line(&messages::menu_title());
    let columns = Terminal::stderr(false).columns.saturating_sub(INDENT);
    for (number, info) in (1..).zip(FLOWS) {
        let (app, yields) = (
            messages::of_core(info.scan_with),
            messages::of_core(info.yields),
        );
        let mut before = format!("{number:>2}  {:<12}  ", info.id);
        for line in wrap(&messages::menu_line(yields, app), columns) {
            screen.line(&format!("{before}{line}"));
            before = " ".repeat(INDENT);
        }
    }
    for _ in 0..TRIES {
        // Before the question: what is typed after it must not be dropped.
        input::one_line(sender).map_err(no_thread)?;
        screen.prompt(&messages::menu_question(FLOWS.len()));
        let line = typed(receiver)?;
        screen.typed(true);
        let text = line.trim();
        if let Some(info) = chosen(text) {
            return Ok(info);
        }
        if !text.is_empty() {
            screen.line(&messages::menu_again(printable(text)));
        }
    }
    Err(CliError::usage(
        messages::menu_given_up(),
        messages::list_flows(),
    ))
}

/// The next line.
fn typed(receiver: &Receiver<Message>) -> Result<String, CliError> {
    let cancelled = || CliError {
        message: messages::menu_cancelled(),
        advice: messages::run_again(),
        ..CliError::interrupted()
    };
    loop {
        match receiver.recv() {
            Ok(Message::Typed(Some(line))) => return Ok(line.into()),
            Ok(Message::Typed(None) | Message::Interrupted) | Err(_) => return Err(cancelled()),
            Ok(_) => {}
        }
    }
}

/// The flow of this number or name.
fn chosen(text: &str) -> Option<&'static FlowInfo> {
    // `115` is a name, and there will never be so many flows.
    flow_named(text).or_else(|| {
        let number: usize = text.parse().ok()?;
        FLOWS.get(number.checked_sub(1)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_is_chosen_by_number_or_name() {
        let id = |text: &str| chosen(text).map(|info| info.id);
        assert_eq!(id("1"), Some(FLOWS[0].id));
        assert_eq!(id(&FLOWS.len().to_string()), FLOWS.last().map(|it| it.id));
        assert_eq!(id("115"), Some("115"));
        assert_eq!(id("微信"), Some("wechat-web"));
        for text in ["0", "", "-1", "99", "bilibili-w"] {
            assert_eq!(id(text), None, "{text}");
        }
    }
}
