//! `/admin/offices`: the bureaus of the policy file, and others entered by hand.

use crate::{
    components::{Act, ActTone, Cell, Choice, Field, FieldKind, Table},
    frame::{Frame, Link, Room},
    page,
    pages::shared::{FormPage, ListPage},
    shell::{Answer, Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    Error, Together,
    accounts::offices::{self, NewOffice},
};
use domain::{access::Role, ids::AreaCode};

const LIST: &str = "/admin/offices";
const NEW: &str = "/admin/offices/new";
const FROM_POLICY: &str = "/admin/offices/from-policy";

/// The offices.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get(LIST, Who::ADMIN, list)
        .nav(Room::Admin, LIST, "机构")
        .form(NEW, Who::ADMIN, create_form, create)
        .form(FROM_POLICY, Who::ADMIN, enter_form, enter)
}

async fn list(caller: Caller) -> Answer {
    let policies = caller.app.policies();
    let policy = policies.current().1;
    let rows = offices::list(&caller.app).await?;
    let rows = rows.into_iter().map(|office| {
        let area = office.area.as_ref().and_then(|area| policy.area(&area.0)).map_or(&policy.city.name, |a| &a.name);
        let steps: Vec<_> = office.steps.iter().map(|step| step.label()).collect();
        let steps = match office.role {
            Role::County | Role::City | Role::Finance if steps.is_empty() => "还没有人办理".to_owned(),
            Role::County | Role::City | Role::Finance => steps.join("、"),
            Role::Auditor | Role::Expert | Role::Unit | Role::Admin => "不参加审批".to_owned(),
        };
        let accounts = Cell::Figure(office.accounts.to_string());
        vec![office.name.into(), area.as_str().into(), office.role.label().into(), accounts, steps.into()]
    });
    let mut list = of(caller.frame_with_flash(Room::Admin, "机构").await, rows.collect());
    let act = |label: &str, href: &str| Act { label: label.into(), href: href.into(), tone: ActTone::Plain };
    list.acts = vec![act("按政策文件建立机构", FROM_POLICY), act("新增机构", NEW)];
    Ok(page::ok(&list))
}

/// Offices: name, area, kind, number of accounts, chains.
fn of(frame: Frame, rows: Vec<Vec<Cell>>) -> ListPage {
    let table = Table::new(&["机构", "属地", "性质", "账号#", "审批流程"], rows, "导入机构后显示在这里。");
    ListPage::new(frame, "", table)
}

async fn create_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    let policies = caller.app.policies();
    let roles: Vec<_> = offices::KINDS.iter().map(|role| (role.code().to_owned(), role.label().to_owned())).collect();
    let none = (String::new(), "不选".to_owned());
    let areas = policies.current().1.participating_areas().map(|area| (area.code.clone(), area.name.clone()));
    let areas: Vec<_> = std::iter::once(none).chain(areas).collect();
    Ok(form(caller.frame(Room::Admin, "新增机构"), &roles, &areas))
}

async fn create(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    let admin = caller.actor()?.administrator()?;
    let role = Role::parse(sent.text("role")).ok_or_else(|| Error::field("role", "请选择机构性质。"));
    let ((), role) = (offices::check_name(sent.text("name")), role).together()?;
    let area = Some(sent.text("area")).filter(|area| !area.is_empty()).map(AreaCode::from);
    let new = NewOffice { role, area, name: sent.text("name").to_owned() };
    offices::create(&caller.app, &admin, new).await?;
    Ok(Done::to(LIST).saying("机构已新增。"))
}

/// A new office; roles and areas as value and words.
fn form(frame: Frame, roles: &[(String, String)], areas: &[(String, String)]) -> FormPage {
    let fields = vec![
        Field::text("name", "机构全称"),
        Field::new("role", "机构性质", FieldKind::Radios(choices(roles))),
        Field::new("area", "属地", FieldKind::Select(choices(areas))).hint("只有县级人社机构选择。").optional(),
    ];
    FormPage {
        back: Some(Link::new("返回机构", "/admin/offices")), ..FormPage::new(frame, NEW, "新增机构", fields)
    }
}

fn choices(list: &[(String, String)]) -> Vec<Choice> {
    list.iter().map(|(value, words)| Choice::new(value, words)).collect()
}

async fn enter_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    let frame = caller.frame(Room::Admin, "按政策文件建立机构");
    Ok(FormPage {
        back: Some(Link::new("返回机构", LIST)),
        intro: vec!["按政策文件中的市级、县级人社部门和市级财政部门建立机构；已有同名的不重复建立。".into()],
        ..FormPage::new(frame, FROM_POLICY, "建立机构", vec![])
    })
}

async fn enter(caller: &Caller, (): (), _: &Submitted) -> Result<Done, Fail> {
    let admin = caller.actor()?.administrator()?;
    let entered = offices::enter_from_policy(&caller.app, Some(admin.actor())).await?;
    Ok(Done::to(LIST).saying(format!("已建立 {entered} 个机构。")))
}

/// The list, full.
#[cfg(test)]
pub(crate) fn lists() -> Vec<(&'static str, ListPage)> {
    let office = vec![
        "泉州开发区 社会事业局".into(),
        "泉州开发区".into(),
        "县级人社".into(),
        Cell::Figure("3".into()),
        "拟办、审批".into(),
    ];
    let at = crate::pages::samples::frame(Room::Admin, "机构", LIST);
    vec![("admin-offices-full", of(at, vec![office; 3]))]
}

/// The form as it first appears.
#[cfg(test)]
pub(crate) fn samples() -> Vec<(&'static str, FormPage)> {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let at = crate::pages::samples::frame(Room::Admin, "新增机构", LIST);
    vec![("admin-new-office", form(at, &[pair("county", "县级人社")], &[pair("350582", "晋江市")]))]
}
