//! Where a flow and a recording differ, for people and for programs.

use std::fmt;

use serde::Serialize;

use super::Lack;
use crate::har::{Har, Unreadable};

/// The first difference between a flow and a recording. It holds no value of a parameter, header or
/// body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Drift {
    /// The kind of the difference.
    pub kind: DriftKind,
    /// The entry of the file, from 0; the number of entries if it was after the last one.
    pub entry: usize,
    /// The number of entries.
    pub entries: usize,
    /// What the recording has.
    pub wanted: String,
    /// What the flow did.
    pub came: String,
    /// What differs, such as `parameter auth_code`.
    pub difference: Option<Box<str>>,
    /// The entries skipped since the last one that matched, with the reason for each.
    pub skipped: Box<[String]>,
    /// The entries of a foreign recording that cannot be read and may be the one of the call; at
    /// most 20.
    pub unreadable: Box<[Unreadable]>,
    /// What the exporter left out of all entries.
    pub lacks: Option<Lack>,
}

/// The kind of a [`Drift`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DriftKind {
    /// The flow sent another request.
    Request,
    /// The flow sent a request after the last entry.
    Unrecorded,
    /// The entry of the call cannot be read.
    Unreadable,
    /// The flow ended before the recording did.
    Unasked,
    /// The flow emitted another event.
    Event,
    /// The flow wanted no input where the recording has some.
    Input,
    /// The flow waited until another time.
    Wait,
    /// The flow had another outcome.
    Outcome,
    /// The recording does not support exact replay.
    NotExact,
    /// The recording ends before the login does, such as one of an interrupted login; up to there
    /// nothing differs.
    Unfinished,
}

impl Drift {
    /// A drift at the entry at this position among the readable ones.
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
    /// One line each for the position, what was wanted, what came, what differs and what is
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
