//! `/admin/offices`: the bureaus of the policy file, and others entered by hand.

use crate::{
    components::{Act, ActTone, Cell},
    frame::{Link, Room},
    page,
    pages::{admin::view::accounts as pages, shared::FormPage},
    shell::{Answer, Caller, Fail, Routes, Submitted, Who},
};
use app::{
    Error,
    accounts::offices::{self, NewOffice},
};
use axum::response::{IntoResponse, Redirect};
use domain::{access::Role, ids::AreaCode};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/admin/offices", Who::ADMIN, list)
        .nav(Room::Admin, "/admin/offices", "机构")
        .post("/admin/offices", Who::ADMIN, create)
        .get("/admin/offices/new", Who::ADMIN, new_page)
        .get("/admin/offices/from-policy", Who::ADMIN, from_policy_page)
        .post("/admin/offices/from-policy", Who::ADMIN, from_policy)
}

async fn list(caller: Caller) -> Answer {
    let policies = caller.app.policies();
    let policy = policies.current().1;
    let rows = offices::list(&caller.app).await?;
    let rows = rows.into_iter().map(|office| {
        let area = office.area.as_ref().and_then(|area| policy.area(&area.0)).map_or(&policy.city.name, |a| &a.name);
        let steps: Vec<_> = office.steps.iter().map(|step| step.label()).collect();
        let steps = if steps.is_empty() { "还没有人办理".to_owned() } else { steps.join("、") };
        let accounts = Cell::Figure(office.accounts.to_string());
        vec![office.name.into(), area.as_str().into(), office.role.label().into(), accounts, steps.into()]
    });
    let mut list = pages::offices(caller.frame_with_flash(Room::Admin, "机构").await, rows.collect());
    let act = |label: &str, href: &str| Act { label: label.into(), href: href.into(), tone: ActTone::Plain };
    list.acts = vec![act("按政策文件建立机构", "/admin/offices/from-policy"), act("新增机构", "/admin/offices/new")];
    Ok(page::ok(&list))
}

fn form(caller: &Caller) -> FormPage {
    let policies = caller.app.policies();
    let roles: Vec<_> = offices::KINDS.iter().map(|role| (role.code().to_owned(), role.label().to_owned())).collect();
    let none = (String::new(), "不选".to_owned());
    let areas = policies.current().1.participating_areas().map(|area| (area.code.clone(), area.name.clone()));
    let areas: Vec<_> = std::iter::once(none).chain(areas).collect();
    pages::new_office(caller.frame(Room::Admin, "新增机构"), &roles, &areas)
}

async fn new_page(caller: Caller) -> Answer {
    Ok(page::ok(&form(&caller)))
}

async fn create(caller: Caller, typed: Submitted) -> Answer {
    let admin = caller.actor()?.administrator()?;
    let area = Some(typed.text("area")).filter(|area| !area.is_empty()).map(AreaCode::from);
    let entered = match Role::parse(typed.text("role")) {
        Some(role) => {
            offices::create(&caller.app, &admin, NewOffice { role, area, name: typed.text("name").to_owned() }).await
        }
        None => Err(Error::field("role", "请选择机构性质。")),
    };
    match entered {
        Ok(_) => {
            caller.flash("机构已新增。").await;
            Ok(Redirect::to("/admin/offices").into_response())
        }
        Err(error) => Fail::from(error).on_form(form(&caller), &typed),
    }
}

async fn from_policy_page(caller: Caller) -> Answer {
    let frame = caller.frame(Room::Admin, "按政策文件建立机构");
    Ok(page::ok(&FormPage {
        back: Some(Link::new("返回机构", "/admin/offices")),
        intro: vec!["按政策文件中的市级、县级人社部门和市级财政部门建立机构；已有同名的不重复建立。".into()],
        ..FormPage::new(frame, "/admin/offices/from-policy", "建立机构", vec![])
    }))
}

async fn from_policy(caller: Caller, _sent: Submitted) -> Answer {
    let admin = caller.actor()?.administrator()?;
    let entered = offices::enter_from_policy(&caller.app, Some(admin.actor())).await?;
    caller.flash(format!("已建立 {entered} 个机构。")).await;
    Ok(Redirect::to("/admin/offices").into_response())
}
