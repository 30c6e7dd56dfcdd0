//! The text of a notice is approved before it is posted (5.3.c): from then on it stays as it is.

use super::{
    Act, ActKind, Answer, ApplicationStanding, Desk, Effect, Field, Form, Given, Known, NoticeStanding, Now, Outcome,
    Ready, Spec, Weight, written,
};
use crate::{
    application::{Application, State},
    notice::{Notice, NoticeEvent, NoticeState},
    notice_text::{ListedBrand, NoticeText},
    policy::Policy,
    refusal::Refusal,
    stream::Stream,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// What stands before and behind the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveNoticeText {
    /// The paragraphs before it.
    pub opening: String,
    /// Those behind it.
    pub closing: String,
}

const ASKS_OPENING: &str = "请写明名单之前的文字。";
const ASKS_CLOSING: &str = "请写明名单之后的文字。";

impl Act for ApproveNoticeText {
    const SPEC: Spec<NoticeState> = Spec {
        weight: Weight::Expected,
        desks: &[Desk { party: Party::City, states: &[NoticeState::Proposed, NoticeState::TextApproved] }],
        fields: &[
            Field::new("opening", "名单之前", Answer::Long(5), ASKS_OPENING).hint("一行一段。"),
            Field::new("closing", "名单之后", Answer::Long(5), ASKS_CLOSING)
                .hint("一行一段，写明期限、方式和联系电话。"),
        ],
        intro: "标题、名单和署名按记录写入，不在此修改。",
        effect: Some(Effect {
            touches: "{}",
            follows: &[
                "文本核定后不再改动，官网和本平台发布的都是它；要改须重新核定。",
                "官网发布后，登记网址、时间和截图。",
            ],
            clauses: "5.3.c",
        }),
        ..Spec::decision(ActKind::ApproveNoticeText, "核定公示文本", "5.3.c")
    };
    type On = Notice;
    type Part = ();
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        match waiting(now.on, now.standing.whole()).next() {
            Some(_) => Ok(()),
            None => Err(Refusal::Plain("名单上的品牌均已退出，不能发布。")),
        }
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        let lines: Vec<_> = listed(known.on, known.standing, known.policy).iter().map(ListedBrand::told).collect();
        form.beside("名单", lines.join("\n"), "");
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let text = match &ready.on.text {
            Some(approved) => approved.text.clone(),
            None => proposed(ready),
        };
        form.value("opening", text.opening);
        form.value("closing", text.closing);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<NoticeEvent>, Refusal> {
        let text = NoticeText {
            opening: written(&self.opening, "opening", ASKS_OPENING)?,
            closing: written(&self.closing, "closing", ASKS_CLOSING)?,
            ..proposed(&ready)
        };
        let digest = text.digest();
        Ok(Outcome::one(NoticeEvent::TextApproved { text, digest, matter: ready.matter }))
    }
}

/// The applications of a notice that wait for its publication.
pub(super) fn waiting<'a>(
    notice: &Notice,
    standing: &'a NoticeStanding,
) -> impl Iterator<Item = &'a (Application, ApplicationStanding)> {
    let notice = notice.id;
    standing.applications.iter().filter(move |(of, _)| of.state() == State::InReview && of.proposed == Some(notice))
}

/// The text as the record gives it, before anybody wrote in it.
fn proposed(ready: &Ready<'_, ApproveNoticeText>) -> NoticeText {
    let standing = ready.standing.whole();
    let listed = listed(ready.on, standing, ready.policy);
    NoticeText::proposed(ready.policy, &ready.on.title, standing.corrects.as_deref(), listed)
}

fn listed(notice: &Notice, standing: &NoticeStanding, policy: &Policy) -> Vec<ListedBrand> {
    let brand = |(of, known): &(Application, ApplicationStanding)| ListedBrand {
        application: of.id,
        brand: of.title.clone(),
        units: of.units.iter().filter_map(|unit| known.units.get(unit).cloned()).collect(),
        area: policy.area_name(of.area.as_str()).to_owned(),
    };
    waiting(notice, standing).map(brand).collect()
}
