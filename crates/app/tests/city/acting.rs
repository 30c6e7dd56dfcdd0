//! What officials do, one by one and in the order of a straight way.

use super::{City, Officials, judged, on};
use app::{
    Error, Result,
    acts::{self, Outcome, Sending},
    attachments::{self, Subject},
    matters,
};
use domain::{
    access::Actor,
    act::{
        AcceptForReview, Act, Addressed, AdmitToPool, AnyAct, ApproveNoticeText, CheckUnit, DecideProposedList,
        Evaluate, PublishNotice, Recognise, Recommend, RecordDocumentReview, RecordSiteVisit,
    },
    application::Application,
    ids::{ApplicationId, MatterId, NoticeId},
    notice::Meeting,
    stream::Stream,
    with_act,
};
use storage::summaries;

impl City {
    /// The seq of what an act is done to, as a page drawn now would have it.
    async fn seen(&self, act: &AnyAct) -> Option<u32> {
        with_act!(act, A, of => Box::pin(self.seen_on::<A>(of)).await)
    }

    async fn seen_on<A: Act>(&self, act: &Addressed<A>) -> Option<u32> {
        let on = summaries::load::<A::On>(self.app.db().reader(), act.id()).await.unwrap();
        on.map(|on| on.seq())
    }

    /// Sends an act by the page as it stands now.
    pub(crate) async fn send(&self, by: &Actor, act: &AnyAct) -> Result<Outcome> {
        let seen = self.seen(act).await;
        let send = async |app, by| {
            let sending = Sending { seen, opinion: "拟同意", meeting: None };
            acts::send(&app, &by, act.clone(), sending).await
        };
        self.verb(act.kind().code(), by, send).await
    }

    /// Puts something on record.
    pub(crate) async fn record(&self, by: &Actor, act: impl Into<AnyAct>) -> Result<()> {
        match self.send(by, &act.into()).await? {
            Outcome::Recorded => Ok(()),
            Outcome::Waiting(_) | Outcome::Performed(_) => Err(Error::Internal("that is a decision".into())),
        }
    }

    /// Through both hands of an office; a chain of more than two is told by the steps of `matters`.
    pub(crate) async fn decide(&self, drafter: &Actor, approver: &Actor, act: impl Into<AnyAct>) -> Result<MatterId> {
        match self.send(drafter, &act.into()).await? {
            Outcome::Recorded => Err(Error::Internal("that is a record".into())),
            Outcome::Performed(id) => Ok(id),
            Outcome::Waiting(id) => {
                let meeting = Meeting { on: self.app.today(), minutes: "〔2025〕3号".into(), scan: None };
                let agree = async |app, by| matters::agree(&app, &by, id, "同意", Some(meeting.clone())).await;
                match self.verb("agree", approver, agree).await? {
                    Outcome::Waiting(_) => Err(Error::Internal("it waits for a step more".into())),
                    Outcome::Recorded | Outcome::Performed(_) => Ok(id),
                }
            }
        }
    }

    /// The county's whole review, up to the pool.
    pub(crate) async fn reviewed(&self, officials: &Officials, id: ApplicationId) -> Application {
        self.county_records(officials, id).await;
        self.decide(&officials.county, &officials.county_head, on(id, AdmitToPool {})).await.expect("admitted");
        self.application(id).await
    }

    pub(crate) async fn evaluated(&self, by: &Actor, id: ApplicationId) {
        let heads = ["regional_character", "demonstration", "employment", "training", "benefit"];
        let scores = heads.map(|head| (head.to_owned(), 1_800)).to_vec();
        let evaluation = Evaluate { scores, opinion: "特色鲜明".into() };
        self.record(by, on(id, evaluation)).await.expect("evaluated");
    }

    pub(crate) async fn county_records(&self, officials: &Officials, id: ApplicationId) {
        let by = &officials.county;
        self.evaluated(by, id).await;
        self.check_units(by, id).await;
        for clause in ["3.1", "3.6.a", "3.6.b", "3.6.c"] {
            self.record(by, judged(id, clause)).await.expect("judged");
        }
    }

    pub(crate) async fn check_units(&self, by: &Actor, id: ApplicationId) {
        for unit in self.application(id).await.units {
            let check =
                CheckUnit { unit, no_violation: true, not_debtor: true, checked_on: self.app.today(), evidence: None };
            self.record(by, on(id, check)).await.expect("checked");
        }
    }

    pub(crate) async fn recommended(&self, officials: &Officials, id: ApplicationId, rank: u32) -> Application {
        let act = on(id, Recommend { rank, opinion: "择优推荐".into() });
        self.decide(&officials.county, &officials.county_head, act).await.expect("recommended");
        self.application(id).await
    }

    pub(crate) async fn in_review(&self, officials: &Officials, id: ApplicationId) -> Application {
        self.decide(&officials.city, &officials.city_head, on(id, AcceptForReview {})).await.expect("accepted");
        let review = RecordDocumentReview { passed: true, score: Some(9_000), opinion: "材料齐全".into() };
        self.record(&officials.reviewer, on(id, review)).await.expect("documents reviewed");
        let visit = RecordSiteVisit {
            on: self.app.today(),
            officers: 2,
            passed: true,
            opinion: "与申报一致".into(),
            record: None,
            photo: None,
        };
        self.record(&officials.reviewer, on(id, visit)).await.expect("site visited");
        self.application(id).await
    }

    pub(crate) async fn on_notice(&self, officials: &Officials, applications: &[ApplicationId]) -> NoticeId {
        let round = self.application(applications[0]).await.round;
        let list =
            DecideProposedList {
                title: "拟认定名单公示".into(), applications: applications.to_vec(), corrects: None
            };
        self.decide(&officials.city, &officials.city_head, on(round, list)).await.expect("a list");
        let notice = self.application(applications[0]).await.proposed.expect("on the list");
        self.published(officials, notice).await;
        notice
    }

    /// The text of a notice is approved, and its publication put on record.
    pub(crate) async fn published(&self, officials: &Officials, notice: NoticeId) {
        self.text_approved(officials, notice).await;
        self.record(&officials.city, on(notice, self.publication().await)).await.expect("published");
    }

    pub(crate) async fn text_approved(&self, officials: &Officials, notice: NoticeId) {
        let (opening, closing) = ("现予公示。".into(), "有异议的，请书面提出。".into());
        let text = ApproveNoticeText { opening, closing };
        self.decide(&officials.city, &officials.city_head, on(notice, text)).await.expect("approved");
    }

    pub(crate) async fn publication(&self) -> PublishNotice {
        let mut tx = self.app.begin(None).await.unwrap();
        let screenshot =
            attachments::keep(&mut tx, Subject::Notice(NoticeId(1)), "notice_screenshot", &self.upload("png").await)
                .await
                .unwrap();
        tx.commit().await.unwrap();
        let url = "https://rsj.quanzhou.gov.cn/gs/1.htm".into();
        PublishNotice { url, published: self.app.now(), screenshot, late_reason: String::new() }
    }

    pub(crate) fn recognise(&self, notice: NoticeId, applications: &[ApplicationId]) -> AnyAct {
        let recognise = Recognise {
            applications: applications.to_vec(),
            document: "泉人社文〔2025〕12号".into(),
            announced_on: self.app.today(),
            legal_basis: None,
        };
        on(notice, recognise)
    }
}
