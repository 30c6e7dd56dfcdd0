//! `/unit/rosters/{brand}`: the rosters of a brand (4.4, annex 2): upload, check, look, file.

mod report;

use super::{files, member, name};
use crate::{
    components::{Choice, Field, FieldKind, Tag, Tone, count},
    frame::{Frame, Link, Room},
    page::{self, MessagePage},
    pages::{
        shared::moment_words,
        unit::view::roster::{Roster, RosterPage, RosterVersion},
    },
    shell::{Answer, At, Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    Error, FieldError, Together, applications,
    rosters::{self, ImportState, ImportView},
};
use axum::{
    body::Body,
    response::{IntoResponse, Redirect},
};
use domain::{
    access::Role,
    application::Application,
    ids::{BrandId, UnitId},
    roster::SheetKind,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/unit/rosters", Who::UNIT, brands)
        .nav(Room::Unit, "/unit/rosters", "花名册")
        .get("/unit/rosters/template/{kind}", Who::FILLING, template)
        .form("/unit/rosters/{brand}", (Who::FILLING, Who::FILLING.with_files()), drawn, upload)
        .merge(report::routes())
}

/// `GET /unit/rosters`: the only brand's rosters, or which brand.
async fn brands(caller: Caller) -> Answer {
    let (_, unit) = member(&caller)?;
    let brands = applications::brands_of_unit(caller.app.db().reader(), unit).await?;
    if let [only] = brands.as_slice() {
        return Ok(Redirect::to(&format!("/unit/rosters/{}", only.id)).into_response());
    }
    let line = if brands.is_empty() {
        "开始申报一个品牌后，在这里填报花名册。"
    } else {
        "请选择品牌。"
    };
    let frame = caller.frame_with_flash(Room::Unit, "花名册").await;
    let links = brands.into_iter().map(|brand| Link::new(brand.name, format!("/unit/rosters/{}", brand.id)));
    Ok(page::ok(&MessagePage { frame, lines: vec![line.into()], number: String::new(), links: links.collect() }))
}

/// A brand whose rosters the caller files: those of its own unit, or of every unit of an application it keys in (代录).
struct Brand {
    id: BrandId,
    /// As it was read for a unit.
    of: Option<domain::brand::Brand>,
    name: String,
    /// The units whose rosters they are, the caller's own or the lead unit first.
    units: Vec<UnitId>,
    /// The application that the caller keys in.
    keyed_in: Option<Application>,
}

impl Brand {
    /// The frame of a page about the brand's rosters.
    async fn frame(&self, caller: &Caller, title: String) -> Result<Frame, Fail> {
        match &self.keyed_in {
            Some(application) => super::frame(caller, application, title).await,
            None => Ok(caller.frame_with_flash(Room::Unit, title).await),
        }
    }

    fn back(&self) -> Link {
        self.keyed_in.as_ref().map_or_else(|| Link::new(self.name.clone(), "/unit"), super::back)
    }
}

async fn own_brand(caller: &Caller, id: i64) -> Result<Brand, Fail> {
    let conn = caller.app.db().reader();
    let actor = caller.one_of(&[Role::Unit, Role::County])?;
    if actor.role == Role::County {
        let application = applications::keyed_in(conn, actor, BrandId(id)).await?;
        return Ok(Brand {
            id: application.brand,
            of: None,
            name: name(&application),
            units: application.units.clone(),
            keyed_in: Some(application),
        });
    }
    let (_, unit) = member(caller)?;
    let own = applications::brand_of_unit(conn, unit, BrandId(id)).await?.ok_or(Fail::NotFound)?;
    let name = if own.name.is_empty() { "未命名的品牌".to_owned() } else { own.name.clone() };
    Ok(Brand { id: own.id, of: Some(own), name, units: vec![unit], keyed_in: None })
}

async fn drawn(caller: &Caller, id: i64) -> Result<RosterPage, Fail> {
    let brand = &own_brand(caller, id).await?;
    let here = format!("/unit/rosters/{}", brand.id);
    let uploads = match &brand.of {
        Some(of) => rosters::imports_of(&caller.app, caller.actor()?, of).await?,
        None => rosters::imports(&caller.app, caller.actor()?, brand.id).await?,
    };
    let units = uploads.iter().map(|upload| upload.unit).chain(brand.units.iter().copied());
    let names = app::people::unit_names(&caller.app, units.map(|unit| unit.0)).await?;
    let mut shown: Vec<Roster> = Vec::new();
    for upload in uploads.iter().filter(|upload| upload.state != ImportState::Discarded) {
        let heading = heading(upload);
        let of = names.get(&upload.unit).cloned().unwrap_or_default();
        let at = match shown.iter().position(|roster| roster.heading == heading && roster.unit == of) {
            Some(at) => at,
            None => {
                shown.push(Roster { heading, unit: of, people: String::new(), versions: Vec::new() });
                shown.len() - 1
            }
        };
        if shown[at].people.is_empty() && upload.state == ImportState::Committed {
            shown[at].people = count(&upload.people).to_string();
        }
        shown[at].versions.push(version(&here, upload));
    }
    let named: Vec<_> = brand.units.iter().map(|unit| names.get(unit).cloned().unwrap_or_default()).collect();
    shown.sort_by_key(|roster| named.first() != Some(&roster.unit));
    let mut fields = fields(caller);
    if let [_, _, ..] = brand.units.as_slice() {
        let units = brand.units.iter().zip(named).map(|(unit, name)| Choice::new(unit.to_string(), name));
        fields.insert(0, Field::new("unit", "哪一家单位", FieldKind::Radios(units.collect())));
    }
    let title = format!("花名册：{}", brand.name);
    Ok(RosterPage {
        frame: brand.frame(caller, title).await?,
        back: brand.back(),
        fields,
        refused: Vec::new(),
        template_href: "/unit/rosters/template/combined".into(),
        action: here,
        undecided: match rosters::undecided(caller.app.db().reader(), brand.id).await? {
            0 => String::new(),
            people => format!("所报人员中有 {} 人待人社部门核定，核定前不计入人数。", count(&people)),
        },
        corrections: corrections(caller, brand).await?,
        rosters: shown,
    })
}

/// What people asked to have corrected, for the unit itself.
async fn corrections(caller: &Caller, brand: &Brand) -> Result<Vec<String>, Fail> {
    let actor = caller.actor()?;
    if actor.role != Role::Unit {
        return Ok(Vec::new());
    }
    let tasks = app::rights::tasks_of_unit(&caller.app, actor, brand.id).await?;
    let line = |task: app::rights::TaskView| {
        format!("{} 年{}花名册：{}，{}", task.year, task.ledger.label(), task.whom, task.text)
    };
    Ok(tasks.into_iter().map(line).collect())
}

/// `就业花名册 2025年`.
fn heading(upload: &ImportView) -> String {
    format!("{} {}年", upload.kind, upload.year)
}

fn version(here: &str, upload: &ImportView) -> RosterVersion {
    let (tone, state) = match upload.state {
        ImportState::Checking => (Tone::Active, "核对中"),
        ImportState::Checked => (Tone::Unsure, "待提交"),
        ImportState::Failed => (Tone::Bad, "未导入"),
        ImportState::Committed => (Tone::Good, "已提交"),
        ImportState::Discarded => (Tone::Plain, "已放弃"),
    };
    let number = upload.versions.iter().find_map(|version| version.no);
    let rows = format!("{} 行，{} 行可计入，", count(&upload.rows), count(&upload.accepted));
    let rows = if upload.rows > 0 { rows } else { String::new() };
    RosterVersion {
        label: number.map_or_else(|| upload.file_name.clone(), |no| format!("第 {no} 版")),
        href: format!("{here}/{}", upload.id),
        note: format!("{rows}{}上传", moment_words(upload.uploaded_at)),
        state: Tag::new(tone, state),
    }
}

/// What is uploaded: kind, year, file. The years are those an application is filed with.
fn fields(caller: &Caller) -> Vec<Field> {
    let kinds = SheetKind::ALL.iter().rev().map(|kind| {
        let hint = if *kind == SheetKind::Combined { "一张表同时列培训和就业" } else { "" };
        Choice { hint: hint.into(), ..Choice::new(kind.code(), kind.label()) }
    });
    let years = rosters::years(caller.app.today()).map(|year| Choice::new(year.to_string(), format!("{year}年")));
    let most = caller.app.policies().current().1.upload("employment_roster").map_or(0, |rules| rules.max_bytes >> 20);
    vec![
        Field::new("kind", "哪一种", FieldKind::Radios(kinds.collect())),
        Field::new("year", "年度", FieldKind::Radios(years.collect())),
        Field::new("file", "花名册文件", FieldKind::File { accept: app::rosters::ENDINGS.into(), kept: Vec::new() })
            .hint(format!(
                "Excel 或 WPS 表格（.xlsx、.xls、.et、.ods）或 CSV，不超过 {most} MB。上传后自动核对，可以离开本页。"
            )),
    ]
}

/// `POST /unit/rosters/{brand}`: takes the file in and begins its check.
async fn upload(caller: &Caller, id: i64, sent: &Submitted) -> Result<Done, Fail> {
    let brand = own_brand(caller, id).await?;
    let unit = match brand.units.as_slice() {
        [only] => Ok(*only),
        units => {
            let chosen = units.iter().find(|unit| unit.to_string() == sent.text("unit"));
            chosen.copied().ok_or_else(|| Error::field("unit", "请选择花名册属于哪一家单位。"))
        }
    };
    let kind = SheetKind::parse(sent.text("kind")).ok_or_else(|| Error::field("kind", "请选择花名册的种类。"));
    let year = sent.parse("year", "请选择年度。");
    let file = sent.file("file").ok_or_else(|| Error::field("file", "请选择花名册文件。"));
    let (unit, kind, year, file) = (unit, kind, year, file).together()?;
    let begun = rosters::begin_import(&caller.app, caller.actor()?, brand.id, unit, kind, year, file).await;
    Ok(Done::to(format!("/unit/rosters/{}/{}", brand.id, begun.map_err(at_file)?)))
}

/// A file that does not fit its slot is named by the slot.
fn at_file(error: Error) -> Error {
    let Error::Invalid(errors) = error else { return error };
    let moved = errors.into_iter().map(|error| match error.field.ends_with("_roster") {
        true => FieldError { field: "file".into(), ..error },
        false => error,
    });
    Error::Invalid(moved.collect())
}

/// `GET /unit/rosters/template/{kind}`: the empty roster of annex 2.
async fn template(caller: Caller, At(kind): At<String>) -> Answer {
    caller.one_of(&[Role::Unit, Role::County])?;
    let kind = SheetKind::parse(&kind).ok_or(Fail::NotFound)?;
    let year = *rosters::years(caller.app.today()).end();
    let book = tokio::task::spawn_blocking(move || rosters::template(kind, year)).await;
    let book = book.map_err(|error| Error::Internal(error.to_string()))??;
    Ok(files::attachment(&format!("{kind}{year}年.xlsx"), files::media_type("xlsx"), Body::from(book)))
}
