//! `/desk/recommend`: the county ranks its pool and recommends within the quota (5.2.d, 3.3.c, annex 4).

mod send;

use super::{act, in_words};
use crate::{
    components::{ErrorLine, ErrorSummary, Field, FieldSet, Pager, Tag},
    frame::{Frame, Link},
    pages::shared::{ListAsked, ListAt, list_at, refill},
    shell::{Caller, Fail, FormView, Routes, Submitted, Who},
};
use app::{
    Error, FieldError,
    acts::{self, Asked, ChainAhead},
    applications,
    exports::Format,
    rounds::{self, PoolRow},
    sentences,
};
use askama::Template;
use domain::{
    access::Role,
    act::{ApplicationStanding, Recommend},
    application::{Application, Quota},
    days::Days,
    finding::Outcome,
};
use std::fs::File;

const HERE: ListAt = list_at!("/desk/recommend", "待推荐品牌");

pub(super) fn routes() -> Routes {
    const COUNTY: Who = Who::Only(&[Role::County]);
    // With files: where the chain ends at once, the minutes of the meeting that decides.
    Routes::new().list(HERE, COUNTY, show, take_out).form_of_page(HERE.page, COUNTY.with_files(), drawn, send::send)
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    let actor = caller.one_of(&[Role::County])?;
    Ok(rounds::export_pool(&caller.app, actor, &asked.search(), format).await?)
}

/// What the names of ranks begin with; the number of the application follows.
const RANK: &str = "rank_";

/// What the names of seqs begin with, one beside each rank.
const SEEN: &str = "seen_";

/// The name of what is said beside errors and is none: no field has it.
const NOTE: &str = "note";

/// A brand that may be recommended.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// Id sent.
    pub(crate) id: String,
    /// Brand.
    pub(crate) brand: String,
    /// Its application.
    pub(crate) href: String,
    /// Lead unit.
    pub(crate) unit: String,
    /// Score of the evaluation, e.g. `86.5`.
    pub(crate) score: String,
    /// People led to jobs and start-ups.
    pub(crate) employed: u64,
    /// Of these, poverty-alleviated workers; more go first among equals.
    pub(crate) poverty_alleviated: u64,
    /// 符合, 待判断 or 不符合 at the city's scale (3.3.b).
    pub(crate) scale: Tag,
    /// Rank typed or proposed; empty for not recommended.
    pub(crate) rank: String,
    /// What is wrong with the rank typed; empty for nothing.
    pub(crate) error: String,
    /// Why it cannot be recommended; empty when it can.
    pub(crate) blocked: String,
    /// The seq that its recommendation is judged against.
    pub(crate) seen: u32,
}

/// Ranking and recommendation.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/recommend.html")]
pub(crate) struct RecommendPage {
    pub(crate) frame: Frame,
    /// Quota and places used, as a sentence.
    pub(crate) quota: String,
    /// True when the ranking goes beyond the guideline.
    pub(crate) over: bool,
    /// Until when, as a sentence.
    pub(crate) deadline: String,
    /// Errors of no single field.
    pub(crate) errors: Vec<FieldError>,
    /// What was done beside what is wrong; empty for nothing.
    pub(crate) note: String,
    /// In the order proposed.
    pub(crate) candidates: Vec<Candidate>,
    /// By what the pool is narrowed.
    pub(crate) filters: Vec<Field>,
    /// The pool as files to take out.
    pub(crate) files: Vec<Link>,
    /// Pages of the pool.
    pub(crate) pager: Pager,
    /// Opinion and meeting.
    pub(crate) sets: Vec<FieldSet>,
    /// Where it is sent.
    pub(crate) action: String,
}

impl Candidate {
    /// The name of its rank.
    fn field(&self) -> String {
        format!("{RANK}{}", self.id)
    }

    /// The name of its seq.
    fn seq(&self) -> String {
        format!("{SEEN}{}", self.id)
    }
}

impl RecommendPage {
    /// Whether any of the brands shown can be recommended now.
    fn is_open(&self) -> bool {
        self.candidates.iter().any(|candidate| candidate.blocked.is_empty())
    }

    /// Whether it asks for a file: the minutes of a meeting.
    fn has_file(&self) -> bool {
        self.sets.iter().any(FieldSet::has_file)
    }

    fn summary(&self) -> ErrorSummary {
        let wrong = self.candidates.iter().filter(|candidate| !candidate.error.is_empty());
        let ranks = wrong.map(|of| ErrorLine::new(format!("#{}", of.field()), named(&of.brand, &of.error)));
        let lines = ranks.chain(ErrorSummary::of_sets(&self.sets).lines).collect();
        ErrorSummary { lines }.and("#ranks", &self.errors)
    }
}

impl FormView for RecommendPage {
    fn refused(mut self, typed: &Submitted, errors: Vec<FieldError>) -> Self {
        let (notes, mut left): (Vec<_>, Vec<_>) = errors.into_iter().partition(|error| error.field == NOTE);
        self.note = notes.into_iter().map(|error| error.message).collect();
        for candidate in &mut self.candidates {
            let (name, seq) = (candidate.field(), candidate.seq());
            typed.text(&name).clone_into(&mut candidate.rank);
            // What happened since is told at its seq; whoever was not told has seen what they had seen.
            if left.iter().all(|error| error.field != seq) {
                candidate.seen = typed.seq(&seq).unwrap_or(candidate.seen);
            }
            let (own, others): (Vec<_>, _) =
                left.into_iter().partition(|error: &FieldError| error.field == name || error.field == seq);
            // Beside its name, it goes without.
            let brand = named(&candidate.brand, "");
            let bare = |error: FieldError| error.message.strip_prefix(&brand).unwrap_or(&error.message).to_owned();
            candidate.error = own.into_iter().map(bare).collect();
            left = others;
        }
        self.candidates.sort_by_key(|candidate| candidate.rank.parse().unwrap_or(u32::MAX));
        self.errors = refill(self.sets.iter_mut().flat_map(|set| &mut set.fields), typed, left);
        self
    }
}

/// What is said of one brand among several.
fn named(brand: &str, sentence: &str) -> String {
    format!("{brand}：{sentence}")
}

/// A brand of the pool with what speaks for it.
struct Ranked {
    row: PoolRow,
    application: Application,
    scale: Outcome,
    /// The places of its county; none where it went on between the list and the look at it.
    quota: Option<Quota>,
    /// The last rank that its county has given in its round; 0 for none.
    given: u32,
    /// Its recommendation; none where it went on between the list and the look at it.
    asked: Option<Asked>,
}

impl Ranked {
    /// Why it cannot be recommended; empty when it can.
    fn blocked(&self) -> String {
        self.asked.as_ref().map_or_else(|| "不在推荐环节。".into(), |asked| asked.blocked.clone().unwrap_or_default())
    }
}

/// What follows after the first step of several recommendations: an opinion is asked for where others still take a step, the
/// meeting where one of them ends at once. When it can have met is judged again for each.
fn ahead<'a>(asked: impl Iterator<Item = &'a Asked>) -> Option<ChainAhead> {
    asked.filter_map(|asked| asked.chain.clone()).reduce(|one, other| ChainAhead {
        waits: one.waits || other.waits,
        meeting: one.meeting.into_iter().chain(other.meeting).min_by_key(Days::earliest),
    })
}

/// What is known beside a brand's record, and its recommendation as its page asks it.
type Recommendation = (ApplicationStanding, Result<Asked, Error>);

/// The recommendations of some brands, in their order: read in as many statements as of one.
async fn recommendations(caller: &Caller, applications: &[&Application]) -> Result<Vec<Recommendation>, Fail> {
    let (app, actor) = (&caller.app, caller.one_of(&[Role::County])?);
    let mut known = acts::standings(app, applications).await?;
    let things = applications.iter().map(|of| Some((*of, known.get(&of.id.0)?))).collect::<Option<Vec<_>>>();
    let asked = acts::ask_each::<Recommend>(app, actor, caller.steps(), things.ok_or(Fail::NotFound)?).await?;
    let with_standing = |(of, asked): (&&Application, _)| Some((known.remove(&of.id.0)?, asked));
    Ok(applications.iter().zip(asked).filter_map(with_standing).collect())
}

/// What else is known of the brands on a page of the pool.
async fn ranked(caller: &Caller, rows: Vec<PoolRow>) -> Result<Vec<Ranked>, Fail> {
    let mut found = applications::some(&caller.app, rows.iter().map(|row| row.id).collect()).await?;
    let pool = rows.iter().map(|row| found.get(&row.id)).collect::<Option<Vec<_>>>().ok_or(Fail::NotFound)?;
    let asked = recommendations(caller, &pool).await?;
    let mut ranked = Vec::new();
    for (row, (known, asked)) in rows.into_iter().zip(asked) {
        let application = found.remove(&row.id).ok_or(Fail::NotFound)?;
        let asked = match asked {
            Ok(asked) => Some(asked),
            Err(Error::Refused(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let scale = known.findings.iter().find(|finding| finding.clause == "3.3.b");
        ranked.push(Ranked {
            row,
            scale: scale.map_or(Outcome::Unknown, |finding| finding.outcome),
            quota: known.quota,
            given: known.ranks.last().copied().unwrap_or_default(),
            asked,
            application,
        });
    }
    Ok(ranked)
}

async fn drawn(caller: &Caller, (): ()) -> Result<RecommendPage, Fail> {
    let actor = caller.one_of(&[Role::County])?;
    let app = &caller.app;
    let asked = ListAsked::of(caller);
    let mut found = rounds::pool(app, actor, &asked.search(), asked.at().as_ref()).await?;
    let round = match found.page.rows.first() {
        Some(best) => Some(rounds::get(app, best.round).await?),
        None => None,
    };
    let ranked = ranked(caller, std::mem::take(&mut found.page.rows)).await?;
    let known = ranked.iter().find_map(|brand| Some((brand.quota?, brand)));
    let places = match known {
        Some((quota, brand)) => places(caller, quota, brand).await?,
        None => Places::default(),
    };
    let deadline = round.as_ref().map_or_else(String::new, |round| {
        let due = in_words::due(app, Some(round.recommend_by));
        format!("推荐截止 {}，{}。", due.day, due.left)
    });
    // The best of all are proposed: only the first page of the whole pool shows who they are.
    let best = asked == ListAsked::default();
    let mut next = 0;
    let mut sets = vec![FieldSet { fields: vec![recommendation()], ..FieldSet::default() }];
    sets.extend(act::closing(ahead(ranked.iter().filter_map(|brand| brand.asked.as_ref())).as_ref()));
    let candidates = ranked.into_iter().map(|brand| {
        let blocked = brand.blocked();
        let Ranked { row, application, scale, asked, .. } = brand;
        let proposed = if best && blocked.is_empty() && places.left.is_none_or(|left| next < left) {
            next += 1;
            places.given.saturating_add(next).to_string()
        } else {
            String::new()
        };
        Candidate {
            id: application.id.to_string(),
            href: format!("/desk/applications/{}", application.id),
            unit: row.unit,
            score: sentences::hundredths(row.points),
            employed: application.figures.employed,
            poverty_alleviated: application.figures.poverty_alleviated,
            scale: match scale {
                Outcome::Met => Tag::met(),
                Outcome::Unmet => Tag::unmet(),
                Outcome::Unknown => Tag::unknown(),
            },
            rank: proposed,
            error: String::new(),
            blocked,
            seen: asked.map_or(application.seq, |asked| asked.seen),
            brand: application.title,
        }
    });
    let title = round.as_ref().map_or_else(|| "排序推荐".to_owned(), |round| format!("排序推荐：{}", round.title));
    Ok(RecommendPage {
        candidates: candidates.collect(),
        frame: super::frame(caller, title).await,
        quota: places.said,
        over: places.over,
        deadline,
        errors: Vec::new(),
        note: String::new(),
        sets,
        filters: vec![asked.words("品牌或单位")],
        files: asked.files(HERE),
        pager: asked.pager(HERE.page, &found, "个品牌"),
        action: caller.uri.path_and_query().map_or_else(|| HERE.page.to_owned(), |at| at.as_str().to_owned()),
    })
}

fn recommendation() -> Field {
    Field::long("recommendation", "推荐意见", 4).hint("写入每个品牌的推荐意见，可在办件页单独推荐时另写。")
}

/// A county's places in a round.
#[derive(Default)]
struct Places {
    /// Quota and places used, and what passes through the office.
    said: String,
    /// Whether another recommendation goes beyond the guideline.
    over: bool,
    /// How many places are left; none where no guideline is set.
    left: Option<u32>,
    /// The last rank given; what passes through the office is taken to have those behind it.
    given: u32,
}

async fn places(caller: &Caller, quota: Quota, brand: &Ranked) -> Result<Places, Fail> {
    let application = &brand.application;
    let passing = rounds::recommending(&caller.app, application.round, &application.area).await?;
    let passing = u32::try_from(passing).unwrap_or(u32::MAX);
    let mut said = match quota.guideline {
        None => "名额指导数未设定，推荐后市级会收到提示（A.4）。".to_owned(),
        Some(most) if quota.exceeded() => {
            format!("名额 {most} 个，已推荐 {} 个；再推荐须先取得市级书面同意（A.4）。", quota.used)
        }
        Some(most) => format!("名额 {most} 个，已推荐 {} 个。", quota.used),
    };
    if passing > 0 {
        said.push_str(&format!("另有 {passing} 件推荐正在审批。"));
    }
    let taken = quota.used.saturating_add(passing);
    Ok(Places {
        said,
        over: quota.exceeded(),
        left: quota.guideline.map(|most| most.saturating_sub(taken)),
        given: brand.given.saturating_add(passing),
    })
}

async fn show(caller: &Caller, _: &ListAsked) -> Result<RecommendPage, Fail> {
    drawn(caller, ()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Room;
    use crate::pages::desk::act;
    use crate::pages::samples::{Samples, days, frame, long};

    impl Samples for RecommendPage {
        const NAME: &str = "desk-recommend";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = Self {
                frame: frame(Room::Desk, "排序推荐：2025年第二批", "/desk/rounds"),
                quota: "名额指导数未设定，推荐后市级会收到提示（A.4）。".into(),
                over: false,
                deadline: "推荐截止 11月14日 星期五，还剩 30 个工作日。".into(),
                errors: vec![],
                note: String::new(),
                candidates: vec![],
                filters: vec![Field::text("q", "品牌或单位")],
                files: vec![],
                pager: Pager::default(),
                sets: vec![act::meeting_fields(&days())],
                action: "/desk/rounds/2/recommend".into(),
            };
            let row = |id: &str, brand: &str, score: &str, poor, rank: &str, blocked: &str| Candidate {
                id: id.into(),
                brand: brand.into(),
                href: "/desk/applications/1".into(),
                unit: "晋江市鞋服行业协会".into(),
                score: score.into(),
                employed: 5931,
                poverty_alleviated: poor,
                scale: Tag::met(),
                rank: rank.into(),
                error: if rank == "2" {
                    "序号 2 出现不止一次，请重新排序。".into()
                } else {
                    String::new()
                },
                blocked: blocked.into(),
                seen: 7,
            };
            let full = Self {
                quota: "名额 2 个，已排 3 个，超出 1 个，须市级书面同意（A.4）。".into(),
                over: true,
                note: "其余 1 个品牌的推荐已提交，等下一环节办理，不必再提交。".into(),
                candidates: vec![
                    row("1", "晋江鞋服工匠", "86.5", 126, "1", ""),
                    row("2", "晋江伞匠", "86.5", 88, "2", ""),
                    row("3", "晋江拉链工", "81.0", 61, "2", ""),
                    row("4", "晋江泵阀技工", "79.0", 12, "", "补正未完成。"),
                ],
                ..empty.clone()
            };
            let huge = Self {
                candidates: (0..30)
                    .map(|i| row(&format!("c{i}"), &long("晋江"), "80.0", 1, "", &long("未完成")))
                    .collect(),
                ..full.clone()
            };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
