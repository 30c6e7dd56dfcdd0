use super::number::LONGEST;
use super::{AreaStatus, DocumentKind, DocumentNumber, IdentityError, area};
use crate::parsing::Tidied;
use chrono::{Datelike, NaiveDate};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

pub(super) fn check_resident(tidied: &Tidied<LONGEST>, today: NaiveDate) -> Result<(), IdentityError> {
    if let Some(converted) = from_fifteen(tidied) {
        check_date(&converted.bytes, today)?;
        return Err(IdentityError::Legacy { converted });
    }
    let kind = DocumentKind::ResidentId;
    let number = eighteen(kind, tidied, "18")?;
    if number[0] == b'9' {
        return Err(IdentityError::OtherKind(DocumentKind::ForeignPermanentResident));
    }
    check_and_date(number, today)?;
    match area(area_code(number)).map(|area| area.status) {
        None => Err(IdentityError::Area(area_code(number))),
        Some(AreaStatus::ResidencePermit) => Err(IdentityError::OtherKind(DocumentKind::HmtResidencePermit)),
        Some(_) => Ok(()),
    }
}

pub(super) fn check_permit(tidied: &Tidied<LONGEST>, today: NaiveDate) -> Result<(), IdentityError> {
    let number = eighteen(DocumentKind::HmtResidencePermit, tidied, "18")?;
    check_and_date(number, today)?;
    match area(area_code(number)).map(|area| area.status) {
        Some(AreaStatus::ResidencePermit) => Ok(()),
        Some(_) => Err(IdentityError::OtherKind(DocumentKind::ResidentId)),
        None => Err(IdentityError::Area(area_code(number))),
    }
}

/// Cards since 2023-12-01 are built like resident numbers with a leading 9; older ones are three letters and twelve digits,
/// whose own check is not published: they are taken by their form.
pub(super) fn check_foreigner(tidied: &Tidied<LONGEST>, today: NaiveDate) -> Result<(), IdentityError> {
    let kind = DocumentKind::ForeignPermanentResident;
    if tidied.len() == 15 {
        let (country, digits) = tidied.bytes().split_at(3);
        let good = tidied.stranger.is_none()
            && country.iter().all(u8::is_ascii_uppercase)
            && digits.iter().all(u8::is_ascii_digit);
        let expected = "15 位旧证应为 3 个字母加 12 位数字";
        return if good { Ok(()) } else { Err(IdentityError::Characters { kind, expected }) };
    }
    let number = eighteen(kind, tidied, "18（旧证 15）")?;
    if number[0] != b'9' {
        return Err(IdentityError::Characters { kind, expected: "18 位新证以 9 开头" });
    }
    check_and_date(number, today)
}

pub(super) fn check_form(
    kind: DocumentKind,
    tidied: &Tidied<LONGEST>,
    lengths: std::ops::RangeInclusive<usize>,
    expected: &'static str,
) -> Result<(), IdentityError> {
    if tidied.stranger.is_some() {
        return Err(IdentityError::Characters { kind, expected: "只能有字母和数字" });
    }
    if !lengths.contains(&tidied.len()) {
        return Err(IdentityError::Length { kind, expected, found: tidied.len() });
    }
    Ok(())
}

/// The 18 characters, of which the first 17 are digits and the last a digit or X.
fn eighteen<'a>(
    kind: DocumentKind,
    tidied: &'a Tidied<LONGEST>,
    expected: &'static str,
) -> Result<&'a [u8; LONGEST], IdentityError> {
    let number = tidied.exact().ok_or(IdentityError::Length { kind, expected, found: tidied.len() })?;
    let good = number[..17].iter().all(u8::is_ascii_digit) && (number[17].is_ascii_digit() || number[17] == b'X');
    if good {
        Ok(number)
    } else {
        Err(IdentityError::Characters { kind, expected: "前 17 位是数字，末位是数字或 X" })
    }
}

fn check_and_date(number: &[u8; LONGEST], today: NaiveDate) -> Result<(), IdentityError> {
    if check_character(&number[..17]) != number[17] {
        return Err(IdentityError::Checksum);
    }
    check_date(number, today)
}

fn check_date(number: &[u8; LONGEST], today: NaiveDate) -> Result<(), IdentityError> {
    match date(&number[6..14]) {
        Some(born) if born > today => Err(IdentityError::FutureDate),
        Some(born) if born.year() >= 1900 => Ok(()),
        _ => Err(IdentityError::Date),
    }
}

/// The number of a person whose 15-digit one this is, if it is one.
fn from_fifteen(tidied: &Tidied<LONGEST>) -> Option<DocumentNumber> {
    let old = (tidied.len() == 15 && tidied.bytes().iter().all(u8::is_ascii_digit)).then(|| tidied.bytes())?;
    let mut number = [0; LONGEST];
    number[..6].copy_from_slice(&old[..6]);
    number[6..8].copy_from_slice(b"19");
    number[8..17].copy_from_slice(&old[6..]);
    number[17] = check_character(&number[..17]);
    Some(DocumentNumber::of(DocumentKind::ResidentId, &number))
}

/// The check character of 17 digits: ISO 7064 MOD 11-2.
pub(super) fn check_character(digits: &[u8]) -> u8 {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    b"10X98765432"[(sum % 11) as usize]
}

pub(super) fn is_placeholder(number: &DocumentNumber) -> bool {
    area(area_code(&number.bytes)).is_some_and(|area| area.status == AreaStatus::Placeholder)
}

fn area_code(number: &[u8; LONGEST]) -> u32 {
    value(&number[..6])
}

pub(super) fn date(digits: &[u8]) -> Option<NaiveDate> {
    let year = i32::try_from(value(&digits[..4])).ok()?;
    NaiveDate::from_ymd_opt(year, value(&digits[4..6]), value(&digits[6..8]))
}

fn value(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
}
