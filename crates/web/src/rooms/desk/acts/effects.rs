//! Acts with legal effect: whom they touch, what follows, under which clause.

use crate::pages::shared::Effect;

/// What an act with legal effect says before it asks once; none for the others. Both the address of an act and the
/// name of its chain are known.
pub(crate) fn effect(act: &str, touches: &str) -> Option<Effect> {
    let (follows, clause): (&[&str], &str) = match act {
        "decline" => (
            &["作出不予通过的决定，写明理由和复核途径，送达培育单位。", "本批次的申报到此结束，下一批次可以重新申报。"],
            "5.2.a 7.2.a",
        ),
        "decide_proposed_list" => {
            (&["名单上的品牌进入公示，未列入的继续评审。", "名单确定后，由市局官网发布。"], "5.3.b 5.3.c")
        }
        "publish_notice" => (
            &[
                "公示期从发布次日起计算，不少于 5 个工作日。",
                "公示期内任何人都可以提出异议，被提出异议的品牌单独暂停。",
            ],
            "5.3.c 5.3.d 5.3.g",
        ),
        "recognise" => (
            &[
                "授予称号和牌匾，进入市级资源库，两年培育期自公布之日起算。",
                "自动开办第一次培育补助，等单位确认收款账户。",
            ],
            "5.3.e 5.3.f 6.1.a 6.1.b",
        ),
        "decide_objection" => (&["答复异议人。", "异议成立的，品牌更正后重新公示，或者不予认定。"], "5.3.g"),
        "release_roster" => (
            &[
                "审批通过后，名单加密提供给接收单位，生成和下载逐次记录。",
                "对方在约定的日期前删除，逾期由工作台提示催告。",
                "答复为不一致的人员转为待核，由人社部门核定。",
            ],
            "4.4",
        ),
        "close_round" => (&["已入库、未推荐的品牌转为未入选，留库培育，不是不予通过。"], "5.2.d"),
        "approve-disbursement" | "approve-disbursement-second" | "approve_disbursement" => {
            (&["同意后转财政部门审核拨付。", "经手人须与评审、核查人不同。"], "6.1.b 6.1.g")
        }
        "approve-payment" | "approve-payment-second" | "approve_payment" => {
            (&["同意后由财政部门付款并登记凭证，本平台不划转资金。"], "6.1.f 6.1.g")
        }
        _ => return None,
    };
    Some(Effect {
        touches: touches.to_owned(),
        follows: follows.iter().map(|line| (*line).to_owned()).collect(),
        clause: clause.to_owned(),
    })
}
