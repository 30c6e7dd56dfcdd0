//! `/unit/rosters/{brand}/{import}`: an upload while it is checked, and what its check found.

use super::{Brand, heading, own_brand};
use crate::{
    components::{Bar, Bars, Cell, Pager, Pair, Progress, Summary, Tag, Tone, count},
    page,
    pages::{
        shared::moment_words,
        unit::{
            files,
            view::{
                roster_check::RosterCheckPage,
                roster_report::{RosterReportPage, problem, problems},
            },
        },
    },
    shell::{Answer, At, Caller, Done, Fail, Routes, Submitted, Who},
};
use app::rosters::{self, ImportState, ImportView, ProblemQuery, ProblemView};
use domain::{ids::ImportId, roster::Severity};

/// An upload, filing it, giving it up.
pub(super) fn routes() -> Routes {
    const REPORT: &str = "/unit/rosters/{brand}/{import}";
    const FILE: &str = "/unit/rosters/{brand}/{import}/file";
    const DISCARD: &str = "/unit/rosters/{brand}/{import}/discard";
    const MARKED: &str = "/unit/rosters/{brand}/{import}/marked.xlsx";
    Routes::new()
        .get(REPORT, Who::FILLING, page)
        .form_of_page(FILE, Who::FILLING, drawn, file)
        .form_of_page(DISCARD, Who::FILLING, drawn, discard)
        .get(MARKED, Who::FILLING, marked)
}

/// An upload of this brand.
async fn own_import(caller: &Caller, brand: i64, import: i64) -> Result<(Brand, ImportView), Fail> {
    let brand = own_brand(caller, brand).await?;
    let view = rosters::import_status(&caller.app, caller.actor()?, ImportId(import)).await?;
    if view.brand == brand.id { Ok((brand, view)) } else { Err(Fail::NotFound) }
}

async fn page(caller: Caller, At((brand, import)): At<(i64, i64)>) -> Answer {
    let (brand, view) = own_import(&caller, brand, import).await?;
    if view.state == ImportState::Checking {
        return Ok(page::ok(&checking(&caller, &brand, &view).await?));
    }
    Ok(page::ok(&report(&caller, &brand, &view).await?))
}

async fn drawn(caller: &Caller, (brand, import): (i64, i64)) -> Result<RosterReportPage, Fail> {
    let (brand, view) = own_import(caller, brand, import).await?;
    report(caller, &brand, &view).await
}

fn back(view: &ImportView) -> String {
    format!("/unit/rosters/{}", view.brand)
}

async fn checking(caller: &Caller, brand: &Brand, view: &ImportView) -> Result<RosterCheckPage, Fail> {
    let done = u64::try_from(view.rows_done).unwrap_or(0);
    Ok(RosterCheckPage {
        frame: brand.frame(caller, format!("核对花名册：{}", heading(view))).await?,
        back_href: back(view),
        file: view.file_name.clone(),
        progress: Progress { label: "正在核对花名册".into(), done, total: 0, left: String::new() },
    })
}

async fn report(caller: &Caller, brand: &Brand, view: &ImportView) -> Result<RosterReportPage, Fail> {
    let actor = caller.actor()?;
    let asked = Submitted::asked(caller);
    let query = ProblemQuery {
        after: asked.text("after").parse().unwrap_or(0),
        code: Some(asked.text("kind").to_owned()).filter(|code| !code.is_empty()),
        severity: None,
    };
    let found = rosters::problems(&caller.app, actor, view.id, &query).await?;
    let kinds = rosters::problem_kinds(&caller.app, actor, view.id).await?;
    let here = format!("{}/{}", back(view), view.id);
    let bars = kinds.iter().map(|kind| Bar {
        label: format!("{}：{}", kind.column, kind.severity.label()),
        value: u64::try_from(kind.count).unwrap_or(0),
        href: format!("{here}?kind={}", kind.code),
        tone: tone(kind.severity),
    });
    let kind = query.code.map_or_else(String::new, |code| format!("kind={code}&"));
    let total: i64 = kinds.iter().map(|kind| kind.count).sum();
    let to_file = view.state == ImportState::Checked && view.accepted > 0;
    Ok(RosterReportPage {
        frame: brand.frame(caller, format!("花名册核对结果：{}", heading(view))).await?,
        back_href: back(view),
        sentence: sentence(view),
        about: about(view),
        kinds: Bars {
            caption: "问题，按种类".into(), of: "问题".into(), unit: "处".into(), bars: bars.collect()
        },
        problems: problems(found.problems.into_iter().map(row).collect()),
        pager: Pager {
            prev: String::new(),
            next: found.next.map_or_else(String::new, |after| format!("{here}?{kind}after={after}")),
            total: if total == 0 { String::new() } else { format!("共 {} 处", count(&total)) },
            ..Pager::default()
        },
        marked_href: if total > 0 && view.rows > 0 { format!("{here}/marked.xlsx") } else { String::new() },
        publish_action: if to_file { format!("{here}/file") } else { String::new() },
        discard_action: if to_file { format!("{here}/discard") } else { String::new() },
        differences: if to_file { differences(caller, view).await? } else { Vec::new() },
        filed: filed(view),
        refused: Vec::new(),
    })
}

/// What filing would change, ledger by ledger; nothing to say of a first version.
async fn differences(caller: &Caller, view: &ImportView) -> Result<Vec<String>, Fail> {
    let found = rosters::differences(&caller.app, caller.actor()?, view.id).await?;
    let told = found.into_iter().filter_map(|change| {
        let (came, left, changed) = (count(&change.came), count(&change.left), count(&change.changed));
        let against = format!("{}：与第 {} 版相比，", change.ledger.label(), change.replaces?);
        Some(if (change.came, change.left, change.changed) == (0, 0, 0) {
            format!("{against}人员和内容都没有变化。")
        } else {
            format!("{against}新增 {came} 人，减少 {left} 人，另有 {changed} 人的内容有改动。")
        })
    });
    Ok(told.collect())
}

/// What the check came to, in one sentence.
fn sentence(view: &ImportView) -> String {
    if let Some(failure) = &view.failure {
        return failure.clone();
    }
    let rows = format!("共 {} 行：", count(&view.rows));
    let taken = match view.rejected {
        0 => "全部可计入".to_owned(),
        rejected => format!("{} 行可计入，{} 行需修改", count(&view.accepted), count(&rejected)),
    };
    let waiting =
        if view.waiting > 0 { format!("，另有 {} 人待核", count(&view.waiting)) } else { String::new() };
    format!("{rows}{taken}；计 {} 人{waiting}。", count(&view.people))
}

fn filed(view: &ImportView) -> String {
    match (view.state, view.versions.iter().find_map(|version| version.no)) {
        (ImportState::Committed, Some(no)) => format!("已提交为第 {no} 版。"),
        (ImportState::Discarded, _) => "这份文件已放弃。".into(),
        (ImportState::Checked, _) if view.accepted == 0 => "没有一行可以计入，不能提交。".into(),
        _ => String::new(),
    }
}

fn about(view: &ImportView) -> Summary {
    let mut rows = vec![
        Pair::new("文件", &view.file_name),
        Pair::new("上传", moment_words(view.uploaded_at)),
        Pair::new("摘要（SM3）", &view.digest),
    ];
    if view.totals > 0 {
        rows.push(Pair::new("合计行", format!("{} 行，不计入", view.totals)));
    }
    Summary { rows }
}

fn row(found: ProblemView) -> Vec<Cell> {
    let place = if found.row > 0 { format!("{} 第 {} 行", found.sheet, found.row) } else { found.sheet };
    problem(place, found.column, found.message, Tag::new(tone(found.severity), found.severity.label()))
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Warning => Tone::Plain,
        Severity::Waiting => Tone::Unsure,
        Severity::Error => Tone::Bad,
    }
}

/// `POST …/file`: the rows taken become the roster's next version.
async fn file(caller: &Caller, (brand, import): (i64, i64), _: &Submitted) -> Result<Done, Fail> {
    let (_, view) = own_import(caller, brand, import).await?;
    rosters::commit_import(&caller.app, caller.actor()?, view.id).await?;
    Ok(Done::to(back(&view)).saying("花名册已提交。"))
}

/// `POST …/discard`: the upload is given up; what was filed before stays.
async fn discard(caller: &Caller, (brand, import): (i64, i64), _: &Submitted) -> Result<Done, Fail> {
    let (_, view) = own_import(caller, brand, import).await?;
    rosters::discard_import(&caller.app, caller.actor()?, view.id).await?;
    Ok(Done::to(back(&view)).saying("这份文件已放弃，没有计入。"))
}

/// `GET …/marked.xlsx`: the unit's own file with every wrong cell marked.
async fn marked(caller: Caller, At((brand, import)): At<(i64, i64)>) -> Answer {
    let (_, view) = own_import(&caller, brand, import).await?;
    let copy = rosters::marked_workbook(&caller.app, caller.actor()?, view.id).await?;
    let bare = std::path::Path::new(&view.file_name).file_stem().and_then(|stem| stem.to_str());
    let name = format!("{}（标出错误）.xlsx", bare.unwrap_or("花名册"));
    Ok(files::attachment(&name, files::media_type("xlsx"), files::body_of(copy)))
}
