use std::collections::BTreeSet;

use clap::{Command, CommandFactory as _};

use super::*;
use crate::args::Cli;
use crate::help::render::path;
use crate::messages::kinds::{KINDS, REPLAY_KINDS};

/// The program with all that the parser adds.
fn built() -> Command {
    let mut command = Cli::command();
    command.build();
    command
}

/// All commands but the parser's `help` and those below it.
fn tree(command: &Command) -> Vec<&Command> {
    let below = command.get_subcommands();
    let below = below.filter(|sub| sub.get_name() != "help").flat_map(tree);
    std::iter::once(command).chain(below).collect()
}

/// The paragraphs of all texts that the help shows, with the command.
fn visible() -> Vec<(String, String)> {
    let command = built();
    let mut found = Vec::new();
    for command in tree(&command) {
        let abouts = [command.get_about(), command.get_long_about()];
        let mut texts: Vec<String> = abouts
            .into_iter()
            .flatten()
            .map(|it| it.to_string())
            .collect();
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let helps = [arg.get_help(), arg.get_long_help()];
            texts.extend(helps.into_iter().flatten().map(|it| it.to_string()));
            texts.extend(arg.get_help_heading().map(str::to_owned));
            let values = arg.get_possible_values();
            texts.extend(
                values
                    .iter()
                    .filter_map(|value| Some(value.get_help()?.to_string())),
            );
        }
        for text in texts {
            let paragraphs = text.split("\n\n").map(str::to_owned);
            found.extend(paragraphs.map(|paragraph| (path(command), paragraph)));
        }
    }
    let help = command.find_subcommand("help").and_then(Command::get_about);
    found.extend(help.map(|about| ("help".to_owned(), about.to_string())));
    for kind in KINDS.iter().chain(&REPLAY_KINDS) {
        found.extend([kind.means, kind.to_do].map(|text| (kind.name.to_owned(), text.to_owned())));
    }
    found
}

fn is_translated(text: &str) -> bool {
    known(text).is_some() || of_flow(text) != text
}

#[test]
fn every_visible_text_of_the_help_has_a_chinese_one() {
    let mut missing = visible();
    missing.retain(|(_, text)| !is_translated(text));
    missing.dedup();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_chinese_text_of_the_help_is_in_use() {
    let used: BTreeSet<String> = visible().into_iter().map(|(_, text)| text).collect();
    let unused: Vec<_> = table().filter(|(en, _)| !used.contains(*en)).collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

#[test]
fn the_texts_below_the_options_exist_in_both_languages() {
    let command = built();
    for command in tree(&command) {
        let (path, short) = (path(command), command.get_after_help());
        let long = command.get_after_long_help().or(short);
        assert_eq!(after(&path, false).is_some(), short.is_some(), "{path}");
        assert_eq!(after(&path, true).is_some(), long.is_some(), "{path}");
        let examples = |text: String| -> Vec<String> {
            // Deeper are the rows of tables.
            let is_example = |line: &&str| {
                let rest = line.strip_prefix("  ").unwrap_or_default();
                rest.contains("qrlogin ") && !rest.starts_with(' ')
            };
            text.lines()
                .filter(is_example)
                .map(|line| line.trim().to_owned())
                .collect()
        };
        let english = long.map(|text| examples(text.to_string()));
        assert_eq!(after(&path, true).map(examples), english, "{path}");
    }
}
