//! `/privacy`: who uses personal data, for what, which, how long, and people's rights (Personal Information Protection Law
//! art. 17); `/privacy/workers`: the same as a paper that a unit gives to its workers.

use super::open;
use crate::{
    frame::{Frame, Room},
    shell::{Answer, Caller, Routes},
};
use askama::Template;
use domain::policy::Policy;

/// The notice, and the paper for workers.
pub(super) fn routes() -> Routes {
    Routes::new().public("/privacy", show).public("/privacy/workers", show_to_workers)
}

async fn show(caller: Caller) -> Answer {
    let policies = caller.app.policies();
    open(&caller, &PrivacyPage::new(caller.frame(Room::Portal, "个人信息处理告知"), policies.current().1))
}

async fn show_to_workers(caller: Caller) -> Answer {
    let policies = caller.app.policies();
    open(&caller, &WorkerNotice::new(caller.frame(Room::Portal, "劳动者个人信息告知书"), policies.current().1))
}

/// A heading and its sentences.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Heading.
    pub(crate) heading: &'static str,
    /// Sentences.
    pub(crate) lines: Vec<String>,
}

/// What becomes of personal data.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/privacy.html")]
pub(crate) struct PrivacyPage {
    pub(crate) frame: Frame,
    /// Who, purpose, kinds, how it is kept, how long, rights.
    pub(crate) parts: Vec<Part>,
}

impl PrivacyPage {
    /// As the policy in force sets terms and offices.
    pub(crate) fn new(frame: Frame, policy: &Policy) -> Self {
        let parts = vec![
            Part { heading: "谁在处理", lines: vec![who(policy)] },
            Part { heading: "为了什么", lines: vec![purpose(policy)] },
            Part { heading: "处理哪些信息", lines: kinds() },
            Part { heading: "怎样保护和使用", lines: keeping() },
            Part { heading: "保存多久", lines: terms(policy) },
            Part { heading: "您的权利", lines: rights(policy) },
        ];
        Self { frame, parts }
    }
}

/// The paper for workers.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/worker_notice.html")]
pub(crate) struct WorkerNotice {
    pub(crate) frame: Frame,
    /// Its paragraphs.
    pub(crate) lines: Vec<String>,
}

impl WorkerNotice {
    /// As the policy in force sets terms and offices.
    pub(crate) fn new(frame: Frame, policy: &Policy) -> Self {
        let retention = &policy.retention.roster_years;
        let lines = vec![
            format!(
                "本单位正在培育特色劳务品牌。按照{}，须将参加培训和就业创业的人员列入花名册，报人力资源社会保障部门审核。现依法告知如下：",
                policy.identity.number
            ),
            format!("一、处理者：本单位，所在县（市、区）人力资源社会保障部门，{}。", policy.city.hr_bureau),
            "二、目的：核实品牌的培训和就业人数，用于认定、考核和补助资金管理，不作他用。".into(),
            format!("三、种类：{}其中证件号码和是否脱贫属于敏感个人信息，核对是否同一人、是否优先所必需。", ROSTER),
            "四、方式：加密保存；页面上遮盖显示；查看完整信息须写明用途并留下记录；对外只公布人数，不公布姓名。".into(),
            format!(
                "五、期限：培育周期结束后 {} {}，到期删除。",
                retention.value,
                retention.unit.as_deref().unwrap_or_default()
            ),
            "六、权利：您可以向本单位或人力资源社会保障部门查阅、复制自己的信息，要求更正错误，法定情形下要求删除。"
                .into(),
        ];
        Self { frame, lines }
    }
}

const ROSTER: &str = "姓名、证件类型和号码、性别、手机号码、户籍地、文化程度、人员类别（含脱贫劳动力）、培训经历和证书、就业单位和岗位。";

fn who(policy: &Policy) -> String {
    format!("{}和各县（市、区）人力资源社会保障部门，在各自职责内处理。", policy.city.hr_bureau)
}

fn purpose(policy: &Policy) -> String {
    format!(
        "办理{}的申报、评审、公示、认定、考核和补助资金管理（{}），属于履行法定职责所必需。",
        policy.identity.title, policy.identity.number
    )
}

fn kinds() -> Vec<String> {
    vec![
        format!("花名册里的劳动者：{ROSTER}"),
        "培育单位：联系人姓名和手机号码、法定代表人姓名、收款账户。".into(),
        "提出异议或线索的人：自愿填写的姓名、电话和所附材料；可以匿名。".into(),
        "工作人员：姓名、所在单位和岗位、登录和办理记录。".into(),
        "浏览本站不需要登录，不使用统计或广告代码；只有登录后才使用一个会话标识。".into(),
    ]
}

fn keeping() -> Vec<String> {
    vec![
        "姓名、证件号码、电话、账户和异议内容用国家商用密码算法 SM4 加密保存。".into(),
        "工作人员只能看到本属地的办件；页面上的个人信息遮盖显示；查看和下载留有记录。".into(),
        "公示和资源库只公布品牌、单位和人数。数据保存在境内。为核实参训和就业，经审批可将名单提供给有关部门比对（4.4），此外不向其他单位提供，法律法规另有规定的除外。".into(),
    ]
}

fn terms(policy: &Policy) -> Vec<String> {
    let retention = &policy.retention;
    [
        &retention.application_years,
        &retention.roster_years,
        &retention.declined_years,
        &retention.draft_months,
        &retention.upload_days,
        &retention.check_result_months,
        &retention.access_log_months,
        &retention.transfer_years,
        &retention.request_years,
    ]
    .map(|rule| format!("{}：{} {}。", rule.label, rule.value, rule.unit.as_deref().unwrap_or_default()))
    .to_vec()
}

fn rights(policy: &Policy) -> Vec<String> {
    vec![
        "您可以查阅、复制自己的信息，要求更正或补充，法定情形下要求删除，并可要求说明处理规则。".into(),
        format!(
            "请带证件原件向所在培育单位或属地人力资源社会保障部门提出，{} {}内答复，不予办理的说明理由。",
            policy.rights.answer_days.value,
            policy.rights.answer_days.unit.as_deref().unwrap_or_default()
        ),
        format!("咨询：{}。对处理有异议的，可以投诉或者依法起诉。", policy.identity.contact.value),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame};

    impl Samples for PrivacyPage {
        const NAME: &str = "portal-privacy";
        fn samples() -> Vec<(&'static str, Self)> {
            let frame = frame(Room::Portal, "个人信息处理告知", "/privacy");
            vec![("full", Self::new(frame, &domain::builtin::policy()))]
        }
    }

    impl Samples for WorkerNotice {
        const NAME: &str = "portal-worker-notice";
        fn samples() -> Vec<(&'static str, Self)> {
            let frame = frame(Room::Portal, "劳动者个人信息告知书", "/privacy/workers");
            vec![("full", Self::new(frame, &domain::builtin::policy()))]
        }
    }

    #[test]
    fn terms_come_from_the_policy() {
        let page = PrivacyPage::samples().remove(0).1;
        let terms = page.parts.iter().find(|part| part.heading == "保存多久").unwrap();
        assert_eq!(terms.lines[1], "花名册在周期结束后保存：3 年。");
    }
}
