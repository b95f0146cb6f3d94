//! How values are kept in columns: both databases have signed numbers of 64 bits.

use std::time::Duration;

use qrlogin::Timestamp;

use super::{LoginId, State, StoreError};

/// A moment of a column, in milliseconds since the Unix epoch.
pub(super) fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(u64::try_from(ms).unwrap_or(0))
}

/// The milliseconds of a duration; a very long one is as long as a column can say.
pub(super) fn ms(duration: Duration) -> i64 {
    // Half of the range, so that a sum with a moment stays in it.
    i64::try_from(duration.as_millis()).map_or(i64::MAX / 2, |ms| ms.min(i64::MAX / 2))
}

/// A number for a column.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number of a column.
pub(super) fn number(column: i64) -> u64 {
    u64::try_from(column).unwrap_or(0)
}

/// The id in a column.
pub(super) fn id(text: &str) -> Result<LoginId, StoreError> {
    LoginId::parse(text).ok_or_else(|| unreadable("id"))
}

/// The state in a column.
pub(super) fn state(text: &str) -> Result<State, StoreError> {
    State::of_name(text).ok_or_else(|| unreadable("state"))
}

/// A column has a value that this program does not write.
pub(super) fn unreadable(column: &str) -> StoreError {
    StoreError::Refused(format!("the column `{column}` cannot be read"))
}
