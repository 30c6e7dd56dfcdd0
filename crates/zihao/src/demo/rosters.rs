//! The rosters of the made-up city, as the files units upload: annex 2 in CSV, one file a ledger and year.

use super::{
    brands::Brand,
    people::{self, person},
};
use chrono::{Days, NaiveDate};
use domain::roster::Ledger;
use std::fmt::Write;

const EMPLOYMENT: &str = "序号,姓名,证件类型,证件号码,手机号码,户籍地,人员类别,就业形式,用工单位,用工单位信用代码,创业主体名称,创业主体信用代码,就业地,是否本品牌组织输出,输出方式,岗位/工种,入职日期,是否签订劳动合同,月工资收入(元)";
const TRAINING: &str = "序号,姓名,证件类型,证件号码,手机号码,户籍地,人员类别,培训类别,培训工种,培训等级,培训机构,班级编号,开始日期,结束日期,学时,是否合格,证书编号";

/// The one roster that is padded, as in a city where everything happens: people who do not exist, in one class that begins
/// two days before the roster is handed in.
const PADDED: (&str, i32) = ("石狮水产加工工", 2025);
const INVENTED: u64 = 120;

/// The roster of a ledger and year; `category` is the words of the brand's training category, and `slips` rows carry
/// what people get wrong.
pub(super) fn file(brand: &Brand, category: &str, ledger: Ledger, year: i32, slips: u64) -> Vec<u8> {
    let (head, people) = match ledger {
        Ledger::Employment => (EMPLOYMENT, brand.employed_in(year)),
        Ledger::Training => (TRAINING, brand.trained_in(year)),
    };
    // Spreadsheet programs know UTF-8 by this mark.
    let mut text = format!("\u{feff}{head}\r\n");
    let mut classes = Classes::of(brand, people.end - people.start, year);
    let rows = people.end - people.start;
    for (row, n) in people.enumerate() {
        let row = row as u64;
        let slip = row.is_multiple_of(97) && row / 97 < slips;
        match ledger {
            Ledger::Employment => employed(&mut text, brand, year, row, n, slip),
            Ledger::Training => trained(&mut text, brand, category, row, n, &classes.next()),
        }
    }
    if ledger == Ledger::Training && PADDED == (brand.name, year) {
        pad(&mut text, brand, category, rows);
    }
    text.into_bytes()
}

/// Classes of 24 to 48 people, one after the other until the brand applies.
struct Classes {
    year: i32,
    luck: u64,
    /// Days that the classes are spread over, and how many there are at most.
    span: u64,
    most: u64,
    class: u64,
    left: u64,
}

impl Classes {
    fn of(brand: &Brand, people: u64, year: i32) -> Classes {
        let span = match (year, brand.in_first_round()) {
            (2024, _) => 300,
            (_, true) => 40,
            (_, false) => 160,
        };
        Classes { year, luck: brand.first, span, most: people / 24 + 1, class: 0, left: 0 }
    }

    /// The class of the next person: number, first and last day.
    fn next(&mut self) -> (u64, NaiveDate, NaiveDate) {
        if self.left == 0 {
            self.class += 1;
            self.left = 24 + (self.class * 7_919 + self.luck) % 25;
        }
        self.left -= 1;
        let january = NaiveDate::from_ymd_opt(self.year, 1, 6).expect("a date");
        let from = january + Days::new((self.class - 1) * self.span / self.most);
        (self.class, from, from + Days::new(14))
    }
}

/// Trainees whom nobody ever met: two birthdays, numbers in a row, three telephones, a handful of certificates.
fn pad(text: &mut String, brand: &Brand, category: &str, rows: u64) {
    let day = |day| NaiveDate::from_ymd_opt(2025, 9, day).expect("a date");
    for n in 0..INVENTED {
        // Younger than the population: no number is anybody's.
        let born = NaiveDate::from_ymd_opt(2005, 6, if n < INVENTED / 2 { 15 } else { 21 }).expect("a date");
        let _ = write!(
            text,
            "{},{},居民身份证,{},1390595271{},福建省石狮市祥芝镇,农村转移就业劳动者,",
            rows + n + 1,
            people::name(people::person(2_000_000 + n).luck),
            people::identity_of(born, 301 + n % (INVENTED / 2)),
            n % 3
        );
        let certificate = format!("202509{:04}", n % 10);
        session(text, brand, category, &(99, day(10), day(12)), "是", &certificate);
    }
}

fn who(text: &mut String, row: u64, n: u64, slip: bool) -> u64 {
    let person = person(n);
    let mut number = person.id_number;
    if slip {
        // One digit misread: the check character finds it.
        let last = if number.ends_with('0') { "1" } else { "0" };
        number.replace_range(17.., last);
    }
    let category = match person.luck % 40 {
        0 => "脱贫劳动力",
        1..=3 => "登记失业人员",
        4 | 5 => "高校毕业生",
        6 => "退役军人",
        _ => "农村转移就业劳动者",
    };
    let _ = write!(
        text,
        "{},{},居民身份证,{number},{},{},{category},",
        row + 1,
        person.name,
        person.mobile,
        person.residence
    );
    person.luck
}

fn employed(text: &mut String, brand: &Brand, year: i32, row: u64, n: u64, slip: bool) {
    let luck = who(text, row, n, slip);
    let month = if year == 2024 { 1 + luck % 12 } else { 1 + luck % 2 };
    let start_up = luck.is_multiple_of(50);
    let work = if start_up {
        let code = people::credit_code("91", 10_000_000 + n);
        format!("创业,,,{}工坊（{n}）,{code}", brand.trade)
    } else {
        let (firm, product) = (luck % 60 + 1, brand.products.split('、').next().unwrap_or(brand.products));
        let code = people::credit_code("91", 20_000_000 + brand.first + firm);
        format!("单位就业,{product}合作企业 {firm:02} 号,{code},,")
    };
    let (by_brand, how) = match luck % 5 {
        0 => ("否", ""),
        1 | 2 => ("是", "定向输出"),
        _ => ("是", "直接吸纳"),
    };
    let _ = write!(
        text,
        "{work},福建省泉州市,{by_brand},{how},{},{year}-{month:02}-{:02},{},{}\r\n",
        brand.trade,
        1 + (luck >> 8) % 28,
        if start_up { "否" } else { "是" },
        4_200 + luck % 48 * 100
    );
}

fn trained(text: &mut String, brand: &Brand, category: &str, row: u64, n: u64, class: &(u64, NaiveDate, NaiveDate)) {
    let luck = who(text, row, n, false);
    // A few do not pass: the lists say so.
    if luck.is_multiple_of(33) {
        session(text, brand, category, class, "否", "");
    } else {
        let certificate = format!("{}{:05}{row:05}", class.1.format("%Y"), brand.first);
        session(text, brand, category, class, "是", &certificate);
    }
}

fn session(
    text: &mut String,
    brand: &Brand,
    category: &str,
    (class, from, until): &(u64, NaiveDate, NaiveDate),
    passed: &str,
    certificate: &str,
) {
    let year = from.format("%Y");
    let _ = write!(
        text,
        "{category},{},五级/初级工,{},{year}-{class:03},{from},{until},80,{passed},{certificate}\r\n",
        brand.trade, brand.unit
    );
}
