//! Numbers as text, without an allocation.

/// A whole number in decimal.
pub(crate) struct Decimal {
    /// The text at the end, as long as the longest one with its sign.
    text: [u8; 21],
    start: usize,
}

impl Decimal {
    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        let text = self.text.get(self.start..).unwrap_or_default();
        std::str::from_utf8(text).unwrap_or_default()
    }
}

impl From<u64> for Decimal {
    fn from(mut number: u64) -> Self {
        let mut text = [b'-'; 21];
        let mut start = text.len();
        for place in text.iter_mut().rev() {
            *place = b'0' + (number % 10) as u8;
            start -= 1;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        Self { text, start }
    }
}

impl From<i32> for Decimal {
    fn from(number: i32) -> Self {
        let mut digits = Self::from(u64::from(number.unsigned_abs()));
        // What is before the digits are signs.
        digits.start -= usize::from(number < 0);
        digits
    }
}

/// Appends bytes as lower-case hexadecimal digits.
pub(crate) fn push_hex(text: &mut String, bytes: &[u8]) {
    let digit = |half: u8| char::from(half + if half < 10 { b'0' } else { b'a' - 10 });
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        for number in [0, 1, 9, 10, 99, 1_800_000_000_000, u64::MAX] {
            assert_eq!(Decimal::from(number).as_str(), number.to_string());
        }
        for number in [0, -1, 10, i32::MIN, i32::MAX] {
            assert_eq!(Decimal::from(number).as_str(), number.to_string());
        }
    }

    #[test]
    fn hexadecimal_digits_are_in_lower_case() {
        let mut text = String::new();
        push_hex(&mut text, &[0, 0x0f, 0xa9, 0xff]);
        assert_eq!(text, "000fa9ff");
    }
}
