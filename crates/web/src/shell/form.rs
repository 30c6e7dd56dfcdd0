//! A form's address. Opened, it draws the form, whose one-time key is its frame's; sent, it does the act once and goes on;
//! refused, the form comes back with every error at its field and all that was typed (422; 409 where somebody else kept
//! other words meanwhile).
//!
//! A page hands the register two functions: `draw` gives the page, `act` does what its button says. Whatever an act refuses,
//! `draw` is asked again and the page told what was wrong, so that no page has to.

use super::{Access, Answer, Caller, Does, Fail, Routes, Submitted, Web, Who};
use crate::{components::FieldSet, page};
use app::{Error, FieldError};
use askama::Template;
use axum::{
    extract::{FromRequestParts, Path},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use domain::parsing;
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, future::Future};

/// A page with a form on it.
pub(crate) trait FormView: Template + Send {
    /// The page as it comes back: all that was typed, every error at its field, what is no field's at the head.
    #[must_use]
    fn refused(self, typed: &Submitted, errors: Vec<FieldError>) -> Self;

    /// Its fields, by whose words is told what was typed where the form itself cannot come back.
    fn sets(&self) -> &[FieldSet] {
        &[]
    }
}

/// What an act came to: where the browser goes on to, and the sentence that the next page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Done {
    to: String,
    says: String,
}

impl Done {
    /// On to an address of this installation.
    pub(crate) fn to(address: impl Into<String>) -> Done {
        Done { to: address.into(), says: String::new() }
    }

    /// With a sentence on what was done.
    #[must_use]
    pub(crate) fn saying(self, sentence: impl Into<String>) -> Done {
        Done { says: sentence.into(), ..self }
    }
}

/// Who opens a form and who may send it; mostly the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parties {
    open: Who,
    send: Access,
}

impl From<Who> for Parties {
    fn from(who: Who) -> Parties {
        Parties { open: who, send: who.into() }
    }
}

impl From<Access> for Parties {
    fn from(send: Access) -> Parties {
        Parties { open: send.who(), send }
    }
}

impl From<(Who, Who)> for Parties {
    fn from((open, send): (Who, Who)) -> Parties {
        Parties { open, send: send.into() }
    }
}

impl From<(Who, Access)> for Parties {
    fn from((open, send): (Who, Access)) -> Parties {
        Parties { open, send }
    }
}

/// What an address names: one id, several, or nothing. An address that names no such thing is no page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<P>(pub(crate) P);

impl<P: DeserializeOwned + Send> FromRequestParts<Web> for At<P> {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Fail> {
        // No text of a database holds it.
        if parts.uri.path().contains("%00") {
            return Err(Fail::NotFound);
        }
        let Path(at) = Path::<P>::from_request_parts(parts, web).await.map_err(|_| Fail::NotFound)?;
        Ok(At(at))
    }
}

/// What is asked behind the `?` of an address: what is said twice as it is said first. What cannot be read is no page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Web> for Asked<T> {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Fail> {
        asked(parts.uri.query()).map(Asked).ok_or(Fail::NotFound)
    }
}

/// As [`Asked`]; none where it cannot be read.
pub(crate) fn asked<T: DeserializeOwned>(query: Option<&str>) -> Option<T> {
    let said: Vec<(String, String)> = serde_html_form::from_str(query.unwrap_or_default()).ok()?;
    let readable = said.into_iter().rev().map(|(name, text)| (name, parsing::readable(&text)));
    let once: BTreeMap<String, String> = readable.collect();
    serde_html_form::from_str(&serde_html_form::to_string(once).ok()?).ok()
}

/// Names of an address that a form hands on.
pub(crate) trait Names: DeserializeOwned + Clone + Send + Sync + 'static {}
impl<P: DeserializeOwned + Clone + Send + Sync + 'static> Names for P {}

/// `async fn draw(caller: &Caller, at: P) -> Result<V, Fail>`.
pub(crate) trait Draw<'a, P, V>: Fn(&'a Caller, P) -> Self::Drawn {
    /// The page, once its facts are read.
    type Drawn: Future<Output = Result<V, Fail>> + Send;
}

impl<'a, P, V, F, D> Draw<'a, P, V> for F
where
    F: Fn(&'a Caller, P) -> D,
    D: Future<Output = Result<V, Fail>> + Send,
{
    type Drawn = D;
}

/// `async fn act(caller: &Caller, at: P, sent: &Submitted) -> Result<T, Fail>`.
pub(crate) trait Act<'a, P, T>: Fn(&'a Caller, P, &'a Submitted) -> Self::Acted {
    /// What came of it, once it is done.
    type Acted: Future<Output = Result<T, Fail>> + Send;
}

impl<'a, P, T, F, A> Act<'a, P, T> for F
where
    F: Fn(&'a Caller, P, &'a Submitted) -> A,
    A: Future<Output = Result<T, Fail>> + Send,
{
    type Acted = A;
}

/// What draws a form, wherever its caller lives.
pub(crate) trait Draws<P, V>: for<'a> Draw<'a, P, V> + Clone + Send + Sync + 'static {}
impl<P, V, D> Draws<P, V> for D where D: for<'a> Draw<'a, P, V> + Clone + Send + Sync + 'static {}

/// What answers a form, wherever its caller lives.
pub(crate) trait Acts<P, T>: for<'a> Act<'a, P, T> + Clone + Send + Sync + 'static {}
impl<P, T, A> Acts<P, T> for A where A: for<'a> Act<'a, P, T> + Clone + Send + Sync + 'static {}

impl Routes {
    /// A form and its act, at one address: GET draws the form, POST does the act once and goes on. Where the answer is a
    /// page shown this once (a password, a one-time link), a second click while the first is at work is shown the same
    /// page, a later one is told.
    pub(crate) fn form<P, V, T, D, A>(self, path: &'static str, who: impl Into<Parties>, draw: D, act: A) -> Self
    where
        P: Names,
        V: FormView,
        T: Outcome + Send,
        D: Draws<P, V>,
        A: Acts<P, T>,
    {
        self.form_that(Does::Once, path, who, draw, act)
    }

    /// A form that keeps what was typed: sent again with other words, it keeps those.
    pub(crate) fn keeping<P, V, D, A>(self, path: &'static str, who: impl Into<Parties>, draw: D, act: A) -> Self
    where
        P: Names,
        V: FormView,
        D: Draws<P, V>,
        A: Acts<P, Done>,
    {
        self.form_that(Does::Keeps, path, who, draw, act)
    }

    /// A form answered with a page or a session that doubles nothing (a sign-in, names in full for a purpose): every click
    /// is a new request, and no key makes two of them one.
    pub(crate) fn asked<P, V, D, A>(self, path: &'static str, who: impl Into<Parties>, draw: D, answer: A) -> Self
    where
        P: Names,
        V: FormView,
        D: Draws<P, V>,
        A: Acts<P, Response>,
    {
        self.form_that(Does::Anew, path, who, draw, answer)
    }

    /// A form that stands on the page of another address (a button under a list, a page with two forms): sent to its own,
    /// and refused, that page comes back.
    pub(crate) fn form_of_page<P, V, T, D, A>(self, path: &'static str, who: impl Into<Access>, draw: D, act: A) -> Self
    where
        P: Names,
        V: FormView,
        T: Outcome + Send,
        D: Draws<P, V>,
        A: Acts<P, T>,
    {
        self.sent_form(Does::Once, path, who, draw, act)
    }

    /// As [`Routes::form_of_page`], for what keeps typed words.
    pub(crate) fn keeping_of_page<P, V, D, A>(self, path: &'static str, who: impl Into<Access>, draw: D, act: A) -> Self
    where
        P: Names,
        V: FormView,
        D: Draws<P, V>,
        A: Acts<P, Done>,
    {
        self.sent_form(Does::Keeps, path, who, draw, act)
    }

    /// A question asked in the address: what cannot be answered comes back as typed, with the sentence at its field.
    pub(crate) fn question<P, V, D, A>(self, path: &'static str, who: Who, draw: D, answer: A) -> Self
    where
        P: Names,
        V: FormView,
        D: Draws<P, V>,
        A: Acts<P, Response>,
    {
        self.get(path, who, async move |caller: Caller, At(at): At<P>| {
            let asked = Submitted::asked(&caller);
            match answer(&caller, at.clone(), &asked).await {
                Ok(answer) => Answer::Ok(answer),
                Err(fail) => again(&asked, fail, draw(&caller, at)).await,
            }
        })
    }

    fn form_that<P, V, T, D, A>(self, does: Does, path: &'static str, who: impl Into<Parties>, draw: D, act: A) -> Self
    where
        P: Names,
        V: FormView,
        T: Outcome + Send,
        D: Draws<P, V>,
        A: Acts<P, T>,
    {
        let Parties { open, send } = who.into();
        let drawn = draw.clone();
        let routes = self.get(path, open, async move |caller: Caller, At(at): At<P>| {
            Answer::Ok(page::ok(&drawn(&caller, at).await?))
        });
        routes.sent_form(does, path, send, draw, act)
    }

    fn sent_form<P, V, T, D, A>(self, does: Does, path: &'static str, who: impl Into<Access>, draw: D, act: A) -> Self
    where
        P: Names,
        V: FormView,
        T: Outcome + Send,
        D: Draws<P, V>,
        A: Acts<P, T>,
    {
        self.sent(does, path, who, async move |caller: Caller, At(at): At<P>, sent: Submitted| {
            let outcome = act(&caller, at.clone(), &sent).await;
            sent.settle(&caller, outcome.as_ref().err()).await;
            match outcome {
                Ok(outcome) => Answer::Ok(outcome.answer(&caller).await),
                Err(fail) => {
                    let caller = caller.drawing_again(&sent);
                    again(&sent, fail, draw(&caller, at)).await
                }
            }
        })
    }
}

/// The form again, with what is wrong; where no form can say it, the failure itself.
async fn again<V: FormView>(
    sent: &Submitted,
    fail: Fail,
    drawn: impl Future<Output = Result<V, Fail>> + Send,
) -> Answer {
    let Some(errors) = fail.sentences() else {
        if matches!(fail, Fail::App(Error::Stale { .. }))
            && let Ok(view) = drawn.await
        {
            sent.told_by(view.sets());
        }
        return Err(fail);
    };
    let view = match drawn.await {
        Ok(view) => view,
        // Where there is no page for the sender, nothing of it is told, what was typed wrong neither.
        Err(Fail::NotFound) if matches!(fail, Fail::Again | Fail::App(Error::Invalid(_))) => {
            return Err(Fail::NotFound);
        }
        Err(_) => return Err(fail),
    };
    let status = match fail {
        Fail::Again => StatusCode::OK,
        Fail::Overtaken(_) => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(page::with(status, &view.refused(sent, errors)))
}

/// What an act came to, as an answer to its form.
pub(crate) trait Outcome {
    fn answer(self, caller: &Caller) -> impl Future<Output = Response> + Send;
}

impl Outcome for Response {
    async fn answer(self, _: &Caller) -> Response {
        self
    }
}

impl Outcome for Done {
    async fn answer(self, caller: &Caller) -> Response {
        if !self.says.is_empty() {
            caller.flash(self.says).await;
        }
        Redirect::to(&self.to).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        components::Field,
        frame::Room,
        pages::shared::FormPage,
        shell::{Config, Flash, answered},
    };
    use app::App;
    use axum::{
        Router,
        body::{Body, to_bytes},
        http::{Method, Request, header},
    };
    use std::sync::atomic::{AtomicU32, Ordering};
    use tower::ServiceExt;

    static DONE: AtomicU32 = AtomicU32::new(0);

    async fn rename_form(caller: &Caller, id: u32) -> Result<FormPage, Fail> {
        let fields = vec![Field::text("name", "名称"), Field::text("why", "原因")];
        Ok(FormPage::new(caller.frame(Room::Portal, "改名"), &format!("/things/{id}"), "改名", fields))
    }

    async fn rename(caller: &Caller, id: u32, sent: &Submitted) -> Result<Done, Fail> {
        if sent.text("name").is_empty() {
            let wrong = vec![FieldError::new("name", "请填写名称。"), FieldError::new("elsewhere", "现在太晚。")];
            return Err(Error::Invalid(wrong).into());
        }
        caller.app.begin(None).await?.commit().await?;
        let n = DONE.fetch_add(1, Ordering::Relaxed);
        Ok(Done::to(format!("/things/{id}/{n}")).saying("已改名。"))
    }

    async fn moved(_: &Caller, (): ()) -> Result<FormPage, Fail> {
        Err(Fail::Elsewhere("/there".into()))
    }

    async fn hidden(_: &Caller, (): ()) -> Result<FormPage, Fail> {
        Err(Fail::NotFound)
    }

    async fn nameless(_: &Caller, (): (), _: &Submitted) -> Result<Done, Fail> {
        Err(Error::field("name", "请填写名称。").into())
    }

    async fn ask(app: &App, method: Method, path: &str, body: &str) -> (StatusCode, String, String) {
        let routes = Routes::new()
            .form("/things/{id}", Who::Everyone, rename_form, rename)
            .form("/moved", Who::Everyone, moved, nameless)
            .form("/hidden", Who::Everyone, hidden, nameless);
        let web = Web::new(app.clone(), Config::default());
        let router = answered(Router::new().merge(routes.into_router()), &web).with_state(web);
        let caller = Caller {
            app: app.clone(),
            who: None,
            session: None,
            flash: Flash::default(),
            origin: "http://127.0.0.1:8080".into(),
            method: method.clone(),
            uri: path.parse().expect("an address"),
            carried: BTreeMap::new(),
        };
        let request = Request::builder().method(method).uri(path).extension(caller);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = router.oneshot(request.body(Body::from(body.to_owned())).expect("a request")).await;
        let response = response.expect("routers do not fail");
        let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
        let (status, to) = (response.status(), to.to_owned());
        let page = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        (status, to, String::from_utf8_lossy(&page).into_owned())
    }

    fn key_in(page: &str) -> &str {
        let after = page.split(r#"name="key" value=""#).nth(1).expect("a key");
        after.split('"').next().expect("its end")
    }

    #[tokio::test]
    async fn a_form_is_done_once_and_comes_back_with_everything_wrong_and_typed() {
        let city = crate::city::city().await;
        let (status, _, page) = ask(&city.app, Method::GET, "/things/7", "").await;
        assert_eq!(status, StatusCode::OK);
        let key = key_in(&page).to_owned();

        let typed = format!("key={key}&name=&why=too+small");
        let (status, _, page) = ask(&city.app, Method::POST, "/things/7", &typed).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for kept in ["too small", "请填写名称。", "现在太晚。", "有 2 处需要修改"] {
            assert!(page.contains(kept), "{kept} in {page}");
        }
        assert_ne!(key_in(&page), key, "a form that comes back has a key of its own");

        let typed = format!("key={key}&name=new");
        let (status, first, _) = ask(&city.app, Method::POST, "/things/7", &typed).await;
        assert_eq!((status, first.starts_with("/things/7/")), (StatusCode::SEE_OTHER, true));
        let (_, second, _) = ask(&city.app, Method::POST, "/things/7", &typed).await;
        assert_eq!(first, second, "a second click is answered like the first");
        assert_eq!(DONE.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn an_address_that_names_nothing_is_no_page_and_a_form_without_work_leads_on() {
        let city = crate::city::city().await;
        for method in [Method::GET, Method::POST] {
            let (status, ..) = ask(&city.app, method, "/things/seven", "").await;
            assert_eq!(status, StatusCode::NOT_FOUND);
        }
        let (status, to, _) = ask(&city.app, Method::GET, "/moved", "").await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/there"));
        let (status, ..) = ask(&city.app, Method::POST, "/moved", "key=k").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "what the act refuses is told, not led away from");
        let (status, ..) = ask(&city.app, Method::POST, "/hidden", "key=k").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "where there is no page, nothing of it is told");
    }
}
