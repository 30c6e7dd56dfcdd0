//! The register of routes: an address is opened only together with who is let in, so the list of addresses is the router.
//!
//! The gate answers before the handler: nobody signed in is sent to the sign-in page, and another role's room does not
//! exist. An address that names a `{application}` or `{matter}` exists only for those who may see it, whatever the handler does.
//! What somebody let in may do there, the verbs judge.

use super::{Caller, Does, Fail, Pace, RateClass, Submitted, Typed, Web, kept, multipart::is_multipart, nav::Entry};
use crate::frame::Room;
use app::{applications, matters};
use axum::{
    Router,
    extract::Request,
    handler::Handler,
    http::Method,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use domain::{
    access::Role,
    ids::{ApplicationId, MatterId},
    policy::Step,
};
use std::sync::Arc;

/// Who is let in at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Anybody, signed in or not.
    Everyone,
    /// Anybody, but from one address only so often.
    Paced(RateClass),
    /// Anybody signed in.
    SignedIn,
    /// These roles.
    Only(&'static [Role]),
}

impl Who {
    /// Cultivating units.
    pub(crate) const UNIT: Who = Who::Only(&[Role::Unit]);
    /// Whoever fills in applications: units, and counties for them (代录, 7.2.b).
    pub(crate) const FILLING: Who = Who::Only(&[Role::Unit, Role::County]);
    /// County and city bureaus.
    pub(crate) const BUREAUS: Who = Who::Only(&[Role::County, Role::City]);
    /// The city bureau.
    pub(crate) const CITY: Who = Who::Only(&[Role::City]);
    /// Administrators.
    pub(crate) const ADMIN: Who = Who::Only(&[Role::Admin]);

    /// Whether the gate lets this role in; none is somebody not signed in.
    pub(crate) fn lets_in(self, role: Option<Role>) -> bool {
        self.admits(role).is_ok()
    }

    fn admits(self, role: Option<Role>) -> Result<(), Fail> {
        match (self, role) {
            (Who::Everyone | Who::Paced(_), _) | (Who::SignedIn, Some(_)) => Ok(()),
            (_, None) => Err(Fail::SignIn),
            (Who::Only(roles), Some(role)) if roles.contains(&role) => Ok(()),
            (Who::Only(_), Some(_)) => Err(Fail::NotFound),
        }
    }
}

/// Who is let in at an address, and whether they may send files. What takes none refuses a form that could hold some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    who: Who,
    files: bool,
}

impl Who {
    /// Those, sending files with the form.
    pub(crate) const fn with_files(self) -> Access {
        Access { who: self, files: true }
    }
}

impl Access {
    pub(super) const fn who(self) -> Who {
        self.who
    }
}

impl From<Who> for Access {
    fn from(who: Who) -> Access {
        Access { who, files: false }
    }
}

/// A line of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) who: Who,
    pub(crate) does: Does,
    pub(crate) files: bool,
}

/// What a handler takes, where it reads its form last: only such a handler can be stopped when the form was sent before.
pub(crate) trait ReadsForm {}

macro_rules! reads_form {
    ($(($($before:ident),*);)*) => { $(impl<M, $($before),*> ReadsForm for (M, $($before,)* Submitted) {})* };
}
reads_form! { (); (A); (A, B); (A, B, C); (A, B, C, D); }

/// A room's addresses: each opened once, listed and gated.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<Web>,
    lines: Vec<Line>,
    nav: Vec<Entry>,
}

impl Routes {
    /// No address yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A page.
    pub(crate) fn get<H, T>(self, path: &'static str, who: Who, handler: H) -> Self
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        self.open(Line { method: Method::GET, path, who, does: Does::Anew, files: false }, get(handler))
    }

    /// A public page: it looks the same to everybody not signed in, and is drawn for all of them once, until something
    /// changes.
    pub(crate) fn public<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        let line = Line { method: Method::GET, path, who: Who::Everyone, does: Does::Anew, files: false };
        self.open(line, get(handler).layer(from_fn(kept::answer)))
    }

    /// What a form does: every page's stands on this, by the scaffold (`Routes::form` and its like).
    pub(super) fn sent<H, T>(self, does: Does, path: &'static str, who: impl Into<Access>, handler: H) -> Self
    where
        H: Handler<T, Web>,
        T: ReadsForm + 'static,
    {
        let Access { who, files } = who.into();
        self.open(Line { method: Method::POST, path, who, does, files }, post(handler))
    }

    /// What may be sent again and again, for a second one doubles nothing: a sign-in, a question, a look on record.
    pub(crate) fn repeatable<H, T>(self, path: &'static str, who: Who, handler: H) -> Self
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        self.open(Line { method: Method::POST, path, who, does: Does::Anew, files: false }, post(handler))
    }

    fn open(mut self, line: Line, handler: MethodRouter<Web>) -> Self {
        let Line { path, who, does, files, .. } = line;
        let thing = Thing::named_in(path);
        let gated = handler.layer(from_fn(move |mut request: Request, next: Next| {
            request.extensions_mut().insert(does);
            gate(Access { who, files }, thing, request, next)
        }));
        self.router = self.router.route(path, gated);
        self.lines.push(line);
        self
    }

    /// With another room's addresses.
    pub(crate) fn merge(mut self, other: impl Into<Routes>) -> Self {
        let other = other.into();
        self.router = self.router.merge(other.router);
        self.lines.extend(other.lines);
        self.nav.extend(other.nav);
        self
    }

    /// With a link to `path` in the header of `room`, for those whom the page lets in.
    ///
    /// # Panics
    /// No page is registered at `path`: every start of the program would find out.
    pub(crate) fn nav(self, room: Room, path: &'static str, label: &'static str) -> Self {
        self.entry(room, path, label, None)
    }

    /// As [`Routes::nav`], only for those who take `step` in chains of approval.
    pub(crate) fn nav_of_step(self, room: Room, path: &'static str, label: &'static str, step: Step) -> Self {
        self.entry(room, path, label, Some(step))
    }

    fn entry(mut self, room: Room, path: &'static str, label: &'static str, step: Option<Step>) -> Self {
        let page = self.lines.iter().find(|line| line.path == path && line.method == Method::GET);
        let who = page.unwrap_or_else(|| panic!("{label}: no page at {path}")).who;
        self.nav.push(Entry { room, path, label, who, step });
        self
    }

    /// The links of the headers.
    pub(crate) fn nav_entries(&self) -> &[Entry] {
        &self.nav
    }

    /// The register.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The router.
    pub(crate) fn into_router(self) -> Router<Web> {
        self.router
    }
}

impl From<Router<Web>> for Routes {
    fn from(router: Router<Web>) -> Self {
        Self { router, lines: Vec::new(), nav: Vec::new() }
    }
}

/// What an address names, by the place of its segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Thing {
    Application(usize),
    Matter(usize),
}

impl Thing {
    fn named_in(path: &str) -> Option<Thing> {
        let place = |name: &str| path.split('/').position(|segment| segment == name);
        place("{application}").map(Thing::Application).or_else(|| place("{matter}").map(Thing::Matter))
    }

    /// Whether the caller may know of it. What was read to find out goes on to the handler.
    async fn known_to(self, caller: &Caller, request: &mut Request) -> Result<(), Fail> {
        let (Thing::Application(place) | Thing::Matter(place)) = self;
        let id = caller.uri.path().split('/').nth(place).and_then(|segment| segment.parse::<i64>().ok());
        let (actor, id) = (caller.actor()?, id.ok_or(Fail::NotFound)?);
        match self {
            Thing::Application(_) => {
                let opened = applications::open(&caller.app, actor, ApplicationId(id)).await?;
                request.extensions_mut().insert(opened);
            }
            Thing::Matter(_) => {
                let view = matters::view(&caller.app, actor, MatterId(id)).await?;
                request.extensions_mut().insert(view);
            }
        }
        Ok(())
    }
}

async fn gate(Access { who, files }: Access, thing: Option<Thing>, mut request: Request, next: Next) -> Response {
    // `fail::draw` found out who asks before routing; without it nobody is let in where a name is needed.
    let caller = request.extensions().get::<Caller>().cloned();
    let role = caller.as_ref().and_then(|caller| caller.who.as_ref()).map(|who| who.actor.role);
    let admitted = match (who.admits(role), thing, caller) {
        (Ok(()), Some(thing), Some(caller)) => thing.known_to(&caller, &mut request).await,
        (admitted, ..) => admitted,
    };
    let admitted = admitted.and_then(|()| paced(who, &request));
    match admitted {
        // Nothing is read of it: what could hold files would have to be read to its end.
        Ok(()) if !files && is_multipart(&request) => Fail::NoFiles.into_response(),
        Ok(()) => next.run(request).await,
        Err(fail) => {
            if matches!(fail, Fail::SignIn | Fail::TooMany(_)) && request.method() == Method::POST {
                // Somebody typed: their words are read, so that the answer can give them back.
                Typed::keep_refused(request, files).await;
            }
            fail.into_response()
        }
    }
}

fn paced(who: Who, request: &Request) -> Result<(), Fail> {
    match (who, request.extensions().get::<Arc<Pace>>()) {
        (Who::Paced(class), Some(pace)) => pace.count(class, request).map_err(Fail::TooMany),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_hides_other_rooms_and_asks_strangers_to_sign_in() {
        assert!(Who::Everyone.admits(None).is_ok());
        assert!(Who::UNIT.admits(Some(Role::Unit)).is_ok());
        assert!(matches!(Who::UNIT.admits(None), Err(Fail::SignIn)));
        assert!(matches!(Who::UNIT.admits(Some(Role::City)), Err(Fail::NotFound)));
        assert!(matches!(Who::SignedIn.admits(None), Err(Fail::SignIn)));
    }

    #[test]
    fn every_address_is_listed_with_who_is_let_in() {
        let page = || async { "页" };
        let form = |_: Submitted| async { "表" };
        let routes = Routes::new()
            .get("/a", Who::Everyone, page)
            .sent(Does::Once, "/a", Who::CITY, form)
            .sent(Does::Keeps, "/b", Who::CITY, form)
            .repeatable("/c", Who::CITY, page);
        let told = |line: &Line| (line.method.to_string(), line.path, line.who, line.does);
        let lines: Vec<_> = routes.lines().iter().map(told).collect();
        let expected = [
            ("GET", "/a", Who::Everyone, Does::Anew),
            ("POST", "/a", Who::CITY, Does::Once),
            ("POST", "/b", Who::CITY, Does::Keeps),
            ("POST", "/c", Who::CITY, Does::Anew),
        ];
        assert_eq!(lines, expected.map(|(method, path, who, does)| (method.to_owned(), path, who, does)));
    }
}
