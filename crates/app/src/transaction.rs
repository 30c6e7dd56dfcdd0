//! A verb under way: one write transaction, its moment, its actor, and what the verbs share.

use crate::{
    App, Error, Result,
    once::{self, Claim},
    policies,
};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    application::{Application, ApplicationEvent},
    brand::{Brand, BrandEvent},
    calendar::Calendar,
    event::{Event, Moment},
    ids::{ApplicationId, BrandId, NoticeId, RoundId},
    installation::InstallationEvent,
    notice::{Notice, NoticeEvent},
    policy::Policy,
    round::{Round, RoundEvent},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, PrimaryKeyTrait, QuerySelect};
use std::sync::Arc;
use storage::{Stamp, WriteTx, entities::series, files::PendingFile, summaries};
use vault::{Context, Vault};

/// A verb under way. Dropped without [`Transaction::commit`], nothing happened.
#[derive(Debug)]
pub struct Transaction {
    app: App,
    tx: WriteTx,
    stamp: Stamp,
    files: Vec<PendingFile>,
    claim: Option<Claim>,
}

impl Transaction {
    pub(crate) async fn begin(app: &App, actor: Option<&Actor>) -> Result<Transaction> {
        let tx = app.db().begin_write().await?;
        let claim = Claim::take(app, tx.conn()).await?;
        Transaction::with(app, tx, actor, claim).await
    }

    /// Begins what comes before the verb of a form, such as keeping its papers: refused where the form was done already,
    /// but without claiming its key, for the verb may still say no.
    pub(crate) async fn begin_before(app: &App, actor: Option<&Actor>) -> Result<Transaction> {
        let tx = app.db().begin_write().await?;
        once::refuse_repeated(app, tx.conn()).await?;
        Transaction::with(app, tx, actor, None).await
    }

    async fn with(app: &App, tx: WriteTx, actor: Option<&Actor>, claim: Option<Claim>) -> Result<Transaction> {
        policies::refresh_from(app, tx.conn()).await?;
        let stamp = Stamp { at: app.now(), actor: actor.cloned() };
        Ok(Transaction { app: app.clone(), tx, stamp, files: Vec::new(), claim })
    }

    /// Makes everything done so far lasting; the files that rows came to name take their places first.
    ///
    /// # Errors
    /// The disk fails or the database refuses; then nothing was done.
    pub async fn commit(self) -> Result<()> {
        for file in &self.files {
            file.place().await.map_err(|error| Error::Internal(error.to_string()))?;
        }
        self.tx.commit().await?;
        if let Some(claim) = self.claim {
            claim.lasts();
        }
        Ok(())
    }

    /// As [`Transaction::commit`], with the name of what was made: a form that said where such a thing is found is
    /// answered so for good, even where the program stops now.
    ///
    /// # Errors
    /// As [`Transaction::commit`].
    pub async fn commit_made(self, made: &str) -> Result<()> {
        if let Some(claim) = &self.claim {
            claim.keep(self.conn(), made).await?;
        }
        self.commit().await
    }

    /// A file that a row of this transaction names: it gets its place as the transaction commits.
    pub(crate) fn places(&mut self, file: PendingFile) {
        self.files.push(file);
    }

    /// A rehearsal inside this transaction: whatever is done in it, [`Transaction::undo`] leaves no trace.
    pub(crate) async fn savepoint(&self) -> Result<Transaction> {
        let tx = self.tx.savepoint().await?;
        Ok(Transaction { app: self.app.clone(), tx, stamp: self.stamp.clone(), files: Vec::new(), claim: None })
    }

    pub(crate) async fn undo(self) -> Result<()> {
        Ok(self.tx.rollback().await?)
    }

    /// The installation.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// For statements inside the transaction.
    #[must_use]
    pub fn conn(&self) -> &DatabaseTransaction {
        self.tx.conn()
    }

    /// The moment of the verb: the same for everything it does.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.stamp.at
    }

    /// Its date in Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        domain::calendar::shanghai_date(self.stamp.at)
    }

    /// Who acts.
    ///
    /// # Errors
    /// The program itself acts: a verb of a person was called by a job.
    pub fn actor(&self) -> Result<&Actor> {
        self.stamp.actor.as_ref().ok_or_else(|| Error::Internal("a tx of a person without a person".into()))
    }

    /// The working-day calendar.
    #[must_use]
    pub fn calendar(&self) -> Arc<Calendar> {
        self.app.calendar()
    }

    /// The last of `days` working days from today; none where the year is not announced: a due date is never guessed.
    #[must_use]
    pub fn due_in(&self, days: u32) -> Option<NaiveDate> {
        self.calendar().working_days_end(self.today(), days).ok()
    }

    /// The policy version an application or round runs under.
    ///
    /// # Errors
    /// The version is not loaded.
    pub fn policy(&self, digest: &str) -> Result<Arc<Policy>> {
        self.app.policy(digest)
    }

    /// Loads an application.
    ///
    /// # Errors
    /// There is no such application.
    pub async fn application(&self, id: ApplicationId) -> Result<Application> {
        summaries::application(self.conn(), id).await?.ok_or(Error::NotFound)
    }

    /// Loads a brand.
    ///
    /// # Errors
    /// There is no such brand.
    pub async fn brand(&self, id: BrandId) -> Result<Brand> {
        summaries::brand(self.conn(), id).await?.ok_or(Error::NotFound)
    }

    /// Loads a round.
    ///
    /// # Errors
    /// There is no such round.
    pub async fn round(&self, id: RoundId) -> Result<Round> {
        summaries::round(self.conn(), id).await?.ok_or(Error::NotFound)
    }

    /// Loads a notice.
    ///
    /// # Errors
    /// There is no such notice.
    pub async fn notice(&self, id: NoticeId) -> Result<Notice> {
        summaries::notice(self.conn(), id).await?.ok_or(Error::NotFound)
    }

    /// Begins an application with its first event.
    ///
    /// # Errors
    /// The database is away.
    pub async fn begin_application(&mut self, first: ApplicationEvent) -> Result<Application> {
        let id = self.tx.next_stream_id::<ApplicationEvent>().await?;
        let recorded = self.tx.append(id, 1, &self.stamp, first).await?;
        let application = Application::begin(ApplicationId(id), &recorded)?;
        summaries::write_application(self.conn(), &application).await?;
        Ok(application)
    }

    /// Appends to an application and rewrites its summary.
    ///
    /// # Errors
    /// The database is away.
    pub async fn append_application(&mut self, application: &mut Application, event: ApplicationEvent) -> Result<()> {
        let recorded = self.tx.append(application.id.0, application.seq + 1, &self.stamp, event).await?;
        application.apply(&recorded);
        summaries::write_application(self.conn(), application).await?;
        Ok(())
    }

    /// Begins a brand.
    ///
    /// # Errors
    /// The database is away.
    pub async fn begin_brand(&mut self, first: BrandEvent) -> Result<Brand> {
        let id = BrandId(self.start(first).await?);
        let brand = self.brand(id).await?;
        summaries::write_brand(self.conn(), &brand).await?;
        Ok(brand)
    }

    /// Appends to a brand and rewrites its summary.
    ///
    /// # Errors
    /// The database is away.
    pub async fn append_brand(&mut self, brand: &mut Brand, event: BrandEvent) -> Result<()> {
        let recorded = self.tx.append(brand.id.0, brand.seq + 1, &self.stamp, event).await?;
        brand.apply(&recorded);
        summaries::write_brand(self.conn(), brand).await?;
        Ok(())
    }

    /// Begins a round.
    ///
    /// # Errors
    /// The database is away.
    pub async fn begin_round(&mut self, first: RoundEvent) -> Result<Round> {
        let id = RoundId(self.start(first).await?);
        let round = self.round(id).await?;
        summaries::write_round(self.conn(), &round).await?;
        Ok(round)
    }

    /// Appends to a round and rewrites its summary.
    ///
    /// # Errors
    /// The database is away.
    pub async fn append_round(&mut self, round: &mut Round, event: RoundEvent) -> Result<()> {
        self.continue_stream(round.id.0, round.seq, event).await?;
        *round = self.round(round.id).await?;
        Ok(summaries::write_round(self.conn(), round).await?)
    }

    /// Begins a notice.
    ///
    /// # Errors
    /// The database is away.
    pub async fn begin_notice(&mut self, first: NoticeEvent) -> Result<Notice> {
        let id = NoticeId(self.start(first).await?);
        let notice = self.notice(id).await?;
        summaries::write_notice(self.conn(), &notice).await?;
        Ok(notice)
    }

    /// Appends to a notice and rewrites its summary.
    ///
    /// # Errors
    /// The database is away.
    pub async fn append_notice(&mut self, notice: &mut Notice, event: NoticeEvent) -> Result<()> {
        self.continue_stream(notice.id.0, notice.seq, event).await?;
        *notice = self.notice(notice.id).await?;
        Ok(summaries::write_notice(self.conn(), notice).await?)
    }

    /// Appends to the record of the installation itself.
    pub(crate) async fn append_installation(&mut self, event: InstallationEvent) -> Result<()> {
        let id = InstallationEvent::STREAM_ID;
        let before = storage::log::stream::<InstallationEvent>(self.conn(), id).await?.len();
        self.continue_stream(id, u32::try_from(before).unwrap_or(u32::MAX - 1), event).await
    }

    /// The number the next notice will have: its applications name it before it stands in the log.
    ///
    /// # Errors
    /// The database is away.
    pub async fn next_notice(&self) -> Result<NoticeId> {
        Ok(NoticeId(self.tx.next_stream_id::<NoticeEvent>().await?))
    }

    /// Starts a stream with its first event and returns its number.
    pub(crate) async fn start<E: Event>(&mut self, first: E) -> Result<i64> {
        let id = self.tx.next_stream_id::<E>().await?;
        self.tx.append(id, 1, &self.stamp, first).await?;
        Ok(id)
    }

    /// Appends the next event of a stream.
    pub(crate) async fn continue_stream<E: Event>(&mut self, id: i64, seq: u32, event: E) -> Result<()> {
        self.tx.append(id, seq + 1, &self.stamp, event).await?;
        Ok(())
    }

    /// The next free number of an ordinary table; safe because there is one writer.
    ///
    /// # Errors
    /// The database is away.
    pub async fn next_id<E: EntityTrait>(&self, column: E::Column) -> Result<i64>
    where
        <E::PrimaryKey as PrimaryKeyTrait>::ValueType: Sized,
    {
        let last: Option<Option<i64>> =
            E::find().select_only().column_as(column.max(), "last").into_tuple().one(self.conn()).await?;
        Ok(last.flatten().unwrap_or(0) + 1)
    }

    /// The next number of one of our own series, without gap: plaques, receipts.
    ///
    /// # Errors
    /// The database is away.
    pub async fn next_number(&self, name: &str) -> Result<i64> {
        let row = series::Entity::find_by_id(name.to_owned()).one(self.conn()).await?;
        let next = row.as_ref().map_or(0, |row| row.last) + 1;
        let active = series::ActiveModel { name: Set(name.to_owned()), last: Set(next) };
        if row.is_some() {
            series::Entity::update(active).exec(self.conn()).await?;
        } else {
            series::Entity::insert(active).exec_without_returning(self.conn()).await?;
        }
        Ok(next)
    }

    /// The vault.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        self.app.vault()
    }

    /// Seals a text.
    #[must_use]
    pub fn seal(&self, context: Context, plain: &str) -> Vec<u8> {
        self.vault().seal_text(context, plain, &mut *self.app.chance().get())
    }
}

impl App {
    /// The policy version of this SM3.
    ///
    /// # Errors
    /// The version is not loaded.
    pub fn policy(&self, digest: &str) -> Result<Arc<Policy>> {
        self.policies().get(digest).cloned().ok_or_else(|| Error::Internal(format!("policy {digest} is not loaded")))
    }

    /// Opens a sealed text.
    ///
    /// # Errors
    /// It was sealed for another place, or changed.
    pub fn open_text(&self, context: Context, sealed: &[u8]) -> Result<String> {
        Ok(self.vault().open_text(context, sealed)?.to_string())
    }
}
