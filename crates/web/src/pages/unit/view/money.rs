//! `/unit/money`: subsidies of the unit's brands and the account to confirm (6.1.b to 6.1.g). The unit asks for nothing.

use askama::Template;

use crate::components::Chain;
use crate::frame::Frame;

/// One disbursement.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    /// Brand and payment, e.g. 晋江鞋服工匠：第一次培育补助.
    pub(crate) label: String,
    /// `150,000 元`.
    pub(crate) amount: String,
    /// What is waited for or was done, as a sentence.
    pub(crate) sentence: String,
    /// Clause numbers.
    pub(crate) clause: String,
    /// 单位确认账户, 市级审核, 财政审核, 拨付.
    pub(crate) chain: Chain,
    /// The confirmed account, its number masked; empty before.
    pub(crate) account: String,
    /// Where to confirm the account; empty when that is not the next step.
    pub(crate) confirm_href: String,
}

/// A unit's money.
#[derive(Clone, Debug, Template)]
#[template(path = "unit/money.html")]
pub(crate) struct MoneyPage {
    pub(crate) frame: Frame,
    /// Payments, newest first.
    pub(crate) payments: Vec<Payment>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{ChainStep, StepState};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for MoneyPage {
        const NAME: &str = "unit-money";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = Self { frame: frame(Room::Unit, "补助资金", "/unit/money"), payments: vec![] };
            let step = |label: &str, state| ChainStep { label: label.into(), state, ..ChainStep::default() };
            let steps = vec![
                step("单位确认账户", StepState::Now),
                step("市级审核", StepState::Later),
                step("财政审核", StepState::Later),
                step("拨付", StepState::Later),
            ];
            let payment = Payment {
                label: "晋江鞋服工匠：第一次培育补助".into(),
                amount: "150,000 元".into(),
                sentence: "请确认收款账户，确认后由市人社局审核。".into(),
                clause: "6.1.b".into(),
                chain: Chain { steps, ..Chain::default() },
                account: "晋江市鞋服行业协会，农行晋江支行，6228****0017".into(),
                confirm_href: "/unit/money/1/first".into(),
            };
            let full = Self { payments: vec![payment.clone()], ..empty.clone() };
            let payment = Payment { sentence: long("请确认"), account: long("协会"), ..payment };
            let huge = Self { payments: vec![payment; 3], ..full.clone() };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
