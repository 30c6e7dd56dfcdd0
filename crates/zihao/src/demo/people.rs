//! An endless population of made-up people and firms: number n is always the same, and no two people share an identity
//! number. Numbers carry area 350527, under which nobody is registered, so that none can be a real person's.

use chrono::{Days, NaiveDate};

const AREA: &str = "350527";
/// Birthdays from 1966 to 2004: of working age in every roster.
const BIRTHDAYS: u64 = 14_245;
const NUMBERS: u64 = BIRTHDAYS * 999;
/// A prime, so that every number of the area is met once before any comes again.
const STRIDE: u64 = 7_368_787;

const SURNAMES: &str = "陈林黄张吴李王郑蔡许杨曾刘苏洪郭叶庄施邱何周赖谢颜柯傅沈潘魏江卢朱徐钟罗丁高廖彭";
const GIVEN: &str =
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅建国文斌志辉海燕雪琴佳慧宇轩梓涵思远嘉怡昇燊頔珺堃喆";
const TOWNS: [&str; 8] = [
    "晋江市陈埭镇",
    "南安市水头镇",
    "惠安县崇武镇",
    "安溪县感德镇",
    "德化县浔中镇",
    "永春县五里街镇",
    "石狮市灵秀镇",
    "泉港区南埔镇",
];

/// Somebody who does not exist.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) id_number: String,
    pub(super) mobile: String,
    pub(super) residence: String,
    /// A number that scatters whatever else is told of the person.
    pub(super) luck: u64,
}

/// Person n of the population; 14 million before the numbers come round again.
pub(super) fn person(n: u64) -> Person {
    let number = n * STRIDE % NUMBERS;
    let (day, sequence) = (number / 999, number % 999 + 1);
    let first = NaiveDate::from_ymd_opt(1966, 1, 1).expect("a date");
    let born = first + Days::new(day);
    let luck = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16;
    Person {
        name: name(luck),
        id_number: identity_of(born, sequence),
        mobile: format!("1{}{:09}", 3 + luck % 7, luck % 1_000_000_000),
        residence: format!("福建省{}", TOWNS[at(luck, TOWNS.len())]),
        luck,
    }
}

/// A name as people in Quanzhou have.
pub(super) fn name(luck: u64) -> String {
    let given = |luck: u64| GIVEN.chars().nth(at(luck, GIVEN.chars().count()));
    let surname = SURNAMES.chars().nth(at(luck, SURNAMES.chars().count()));
    let second = if luck.is_multiple_of(4) { None } else { given(luck >> 16) };
    surname.into_iter().chain(given(luck >> 8)).chain(second).collect()
}

/// The number of somebody born on a day, by the sequence of the register.
pub(super) fn identity_of(born: NaiveDate, sequence: u64) -> String {
    identity(&format!("{AREA}{}{sequence:03}", born.format("%Y%m%d")))
}

/// Seventeen digits with the check character of GB 11643.
fn identity(first: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = first.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{first}{}", char::from(b"10X98765432"[sum as usize % 11]))
}

/// The unified social credit code of the n-th made-up organisation (GB 32100, GB 11714): `91` firms, `51` associations.
pub(super) fn credit_code(kind: &str, n: u64) -> String {
    const SET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let body = format!("{n:08}");
    let sum: u32 = body.bytes().zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(d, w)| u32::from(d - b'0') * w).sum();
    let check = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(b'0' + u8::try_from(digit).expect("a digit")),
    };
    let first = format!("{kind}{AREA}{body}{check}");
    let value = |c: u8| SET.iter().position(|known| *known == c).expect("made of the set");
    let sum: usize = first.bytes().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
    format!("{first}{}", char::from(SET[(31 - sum % 31) % 31]))
}

fn at(luck: u64, len: usize) -> usize {
    usize::try_from(luck % len as u64).expect("below a length")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        credit_code::CreditCode,
        identity::{DocumentKind, DocumentNumber},
        mobile::Mobile,
        person_name::PersonName,
    };
    use std::collections::HashSet;

    #[test]
    fn everybody_has_valid_numbers_of_their_own() {
        let today = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        let mut seen = HashSet::new();
        for n in 0..20_000 {
            let person = person(n);
            let number = DocumentNumber::parse(DocumentKind::ResidentId, &person.id_number, today).expect("valid");
            assert!(number.value.age_on(today) >= Some(18));
            assert!(Mobile::parse(&person.mobile).is_ok() && PersonName::parse(&person.name).is_ok());
            assert!(seen.insert(person.id_number));
        }
    }

    #[test]
    fn organisations_have_valid_codes() {
        for n in 0..2_000 {
            assert!(
                CreditCode::parse(&credit_code("91", n)).is_ok() && CreditCode::parse(&credit_code("51", n)).is_ok()
            );
        }
    }
}
