//! Who is asking, and the frame around their pages.

use super::{
    Config, Fail, Flash, Submitted, Web,
    nav::{self, Reader},
};
use crate::{
    components::{Key, Seen},
    frame::{DemoBarView, Frame, Room, UserView},
};
use app::{App, accounts::SignedIn};
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{Method, Uri, header, request::Parts},
    response::Response,
};
use domain::{
    access::{Actor, Role},
    calendar::{chinese_date, chinese_weekday},
    ids::AccountId,
    policy::Step,
};
use std::collections::BTreeMap;
use tower_sessions::Session;

/// The key under which a session holds its account's number.
pub(crate) const SESSION_ACCOUNT: &str = "account";

/// Whoever sent the request: signed in or not.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) app: App,
    pub(crate) who: Option<SignedIn>,
    pub(crate) session: Option<Session>,
    pub(crate) flash: Flash,
    /// Scheme and host that people reach the installation at: its public address, else the host this request named.
    pub(crate) origin: String,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    /// The seqs that a refused form was sent with, by the names of their fields; none where a page is opened.
    pub(crate) carried: BTreeMap<String, u32>,
}

impl FromRequestParts<Web> for Caller {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Fail> {
        if let Some(known) = parts.extensions.get::<Caller>() {
            return Ok(known.clone());
        }
        app::as_of(&web.app).await?;
        let session = <Session as FromRequestParts<Web>>::from_request_parts(parts, web).await.ok();
        let account = match &session {
            Some(session) => session.get::<i64>(SESSION_ACCOUNT).await.ok().flatten(),
            None => None,
        };
        let who = match account {
            Some(account) => app::accounts::signed_in(&web.app, AccountId(account)).await?,
            None => None,
        };
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let origin = web.config.public_url.clone().unwrap_or_else(|| format!("http://{host}"));
        let (method, uri) = (parts.method.clone(), parts.uri.clone());
        let flash = Flash::of(&parts.headers, &web.config);
        let (app, carried) = (web.app.clone(), BTreeMap::new());
        let caller = Caller { app, who, session, flash, origin, method, uri, carried };
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

    /// The steps of chains that the actor takes; none where nobody is signed in.
    pub(crate) fn steps(&self) -> &[Step] {
        self.who.as_ref().map_or(&[], |who| &who.steps)
    }

    /// The actor of one of these roles: anybody else's room answers as if it did not exist.
    pub(crate) fn one_of(&self, roles: &[Role]) -> Result<&Actor, Fail> {
        let actor = self.actor()?;
        if roles.contains(&actor.role) { Ok(actor) } else { Err(Fail::NotFound) }
    }

    /// The frame of a page in `room`.
    pub(crate) fn frame(&self, room: Room, title: impl Into<String>) -> Frame {
        let policies = self.app.policies();
        let policy = policies.current().1;
        let today = self.app.today();
        let reader = self.who.as_ref().map(|who| Reader { role: who.actor.role, steps: &who.steps });
        let mut frame = Frame::new(room, title, nav::links(room, reader, self.uri.path()));
        frame.key = Key(self.app.fresh_key());
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

    /// As [`Caller::frame`], with the sentence left by the act before.
    pub(crate) async fn frame_with_flash(&self, room: Room, title: impl Into<String>) -> Frame {
        Frame { flash: self.flash.show(&self.app, self.account()), ..self.frame(room, title) }
    }

    /// Leaves one sentence on what was done, for the next page.
    pub(crate) async fn flash(&self, sentence: impl Into<String>) {
        self.flash.leave(sentence.into());
    }

    /// Sends the sentence left with the answer.
    pub(super) fn settle_flash(&self, config: &Config, response: &mut Response) {
        self.flash.settle(&self.app, self.account(), config, response);
    }

    fn account(&self) -> Option<AccountId> {
        self.who.as_ref().map(|who| who.actor.account)
    }

    /// Whoever draws a form that was refused: it goes on carrying what was seen, for nobody was told what happened since.
    pub(super) fn drawing_again(self, sent: &Submitted) -> Caller {
        Caller { carried: sent.seqs(), ..self }
    }

    /// What a form on an application carries: the seq it was drawn from and a one-time key. One that comes back carries the
    /// seq it was sent with.
    pub(crate) fn seen(&self, seq: u32) -> Seen {
        self.seen_now(self.seq("seen", seq))
    }

    /// As [`Caller::seen`], for a form that tells by itself what others did since: as it stands now.
    pub(crate) fn seen_now(&self, seq: u32) -> Seen {
        Seen { seq: seq.into(), key: self.app.fresh_key() }
    }

    /// A seq that a form carries beside, under this name: as it stands now, or as the form that comes back was sent with it.
    pub(crate) fn seq(&self, name: &str, now: u32) -> u32 {
        self.carried.get(name).copied().unwrap_or(now)
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
