//! Permission as a value: a verb asks for proof, and only an actor who may act can produce it.
//!
//! What an actor may not know to exist answers [`Denied::Hidden`] (404); what is merely not theirs to do or to read, another
//! [`Denied`] (403).

use crate::{
    coded::coded,
    ids::{AccountId, AreaCode, OfficeId, UnitId},
};

coded! {
    /// Who someone is to the programme. See the table "Who uses it" of the product.
    Role {
        Unit = "unit" "培育单位",
        County = "county" "县（市、区）人社",
        City = "city" "市级人社",
        Expert = "expert" "专家·第三方",
        Finance = "finance" "财政",
        Auditor = "auditor" "审计",
        Admin = "admin" "系统管理",
    }
}

impl Role {
    /// Whether an account of this role is opened only after a second person confirms it (city, finance, auditor).
    #[must_use]
    pub fn needs_second_person(self) -> bool {
        matches!(self, Role::City | Role::Finance | Role::Auditor)
    }
}

/// Someone acting: who, as what, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account that acts.
    pub account: AccountId,
    /// As what.
    pub role: Role,
    /// The office the account sits in; none for a unit's account.
    pub office: Option<OfficeId>,
    /// The county actor's area; none for city-wide roles.
    pub area: Option<AreaCode>,
    /// The unit a unit account belongs to.
    pub unit: Option<UnitId>,
}

/// Why an actor may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The actor may not even know that it exists: answered as not found.
    #[error("没有找到这项内容。请核对地址，或从工作台重新进入。")]
    Hidden,
    /// The actor sees it but this act belongs to someone else.
    #[error("这一步由{0}办理，您的账号不能办理。")]
    NotYours(&'static str),
    /// The reader knows of the file, but it may hold personal data.
    #[error("这份文件可能含有个人信息，不向您的账号开放。需要核对的，请由经办的人社部门查看。")]
    PersonalData,
    /// The reader knows of the file, but no payment needs it (6.1.f).
    #[error("这份文件不是资金材料，不向财政账号开放。需要核对的，请由经办的人社部门查看。")]
    NoPaymentPaper,
}

macro_rules! proofs {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            actor: Actor,
        }
        impl $name {
            /// Who holds this permission.
            #[must_use]
            pub fn actor(&self) -> &Actor {
                &self.actor
            }
        }
    )+};
}

proofs! {
    /// May act for one unit on that unit's brands.
    UnitMember,
    /// May review and decide for the county bureau of one area (5.2).
    CountyReviewer,
    /// May review and decide for the city bureau (5.3).
    CityReviewer,
    /// May review and record payments (6.1.f).
    FinanceOfficer,
    /// May register and answer people's requests about their data: a county for its own area, the city for all.
    RightsOfficer,
    /// May manage accounts, offices and policy files; never business.
    Administrator,
}

impl RightsOfficer {
    /// The county's area; none for the city.
    #[must_use]
    pub fn area(&self) -> Option<&AreaCode> {
        self.actor.area.as_ref()
    }

    /// Whether what lies in an area is this desk's to show and change.
    #[must_use]
    pub fn covers(&self, area: &AreaCode) -> bool {
        self.actor.role == Role::City || self.area() == Some(area)
    }
}

/// What a list may show an actor: ANDed into every query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything in the city.
    City,
    /// One area only (属地).
    Area(AreaCode),
    /// One unit's own brands.
    Unit(UnitId),
    /// Nothing.
    Nothing,
}

impl Actor {
    /// Proof of acting for `unit`.
    ///
    /// # Errors
    /// [`Denied::Hidden`] for anyone else: another unit's brands are not to be known.
    pub fn unit_member(&self, unit: UnitId) -> Result<UnitMember, Denied> {
        match self.role {
            Role::Unit if self.unit == Some(unit) => Ok(UnitMember { actor: self.clone() }),
            Role::Unit | Role::Expert | Role::Admin => Err(Denied::Hidden),
            Role::County | Role::City | Role::Finance | Role::Auditor => Err(Denied::NotYours("培育单位")),
        }
    }

    /// Proof of acting for a unit at all, whichever it is.
    ///
    /// # Errors
    /// [`Denied::NotYours`] for every other role.
    pub fn any_unit_member(&self) -> Result<(UnitMember, UnitId), Denied> {
        match (self.role, self.unit) {
            (Role::Unit, Some(unit)) => Ok((UnitMember { actor: self.clone() }, unit)),
            _ => Err(Denied::NotYours("培育单位")),
        }
    }

    /// Proof of acting for the county bureau of `area` (属地原则, 5.1.b).
    ///
    /// # Errors
    /// [`Denied::Hidden`] for another county; [`Denied::NotYours`] for roles that see the area but do not review it.
    pub fn county_reviewer(&self, area: &AreaCode) -> Result<CountyReviewer, Denied> {
        match self.role {
            Role::County if self.area.as_ref() == Some(area) => Ok(CountyReviewer { actor: self.clone() }),
            Role::City | Role::Finance | Role::Auditor => Err(Denied::NotYours("县级人社部门")),
            Role::Unit | Role::County | Role::Expert | Role::Admin => Err(Denied::Hidden),
        }
    }

    /// Proof of acting for the city bureau.
    ///
    /// # Errors
    /// [`Denied::NotYours`] for every other role.
    pub fn city_reviewer(&self) -> Result<CityReviewer, Denied> {
        match self.role {
            Role::City => Ok(CityReviewer { actor: self.clone() }),
            Role::Unit | Role::County | Role::Expert | Role::Finance | Role::Auditor | Role::Admin => {
                Err(Denied::NotYours("市级人社部门"))
            }
        }
    }

    /// Proof of acting for the finance bureau.
    ///
    /// # Errors
    /// [`Denied::NotYours`] for every other role.
    pub fn finance_officer(&self) -> Result<FinanceOfficer, Denied> {
        match self.role {
            Role::Finance => Ok(FinanceOfficer { actor: self.clone() }),
            Role::Unit | Role::County | Role::City | Role::Expert | Role::Auditor | Role::Admin => {
                Err(Denied::NotYours("财政部门"))
            }
        }
    }

    /// Proof of answering people's requests about their data (PIPL 50).
    ///
    /// # Errors
    /// [`Denied::NotYours`] for everyone but the bureaus.
    pub fn rights_officer(&self) -> Result<RightsOfficer, Denied> {
        match (self.role, &self.area) {
            (Role::City, _) | (Role::County, Some(_)) => Ok(RightsOfficer { actor: self.clone() }),
            _ => Err(Denied::NotYours("县级、市级人社部门")),
        }
    }

    /// Proof of being an administrator.
    ///
    /// # Errors
    /// [`Denied::NotYours`] for every other role.
    pub fn administrator(&self) -> Result<Administrator, Denied> {
        match self.role {
            Role::Admin => Ok(Administrator { actor: self.clone() }),
            Role::Unit | Role::County | Role::City | Role::Expert | Role::Finance | Role::Auditor => {
                Err(Denied::NotYours("系统管理员"))
            }
        }
    }

    /// What lists of brands, applications and units may show this actor.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match (self.role, &self.area, self.unit) {
            (Role::City | Role::Finance | Role::Auditor, ..) => Scope::City,
            (Role::County, Some(area), _) => Scope::Area(area.clone()),
            (Role::Unit, _, Some(unit)) => Scope::Unit(unit),
            _ => Scope::Nothing,
        }
    }

    /// Whether the actor may see an application of `area` cultivated by `units`.
    ///
    /// # Errors
    /// [`Denied::Hidden`]: another county's or unit's application answers as if it did not exist.
    pub fn may_see(&self, area: &AreaCode, units: &[UnitId]) -> Result<(), Denied> {
        let seen = match self.scope() {
            Scope::City => true,
            Scope::Area(own) => own == *area,
            Scope::Unit(own) => units.contains(&own),
            Scope::Nothing => false,
        };
        if seen { Ok(()) } else { Err(Denied::Hidden) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(role: Role, area: Option<&str>, unit: Option<i64>) -> Actor {
        Actor { account: AccountId(1), role, office: None, area: area.map(AreaCode::from), unit: unit.map(UnitId) }
    }

    #[test]
    fn another_county_does_not_learn_that_a_application_exists() {
        let jinjiang = actor(Role::County, Some("350582"), None);
        assert!(jinjiang.county_reviewer(&"350582".into()).is_ok());
        assert_eq!(jinjiang.county_reviewer(&"350583".into()).unwrap_err(), Denied::Hidden);
        assert_eq!(jinjiang.may_see(&"350583".into(), &[]), Err(Denied::Hidden));
    }

    #[test]
    fn administrators_never_decide() {
        let admin = actor(Role::Admin, None, None);
        assert_eq!(admin.city_reviewer().unwrap_err(), Denied::NotYours("市级人社部门"));
        assert_eq!(admin.finance_officer().unwrap_err(), Denied::NotYours("财政部门"));
        assert_eq!(admin.may_see(&"350582".into(), &[]), Err(Denied::Hidden));
    }

    #[test]
    fn auditors_see_and_change_nothing() {
        let auditor = actor(Role::Auditor, None, None);
        assert!(auditor.may_see(&"350582".into(), &[]).is_ok());
        assert_eq!(auditor.city_reviewer().unwrap_err(), Denied::NotYours("市级人社部门"));
        assert_eq!(auditor.county_reviewer(&"350582".into()).unwrap_err(), Denied::NotYours("县级人社部门"));
    }
}
