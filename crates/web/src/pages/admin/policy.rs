//! `/admin/policy`: every setting with its clause, and loading a renewed policy or a new calendar year (8.2).

use crate::{
    components::{Field, FieldKind, Pair, Summary, Tab, Tabs},
    frame::{Link, Room},
    page,
    pages::shared::{FormPage, PolicyPage, chapters},
    shell::{Answer, Asked, Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{Error, Loader, attachments};
use domain::{calendar::chinese_date, policy::Policy};
use serde::Deserialize;

const LOAD: &str = "/admin/policy/load";
const LOAD_CALENDAR: &str = "/admin/calendar/load";

/// The policy file and the calendar.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/admin/policy", Who::ADMIN, show)
        .nav(Room::Admin, "/admin/policy", "政策参数")
        .form(LOAD, Who::ADMIN.with_files(), load_form, load)
        .form(LOAD_CALENDAR, Who::ADMIN.with_files(), load_calendar_form, load_calendar)
}

#[derive(Deserialize)]
struct VersionQuery {
    /// SM3 of the version; the newest where none is asked for.
    version: Option<String>,
}

async fn show(caller: Caller, Asked(asked): Asked<VersionQuery>) -> Answer {
    let policies = caller.app.policies();
    let (digest, policy) = match &asked.version {
        Some(digest) => (digest.as_str(), policies.get(digest).ok_or(Fail::NotFound)?),
        None => policies.current(),
    };
    let tabs = policies.all().map(|(known, policy)| {
        let href = format!("/admin/policy?version={known}");
        let label =
            format!("{}（{}起施行）", policy.identity.number, chinese_date(policy.identity.in_force_from.value.0));
        Tab { link: Link { current: known == digest, ..Link::new(label, href) }, count: None }
    });
    let title = format!("政策参数：{}", policy.identity.number);
    let warning = match policy.in_force_on(caller.app.today()) {
        true => String::new(),
        false => "今天不在施行期内，不能开启新批次；请载入续期文件（8.2）。".to_owned(),
    };
    Ok(page::ok(&PolicyPage {
        frame: caller.frame_with_flash(Room::Admin, title).await,
        versions: Tabs { label: "政策版本".into(), tabs: tabs.collect() },
        about: about(&caller, digest, policy),
        warning,
        chapters: chapters(policy),
    }))
}

fn about(caller: &Caller, digest: &str, policy: &Policy) -> Summary {
    let identity = &policy.identity;
    let years: Vec<_> = caller.app.calendar().announced_years().map(|(year, _)| year.to_string()).collect();
    Summary {
        rows: vec![
            Pair::new("文件", &identity.title),
            Pair::new("制定机关", identity.issuers.join("、")),
            Pair::new(
                "施行",
                format!("{} 至 {}", chinese_date(identity.in_force_from.value.0), chinese_date(policy.trial_ends_on())),
            ),
            Pair::new("文件摘要（SM3）", digest).link("载入政策文件", LOAD),
            Pair::new("已公布的工作日年历", years.join("、")).link("载入年历", LOAD_CALENDAR),
        ],
    }
}

fn upload(caller: &Caller, title: &str, action: &str, intro: &str) -> FormPage {
    let file = Field::new("file", "文件", FieldKind::File { accept: ".toml".into(), kept: vec![] });
    FormPage {
        back: Some(Link::new("返回政策参数", "/admin/policy")),
        intro: vec![intro.to_owned()],
        ..FormPage::new(
            caller.frame(Room::Admin, title),
            action,
            "核对并载入",
            vec![file.hint("UTF-8 编码的 .toml，1 MB 以内。")],
        )
    }
}

async fn load_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    let intro = "载入后新批次按新文件办理；办理中的办件仍按原文件（8.2）。文件有一处不对就不载入，并指出行和项。";
    Ok(upload(caller, "载入政策文件", LOAD, intro))
}

async fn load_calendar_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    let intro = "国务院办公厅公布下一年放假安排后载入；没有载入的年份，系统不推算期限。";
    Ok(upload(caller, "载入年历", LOAD_CALENDAR, intro))
}

/// Name and text of the file sent.
async fn sent_file(sent: &Submitted) -> Result<(String, String), Error> {
    let file = sent.file("file").ok_or_else(|| Error::field("file", "请选择文件。"))?;
    Ok((file.name.clone(), attachments::text_of(file).await?))
}

async fn load(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    let admin = caller.actor()?.administrator()?;
    let (name, text) = sent_file(sent).await?;
    let digest = app::load_policy(&caller.app, &admin, &name, &text).await?;
    Ok(Done::to(format!("/admin/policy?version={digest}")).saying("政策文件已载入。"))
}

async fn load_calendar(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    let admin = caller.actor()?.administrator()?;
    let (name, text) = sent_file(sent).await?;
    let year = app::load_calendar_year(&caller.app, Loader::Admin(&admin), &name, &text).await?;
    Ok(Done::to("/admin/policy").saying(format!("{year} 年年历已载入。")))
}
