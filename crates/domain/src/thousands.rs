//! Whole numbers with their thousands apart.

use std::fmt;

/// `5931` as `5,931`; a sign stays before the digits.
#[must_use]
pub fn thousands(number: &impl fmt::Display) -> String {
    let number = number.to_string();
    let digits = number.trim_start_matches('-');
    let mut apart = number[..number.len() - digits.len()].to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn every_three_digits_from_the_right() {
        let shown = [0, 7, 999, 1_000, 25_931, -1_000_000].map(|number| thousands(&number));
        assert_eq!(shown, ["0", "7", "999", "1,000", "25,931", "-1,000,000"]);
    }
}
