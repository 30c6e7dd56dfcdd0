//! The rosters of the made-up city, as the files units upload: annex 2 in CSV, one file a ledger and year.

use super::{brands::Brand, people::person};
use domain::roster::Ledger;
use std::fmt::Write;

const EMPLOYMENT: &str = "序号,姓名,证件类型,证件号码,手机号码,户籍地,人员类别,就业形式,用工单位,创业主体名称,创业主体信用代码,就业地,是否本品牌组织输出,输出方式,岗位/工种,入职日期,是否签订劳动合同,月工资收入(元)";
const TRAINING: &str = "序号,姓名,证件类型,证件号码,手机号码,户籍地,人员类别,培训类别,培训工种,培训等级,培训机构,班级编号,开始日期,结束日期,学时,是否合格";

/// The roster of a ledger and year; `category` is the words of the brand's training category, and `slips` rows carry
/// what people get wrong.
pub(super) fn file(brand: &Brand, category: &str, ledger: Ledger, year: i32, slips: u64) -> Vec<u8> {
    let (head, people) = match ledger {
        Ledger::Employment => (EMPLOYMENT, brand.employed_in(year)),
        Ledger::Training => (TRAINING, brand.trained_in(year)),
    };
    // Spreadsheet programs know UTF-8 by this mark.
    let mut text = format!("\u{feff}{head}\r\n");
    for (row, n) in people.enumerate() {
        let row = row as u64;
        let slip = row.is_multiple_of(97) && row / 97 < slips;
        match ledger {
            Ledger::Employment => employed(&mut text, brand, year, row, n, slip),
            Ledger::Training => trained(&mut text, brand, category, year, row, n),
        }
    }
    text.into_bytes()
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
        let code = super::people::credit_code("91", 10_000_000 + n);
        format!("创业,,{}工坊（{n}）,{code}", brand.trade)
    } else {
        format!(
            "单位就业,{}合作企业 {:02} 号,,",
            brand.products.split('、').next().unwrap_or(brand.products),
            luck % 60 + 1
        )
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
        1 + luck % 20,
        if start_up { "否" } else { "是" },
        4_200 + luck % 48 * 100
    );
}

fn trained(text: &mut String, brand: &Brand, category: &str, year: i32, row: u64, n: u64) {
    let luck = who(text, row, n, false);
    let class = row / 50 + 1;
    let month = if year == 2024 { 2 + class % 10 } else { 1 + class % 2 };
    // A few do not pass: the lists say so.
    let passed = if luck.is_multiple_of(33) { "否" } else { "是" };
    let _ = write!(
        text,
        "{category},{},五级/初级工,{},{year}-{class:03},{year}-{month:02}-02,{year}-{month:02}-16,80,{passed}\r\n",
        brand.trade, brand.unit
    );
}
