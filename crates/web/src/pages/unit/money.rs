//! `/unit/money`: subsidies of a brand, the account to confirm, use of funds (6.1.b to 6.1.g). The unit asks for nothing.

use askama::Template;

use crate::components::{Chain, ErrorSummary, Field, Table};
use crate::frame::Frame;

/// One disbursement.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    /// 第一次培育补助 or 第二次培育补助.
    pub(crate) label: String,
    /// `150,000 元`.
    pub(crate) amount: String,
    /// What is waited for or was done, as a sentence.
    pub(crate) sentence: String,
    /// Clause numbers.
    pub(crate) clause: String,
    /// 单位确认账户, 市级审核, 财政审核, 拨付.
    pub(crate) chain: Chain,
    /// The account fields, when the unit must confirm; else empty.
    pub(crate) account: Vec<Field>,
    /// Where to confirm.
    pub(crate) action: String,
}

/// A unit's money.
#[derive(Clone, Debug, Template)]
#[template(path = "unit/money.html")]
pub(crate) struct MoneyPage {
    pub(crate) frame: Frame,
    /// Payments, newest first.
    pub(crate) payments: Vec<Payment>,
    /// Expenses recorded.
    pub(crate) uses: Table,
    /// Spent and left, as a sentence; empty before the first payment.
    pub(crate) balance: String,
    /// Where to record an expense; empty before the first payment.
    pub(crate) record_href: String,
}

impl MoneyPage {
    fn errors(&self) -> ErrorSummary {
        ErrorSummary::of(self.payments.iter().flat_map(|p| &p.account))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Cell, ChainStep, StepState};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for MoneyPage {
        const NAME: &str = "unit-money";
        fn samples() -> Vec<(&'static str, Self)> {
            let table = |rows| {
                Table::new(
                    &["日期", "用途", "金额#", "凭证", "条款"],
                    rows,
                    "第一次补助到账后，在这里登记每笔支出和凭证。",
                )
            };
            let empty = Self {
                frame: frame(Room::Unit, "补助资金：晋江鞋服工匠", "/unit/money"),
                payments: vec![],
                uses: table(vec![]),
                balance: String::new(),
                record_href: String::new(),
            };
            let step = |label: &str, state| ChainStep { label: label.into(), state, ..ChainStep::default() };
            let steps = vec![
                step("单位确认账户", StepState::Now),
                step("市级审核", StepState::Later),
                step("财政审核", StepState::Later),
                step("拨付", StepState::Later),
            ];
            let payment = Payment {
                label: "第一次培育补助".into(),
                amount: "150,000 元".into(),
                sentence: "请确认收款账户，确认后由市人社局审核。".into(),
                clause: "6.1.b".into(),
                chain: Chain { steps, ..Chain::default() },
                account: vec![
                    Field::text("bank_account_name", "开户名").hint("与单位名称一致。"),
                    Field::text("bank_name", "开户行"),
                    Field::text("bank_account", "账号").hint("加密保存，页面只显示后四位。"),
                ],
                action: "/unit/money/1/account".into(),
            };
            let row = |purpose: &str| -> Vec<Cell> {
                vec![
                    "2025年3月6日".into(),
                    purpose.into(),
                    Cell::Figure("12,000 元".into()),
                    "发票 2 张".into(),
                    Cell::Clause("6.1.e".into()),
                ]
            };
            let full = Self {
                payments: vec![payment.clone()],
                uses: table(vec![row("组织培训"), row("宣传推广")]),
                balance: "已到账 150,000 元，已支出 24,000 元，余 126,000 元。".into(),
                record_href: "/unit/money/uses/new".into(),
                ..empty.clone()
            };
            let huge = Self {
                payments: vec![Payment { sentence: long("请确认"), account: vec![], ..payment }; 3],
                uses: table(vec![row(&long("培训")); 30]),
                ..full.clone()
            };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
