//! `/desk/comparisons/{comparison}/archive`: the list as an archive, its password shown once.

use super::{back, bureau, held, here, named};
use crate::{
    components::{Pair, Summary, count},
    frame::Link,
    page,
    pages::{
        desk::frame,
        shared::{Effect, FormPage, ReceiptPage},
        unit::attachment,
    },
    shell::{Answer, At, Caller, Fail, Routes, Submitted, Who},
};
use app::comparisons;
use axum::{body::Body, response::Response};
use domain::{calendar::chinese_date, ids::ComparisonId};

/// Packing a list and fetching the archive.
pub(super) fn routes() -> Routes {
    Routes::new().form("/desk/comparisons/{comparison}/archive", Who::BUREAUS, pack_form, pack).get(
        "/desk/comparisons/{comparison}/archive/{no}",
        Who::BUREAUS,
        download,
    )
}

async fn pack_form(caller: &Caller, id: ComparisonId) -> Result<FormPage, Fail> {
    let (_, of) = held(caller, id).await?;
    if of.deleted_on.is_some() || of.is_overdue(caller.app.today()) {
        return Err(Fail::Blocked("这份名单不再提供下载。需要再次提供的，请重新拟办。".into()));
    }
    let frame = frame(caller, format!("下载比对名单：{}", named(&of.name))).await;
    let effect = Effect {
        touches: format!("{} 人的个人信息（{}）", count(&of.people), named(&of.name)),
        follows: vec![
            format!("名单用 AES-256 加密，只能交给{}。", of.release.recipient),
            "密码只在下一页显示一次，系统不保存；请与压缩包分开送达。".into(),
            "生成人、时间和条数记录在案；每次生成都换新密码。".into(),
        ],
        clause: "4.4".into(),
    };
    Ok(FormPage {
        back: Some(back(&of)),
        effect: Some(effect),
        about: Summary { rows: super::content(&of.release) },
        ..FormPage::new(frame, &format!("{}/archive", here(of.id)), "生成压缩包", Vec::new())
    })
}

/// The one page that shows the password.
async fn pack(caller: &Caller, id: ComparisonId, _: &Submitted) -> Result<Response, Fail> {
    let (actor, of) = held(caller, id).await?;
    let packed = comparisons::pack(&caller.app, actor, of.id).await?;
    let lines = vec![
        "上面是打开压缩包的密码，只显示这一次。请抄下并与压缩包分开送达。".into(),
        "压缩包保留一天；离开本页后忘了密码的，重新生成即可。".into(),
    ];
    let rows = vec![
        Pair::new("接收单位", &of.release.recipient),
        Pair::new("条数", format!("{} 条", count(&packed.entries))),
        Pair::new("对方删除期限", chinese_date(of.release.delete_by)),
    ];
    Ok(page::ok(&ReceiptPage {
        frame: frame(caller, format!("压缩包密码：{}", named(&of.name))).await,
        number: packed.password.to_string(),
        lines,
        rows: Summary { rows },
        links: vec![
            Link::new("下载压缩包", format!("{}/archive/{}", here(of.id), packed.no)),
            Link::new("返回比对", here(of.id)),
        ],
    }))
}

/// `GET /desk/comparisons/{comparison}/archive/{no}`
async fn download(caller: Caller, At((id, no)): At<(ComparisonId, i64)>) -> Answer {
    let (name, content) = comparisons::archive(&caller.app, bureau(&caller)?, id, no).await?;
    Ok(attachment(&name, "application/zip", Body::from_stream(content)))
}
