//! Lists around the work: `/desk/rounds`, `/desk/notices`, `/desk/objections`, `/desk/money`, `/desk/units`. Each is a [`ListPage`] with
//! its own heads; handlers give the rows.

use crate::components::{Act, ActTone, Cell, Table};
use crate::frame::Frame;
use crate::pages::shared::ListPage;
use domain::act::ActKind;

fn primary(label: &str, href: &str) -> Vec<Act> {
    vec![Act { label: label.into(), href: href.into(), tone: ActTone::Primary }]
}

/// Rounds: name, window, recommendation deadline, policy version, quota, state, acts. `may_open` shows 开启批次.
pub(crate) fn rounds(frame: Frame, rows: Vec<Vec<Cell>>, may_open: bool) -> ListPage {
    let heads = ["批次", "申报开始", "申报截止", "推荐截止^deadline", "政策版本", "名额#", "申报数#", "状态", "办理"];
    let table = Table::new(&heads, rows, "还没有批次。开启批次后，单位才能提交申报。");
    let page = ListPage::new(frame, "", table);
    if may_open { ListPage { acts: primary("开启批次", "/desk/rounds/new"), ..page } } else { page }
}

/// Notices: title, brands, published, last day, objections open, state (5.3.c, 5.3.d).
pub(crate) fn notices(frame: Frame, rows: Vec<Vec<Cell>>, may_publish: bool) -> ListPage {
    let heads = ["公示", "品牌数#", "发布", "最后一日", "未答复异议#", "状态"];
    let table = Table::new(&heads, rows, "还没有公示。市级评审后确定拟认定名单，显示在这里。");
    let page = ListPage::new(frame, "", table);
    if may_publish {
        ListPage { acts: primary(ActKind::DecideProposedList.label(), "/desk/notices/new"), ..page }
    } else {
        page
    }
}

/// Objections: receipt, brand, what, received, state, answer by, acts (5.3.g).
pub(crate) fn objections(frame: Frame, rows: Vec<Vec<Cell>>) -> ListPage {
    let heads = ["回执号", "品牌", "事由", "收到", "状态", "期限", "办理"];
    let table = Table::new(&heads, rows, "公示期内收到的异议显示在这里。期满后收到的按举报线索登记。");
    ListPage::new(frame, "异议未答复前，该品牌不能认定；其他品牌不受影响。", table)
}

/// Disbursements: brand, payee, which, amount, state, day paid, acts (6.1.b to 6.1.d).
pub(crate) fn disbursements(frame: Frame, rows: Vec<Vec<Cell>>) -> ListPage {
    let heads = ["品牌", "收款单位", "补助", "金额#", "状态", "付款日期", "条款", "办理"];
    let table = Table::new(&heads, rows, "认定公布后自动开办补助，显示在这里。");
    ListPage::new(frame, "审批拨付、审核拨付和登记付款由不同的人办理，且都没有做过资料评审或实地核查。", table)
}

/// Units: name, code, kind, area, registered on, state, acts (3.4.a).
pub(crate) fn units(frame: Frame, rows: Vec<Vec<Cell>>) -> ListPage {
    let heads = ["单位", "统一社会信用代码", "类型", "属地", "注册时间^registered", "状态", "办理"];
    let table = Table::new(&heads, rows, "本属地新注册的单位显示在这里，确认后可以提交申报。");
    ListPage::new(frame, "核对名称、信用代码和登记证书后确认。", table)
}

/// The lists with and without rows.
#[cfg(test)]
pub(crate) fn samples() -> Vec<(&'static str, ListPage)> {
    use crate::components::{Due, Tag, Tone};
    use crate::frame::{Link, Room};
    let at = |title, href| crate::pages::samples::frame(Room::Desk, title, href);
    let brand = || Cell::Name(Link::new("晋江鞋服工匠", "/desk/applications/1"));
    let acts = |label: &str| Cell::Acts(vec![Act { label: label.into(), href: "/x".into(), tone: ActTone::Plain }]);
    let figure = |text: &str| Cell::Figure(text.into());
    let due = || {
        Cell::Due(Due { left: "还剩 6 个工作日".into(), day: "10月13日 星期一".into(), ..Due::default() })
    };
    let tag = |tone, text: &str| Cell::Tag(Tag::new(tone, text));
    let round = vec![
        Cell::Name(Link::new("2025年第二批", "/desk/rounds/2")),
        "9月1日 星期一".into(),
        "10月31日 星期五".into(),
        "11月14日 星期五".into(),
        "泉人社规〔2024〕4号".into(),
        figure("未设定"),
        figure("41"),
        tag(Tone::Active, "申报中"),
        acts("设定名额"),
    ];
    let notice = vec![
        Cell::Name(Link::new("2025年第二批拟认定名单", "/desk/notices/3")),
        figure("3"),
        "9月26日 09:00".into(),
        due(),
        figure("1"),
        tag(Tone::Active, "公示中"),
    ];
    let objection = vec![
        "YY-2025-0007".into(),
        brand(),
        Cell::Noted("人数不实".into(), "署名".into()),
        "9月29日".into(),
        tag(Tone::Active, "已受理"),
        due(),
        acts("登记核查情况"),
    ];
    let payment = vec![
        brand(),
        "晋江市鞋服行业协会".into(),
        "第一次".into(),
        figure("150,000 元"),
        tag(Tone::Active, "待财政审核"),
        String::new().into(),
        Cell::Clause("6.1.f".into()),
        acts("审核拨付"),
    ];
    let unit = vec![
        "晋江市东石伞业商会".into(),
        "51350582MJB0000000".into(),
        "商会".into(),
        "晋江市".into(),
        "9月24日".into(),
        tag(Tone::Unsure, "待确认"),
        acts("确认培育单位"),
    ];
    vec![
        ("desk-rounds-empty", rounds(at("申报批次", "/desk/rounds"), vec![], true)),
        ("desk-rounds-full", rounds(at("申报批次", "/desk/rounds"), vec![round], true)),
        ("desk-notices-full", notices(at("公示", "/desk/notices"), vec![notice; 2], true)),
        ("desk-objections-full", objections(at("异议", "/desk/objections"), vec![objection; 3])),
        ("desk-money-full", disbursements(at("补助资金", "/desk/money"), vec![payment; 5])),
        ("desk-units-full", units(at("单位确认", "/desk/units"), vec![unit; 3])),
    ]
}
