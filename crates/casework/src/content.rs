//! What an application holds, read once: its answers, files, rosters and the units behind it.

use crate::{
    Error, Place, Result,
    answers::{self, Answers},
    attachments,
    sections::{self, SectionState},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    application::Application,
    calendar::shanghai_date,
    event::Moment,
    finding::Count,
    ids::{ApplicationId, UnitId},
    roster::Ledger,
    unit::Unit,
};
use rosters::{Counts, Filed};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet};
use storage::{
    originals::Kept,
    rosters::{tallies::Compared, versions::VersionState},
    sections::Section,
};

/// What an application holds.
#[derive(Debug)]
pub struct Content {
    /// What was answered.
    pub answers: Answers,
    /// Every section of the form, how far it is and what it lacks.
    pub sections: Vec<SectionState>,
    /// The files handed in.
    pub files: Vec<Kept>,
    /// The slots that hold at least one of them.
    pub slots: BTreeSet<String>,
    /// The keyed digest of answers and files: its head is the content code printed on the recommendation form (4.1). The
    /// scan of the signed form itself is left out, for it carries the code.
    pub digest: String,
    /// The units behind it.
    pub units: BTreeMap<UnitId, Unit>,
    /// Its rosters.
    pub rosters: Filed,
    /// The day its periods are reckoned from: when it was filed, today before that.
    pub filed_on: NaiveDate,
    /// Whether papers or rosters it was filed with were deleted since, their time of keeping being over.
    pub lost: bool,
}

/// What an application was filed with; before that, its draft over the newest rosters.
///
/// # Errors
/// The database is away, an answer does not open, or the policy is not loaded.
pub async fn content<C: ConnectionTrait>(place: &Place<'_, C>, application: &Application) -> Result<Content> {
    contents(place, &[application]).await?.remove(&application.id).ok_or(Error::NotFound)
}

/// As [`content`], of some applications by their numbers: what was filed in as many statements as of one. A draft, of which
/// no list asks, is read by itself.
///
/// # Errors
/// As [`content`].
pub async fn contents<C: ConnectionTrait>(
    place: &Place<'_, C>,
    applications: &[&Application],
) -> Result<BTreeMap<ApplicationId, Content>> {
    let (filed, drafts): (Vec<&Application>, Vec<&Application>) =
        applications.iter().copied().partition(|application| application.pinned.is_some());
    let mut contents = filed_contents(place, &filed).await?;
    for draft in drafts {
        contents.insert(draft.id, draft_content(place, draft).await?);
    }
    Ok(contents)
}

async fn filed_contents<C: ConnectionTrait>(
    place: &Place<'_, C>,
    filed: &[&Application],
) -> Result<BTreeMap<ApplicationId, Content>> {
    if filed.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<ApplicationId> = filed.iter().map(|application| application.id).collect();
    let submissions = storage::submissions::newest(place.conn, &ids).await?;
    let mut submissions: BTreeMap<_, _> = submissions.into_iter().map(|filed| (filed.application, filed)).collect();
    let (mut days, mut named) = (Vec::new(), Vec::new());
    for application in filed {
        let filed_on = application.submitted_at.map_or(place.today(), shanghai_date);
        let pinned = application.pinned.iter().flat_map(|pinned| &pinned.rosters);
        days.push(filed_on);
        named.push((pinned.map(|roster| roster.version).collect(), filed_on.year() - 1));
    }
    let rosters = rosters::filed_each(place.conn, named).await?;
    let mut read = Vec::new();
    for ((application, filed_on), rosters) in filed.iter().zip(days).zip(rosters) {
        let submission = submissions.remove(&application.id);
        let lost = submission.is_none() || rosters.versions.iter().any(|of| of.state == VersionState::Deleted);
        let filed_at = submission.as_ref().map(|submission| submission.at);
        let answers = submission.map_or_else(|| Ok(Answers::default()), |of| answers::filed(place.app, &of))?;
        read.push((*application, Read { answers, saved: Vec::new(), rosters, filed_on, filed_at, lost }));
    }
    completed(place, read).await
}

/// What an application would be filed with now: its draft over the newest rosters.
///
/// # Errors
/// As [`content`].
pub async fn draft_content<C: ConnectionTrait>(place: &Place<'_, C>, application: &Application) -> Result<Content> {
    let saved = storage::sections::of(place.conn, application.id).await?;
    let answers = answers::typed(place.app, application.id, &saved)?;
    let (filed_on, years) = (place.today(), rosters::years(place.today()));
    let rosters = rosters::newest(place.conn, application.brand, years, filed_on.year() - 1).await?;
    let read = vec![(application, Read { answers, saved, rosters, filed_on, filed_at: None, lost: false })];
    completed(place, read).await?.remove(&application.id).ok_or(Error::NotFound)
}

/// What differs between a filing and a draft.
struct Read {
    answers: Answers,
    saved: Vec<Section>,
    rosters: Filed,
    filed_on: NaiveDate,
    /// When it was filed: what the unit puts in and takes off while it corrects is not filed yet. None for a draft.
    filed_at: Option<Moment>,
    lost: bool,
}

/// Puts files and units to what was read of some applications.
async fn completed<C: ConnectionTrait>(
    place: &Place<'_, C>,
    read: Vec<(&Application, Read)>,
) -> Result<BTreeMap<ApplicationId, Content>> {
    let filed_at = read.iter().map(|(application, read)| (application.id, read.filed_at)).collect();
    let units: Vec<UnitId> = read.iter().flat_map(|(application, _)| &application.units).copied().collect();
    let mut files = attachments::of_applications(place.conn, &filed_at).await?;
    let units = storage::units::some(place.conn, &units).await?;
    let mut contents = BTreeMap::new();
    for (application, Read { answers, saved, rosters, filed_on, filed_at: _, lost }) in read {
        let policy = place.app.policy(&application.policy)?;
        let files = files.remove(&application.id).unwrap_or_default();
        let slots: BTreeSet<String> = files.iter().map(|file| file.slot.clone()).collect();
        let own = application.units.iter().filter_map(|id| Some((*id, units.get(id)?.clone())));
        let content = Content {
            sections: sections::states(&policy, application, (&answers, &saved), &slots, place.today()),
            digest: attachments::content_digest(place.app, application, &answers, &files)?,
            units: own.collect(),
            answers,
            files,
            slots,
            rosters,
            filed_on,
            lost,
        };
        contents.insert(application.id, content);
    }
    Ok(contents)
}

impl Content {
    /// The last full year: the one whose training counts (3.5.b).
    #[must_use]
    pub fn training_year(&self) -> i32 {
        self.filed_on.year() - 1
    }

    /// The training category named; none before one is.
    #[must_use]
    pub fn category(&self) -> Option<&str> {
        Some(self.answers.text("brand", "training_category")).filter(|code| !code.is_empty())
    }

    /// The head-counts that decisions look at: training in the category named.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.rosters.counts(self.category(), self.training_year())
    }

    /// What outside records say of the people filed (比对), a sentence for each ledger; none where nobody was compared.
    #[must_use]
    pub fn compared(&self) -> Vec<String> {
        let counts = self.rosters.counts(None, self.training_year());
        let ledgers = [
            (Ledger::Employment, counts.employed, counts.employed_compared),
            (Ledger::Training, counts.trained, counts.trained_compared),
        ];
        let sentence = |(ledger, people, compared): (Ledger, Count, Compared)| {
            let Compared { confirmed, refuted, unknown } = compared;
            let others = (people.verified + people.disputed + people.excluded).saturating_sub(compared.all());
            (compared.all() > 0).then(|| {
                format!("{ledger}：一致 {confirmed} 人，不一致 {refuted} 人，未查到 {unknown} 人，未比对 {others} 人。")
            })
        };
        ledgers.into_iter().filter_map(sentence).collect()
    }
}
