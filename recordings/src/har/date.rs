//! Dates as HAR has them: ISO 8601, such as `2024-01-02T03:04:05.678Z`.

use std::borrow::Cow;
use std::time::Duration;

use qrlogin::Timestamp;
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// The last second of the year 9999: HAR has four digits for a year.
const LAST: u64 = 253_402_300_799;

/// The time of this date, with any number of fractional digits. A date without an offset is read as
/// UTC: the offset does not matter as long as all dates of a file have the same. A date before the
/// epoch is read as the epoch.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    // Date and time are separated by `T` or by a space.
    let text = match text.split_once(' ') {
        Some((day, time)) => Cow::Owned(format!("{day}T{time}")),
        None => Cow::Borrowed(text),
    };
    let date = OffsetDateTime::parse(&text, &Iso8601::DEFAULT)
        .or_else(|_| OffsetDateTime::parse(&text, &Rfc3339))
        .or_else(|_| {
            PrimitiveDateTime::parse(&text, &Iso8601::DEFAULT).map(PrimitiveDateTime::assume_utc)
        })
        .ok()?;
    let ms = date.unix_timestamp_nanos().div_euclid(1_000_000);
    Some(Timestamp::from_millis(u64::try_from(ms).unwrap_or(0)))
}

/// The date of this time in UTC; a time after the year 9999 is written as the end of that year.
pub(super) fn write(at: Timestamp) -> String {
    let seconds = i64::try_from(at.as_secs().min(LAST)).unwrap_or_default();
    let date = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let date = date.to_offset(UtcOffset::UTC) + Duration::from_millis(at.as_millis() % 1000);
    let (day, time) = (date.date(), date.time());
    format!(
        "{day}T{:02}:{:02}:{:02}.{:03}Z",
        time.hour(),
        time.minute(),
        time.second(),
        time.millisecond()
    )
}

/// The same time as an HTTP date.
pub(super) fn for_header(at: Timestamp) -> String {
    httpdate::fmt_http_date(Timestamp::from_secs(at.as_secs().min(LAST)).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_all_exporters_are_read() {
        for (text, ms) in [
            ("2023-11-14T22:13:20.123Z", 1_700_000_000_123),
            ("2023-11-14T22:13:20Z", 1_700_000_000_000),
            ("2023-11-15T06:13:20.123456+08:00", 1_700_000_000_123),
            ("2023-11-14T22:13:20.123456789+00:00", 1_700_000_000_123),
            ("2023-11-14T22:13:20.123456", 1_700_000_000_123),
            ("2023-11-14T22:13:20", 1_700_000_000_000),
            ("2023-11-14 22:13:20.123", 1_700_000_000_123),
            ("2023-11-15 06:13:20+08:00", 1_700_000_000_000),
            ("2023-11-15T06:13:20.123+0800", 1_700_000_000_123),
            ("2023-11-15T06:13:20+08", 1_700_000_000_000),
            ("2023-11-14t22:13:20z", 1_700_000_000_000),
            ("1969-12-31T23:59:59Z", 0),
        ] {
            assert_eq!(read(text), Some(Timestamp::from_millis(ms)), "{text}");
        }
        for text in ["", "yesterday", "2023-11-14", "2023-13-14T22:13:20Z"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_written_date_is_read_as_the_same_moment() {
        for ms in [0, 1, 1_700_000_000_123, 253_402_300_799_999] {
            let at = Timestamp::from_millis(ms);
            assert_eq!(read(&write(at)), Some(at), "{}", write(at));
        }
        assert_eq!(
            write(Timestamp::from_millis(1_700_000_000_007)),
            "2023-11-14T22:13:20.007Z"
        );
        assert!(write(Timestamp::from_millis(u64::MAX)).starts_with("9999-12-31T23:59:59"));
    }

    #[test]
    fn a_date_beyond_the_year_9999_fits_into_a_header() {
        let late = read("9999-12-31T23:59:59-23:00").unwrap();
        assert_eq!(for_header(late), "Fri, 31 Dec 9999 23:59:59 GMT");
    }
}
