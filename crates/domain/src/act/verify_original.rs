//! The stamped paper is compared with what was filed (原件已核验, 4.1).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Known, Now, Outcome, Ready, Spec};
use crate::{
    application::{Application, ApplicationEvent, Leg, Stage, State},
    ids::FileId,
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The code printed on the paper, and its scan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyOriginal {
    /// The content code as read from the paper.
    pub content_code: String,
    /// The scan of the stamped paper.
    pub scan: FileId,
}

impl Act for VerifyOriginal {
    const SPEC: Spec<State> = Spec {
        // A correction voids the stamp, also one the city asked for: it comes up through the county again.
        desks: &[Desk { party: Party::County, states: &[State::Submitted, State::Returned, State::Reviewed] }],
        fields: &[
            Field::new("content_code", "纸质推荐表上的内容码", Answer::Line, "请填写纸质推荐表上的内容码。")
                .hint("16 位，如 7F3K-20A9-66C7-F0F4。"),
            Field::new("scan", "已盖章推荐表扫描件", Answer::File("decision_scan"), "请上传已盖章推荐表的扫描件。"),
        ],
        ..Spec::record(ActKind::VerifyOriginal, "核验原件", "4.1", "原件已核验。")
    };
    type On = Application;
    type Part = ();
    type Found = String;

    fn ready(now: &Now<'_, Self>) -> Result<String, Refusal> {
        let with_others = matches!(&now.on.stage, Stage::Returned(returned) if returned.leg != Leg::UpAtCounty);
        match (&now.on.original_verified, now.on.content_code()) {
            (None, Some(code)) if !with_others => Ok(code),
            _ => Err(now.wrong_state()),
        }
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let code = ready.found().clone();
        form.judge("content_code", "content_code", move |sent| same(sent.text("content_code"), &code));
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        form.beside("系统内容码", known.on.content_code().unwrap_or_default(), "");
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let code = ready.found().clone();
        same(&self.content_code, &code).map_err(|sentence| Refusal::field("content_code", sentence))?;
        Ok(Outcome::one(ApplicationEvent::OriginalVerified { content_code: code, scan: self.scan }))
    }
}

/// Letters and digits of a code: what people put between them, and how wide they type them, says nothing.
fn bare(code: &str) -> String {
    code.nfkc().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// That the code read from the paper is that of the content as it was filed.
fn same(typed: &str, code: &str) -> Result<(), String> {
    if bare(typed) == bare(code) {
        return Ok(());
    }
    Err(format!("内容码不一致：系统中为 {code}。请核对纸质件是否为最新版本。"))
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn a_code_is_read_by_its_letters_and_digits() {
        let code = "7F3K-20A9-66C7-F0F4";
        for typed in [code, "7f3k20a966c7f0f4", " 7F3K 20A9 66C7 F0F4 ", "７Ｆ３Ｋ－20A9—66C7－F0F4"] {
            assert_eq!(same(typed, code), Ok(()), "{typed}");
        }
        for typed in ["", "7F3K-20A9-66C7-F0F5", "7F3K-20A9-66C7"] {
            assert!(same(typed, code).is_err(), "{typed}");
        }
    }
}
