//! Each fault at its threshold, and one below.

use super::{FILED, Row, day, found, honest, identity, told};
use crate::roster::{
    Ledger,
    signs::{SignKind, SignKind::*},
};
use chrono::Days;
use std::collections::HashMap;

type Told = Vec<(SignKind, u64, u64)>;

/// What is found in an honest training roster of 3,000 once a fault of this size is planted.
fn trained(plant: impl Fn(&mut Vec<Row>)) -> Told {
    let mut rows = honest::training(7, 3_000);
    plant(&mut rows);
    told(&found(Ledger::Training, &rows))
}

fn employed(plant: impl Fn(&mut Vec<Row>)) -> Told {
    let mut rows = honest::employment(7, 3_000);
    plant(&mut rows);
    told(&found(Ledger::Employment, &rows))
}

/// Rows that stand far apart and belong to different people, each in a class of its own days.
fn apart(rows: &mut [Row], many: usize) -> Vec<&mut Row> {
    let mut met = std::collections::HashSet::new();
    let mut twice = HashMap::new();
    rows.iter().for_each(|row| *twice.entry(row.number.clone()).or_insert(0) += 1);
    let once = rows.iter_mut().filter(|row| twice[&row.number] == 1 && met.insert(row.mobile.clone()));
    once.step_by(20).take(many).collect()
}

/// Makes somebody else of a row: with a number and a mobile of their own.
fn other(row: &mut Row, n: usize, born: chrono::NaiveDate, sequence: usize) {
    row.number = identity(born, u32::try_from(1 + sequence % 997).unwrap());
    row.mobile = format!("137{n:08}");
}

#[test]
fn one_phone_for_many() {
    let shared =
        |many| trained(move |rows| apart(rows, many).iter_mut().for_each(|row| row.mobile = "13900000017".into()));
    assert_eq!((shared(3), shared(4)), (vec![], vec![(SharedPhone, 4, 4)]));
}

/// Invented people behind each other in the register: every second number, as a list of men has.
fn invented(rows: &mut [Row], many: u32) {
    for n in 0..many {
        let number = identity(day("2006-12-31"), 501 + 2 * n);
        let at = rows.len() * n as usize / many as usize;
        rows[at].number = number;
    }
}

#[test]
fn numbers_in_a_row() {
    let run = |many| trained(move |rows| invented(rows, many));
    assert_eq!(run(4), []);
    assert_eq!(run(5), [(NumberRun, 5, 5)]);
}

#[test]
fn births_on_one_day() {
    let born = |many: u32| {
        trained(move |rows| {
            for n in 0..many {
                rows[n as usize * 300 + 7].number = identity(day("2006-12-31"), 7 + 97 * n);
            }
        })
    };
    assert_eq!((born(7), born(8)), (vec![], vec![(SameBirthday, 8, 8)]));
}

#[test]
fn ages_at_the_edge() {
    // A hundred people, of whom the edge is a fifth.
    let old = |many: usize, of: usize| {
        let mut rows = honest::training(7, of);
        for (n, row) in rows.iter_mut().take(many).enumerate() {
            other(row, n, day("1960-01-03") + Days::new(31 * n as u64), 7 * n);
        }
        told(&found(Ledger::Training, &rows))
    };
    assert_eq!((old(19, 60), old(20, 60)), (vec![], vec![(EdgeAge, 20, 20)]), "twenty people");
    assert_eq!((old(39, 200), old(40, 200)), (vec![], vec![(EdgeAge, 40, 40)]), "a fifth");
    let young = trained(|rows| {
        for (n, row) in rows.iter_mut().enumerate().filter(|(n, _)| n % 4 == 0) {
            let born = row.from.expect("a day") - Days::new(5_850 + n as u64 * 37 % 355);
            other(row, n / 4, born, n);
        }
    });
    assert_eq!(young.iter().map(|(kind, ..)| *kind).collect::<Vec<_>>(), [EdgeAge], "{young:?}");
}

#[test]
fn one_person_in_two_classes_at_a_time() {
    let twice = |people: usize, days: u64| {
        trained(move |rows| {
            let again: Vec<Row> = apart(rows, people)
                .into_iter()
                .map(|row| {
                    let last = row.until.expect("a day");
                    row.from = Some(last - Days::new(4));
                    let class = Some("2025-夜班".to_owned());
                    let certificate = row.certificate.as_ref().map(|number| format!("{number}-2"));
                    Row { from: Some(last - Days::new(days - 1)), until: Some(last), class, certificate, ..row.clone() }
                })
                .collect();
            rows.extend(again);
        })
    };
    assert_eq!((twice(3, 1), twice(3, 2)), (vec![], vec![(OverlappingClasses, 3, 6)]));
}

#[test]
fn one_person_in_two_jobs_at_a_time() {
    let both = |people: usize, days: u64| {
        employed(move |rows| {
            let again: Vec<Row> = apart(rows, people * 8)
                .into_iter()
                .filter(|row| row.employed && row.until.is_none())
                .take(people)
                .map(|row| {
                    let last = row.from.expect("a day") + Days::new(90);
                    row.until = Some(last);
                    let (employer, code) = (Some("泉州兼职有限公司".to_owned()), Some("TWICE".to_owned()));
                    Row { employer, code, from: Some(last - Days::new(days - 1)), until: None, ..row.clone() }
                })
                .collect();
            rows.extend(again);
        })
    };
    assert_eq!((both(3, 30), both(3, 31)), (vec![], vec![(TwoJobs, 3, 6)]));
}

#[test]
fn classes_all_of_one_size() {
    let classes = |equal: usize, others: usize| {
        let mut rows = honest::training(7, equal * 30 + others * 22);
        for (n, row) in rows.iter_mut().enumerate() {
            row.class = Some(if n < equal * 30 { n / 30 } else { 1_000 + (n - equal * 30) / 22 }.to_string());
            // Each trains once.
            other(row, n, day("1970-01-01") + Days::new(n as u64 * 17), 31 * n);
        }
        told(&found(Ledger::Training, &rows))
    };
    assert_eq!((classes(5, 0), classes(6, 0)), (vec![], vec![(EqualClasses, 180, 180)]), "six classes");
    assert_eq!((classes(8, 1), classes(9, 1)), (vec![], vec![(EqualClasses, 270, 270)]), "nine in ten");
}

#[test]
fn a_rush_before_the_roster_is_filed() {
    let rush = |many: usize, days_before: u64, earlier: usize| {
        let mut rows = honest::training(7, many + earlier);
        for (n, row) in rows.iter_mut().enumerate() {
            other(row, n, day("1970-01-01") + Days::new(n as u64 * 29), 31 * n);
            row.class = Some(if n < many { "突击".to_owned() } else { format!("{}", n % 3) });
            let from = if n < many { day(FILED) - Days::new(days_before) } else { day("2025-05-06") };
            (row.from, row.until) = (Some(from), Some(from + Days::new(3)));
        }
        told(&found(Ledger::Training, &rows))
    };
    assert_eq!((rush(49, 2, 10), rush(50, 2, 10)), (vec![], vec![(Rush, 50, 50)]), "fifty people");
    assert_eq!((rush(79, 6, 40), rush(80, 6, 40)), (vec![], vec![(Rush, 80, 80)]), "twice as many as ever before");
    assert_eq!(rush(80, 7, 40), [], "a week before");
}

#[test]
fn employers_without_a_code() {
    let uncoded = |many: usize, coded: bool| {
        employed(move |rows| {
            for (n, row) in rows.iter_mut().filter(|row| row.employed && row.until.is_none()).take(many).enumerate() {
                row.employer = Some("泉州无码有限公司".into());
                row.code = (coded && n == 3).then(|| "CODE".to_owned());
            }
        })
    };
    assert_eq!((uncoded(9, false), uncoded(10, false)), (vec![], vec![(NoCreditCode, 10, 10)]));
    assert_eq!(uncoded(10, true), [], "one row tells the code");
}

#[test]
fn certificates_that_repeat() {
    let repeated = |pairs: usize| {
        trained(move |rows| {
            for (n, row) in apart(rows, pairs * 2).into_iter().enumerate() {
                row.certificate = Some(format!("SAME{}", n / 2));
            }
        })
    };
    assert_eq!(
        (repeated(0), repeated(1), repeated(3)),
        (vec![], vec![(RepeatedCertificate, 2, 2)], vec![(RepeatedCertificate, 6, 6)])
    );
}

#[test]
fn digits_as_fingers_like_them() {
    let digits = |of: usize| {
        let mut rows = honest::training(7, of);
        for (n, row) in rows.iter_mut().enumerate() {
            other(row, n, day("1970-01-01") + Days::new(n as u64 * 29), 31 * n);
            row.mobile = format!("139{:07}{}", n * 13, [0, 8, 8, 6, 8, 9, 6, 8, 1, 8][n % 10]);
        }
        found(Ledger::Training, &rows)
    };
    assert_eq!(told(&digits(299)), []);
    let found = digits(300);
    assert_eq!(told(&found), [(Digits, 150, 150)]);
    assert_eq!(found.signs[0].sentence, "手机号码的尾数分布异常：300 个里有 150 个是 8，平常约 30 个。");
    // A list of one sex has odd sequences only, and that is no sign.
    let men = trained(|rows| {
        for (n, row) in rows.iter_mut().enumerate() {
            other(row, n, day("1966-01-01") + Days::new(n as u64 * 4), n * 62 % 996);
        }
    });
    assert_eq!(men, []);
    let fives = trained(|rows| {
        for (n, row) in rows.iter_mut().enumerate().filter(|(n, _)| n % 2 == 0) {
            other(row, n / 2, day("1966-01-01") + Days::new(n as u64 * 4), 4 + 10 * (n % 99));
        }
    });
    assert_eq!(fives.iter().map(|(kind, ..)| *kind).collect::<Vec<_>>(), [Digits], "{fives:?}");
    let firsts = employed(|rows| {
        let second = |row: &Row| row.code.as_ref().is_some_and(|code| code.starts_with("ELSE"));
        for row in rows.iter_mut().filter(|row| row.employed && row.until.is_none() && !second(row)) {
            row.from = row.from.and_then(|day| chrono::Datelike::with_day(&day, 1));
        }
    });
    assert_eq!(firsts.iter().map(|(kind, ..)| *kind).collect::<Vec<_>>(), [Digits], "{firsts:?}");
}

/// Everything at once: as many signs as were planted, and none besides.
#[test]
fn faults_do_not_hide_one_another() {
    let told = trained(|rows| {
        let (from, until) = (Some(day(FILED) - Days::new(2)), Some(day(FILED)));
        for n in 0..120u32 {
            let number = identity(day("1988-06-15") + Days::new(u64::from(n / 60)), 200 + n % 60);
            let certificate = Some(format!("DUP{}", n % 12));
            let class = Some("2025-999".to_owned());
            let mobile = format!("1390000001{}", n % 3);
            rows.push(Row { number, mobile, class, certificate, from, until, ..Row::default() });
        }
        apart(rows, 2).into_iter().for_each(|row| row.mobile = "13911111111".into());
    });
    let count = |kind| told.iter().filter(|(found, ..)| *found == kind).count();
    assert_eq!([SharedPhone, NumberRun, SameBirthday, RepeatedCertificate].map(count), [3, 2, 2, 1], "{told:?}");
    assert!(
        told.iter()
            .all(|(kind, ..)| matches!(kind, SharedPhone | NumberRun | SameBirthday | RepeatedCertificate | Rush)),
        "{told:?}"
    );
}
