//! The reader. A file is untrusted input.

use qrlogin::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::body::Files;
use super::{Entry, Har, HarError, MAX_ENTRIES, Metadata, Unreadable, entry};

use crate::policy::RecordingPolicy;

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    log: Option<Log<'a>>,
}

#[derive(Deserialize)]
struct Log<'a> {
    #[serde(borrow)]
    entries: Option<Vec<&'a RawValue>>,
    #[serde(borrow, rename = "_qrlogin")]
    own: Option<&'a RawValue>,
}

impl Har {
    /// Reads a HAR file. The flow is known if the file is one of ours and names a flow of
    /// `qrlogin`; otherwise see [`Har::of_flow`].
    ///
    /// An entry of a foreign file that cannot be used is skipped: see [`Har::unreadable`]. A body
    /// in a file beside the recording is missing: see [`Har::read_with_files`].
    ///
    /// # Errors
    /// [`HarError`] if this is no HAR file, or one of ours that is damaged.
    pub fn read(json: &str) -> Result<Self, HarError> {
        Self::read_with_files(json, |_| None)
    }

    /// The same with the bodies in files beside the recording, which Playwright writes with
    /// `content: 'attach'`. `file` is called with the name of each (`_file`). The name is
    /// untrusted: it can be a path. `file` returns the contents, or `None` if there is no such
    /// file or it must not be read.
    ///
    /// # Errors
    /// As [`Har::read`].
    pub fn read_with_files(
        json: &str,
        mut file: impl FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<Self, HarError> {
        let json = json.trim_start_matches('\u{feff}');
        let read: File<'_> = serde_json::from_str(json).map_err(|e| HarError::json(&e))?;
        let log = read.log.ok_or(HarError::Missing { field: "log" })?;
        let entries = log.entries.ok_or(HarError::Missing {
            field: "log.entries",
        })?;
        if entries.len() > MAX_ENTRIES {
            let found = entries.len();
            return Err(HarError::TooManyEntries { found });
        }
        let metadata = log.own.map(|own| metadata(own.get(), entries.len()));
        let metadata = metadata.transpose()?;
        let (entries, unreadable) = match &metadata {
            Some(_) => (own_entries(&entries, &mut file)?, Vec::new()),
            None => foreign_entries(&entries, &mut file),
        };
        let flow = metadata.as_ref().map(|metadata| metadata.flow.as_str());
        Ok(Self {
            policy: flow.map_or(RecordingPolicy::NOTHING, RecordingPolicy::by_name),
            entries,
            metadata,
            unreadable,
        })
    }
}

/// The entries of a recording of ours. The trace refers to them by number, so none may be missing.
fn own_entries(raw: &[&RawValue], files: &mut Files<'_>) -> Result<Vec<Entry>, HarError> {
    let entries = raw.iter().enumerate().map(|(number, raw)| {
        let (mut entry, started) = entry::read(number, raw, files)?;
        // Its position is its number, also after entries were added or removed.
        entry.number = None;
        entry.started = started.map_err(|(field, problem)| Unreadable {
            entry: number,
            field,
            problem,
            request: Some(entry.request.to_string().into()),
        })?;
        Ok(entry)
    });
    entries.collect()
}

/// The entries of a foreign recording sorted by time, and those that cannot be used.
fn foreign_entries(raw: &[&RawValue], files: &mut Files<'_>) -> (Vec<Entry>, Vec<Unreadable>) {
    let (mut entries, mut dates, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
    for (number, raw) in raw.iter().enumerate() {
        match entry::read(number, raw, files) {
            Ok((entry, started)) => {
                entries.push(entry);
                dates.push(started.ok());
            }
            Err(problem) => unreadable.push(problem),
        }
    }
    put_in_order(&mut entries, &dates);
    (entries, unreadable)
}

/// Writers may choose any order, and the reader has to sort (HAR 1.2, `entries`). An entry without
/// a date gets that of the entry before it.
fn put_in_order(entries: &mut [Entry], dates: &[Option<Timestamp>]) {
    let mut last = dates.iter().flatten().next().copied().unwrap_or_default();
    for (entry, date) in entries.iter_mut().zip(dates) {
        last = date.unwrap_or(last);
        entry.started = last;
    }
    // Newest first: of two entries with the same time, the second one is older.
    let falls = entries.is_sorted_by(|one, next| one.started >= next.started);
    let rises = entries.is_sorted_by_key(|entry| entry.started);
    if falls && !rises {
        entries.reverse();
    }
    entries.sort_by_key(|entry| entry.started);
}

/// Our own part of the recording, if it is consistent.
fn metadata(json: &str, entries: usize) -> Result<Metadata, HarError> {
    let metadata: Option<Metadata> = serde_json::from_str(json).ok();
    let metadata = metadata.filter(|metadata| metadata.is_consistent(entries));
    metadata.ok_or(HarError::Own)
}
