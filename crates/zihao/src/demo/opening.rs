//! The offices and accounts of the made-up city.

use super::{people, stage::Hands};
use crate::failure::{Done, Failure};
use app::{
    App,
    accounts::{self, NewAccount, offices},
};
use domain::{
    access::{Actor, Role},
    ids::{AccountId, OfficeId},
    policy::Step,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The password of every account of a demo city.
pub(super) const PASSWORD: &str = "citong-huakai-2025";

/// Who can sign in to a demo city, and how.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SignIn {
    /// Code of the role.
    pub(crate) role: String,
    /// The sign-in name.
    pub(crate) user: String,
    /// The password.
    pub(crate) password: String,
    /// Office or unit, and post.
    pub(crate) who: String,
}

/// Opens the accounts of one office after the other.
pub(super) struct Opening {
    app: App,
    admin: Actor,
    second: Actor,
    pub(super) sign_ins: Vec<SignIn>,
    offices: Vec<offices::OfficeView>,
}

impl Opening {
    /// The two administrators, who open and confirm all others, and the auditors' office, which the policy does not name.
    pub(super) async fn begin(app: App) -> Done<Opening> {
        let mut sign_ins = Vec::new();
        let mut admins = Vec::new();
        for login in ["admin1", "admin2"] {
            let new =
                NewAccount { role: Role::Admin, ..new_account(login, None, "信息中心", "系统管理员", &[]) };
            let invitation = accounts::open_from_server(&app, new).await?;
            accounts::set_password_by_link(&app, &invitation.token, PASSWORD).await?;
            sign_ins.push(sign_in(Role::Admin, login, "信息中心系统管理员"));
            admins.push(actor(&app, invitation.account).await?);
        }
        let [admin, second]: [Actor; 2] = admins.try_into().map_err(|_| Failure::new("two administrators"))?;
        let auditors = offices::NewOffice { role: Role::Auditor, area: None, name: "泉州市审计局".to_owned() };
        offices::create(&app, &admin.administrator()?, auditors).await?;
        let offices = offices::list(&app).await?;
        Ok(Opening { app, admin, second, sign_ins, offices })
    }

    /// An account of the first office that fits, opened, confirmed where that is needed, with its password set.
    pub(super) async fn official(
        &mut self,
        fits: impl Fn(&offices::OfficeView) -> bool,
        login: &str,
        section: &str,
        post: &str,
        steps: &[Step],
    ) -> Done<Actor> {
        let office = self.offices.iter().find(|office| fits(office)).ok_or_else(|| Failure::new("no such office"))?;
        let new = NewAccount { role: office.role, ..new_account(login, Some(office.id), section, post, steps) };
        let (role, who) = (office.role, format!("{} {section}{post}", office.name));
        let invitation = accounts::new_account(&self.app, &self.admin.administrator()?, new).await?;
        accounts::set_password_by_link(&self.app, &invitation.token, PASSWORD).await?;
        if role.needs_second_person() {
            accounts::confirm_account(&self.app, &self.second, invitation.account).await?;
        }
        self.sign_ins.push(sign_in(role, login, &who));
        actor(&self.app, invitation.account).await
    }

    /// Two people for every county: one drafts, one approves.
    pub(super) async fn counties(&mut self) -> Done<BTreeMap<String, Hands>> {
        let mut counties = BTreeMap::new();
        for (area, login) in COUNTIES {
            let fits = |office: &offices::OfficeView| office.area.as_ref().is_some_and(|at| at.as_str() == area);
            let drafter = self.official(fits, &format!("{login}1"), "就业股", "股员", &[Step::Draft]).await?;
            let head = [Step::Check, Step::Approve];
            let approver = self.official(fits, &format!("{login}2"), "局领导", "副局长", &head).await?;
            counties.insert(area.to_owned(), Hands { drafter, approver });
        }
        Ok(counties)
    }
}

/// The areas that take part, the busiest first, with the sign-in names of their people.
const COUNTIES: [(&str, &str); 13] = [
    ("350582", "jinjiang"),
    ("350581", "shishi"),
    ("350583", "nanan"),
    ("350521", "huian"),
    ("350524", "anxi"),
    ("350525", "yongchun"),
    ("350526", "dehua"),
    ("350502", "licheng"),
    ("350503", "fengze"),
    ("350504", "luojiang"),
    ("350505", "quangang"),
    ("QZ-KFQ", "kaifaqu"),
    ("QZ-TSTZ", "taishang"),
];

fn new_account(login: &str, office: Option<OfficeId>, section: &str, post: &str, steps: &[Step]) -> NewAccount {
    let luck = login.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(257) + u64::from(byte));
    NewAccount {
        login: login.to_owned(),
        name: people::name(luck.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16),
        role: Role::City,
        office,
        section: section.to_owned(),
        post: post.to_owned(),
        steps: steps.to_vec(),
        stands_in_for: None,
    }
}

fn sign_in(role: Role, login: &str, who: &str) -> SignIn {
    SignIn { role: role.code().to_owned(), user: login.to_owned(), password: PASSWORD.to_owned(), who: who.to_owned() }
}

pub(super) async fn actor(app: &App, account: AccountId) -> Done<Actor> {
    let signed_in = accounts::signed_in(app, account).await?;
    Ok(signed_in.ok_or_else(|| Failure::new(format!("account {account} cannot sign in")))?.actor)
}
