//! Who is asking, and the walls their pages are framed by.

use super::{Fail, Web};
use crate::{
    components::Seen,
    frame::{DemoBarView, Frame, Link, Room, UserView},
};
use app::{App, accounts::SignedIn};
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{Method, Uri, request::Parts},
};
use domain::{
    access::{Actor, Role},
    calendar::{chinese_date, chinese_weekday},
    ids::AccountId,
    policy::Step,
};
use tower_sessions::Session;

/// The key under which a session holds its account's number.
pub(crate) const SESSION_ACCOUNT: &str = "account";
const SESSION_FLASH: &str = "flash";

/// Whoever sent the request: signed in or not.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) app: App,
    pub(crate) who: Option<SignedIn>,
    pub(crate) session: Option<Session>,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
}

impl FromRequestParts<Web> for Caller {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Fail> {
        if let Some(known) = parts.extensions.get::<Caller>() {
            return Ok(known.clone());
        }
        app::demo::refresh_clock(&web.app).await?;
        app::refresh_rules(&web.app).await?;
        let session = <Session as FromRequestParts<Web>>::from_request_parts(parts, web).await.ok();
        let account = match &session {
            Some(session) => session.get::<i64>(SESSION_ACCOUNT).await.ok().flatten(),
            None => None,
        };
        let who = match account {
            Some(account) => app::accounts::signed_in(&web.app, AccountId(account)).await?,
            None => None,
        };
        let caller =
            Caller { app: web.app.clone(), who, session, method: parts.method.clone(), uri: parts.uri.clone() };
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

impl OptionalFromRequestParts<Web> for Caller {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Option<Self>, Fail> {
        <Caller as FromRequestParts<Web>>::from_request_parts(parts, web).await.map(Some)
    }
}

impl Caller {
    /// The actor, or the way to the sign-in page.
    pub(crate) fn actor(&self) -> Result<&Actor, Fail> {
        self.who.as_ref().map(|who| &who.actor).ok_or(Fail::SignIn)
    }

    /// The actor of one of these roles: anybody else's room answers as if it did not exist.
    pub(crate) fn one_of(&self, roles: &[Role]) -> Result<&Actor, Fail> {
        let actor = self.actor()?;
        if roles.contains(&actor.role) { Ok(actor) } else { Err(Fail::NotFound) }
    }

    /// The walls of a page in `room`.
    pub(crate) fn frame(&self, room: Room, title: impl Into<String>) -> Frame {
        let policies = self.app.policies();
        let policy = policies.current().1;
        let today = self.app.today();
        let mut frame = Frame::new(room, title, self.uri.path());
        frame.nav.extend(self.own_links(room));
        frame.site = format!("{}劳务品牌", policy.city.name);
        frame.policy_line = format!("{}解释 · {}", policy.identity.interpreter.value, policy.identity.number);
        frame.user = self.who.as_ref().map(|who| UserView {
            name: who.name.clone(),
            office: if who.unit_name.is_empty() { who.office_name.clone() } else { who.unit_name.clone() },
            role_label: who.role_label.clone(),
        });
        frame.demo = self
            .app
            .clock()
            .is_demo()
            .then(|| DemoBarView { today_text: format!("{} {}", chinese_date(today), chinese_weekday(today)) });
        frame
    }

    /// The desk's links beside the work list: those of the reader's own role.
    fn own_links(&self, room: Room) -> Vec<Link> {
        const ALL: &[Role] = &[Role::County, Role::City, Role::Auditor];
        const LINKS: [(&str, &str, &[Role]); 14] = [
            ("/desk/recommend", "排序推荐", &[Role::County]),
            ("/desk/rounds", "申报批次", ALL),
            ("/desk/notices", "公示", ALL),
            ("/desk/objections", "异议", &[Role::City, Role::Auditor]),
            ("/desk/money", "资金", &[Role::County, Role::City, Role::Finance, Role::Auditor]),
            ("/desk/units", "单位", ALL),
            ("/desk/disputed", "待核人员", &[Role::County, Role::City]),
            ("/desk/comparisons", "数据比对", ALL),
            ("/desk/signs", "疑点与抽查", ALL),
            ("/desk/intake", "存量导入", &[Role::City, Role::Auditor]),
            ("/desk/rights", "权利请求", &[Role::County, Role::City]),
            ("/admin/audit", "记录核验", &[Role::Auditor]),
            ("/admin/unmaskings", "查看记录", &[Role::Auditor]),
            ("/admin/retention", "保存期限", &[Role::Auditor]),
        ];
        let Some(who) = self.who.as_ref().filter(|_| room == Room::Desk) else { return Vec::new() };
        let confirms = who.actor.role == Role::City && who.steps.contains(&Step::Approve);
        let confirming = confirms.then_some(("/desk/accounts", "账号确认"));
        let own = LINKS.into_iter().filter(|(.., roles)| roles.contains(&who.actor.role));
        let link = |(href, label)| Link { current: self.uri.path() == href, ..Link::new(label, href) };
        own.map(|(href, label, _)| (href, label)).chain(confirming).map(link).collect()
    }

    /// As [`Caller::frame`], with the sentence left by the act before.
    pub(crate) async fn frame_with_flash(&self, room: Room, title: impl Into<String>) -> Frame {
        let mut frame = self.frame(room, title);
        if let Some(session) = &self.session {
            frame.flash = session.remove::<String>(SESSION_FLASH).await.ok().flatten();
        }
        frame
    }

    /// Leaves one sentence on what was done, for the next page.
    pub(crate) async fn flash(&self, sentence: impl Into<String>) {
        if let Some(session) = &self.session {
            let _ = session.insert(SESSION_FLASH, sentence.into()).await;
        }
    }

    /// What a form on an application carries: the seq it was drawn from and a one-time key.
    pub(crate) fn seen(&self, seq: u32) -> Seen {
        Seen { seq: seq.into(), key: self.app.fresh_key() }
    }

    /// The room the caller is at home in.
    pub(crate) fn home(&self) -> Room {
        match self.who.as_ref().map(|who| who.actor.role) {
            None => Room::Portal,
            Some(Role::Unit) => Room::Unit,
            Some(Role::Admin) => Room::Admin,
            Some(_) => Room::Desk,
        }
    }
}
