//! Where a flow left a recording, for people and for programs.

use std::fmt;

use serde::Serialize;

use super::Lack;
use crate::har::{Har, Unreadable};

/// The first difference between a flow and a recording. It holds no value of a parameter, header or
/// body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Drift {
    /// What kind of difference it is.
    pub kind: DriftKind,
    /// At which entry of the file, from 0; the number of entries if it was after the last one.
    pub entry: usize,
    /// How many entries there are.
    pub entries: usize,
    /// What the recording has.
    pub wanted: String,
    /// What the flow did.
    pub came: String,
    /// What differs, such as `parameter auth_code`.
    pub difference: Option<Box<str>>,
    /// The entries that were passed over since the last one that fitted, with the reason for each.
    pub skipped: Box<[String]>,
    /// The entries of a foreign recording that cannot be read and may have been what was asked; at
    /// most 20.
    pub unreadable: Box<[Unreadable]>,
    /// What the exporter has left out as a whole.
    pub lacks: Option<Lack>,
}

/// What kind of difference it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DriftKind {
    /// The flow asked something else.
    Request,
    /// The flow went on asking after the last entry.
    Unrecorded,
    /// The entry with the answer cannot be read.
    Unreadable,
    /// The flow ended before the recording did.
    Unasked,
    /// The flow told another event.
    Event,
    /// The flow took no input where the recording has some.
    Input,
    /// The flow waited for another time.
    Wait,
    /// The flow ended in another way.
    Outcome,
    /// The recording cannot be replayed in this way at all.
    NotExact,
    /// The recording ends before the login does, as one of an interrupted login; the flow followed
    /// it to there.
    Unfinished,
}

impl Drift {
    /// At the entry that has this place among those that can be read.
    pub(super) fn new(kind: DriftKind, har: &Har, place: usize) -> Self {
        let wanted = match har.entries.get(place) {
            Some(wanted) => match &wanted.call {
                Some(call) => format!("{} ({})", wanted.request, call.name),
                None => wanted.request.to_string(),
            },
            None => "nothing more".to_owned(),
        };
        Self {
            kind,
            entry: har.number(place),
            entries: har.count(),
            wanted,
            came: String::new(),
            difference: None,
            skipped: Box::default(),
            unreadable: Box::default(),
            lacks: None,
        }
    }

    pub(super) fn wanted(mut self, wanted: impl Into<String>) -> Self {
        self.wanted = wanted.into();
        self
    }

    pub(super) fn came(mut self, came: impl Into<String>) -> Self {
        self.came = came.into();
        self
    }

    pub(super) fn because(mut self, difference: impl Into<Box<str>>) -> Self {
        self.difference = Some(difference.into());
        self
    }
}

impl fmt::Display for Drift {
    /// One line for the place, one each for what was wanted, what came, what differs and what is
    /// missing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            DriftKind::NotExact => return f.write_str("the recording cannot be replayed exactly"),
            DriftKind::Unfinished => {
                return f.write_str(
                    "the recording ends before the login does; the login followed all of it",
                );
            }
            _ if self.entry >= self.entries => {
                write!(
                    f,
                    "the login leaves the recording after its {} entries",
                    self.entries
                )?;
            }
            _ => write!(
                f,
                "the login leaves the recording at entry {} (of 0 to {})",
                self.entry,
                self.entries.saturating_sub(1)
            )?,
        }
        write!(f, "\n  wanted: {}\n  came:   {}", self.wanted, self.came)?;
        if let Some(difference) = &self.difference {
            write!(f, "\n  differs: {difference}")?;
        }
        for unreadable in &self.unreadable {
            write!(f, "\n  cannot be read: {unreadable}")?;
        }
        if let Some(lack) = self.lacks {
            write!(f, "\n  the recording lacks {lack}")?;
        }
        self.skipped
            .iter()
            .try_for_each(|skipped| write!(f, "\n  skipped: {skipped}"))
    }
}

impl std::error::Error for Drift {}
