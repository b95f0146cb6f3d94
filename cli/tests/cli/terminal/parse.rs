//! Parses output as a terminal does.

/// The meaning of a piece of output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Print(char),
    LineFeed,
    Return,
    /// A control sequence: `ESC [`, with `?` if it is private, numbers and a letter.
    Sequence {
        private: bool,
        parameters: Vec<usize>,
        end: char,
    },
}

pub(super) struct Parser {
    utf8: bool,
    escapes: bool,
}

impl Parser {
    pub(super) fn new(utf8: bool, escapes: bool) -> Self {
        Self { utf8, escapes }
    }

    pub(super) fn actions(&self, output: &[u8]) -> Vec<Action> {
        let text = match self.utf8 {
            true => String::from_utf8_lossy(output).into_owned(),
            false => output.iter().map(|byte| char::from(*byte)).collect(),
        };
        let mut characters = text.chars();
        let mut actions = Vec::new();
        while let Some(character) = characters.next() {
            match character {
                '\n' => actions.push(Action::LineFeed),
                '\r' => actions.push(Action::Return),
                // IND and NEL, among the control characters that are also bytes of UTF-8.
                '\u{84}' => actions.push(Action::LineFeed),
                '\u{85}' => actions.extend([Action::Return, Action::LineFeed]),
                '\u{1b}' if self.escapes => {
                    assert_eq!(characters.next(), Some('['), "no control sequence");
                    actions.push(sequence(&mut characters));
                }
                character if character.is_control() && character != '\u{1b}' => {}
                character => actions.push(Action::Print(character)),
            }
        }
        actions
    }
}

fn sequence(characters: &mut impl Iterator<Item = char>) -> Action {
    let mut text = String::new();
    let end = loop {
        match characters.next() {
            Some(end) if end.is_ascii_alphabetic() => break end,
            Some(character) => text.push(character),
            None => break '?',
        }
    };
    let numbers = text.strip_prefix('?');
    let private = numbers.is_some();
    let numbers = numbers.unwrap_or(&text).split(';');
    let parameters = match text.as_str() {
        "" if end == 'm' => vec![0],
        _ => numbers.filter_map(|number| number.parse().ok()).collect(),
    };
    Action::Sequence {
        private,
        parameters,
        end,
    }
}
