//! Matters as their summaries tell them, and what is kept beside their streams: the act that one proposes and what was said,
//! sealed.

use crate::{
    Error,
    entities::{
        application_summary, matter_act, matter_opinion,
        matter_summary::{self, Column},
    },
    lists,
};
use domain::{
    act::ActKind,
    ids::{AccountId, AreaCode, MatterId, RoundId},
    level::Level,
    matter::{MatterState, Subject},
    stream::StreamKind,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Query,
};
use std::collections::BTreeMap;

/// Where a matter on something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The matter.
    pub id: MatterId,
    /// Where it stands.
    pub state: MatterState,
    /// What it proposes.
    pub act: ActKind,
    /// At which desk.
    pub level: Level,
}

/// The matters on one thing, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn on(conn: &impl ConnectionTrait, subject: Subject) -> Result<Vec<Standing>, Error> {
    let rows: Vec<(i64, String, String, String)> = matter_summary::Entity::find()
        .select_only()
        .columns([Column::Id, Column::State, Column::Act, Column::Level])
        .filter(about(subject))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let standing = |(id, state, act, level): (i64, String, String, String)| {
        let known = MatterState::parse(&state).zip(ActKind::parse(&act)).zip(Level::parse(&level));
        let known = known.ok_or_else(|| Error::Inconsistent(format!("matter {id}: {act} at {level} is {state}")));
        known.map(|((state, act), level)| Standing { id: MatterId(id), state, act, level })
    };
    rows.into_iter().map(standing).collect()
}

/// The open matters that were transferred to an account, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn held_by(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<MatterId>, Error> {
    let ids: Vec<i64> = matter_summary::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::State.eq(MatterState::Open.code()))
        .filter(Column::Holder.eq(account.0))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.into_iter().map(MatterId).collect())
}

/// A matter that passes through the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passing {
    /// The matter.
    pub id: MatterId,
    /// What it proposes.
    pub act: ActKind,
    /// What it is about.
    pub on: Subject,
}

/// What passes through the office of some things of a kind: a thing itself, or the notice on which an application stands.
/// Things of which nothing does are left out; nothing is asked where there are none.
///
/// # Errors
/// The database is away.
pub async fn passing(
    conn: &impl ConnectionTrait,
    of: StreamKind,
    ids: &[i64],
) -> Result<BTreeMap<i64, Passing>, Error> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let own = lists::among(conn, Column::SubjectId, ids.iter().copied());
    let mut any = Condition::any().add(Condition::all().add(Column::Subject.eq(of.code())).add(own));
    let these = || lists::among(conn, application_summary::Column::Id, ids.iter().copied());
    if of == StreamKind::Application {
        let notices = Query::select()
            .column(application_summary::Column::Notice)
            .from(application_summary::Entity)
            .and_where(these())
            .take();
        let of_notice = Condition::all()
            .add(Column::Subject.eq(StreamKind::Notice.code()))
            .add(Column::SubjectId.in_subquery(notices));
        any = any.add(of_notice);
    }
    // A thing has few matters: asked for those under way, a database may go through everybody's instead.
    let known: Vec<(i64, String, String, i64, String)> = matter_summary::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Act, Column::Subject, Column::SubjectId, Column::State])
        .filter(any)
        .into_tuple()
        .all(conn)
        .await?;
    let open = known.into_iter().filter(|(.., state)| state == MatterState::Open.code());
    let read = |(id, act, stream, on, _): (i64, String, String, i64, String)| {
        let known = ActKind::parse(&act).zip(StreamKind::parse(&stream));
        let (act, stream) = known.ok_or_else(|| Error::Inconsistent(format!("matter {id}: {act} on {stream}")))?;
        Ok(Passing { id: MatterId(id), act, on: Subject { stream, id: on } })
    };
    let open = open.map(read).collect::<Result<Vec<_>, Error>>()?;
    let (own, notices): (Vec<_>, Vec<_>) = open.into_iter().partition(|passing| passing.on.stream == of);
    let mut passing = BTreeMap::new();
    if !notices.is_empty() {
        let notices: BTreeMap<i64, Passing> = notices.into_iter().map(|passing| (passing.on.id, passing)).collect();
        let standing: Vec<(i64, i64)> = application_summary::Entity::find()
            .select_only()
            .columns([application_summary::Column::Id, application_summary::Column::Notice])
            .filter(these())
            .filter(lists::among(conn, application_summary::Column::Notice, notices.keys().copied()))
            .into_tuple()
            .all(conn)
            .await?;
        passing.extend(standing.into_iter().filter_map(|(id, notice)| Some((id, *notices.get(&notice)?))));
    }
    passing.extend(own.into_iter().map(|passing| (passing.on.id, passing)));
    Ok(passing)
}

/// How many recommendations of a county in a round pass through its office: their ranks stand sealed in them.
///
/// # Errors
/// The database is away.
pub async fn recommending(conn: &impl ConnectionTrait, round: RoundId, area: &AreaCode) -> Result<usize, Error> {
    let its_own = Query::select()
        .column(application_summary::Column::Id)
        .from(application_summary::Entity)
        .and_where(application_summary::Column::Round.eq(round.0))
        .and_where(application_summary::Column::Area.eq(area.as_str()))
        .take();
    let under_way: Vec<i64> = matter_summary::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Subject.eq(StreamKind::Application.code()))
        .filter(Column::SubjectId.in_subquery(its_own))
        .filter(Column::Act.eq(ActKind::Recommend.code()))
        .filter(lists::one_of(Column::State, [MatterState::Open, MatterState::SentBack].map(MatterState::code)))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(under_way.len())
}

/// The matters that decided on something, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn performed_on(conn: &impl ConnectionTrait, subject: Subject) -> Result<Vec<MatterId>, Error> {
    let ids: Vec<i64> = matter_summary::Entity::find()
        .select_only()
        .column(matter_summary::Column::Id)
        .filter(about(subject))
        .filter(matter_summary::Column::State.eq(MatterState::Performed.code()))
        .order_by_asc(matter_summary::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.into_iter().map(MatterId).collect())
}

fn about(subject: Subject) -> Condition {
    Condition::all()
        .add(matter_summary::Column::Subject.eq(subject.stream.code()))
        .add(matter_summary::Column::SubjectId.eq(subject.id))
}

/// What a matter proposes.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// What it is about, in a few words.
    pub title: String,
    /// The act, sealed to the matter.
    pub act_sealed: Vec<u8>,
}

/// What some matters propose; numbers without a matter are left out.
///
/// # Errors
/// The database is away.
pub async fn proposed_by(conn: &impl ConnectionTrait, ids: &[MatterId]) -> Result<BTreeMap<MatterId, Proposed>, Error> {
    let these = lists::among(conn, matter_act::Column::Matter, ids.iter().map(|id| id.0));
    let rows = matter_act::Entity::find().filter(these).all(conn).await?;
    let proposed = |row: matter_act::Model| Proposed { title: row.title, act_sealed: row.act_sealed };
    Ok(rows.into_iter().map(|row| (MatterId(row.matter), proposed(row))).collect())
}

/// Keeps what a matter proposes.
///
/// # Errors
/// The database is away.
pub async fn keep_proposed(conn: &impl ConnectionTrait, id: MatterId, proposed: Proposed) -> Result<(), Error> {
    let row =
        matter_act::ActiveModel { matter: Set(id.0), title: Set(proposed.title), act_sealed: Set(proposed.act_sealed) };
    matter_act::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// What was said at the steps of some matters, by their seq, sealed to both.
///
/// # Errors
/// The database is away.
pub async fn opinions(
    conn: &impl ConnectionTrait,
    ids: &[MatterId],
) -> Result<BTreeMap<MatterId, Vec<(u32, Vec<u8>)>>, Error> {
    let these = lists::among(conn, matter_opinion::Column::Matter, ids.iter().map(|id| id.0));
    let rows = matter_opinion::Entity::find().filter(these).order_by_asc(matter_opinion::Column::Seq).all(conn).await?;
    let mut opinions = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        let seq = u32::try_from(row.seq);
        let seq = seq.map_err(|_| Error::Inconsistent(format!("matter {} has a seq {}", row.matter, row.seq)))?;
        opinions.entry(MatterId(row.matter)).or_default().push((seq, row.opinion_sealed));
    }
    Ok(opinions)
}

/// Keeps what was said at a step.
///
/// # Errors
/// The database is away.
pub async fn keep_opinion(conn: &impl ConnectionTrait, id: MatterId, seq: u32, sealed: Vec<u8>) -> Result<(), Error> {
    let row = matter_opinion::ActiveModel { matter: Set(id.0), seq: Set(i64::from(seq)), opinion_sealed: Set(sealed) };
    matter_opinion::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}
