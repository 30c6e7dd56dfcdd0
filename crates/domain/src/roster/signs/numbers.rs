//! Document numbers in a row: one area, one birthday, sequences that follow one another as no crowd's do.

use super::{Line, Search, Sign, SignKind, chance, groups, sign};

/// Sequence numbers of one area and day.
const SEQUENCES: u64 = 999;
/// Men have odd sequences, women even ones: a list of one sex counts by twos.
const STEP: u64 = 2;

pub(super) fn find(search: &Search<'_>) -> Vec<Sign> {
    let mut signs = Vec::new();
    for (_, lines) in groups(search.all(), |line| line.number().map(|number| number / 100_000_000_000)) {
        let people = groups(lines, Line::number);
        let least = shortest(search, &people);
        let runs = people.chunk_by(|(one, _), (next, _)| next - one <= STEP);
        signs.extend(runs.filter(|run| run.len() >= least).filter_map(|run| told(search, run)));
    }
    signs
}

/// How many in a row are more than chance gives among so many people of one area.
fn shortest(search: &Search<'_>, people: &[(u64, Vec<&Line>)]) -> usize {
    let days: std::collections::BTreeSet<_> = people.iter().filter_map(|(_, lines)| lines.first()?.born).collect();
    let span = days.first().zip(days.last()).map_or(1, |(first, last)| (*last - *first).num_days().unsigned_abs() + 1);
    let follows = STEP as f64 * people.len() as f64 / (span * SEQUENCES) as f64;
    let least = search.rules.number_run.value as usize;
    least.max(chance::shortest_run(people.len(), follows, search.rules.chance.value))
}

fn told(search: &Search<'_>, run: &[(u64, Vec<&Line>)]) -> Option<Sign> {
    let lines: Vec<&Line> = run.iter().flat_map(|(_, lines)| lines.iter().copied()).collect();
    let born = crate::calendar::chinese_date(lines.first()?.born?);
    let sentence = format!("{} 个人的证件号码相连，都是同一地区、{born}出生。", run.len());
    let threshold = format!("连号 {} 人以上", search.rules.number_run.value);
    Some(sign(SignKind::NumberRun, sentence, threshold, &lines))
}
