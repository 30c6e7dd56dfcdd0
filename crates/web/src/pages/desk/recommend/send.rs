//! The ranks that were typed become a recommendation a brand: each judged for itself against what was seen of it, under
//! one opinion and the minutes of one meeting.

use super::{NOTE, RANK, SEEN, ahead, named, recommendations};
use crate::{
    pages::desk::act,
    shell::{Caller, Done, Fail, Submitted},
};
use app::{
    Error, FieldError, Together,
    acts::{self, Asked},
    applications,
};
use domain::{
    access::Role,
    act::{Addressed, Recommend, form::Sent},
    ids::ApplicationId,
    notice::Meeting,
};
use std::collections::{BTreeMap, BTreeSet};

/// Recommends what was ranked, each brand for itself.
pub(super) async fn send(caller: &Caller, (): (), typed: &Submitted) -> Result<Done, Fail> {
    if typed.text("answer") == "preview" {
        return Err(Fail::Again);
    }
    let rows = rows(caller, typed).await?;
    let chain = ahead(rows.values().filter_map(|row| row.as_ref().ok()));
    let meets = chain.as_ref().and_then(|chain| chain.meeting.as_ref());
    let (order, opinion, meeting) = (order(typed, &rows), opinion(typed), act::met(caller, typed, meets)).together()?;
    let open = order.iter().filter(|(_, id)| rows.get(id).is_some_and(Result::is_ok));
    let seen = open.map(|(_, id)| typed.seq(&format!("{SEEN}{id}")).map(|seq| (*id, seq)));
    let seen = seen.collect::<Result<BTreeMap<_, _>, Fail>>()?;
    let meeting = act::minuted(caller, meeting, typed).await?;
    let (mut sent, mut refused) = (Vec::new(), Vec::new());
    for (rank, id) in order {
        let body = Recommend { rank, opinion: opinion.clone() };
        let outcome = match (rows.get(&id), seen.get(&id)) {
            (Some(Ok(asked)), Some(seen)) => {
                recommend(caller, asked, (id, *seen, body), meeting.clone(), typed).await?
            }
            (Some(Err(reason)), _) => Err(at(RANK, id, reason.clone())),
            _ => continue,
        };
        match outcome {
            Ok(outcome) => sent.push(outcome),
            Err(error) => refused.push(error),
        }
    }
    done(&sent, refused)
}

/// Where to go after so many recommendations; or what was refused, and that the others are not to be sent again.
fn done(sent: &[acts::Outcome], mut refused: Vec<FieldError>) -> Result<Done, Fail> {
    let waits = sent.iter().any(|outcome| matches!(outcome, acts::Outcome::Waiting(_)));
    let (many, how) = (sent.len(), if waits { "已提交，等下一环节办理" } else { "已办理" });
    if refused.is_empty() {
        let said = if waits {
            format!("已提交 {many} 个品牌的推荐，等下一环节办理。")
        } else {
            format!("已办理 {many} 个品牌的推荐。")
        };
        return Ok(Done::to("/desk").saying(said));
    }
    if many > 0 {
        let message = format!("其余 {many} 个品牌的推荐{how}，不必再提交。");
        refused.push(FieldError::new(NOTE, message));
    }
    Err(Error::Invalid(refused).into())
}

/// What is asked of each brand that was ranked, or why it may not be recommended.
type Rows = BTreeMap<ApplicationId, Result<Asked, String>>;

/// What may be recommended of what was ranked, and why the rest may not, by the number of the application.
async fn rows(caller: &Caller, typed: &Submitted) -> Result<Rows, Fail> {
    let (app, actor) = (&caller.app, caller.one_of(&[Role::County])?);
    let ids: BTreeSet<ApplicationId> = ranks(typed).map(|(id, _)| id).collect();
    let mut found = applications::some(app, ids.iter().copied().collect()).await?;
    found.retain(|_, application| applications::may_see(actor, application).is_ok());
    let pool: Vec<_> = found.values().collect();
    let mut rows: Rows = ids.into_iter().map(|id| (id, Err(Error::NotFound.in_words()))).collect();
    for (application, (_, asked)) in pool.iter().zip(recommendations(caller, &pool).await?) {
        let row = match asked {
            Ok(Asked { blocked: Some(reason), title, .. }) => Err(named(&title, &reason)),
            Ok(asked) => Ok(asked),
            Err(error) if error.is_ours() => return Err(error.into()),
            // It left the pool since the page was drawn.
            Err(error) => Err(named(&application.title, &error.in_words())),
        };
        rows.insert(application.id, row);
    }
    Ok(rows)
}

/// Recommends one brand, judged against what was seen of it; or says why that was refused, and goes on to the next.
async fn recommend(
    caller: &Caller,
    asked: &Asked,
    (id, seen, body): (ApplicationId, u32, Recommend),
    meeting: Option<Meeting>,
    typed: &Submitted,
) -> Result<Result<acts::Outcome, FieldError>, Fail> {
    let act = Addressed { on: id.0, part: (), body };
    let meeting = meeting.filter(|_| asked.meets().is_some());
    match act::propose(caller, act.into(), seen, meeting, typed).await {
        Ok(outcome) => Ok(Ok(outcome)),
        Err(Fail::NotFound) => Ok(Err(at(RANK, id, named(&asked.title, &Error::NotFound.in_words())))),
        Err(Fail::App(error)) if !error.is_ours() => {
            let name = if matches!(error, Error::Stale { .. }) { SEEN } else { RANK };
            Ok(Err(at(name, id, named(&asked.title, &told(&error)))))
        }
        Err(other) => Err(other),
    }
}

/// A sentence on one brand, at its rank or its seq.
fn at(name: &str, id: ApplicationId, message: String) -> FieldError {
    FieldError::new(format!("{name}{id}"), message)
}

/// Why a recommendation was refused; where somebody acted since, with what happened.
fn told(error: &Error) -> String {
    match error {
        Error::Stale { since } if !since.is_empty() => format!("{error}（{}）", since.join("；")),
        other => other.in_words(),
    }
}

fn opinion(typed: &Submitted) -> Result<String, Error> {
    match typed.text("recommendation") {
        "" => Err(Error::field("recommendation", "请填写推荐意见。")),
        opinion => Ok(opinion.to_owned()),
    }
}

/// The ranks typed, each beside its application; where none is, nothing is recommended.
fn ranks(typed: &Submitted) -> impl Iterator<Item = (ApplicationId, &str)> {
    typed.pairs().filter_map(|(name, rank)| {
        let id = name.strip_prefix(RANK)?.parse().ok()?;
        Some((ApplicationId(id), rank.trim())).filter(|(_, rank)| !rank.is_empty())
    })
}

/// A rank as the form of one recommendation reads it.
struct Rank(String);

impl Sent for Rank {
    fn text(&self, name: &str) -> &str {
        if name == "rank" { &self.0 } else { "" }
    }

    fn all(&self, name: &str) -> Vec<&str> {
        vec![self.text(name)]
    }

    fn has_file(&self, _: &str) -> bool {
        false
    }
}

/// What the recommendation of a brand itself says of its rank; none where it may be given.
fn judged(asked: &Asked, rank: u32) -> Option<String> {
    let question = asked.form.questions.iter().find(|question| question.field.name == "rank")?;
    let rank = Rank(rank.to_string());
    question.judges.iter().find_map(|judge| judge.judge(&rank).err())
}

/// The brands in the order of the ranks typed: each a number, none twice, none that was given before.
fn order(typed: &Submitted, rows: &Rows) -> Result<Vec<(u32, ApplicationId)>, Error> {
    let ranks: Vec<_> = ranks(typed).map(|(id, rank)| (id, rank.parse::<u32>().map_err(|_| rank))).collect();
    if ranks.is_empty() {
        return Err(Error::Invalid(vec![FieldError::of_none("请至少给一个品牌填写推荐序号。".into())]));
    }
    let (mut order, mut wrong) = (Vec::new(), Vec::new());
    for (id, rank) in &ranks {
        let sentence = match rank {
            Err(typed) => format!("序号“{typed}”不是正整数，请改正。"),
            Ok(0) => "序号从 1 起，请改正。".to_owned(),
            Ok(rank) if ranks.iter().any(|(other, taken)| other != id && *taken == Ok(*rank)) => {
                format!("序号 {rank} 出现不止一次，请重新排序。")
            }
            Ok(rank) => match rows.get(id).and_then(|row| judged(row.as_ref().ok()?, *rank)) {
                Some(sentence) => sentence,
                None => {
                    order.push((*rank, *id));
                    continue;
                }
            },
        };
        wrong.push(at(RANK, *id, sentence));
    }
    order.sort_unstable();
    if wrong.is_empty() { Ok(order) } else { Err(Error::Invalid(wrong)) }
}
