//! What the units of the made-up city write and scan: answers, the introduction, and papers as small PDFs.

use super::brands::Brand;
use app::applications::SectionAnswers;
use domain::ids::UnitId;
use serde_json::{Value, json};

/// The sections of a whole application, by key.
pub(super) fn answers(brand: &Brand, unit: UnitId, credit_code: &str, contact: &str) -> Vec<(String, SectionAnswers)> {
    let sections = [
        ("brand".to_owned(), brand_section(brand)),
        (format!("unit/{unit}"), unit_section(brand, credit_code, contact)),
        ("figures/2024".to_owned(), figures(brand, 2024)),
        ("figures/2025".to_owned(), figures(brand, 2025)),
        ("narrative".to_owned(), narrative(brand)),
    ];
    sections.map(|(key, value)| (key, typed(&value))).to_vec()
}

/// The first section alone, as a draft has it that was just begun.
pub(super) fn begun(brand: &Brand) -> SectionAnswers {
    typed(&brand_section(brand))
}

fn typed(value: &Value) -> SectionAnswers {
    value.as_object().into_iter().flatten().map(|(field, answer)| (field.clone(), answer.clone())).collect()
}

fn brand_section(brand: &Brand) -> Value {
    let Brand { name, products, trade, .. } = brand;
    json!({
        "brand_name": name,
        "name_rationale": format!("名称取属地、{products}和工种“{trade}”，体现当地产业优势和从业者的手艺。"),
        "division_code": brand.area, "industry_code": brand.industry, "products": products, "trade": trade,
        "training_category": brand.category,
        "is_intangible_heritage": if brand.heritage.is_some() { "yes" } else { "no" },
        "heritage_listing": brand.heritage.unwrap_or_default(),
        "brand_since": "2018-06", "ownership_kind": "regional_shared",
    })
}

fn unit_section(brand: &Brand, credit_code: &str, contact: &str) -> Value {
    json!({
        "unit_name": brand.unit, "uscc": credit_code, "unit_kind": brand.kind, "is_lead": "yes",
        "registered_address": brand.address, "founded_on": "2012-05-18", "legal_representative": contact,
        "contact_name": contact, "contact_mobile": "13900005270", "no_violation_declared": "yes",
        "training_mode": "own",
    })
}

fn figures(brand: &Brand, year: i32) -> Value {
    let count = |range: std::ops::Range<u64>| range.end - range.start;
    let (employed, trained) = (count(brand.employed_in(year)), count(brand.trained_in(year)));
    let text = |n: u64| n.to_string();
    json!({
        "employment_led": text(employed), "poverty_alleviated_count": text(employed / 40),
        "start_up_count": text(employed / 50), "trained_count": text(trained),
        "placed_out_count": text(employed / 3), "partner_employers": text(employed / 60),
        "placed_through_unit": text(employed * 4 / 5), "mean_monthly_income": "6200",
    })
}

fn narrative(brand: &Brand) -> Value {
    let Brand { name, trade, .. } = brand;
    json!({
        "brand_introduction": introduction(brand),
        "placement_channels": format!("与广东、浙江、江西三地人社部门和本地用工单位签订{trade}输转协议，每月发布岗位，专车接送。"),
        "placement_services": "设维权专员和服务热线，岗前开展职业安全教育，投诉三日内答复，每季度回访。",
        "honours": [{ "name": format!("{name}技能大赛优秀组织单位"), "issuer": "泉州市总工会", "level": "municipal", "date": "2024-11-20" }],
        "publicity": [
            { "kind": "news", "medium": "泉州晚报", "level": "municipal", "date": "2024-10-16" },
            { "kind": "news", "medium": "福建日报", "level": "provincial", "date": "2025-03-05" },
        ],
        "truth_declared": "yes", "declared_on": "2025-02-20",
    })
}

/// An introduction of over five thousand characters under the seven heads of 4.2.
fn introduction(brand: &Brand) -> String {
    let Brand { name, unit, products, trade, employed, trained, .. } = brand;
    let heads: [(&str, [String; 4]); 7] = [
        (
            "品牌运营",
            [
                format!("{unit}牵头，联合用工单位、培训机构和行业师傅，按统一标识、统一标准、统一服务运营“{name}”"),
                format!("理事会每季度研究一次工作，秘书处设品牌、培训、输转三个组，围绕{products}建立岗位清单"),
                "每一名学员和从业者都有一份台账，从报名、上课、考核到上岗、回访全程可查".into(),
                "运营经费单独列账，支出经两人审核，年末向会员公布".into(),
            ],
        ),
        (
            "品牌文化",
            [
                format!("{trade}这门手艺在当地代代相传，老师傅讲究手上有准头、心里有分寸"),
                format!("我们整理{products}的工序口诀和老照片，办起小型陈列室，请老师傅进校园"),
                "每年举办拜师礼和技能比武，把守信、精细、肯帮人写进行规".into(),
                "闽南人爱拼会赢的劲头，加上师徒相授的情分，是这个品牌最看重的东西".into(),
            ],
        ),
        (
            "促进就业",
            [
                format!("两年来带动就业创业{employed}人，其中近半数是周边乡镇的农村劳动者"),
                "在乡镇设用工服务点，岗位信息每周更新，企业急单可以当天组织人手".into(),
                "对脱贫劳动力实行一人一策，优先推荐离家近、能照顾老人孩子的岗位".into(),
                format!("鼓励熟手带着{trade}的本事回乡开工坊，提供场地信息、税务辅导和订单对接"),
            ],
        ),
        (
            "技能培训",
            [
                format!("上一年度培训{trained}人，课程分入门、进阶和师傅班，理论三成、实操七成"),
                format!("教材由师傅和工程师共同编写，围绕{products}的真实订单设置课题"),
                "考核由第三方组织，实操打分现场公布，未通过的免费补训一次".into(),
                "与职业院校共建实训室，学员凭证书进入企业试岗，试岗期有师傅带".into(),
            ],
        ),
        (
            "规范用工",
            [
                "合作企业均签订用工公约，按月足额支付工资，依法订立劳动合同、参加社会保险".into(),
                "上岗前开展职业安全教育，配发劳动防护用品，特殊岗位持证操作".into(),
                "设立劳动维权服务岗，接到投诉当天联系双方，调解不成的协助申请仲裁".into(),
                "每季度抽访用工单位，发现超时加班或拖欠苗头及时提醒并报告人社部门".into(),
            ],
        ),
        (
            "所获奖项",
            [
                format!("“{name}”团队在市级技能竞赛中多次获奖，三名师傅获评市级技术能手"),
                "培训基地被评为县级优秀实训点，实训课例在全市交流".into(),
                "师傅工作室获总工会授牌，作品入选市级工艺展".into(),
                format!("{unit}连续两年获评行业诚信会员单位"),
            ],
        ),
        (
            "社会贡献",
            [
                "从业者人均月收入较培训前增加一千五百元以上，许多家庭因此在城里安下家".into(),
                "师傅们每年义务授课一百余课时，为残疾人和退役军人开设专班".into(),
                format!("{products}行业的返工率下降，企业接下更多订单，带动上下游增加岗位"),
                "防汛和民俗活动期间，品牌志愿队参与抢修和服务，得到村居好评".into(),
            ],
        ),
    ];
    let mut text = format!("{name}建设及成果简介\n");
    for (index, (head, sentences)) in heads.iter().enumerate() {
        text += &format!("\n{}、{head}\n", ["一", "二", "三", "四", "五", "六", "七"][index]);
        for (quarter, when) in QUARTERS.iter().enumerate() {
            let [first, second] = [&sentences[quarter % 4], &sentences[(quarter + 1) % 4]];
            text += &format!("{when}，{first}；{second}。");
        }
        text += "\n";
    }
    text
}

const QUARTERS: [&str; 10] = [
    "二〇二三年起",
    "二〇二三年下半年",
    "二〇二四年第一季度",
    "二〇二四年第二季度",
    "二〇二四年第三季度",
    "二〇二四年第四季度",
    "二〇二五年第一季度",
    "二〇二五年第二季度",
    "近期",
    "下一步",
];

/// A one-page PDF with these lines. The face is the reader's own: every PDF reader knows `STSong-Light`.
pub(super) fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut page = String::from("BT /F1 16 Tf 24 TL 72 770 Td\n");
    for line in lines {
        let hex: String = line.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        page += &format!("<{hex}> Tj T*\n");
    }
    page += "ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>"
            .to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) \
         /Ordering (GB1) /Supplement 4 >> /DW 1000 >>"
            .to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let table = out.len();
    out += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        out += &format!("{place:010} 00000 n \n");
    }
    out += &format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::brands::BRANDS;

    #[test]
    fn every_introduction_is_long_enough_and_has_its_heads() {
        let policy = domain::builtin::policy();
        for brand in BRANDS {
            let text = introduction(brand);
            assert!(domain::word_count::word_count(&text) >= 5000, "{}", brand.name);
            assert_eq!(domain::finding::missing_headings(&policy, &text), [""; 0]);
        }
    }

    #[test]
    fn every_name_passes_its_rule() {
        let rule = domain::builtin::naming_rule();
        for brand in BRANDS {
            let reading = rule.check(brand.name, &[brand.unit], domain::brand_name::Scope::City);
            assert_eq!(reading.outcome, domain::finding::Outcome::Met, "{reading:#?}");
        }
    }
}
