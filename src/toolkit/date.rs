//! Dates of HTTP headers: `Date`, `Retry-After`, and `Expires` of a cookie.

use crate::Timestamp;

const MONTHS: [&[u8; 3]; 12] = [
    b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
];

/// The time of a date as browsers read it in cookies (RFC 6265, 5.1.1). All three forms of
/// HTTP-date (RFC 9110, 5.6.7) are among those that it accepts, and so are the others that servers
/// send. A time before 1970 is 1970.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.as_bytes().split(|&byte| is_delimiter(byte)) {
        // Each token fills the first part that it fits and that is still missing.
        if time.is_none()
            && let Some(found) = time_of(token)
        {
            time = Some(found);
        } else if day.is_none()
            && let Some(found) = number(token, 1, 2)
        {
            day = Some(found);
        } else if month.is_none()
            && let Some(found) = month_of(token)
        {
            month = Some(found);
        } else if year.is_none()
            && let Some(found) = number(token, 2, 4)
        {
            year = Some(found);
        }
    }
    let year = match year? {
        year @ 70..=99 => year + 1900,
        year @ 0..=69 => year + 2000,
        year => year,
    };
    let ([hour, minute, second], day, month) = (time?, day?, month?);
    if year < 1601 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = day_number(year, month, day)? * 86_400 + hour * 3600 + minute * 60 + second;
    Some(Timestamp::from_secs(seconds.try_into().unwrap_or(0)))
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'/' | b';'..=b'@' | b'['..=b'`' | b'{'..=b'~')
}

/// A number of so many digits, before the end or anything else than a digit.
fn number(token: &[u8], least: usize, most: usize) -> Option<i64> {
    let count = token
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let digits = token.get(..count)?;
    let add = |number, digit: &u8| number * 10 + i64::from(digit - b'0');
    (least..=most)
        .contains(&count)
        .then(|| digits.iter().fold(0, add))
}

/// `hh:mm:ss`, each of one or two digits.
fn time_of(token: &[u8]) -> Option<[i64; 3]> {
    let mut parts = token.splitn(3, |&byte| byte == b':');
    let mut whole = || {
        let part = parts.next()?;
        part.iter()
            .all(u8::is_ascii_digit)
            .then(|| number(part, 1, 2))?
    };
    let (hour, minute) = (whole()?, whole()?);
    Some([hour, minute, number(parts.next()?, 1, 2)?])
}

/// The month from 1, by its first three letters.
fn month_of(token: &[u8]) -> Option<i64> {
    let name = token.get(..3)?.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| month.as_slice() == name)?;
    i64::try_from(index + 1).ok()
}

/// The days from 1970-01-01 to this date of the Gregorian calendar; `None` if there is none.
fn day_number(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Counted from March, a leap day is the last day of its year.
    let (year, month) = if month < 3 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let days_before_year = year * 365 + year / 4 - year / 100 + year / 400;
    let days_before_month = (153 * month + 2) / 5;
    Some(days_before_year + days_before_month + day - 1 - DAYS_TO_1970)
}

/// From 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_may_be_written_in_many_forms() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 06-Nov-1994 08:49:37 GMT",
            "6 november 1994 8:49:37",
            "1994 Nov 06 08:49:37x",
        ] {
            assert_eq!(
                parse(text),
                Some(Timestamp::from_secs(784_111_777)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_year_of_two_digits_is_between_1970_and_2069() {
        let at = |year| parse(&format!("01-Jan-{year} 00:00:00")).unwrap().as_secs();
        assert_eq!(at("70"), 0);
        assert_eq!(at("99"), 915_148_800);
        assert_eq!(at("00"), 946_684_800);
        assert_eq!(at("69"), 3_124_224_000);
    }

    #[test]
    fn a_time_before_1970_is_1970() {
        for text in ["Thu, 31 Dec 1969 23:59:59 GMT", "1 Jan 1601 00:00:00"] {
            assert_eq!(parse(text), Some(Timestamp::from_secs(0)), "{text}");
        }
    }

    #[test]
    fn no_date_is_none() {
        for text in [
            "",
            "0",
            "-1",
            "Session",
            "Sun, 06 Nov 1994",
            "06 Nov 08:49:37",
            "06 1994 08:49:37",
            "Nov 1994 08:49:37",
            "00 Nov 1994 08:49:37",
            "31 Nov 1994 08:49:37",
            "29 Feb 1900 08:49:37",
            "30 Feb 2000 08:49:37",
            "06 Nov 1600 08:49:37",
            "06 Nov 1994 24:49:37",
            "06 Nov 1994 08:60:37",
            "06 Nov 1994 08:49:60",
            "06 Nov 1994 08:49",
            "06 Nov 1994 008:49:37",
            "06 Nov 19940 08:49:37",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert!(parse("29 Feb 2000 08:49:37").is_some());
    }
}
