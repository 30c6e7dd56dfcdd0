//! A verb under way: one write transaction, its moment, its actor, and what the verbs share.

use crate::{
    App, Error, Result,
    once::{self, Claim},
};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    calendar::Calendar,
    event::Moment,
    ids::StreamId,
    installation::{Installation, InstallationEvent},
    policy::Policy,
    stream::{Stream, StreamKind},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::sync::Arc;
use storage::{
    Stamp, WriteTx, accounts,
    files::PendingFile,
    numbers::Numbered,
    series,
    summaries::{self, Summary},
};
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
    async fn open(app: &App, actor: Option<&Actor>) -> Result<Transaction> {
        let tx = app.db().begin_write().await?;
        let claim = Claim::take(app, tx.conn()).await?;
        Transaction::with(app, tx, actor, claim).await
    }

    /// Begins what comes before the verb of a form, such as keeping its papers: refused where the form was done already,
    /// but without claiming its key, for the verb may still say no.
    ///
    /// # Errors
    /// As [`App::begin`].
    pub async fn begin_before(app: &App, actor: Option<&Actor>) -> Result<Transaction> {
        let tx = app.db().begin_write().await?;
        once::refuse_repeated(app, tx.conn()).await?;
        Transaction::with(app, tx, actor, None).await
    }

    async fn with(app: &App, tx: WriteTx, actor: Option<&Actor>, claim: Option<Claim>) -> Result<Transaction> {
        if let Some(actor) = actor {
            app.still_acts(tx.conn(), actor).await?;
        }
        app.refresh_rules_from(tx.conn()).await?;
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
        self.app.changes().note();
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
    pub fn places(&mut self, file: PendingFile) {
        self.files.push(file);
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

    /// Loads a stream.
    ///
    /// # Errors
    /// There is no such stream.
    pub async fn load<S: Stream>(&self, id: S::Id) -> Result<S> {
        summaries::load(self.conn(), id).await?.ok_or(Error::NotFound)
    }

    /// Begins a stream with its first event and writes its summary.
    ///
    /// # Errors
    /// The event begins no such stream; the database is away.
    pub async fn begin<S: Summary>(&mut self, first: S::Event) -> Result<S> {
        let id = self.next_stream(S::KIND).await?;
        self.begin_at(S::Id::of(id), first).await
    }

    async fn begin_at<S: Summary>(&mut self, id: S::Id, first: S::Event) -> Result<S> {
        let recorded = self.tx.append(id.number(), 1, &self.stamp, first).await?;
        let begun = S::begin(id, &recorded);
        let stream = begun.ok_or_else(|| Error::Internal(format!("no {} begins like this", S::KIND.code())))?;
        stream.write(self.conn()).await?;
        Ok(stream)
    }

    /// Appends to a stream and rewrites its summary.
    ///
    /// # Errors
    /// The database is away.
    pub async fn append<S: Summary>(&mut self, stream: &mut S, event: S::Event) -> Result<()> {
        let recorded = self.tx.append(stream.id().number(), stream.seq() + 1, &self.stamp, event).await?;
        stream.advance(&recorded)?;
        Ok(stream.write(self.conn()).await?)
    }

    /// Appends to the record of the installation itself.
    ///
    /// # Errors
    /// The database is away.
    pub async fn append_installation(&mut self, event: InstallationEvent) -> Result<()> {
        match summaries::load::<Installation>(self.conn(), Installation::ID).await? {
            Some(mut installation) => self.append(&mut installation, event).await,
            None => self.begin_at::<Installation>(Installation::ID, event).await.map(drop),
        }
    }

    /// The number that the next stream of a kind will have: what refers to it may be written before it.
    ///
    /// # Errors
    /// The database is away.
    pub async fn next_stream(&self, kind: StreamKind) -> Result<i64> {
        Ok(storage::log::next_number(self.conn(), kind.code()).await?)
    }

    /// The next free number of an ordinary table.
    ///
    /// # Errors
    /// The database is away.
    pub async fn next_id<N: Numbered>(&self) -> Result<N> {
        Ok(N::next(self.conn()).await?)
    }

    /// Writes down the last number used of a series.
    ///
    /// # Errors
    /// The database is away.
    pub async fn use_series(&self, name: &str, last: i64) -> Result<()> {
        Ok(series::set_last(self.conn(), name, last).await?)
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
    /// Begins a verb: one write transaction on behalf of someone; none for the program itself. On behalf of a form it
    /// claims the form's one-time key.
    ///
    /// # Errors
    /// The database is away or stays locked; [`Error::Repeated`] where the form was done already; [`Error::SignedOut`].
    pub async fn begin(&self, actor: Option<&Actor>) -> Result<Transaction> {
        Transaction::open(self, actor).await
    }

    /// That somebody still acts as they were found: between the head of a request and the end of its body an account may
    /// be closed, moved or reset, and its session end.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; the database is away.
    pub(crate) async fn still_acts(&self, conn: &impl ConnectionTrait, actor: &Actor) -> Result<()> {
        if accounts::stands(conn, actor, self.session()).await? { Ok(()) } else { Err(Error::SignedOut) }
    }

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
