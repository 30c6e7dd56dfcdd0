//! Between two installations of this program fingerprints alone are compared: for every filed person of a ledger and year a
//! token under a key that both sides derive from one passphrase. Nobody learns of people whom they do not list themselves,
//! and neither side needs the other's keys.

use super::{
    marks,
    matching::{Marks, Said},
};
use crate::{App, Error, Result, Transaction, access_log, originals, uploads};
use argon2::Argon2;
use domain::{
    brand::{Brand, BrandEvent},
    comparison::{Ground, Mark, Release, Source},
    ids::{BrandId, ComparisonAnswerId, ComparisonId, RosterVersionId},
    length,
    roster::Ledger,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};
use storage::{
    originals::Subject,
    rosters::{
        claims::{self, Claim},
        comparisons::{
            self as stored,
            answers::{self, Answer, AnswerState},
        },
    },
};
use vault::{Fingerprint, Fingerprinter};
use zeroize::Zeroizing;

/// The first word of a file of tokens.
const KIND: &str = "zihao-tokens-1";
/// Document numbers can be counted through: what keeps the tokens closed is the passphrase alone.
const PASSPHRASE: usize = 16;

/// What comparing with another city came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Exchanged {
    /// People in the other city's file.
    pub theirs: u64,
    /// People of ours.
    pub ours: u64,
    /// Those on both sides.
    pub both: u64,
    /// Brands of ours that list them.
    pub brands: u64,
}

/// The tokens of everyone whom submitted brands list in a ledger and year, as a file: in the order of the tokens, so that
/// nothing is told by the order. That they left is recorded.
///
/// # Errors
/// The passphrase is too short; nobody is listed.
pub async fn export_tokens(app: &App, ledger: Ledger, year: i64, passphrase: &str) -> Result<Vec<u8>> {
    let keyed = keyed(passphrase, ledger, year).await?;
    let mut tokens = BTreeSet::new();
    for claim in claims::of_all_brands(app.db().reader(), ledger, year).await? {
        tokens.extend(people(app, &claim, &keyed).await?.into_keys());
    }
    if tokens.is_empty() {
        return Err(Error::field("year", "这一年度的这本台账没有已提交的花名册。"));
    }
    let mut text = format!("{KIND} {} {year} {}\n", ledger.code(), check(&keyed));
    for token in &tokens {
        let _ = writeln!(text, "{token}");
    }
    let subject = format!("{}/{year}", ledger.code());
    let detail = format!("{} tokens", tokens.len());
    let record = access_log::Record { kind: "export_tokens", subject: &subject, result: "ok", detail: &detail };
    access_log::record(app, None, record).await?;
    Ok(text.into_bytes())
}

/// Compares another city's tokens with our own: whom both sides list waits for a verdict (待核), as people of two brands do.
///
/// # Errors
/// Not such a file; another passphrase; brought in before; the city has no name.
pub async fn import_tokens(app: &App, city: &str, passphrase: &str, file: Vec<u8>) -> Result<Exchanged> {
    let city = city.trim();
    if city.chars().count() < 2 {
        return Err(Error::field("from", "请写明是哪个城市的文件，如“厦门市”。"));
    }
    Error::within(length::NAME, "from", "城市名称", city)?;
    let pieces = futures::stream::iter([Ok::<_, std::io::Error>(file.clone())]);
    let upload = uploads::receive(app, file.len() as u64, "tokens.txt", pieces).await?;
    let theirs = Tokens::read(&file)?;
    let keyed = keyed(passphrase, theirs.ledger, theirs.year).await?;
    if check(&keyed).to_string() != theirs.check {
        return Err(Error::field("passphrase", "口令与对方使用的不一致。请核对后重试。"));
    }
    let mut found = Exchanged { theirs: theirs.tokens.len() as u64, ..Exchanged::default() };
    let mut by_brand: BTreeMap<BrandId, (Vec<RosterVersionId>, Marks)> = BTreeMap::new();
    let (mut ours, mut both) = (BTreeSet::new(), BTreeSet::new());
    for claim in claims::of_all_brands(app.db().reader(), theirs.ledger, theirs.year).await? {
        for (token, person) in people(app, &claim, &keyed).await? {
            ours.insert(token);
            if theirs.tokens.contains(&token) {
                both.insert(token);
                let (versions, marks) = by_brand.entry(claim.of.brand).or_default();
                versions.push(claim.version);
                let said = Said { mark: Mark::Refuted, on: app.today() };
                marks.insert(((theirs.ledger, theirs.year), person), said);
            }
        }
    }
    (found.ours, found.both, found.brands) = (ours.len() as u64, both.len() as u64, by_brand.len() as u64);
    let mut tx = app.begin(None).await?;
    if answers::is_known(tx.conn(), upload.digest, None).await? {
        return Err(Error::field("file", "这份文件已经比对过，不必重复导入。"));
    }
    for (brand, (versions, marks)) in by_brand {
        let of = enter(&mut tx, brand, city, versions, &marks, &upload).await?;
        crate::retally(&tx, of).await?;
    }
    let subject = format!("{}/{}", theirs.ledger.code(), theirs.year);
    let detail = format!("{} tokens, {} on both sides", found.theirs, found.both);
    let record = access_log::Record { kind: "import_tokens", subject: &subject, result: "ok", detail: &detail };
    access_log::record_in(&tx, None, record).await?;
    tx.commit().await?;
    Ok(found)
}

/// Enters what was found for one brand: a comparison from which nothing left, its answer, its marks.
async fn enter(
    tx: &mut Transaction,
    id: BrandId,
    city: &str,
    mut versions: Vec<RosterVersionId>,
    marks: &Marks,
    upload: &uploads::Upload,
) -> Result<BrandId> {
    let mut brand = tx.load::<Brand>(id).await?;
    versions.sort_unstable();
    versions.dedup();
    let today = tx.today();
    let release = Release {
        source: Source::OtherCity,
        recipient: city.to_owned(),
        purpose: "核对两地花名册有无同一人员".into(),
        ground: Ground::StatutoryDuty,
        assessment: String::new(),
        fields: Vec::new(),
        versions,
        delete_by: today,
    };
    let people = marks.len() as u64;
    let of = stored::Comparison {
        id: tx.next_id::<ComparisonId>().await?,
        brand: id,
        area: brand.area.clone(),
        release,
        people,
        matter: None,
        released_at: tx.now(),
        // No list left, so none is to be deleted.
        deleted_on: Some(today),
    };
    stored::insert(tx.conn(), &of).await?;
    let file = originals::keep(tx, Subject::Comparison(of.id), "comparison_answer", upload).await?;
    let effect = marks::effect(tx.conn(), (id, Source::OtherCity), marks).await?;
    let answer = Answer {
        id: tx.next_id::<ComparisonAnswerId>().await?,
        comparison: of.id,
        file,
        digest: upload.digest,
        on: today,
        state: AnswerState::Recorded,
        confirmed: 0,
        refuted: people,
        unknown: 0,
        blank: 0,
        effect: answers::Effect { outdated: 0, ..effect.figures() },
        by: None,
        at: tx.now(),
    };
    answers::insert(tx.conn(), &answer).await?;
    marks::write(tx.conn(), (id, Source::OtherCity), answer.id, marks, &effect).await?;
    let event = BrandEvent::ComparisonAnswered {
        comparison: of.id,
        source: Source::OtherCity,
        on: today,
        confirmed: 0,
        refuted: people,
        unknown: 0,
        digest: upload.digest.to_string(),
    };
    tx.append(&mut brand, event).await?;
    Ok(id)
}

/// A key that both sides derive alike; slow on purpose.
async fn keyed(passphrase: &str, ledger: Ledger, year: i64) -> Result<Fingerprinter> {
    let passphrase = Zeroizing::new(passphrase.trim().to_owned());
    if passphrase.chars().count() < PASSPHRASE {
        let sentence = format!("口令至少 {PASSPHRASE} 个字符。请双方约定一个随机的长口令，另行送达。");
        return Err(Error::field("passphrase", sentence));
    }
    let salt = format!("{KIND}/{}/{year}", ledger.code());
    let derived = tokio::task::spawn_blocking(move || {
        let mut key = Zeroizing::new([0; 32]);
        Argon2::default().hash_password_into(passphrase.as_bytes(), salt.as_bytes(), &mut *key).map(|()| key)
    });
    let derived = derived.await.map_err(|error| Error::Internal(error.to_string()))?;
    let key = derived.map_err(|error| Error::Internal(format!("argon2: {error}")))?;
    Ok(Fingerprinter::from_key(&key))
}

/// Tells whether both sides typed the same.
fn check(keyed: &Fingerprinter) -> Fingerprint {
    keyed.of("check", &[])
}

/// The people of a filed version who count, by their tokens.
async fn people(app: &App, claim: &Claim, keyed: &Fingerprinter) -> Result<BTreeMap<Fingerprint, Fingerprint>> {
    let mut people = BTreeMap::new();
    let ledger = claim.of.ledger;
    crate::each_row(app, claim.version, |row| {
        if row.feeds(ledger) && (ledger == Ledger::Employment || row.passed()) {
            let (kind, number) = (row.document.kind().code(), row.document.number());
            people.insert(keyed.person(kind, number), app.vault().fingerprints().person(kind, number));
        }
    })
    .await?;
    Ok(people)
}

/// Another city's file.
struct Tokens {
    ledger: Ledger,
    year: i64,
    check: String,
    tokens: BTreeSet<Fingerprint>,
}

impl Tokens {
    fn read(file: &[u8]) -> Result<Tokens> {
        let broken = || Error::field("file", "这不是比对用的指纹文件，或者文件不完整。请向对方重新索取。");
        let text = std::str::from_utf8(file).map_err(|_| broken())?;
        let mut lines = text.lines();
        let head: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
        let [KIND, ledger, year, check] = head[..] else { return Err(broken()) };
        Ok(Tokens {
            ledger: Ledger::parse(ledger).ok_or_else(broken)?,
            year: year.parse().map_err(|_| broken())?,
            check: check.to_owned(),
            tokens: lines.map(|line| line.parse().map_err(|_| broken())).collect::<Result<_>>()?,
        })
    }
}
