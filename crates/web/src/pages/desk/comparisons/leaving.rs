//! The archive with its password, shown once, and what the recipient says of its deletion.

use super::{back, bureau, held, here, named};
use crate::{
    components::{Field, FieldKind, Pair, Summary, count},
    frame::Link,
    page,
    pages::shared::{Effect, FormPage, ReceiptPage},
    pages::unit::attachment,
    shell::{Answer, Caller, Fail, Submitted},
};
use app::comparisons;
use axum::{
    body::Body,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{calendar::chinese_date, ids::ComparisonId};

async fn form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    let (_, of) = held(caller, id).await?;
    let frame = crate::pages::desk::frame(caller, format!("下载比对名单：{}", named(&of.name))).await;
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

/// `GET /desk/comparisons/{comparison}/archive`
pub(super) async fn ask(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&form(&caller, id).await?))
}

/// `POST /desk/comparisons/{comparison}/archive`: the one page that shows the password.
pub(super) async fn pack(caller: Caller, Path(id): Path<i64>, _sent: Submitted) -> Answer {
    let (actor, of) = held(&caller, id).await?;
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
        frame: crate::pages::desk::frame(&caller, format!("压缩包密码：{}", named(&of.name))).await,
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
pub(super) async fn download(caller: Caller, Path((id, no)): Path<(i64, i64)>) -> Answer {
    let (name, content) = comparisons::archive(&caller.app, bureau(&caller)?, ComparisonId(id), no).await?;
    Ok(attachment(&name, "application/zip", Body::from_stream(content)))
}

async fn deletion(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    let (_, of) = held(caller, id).await?;
    let frame = crate::pages::desk::frame(caller, format!("登记对方删除：{}", named(&of.name))).await;
    let today = caller.app.today().to_string();
    let fields = vec![
        Field::new("on", "删除日期", FieldKind::Date).hint("以对方的书面声明为准。").value(today),
        Field::text("statement", "删除声明").hint("文号或来函情况，如“社保函〔2025〕7号”。请勿写个人信息。"),
    ];
    Ok(FormPage {
        back: Some(back(&of)),
        intro: vec!["登记后，这份名单不再提供下载；需要再次提供的，重新拟办。".into()],
        about: Summary { rows: super::content(&of.release) },
        seen: Some(caller.seen(0)),
        ..FormPage::new(frame, &format!("{}/deletion", here(of.id)), "登记删除", fields)
    })
}

/// `GET /desk/comparisons/{comparison}/deletion`
pub(super) async fn ask_deletion(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&deletion(&caller, id).await?))
}

/// `POST /desk/comparisons/{comparison}/deletion`
pub(super) async fn state_deletion(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let drawn = deletion(&caller, id).await?;
    let done = async {
        let on = typed.parse("on", "请填写对方删除名单的日期。")?;
        let id = ComparisonId(id);
        comparisons::state_deleted(&caller.app, bureau(&caller)?, id, on, typed.text("statement")).await?;
        Ok::<_, Fail>(())
    };
    match done.await {
        Err(fail) => fail.on_form(drawn, &typed),
        Ok(()) => {
            caller.flash("已登记对方删除。").await;
            Ok(Redirect::to(&here(ComparisonId(id))).into_response())
        }
    }
}
