//! Many people at the edge of working age.

use super::{Line, Search, Sign, SignKind, people, sign};

pub(super) fn find(search: &Search<'_>) -> Vec<Sign> {
    let rules = search.rules;
    let (youngest, oldest) = (rules.youngest.value, rules.oldest.value);
    let all = people(search.all().iter().filter(|line| line.age().is_some()));
    let edge = |at: &dyn Fn(u32) -> bool, words: String| {
        let lines: Vec<&Line> = search.all().iter().filter(|line| line.age().is_some_and(at)).collect();
        let many = people(lines.iter().copied());
        let enough =
            many >= u64::from(rules.edge_people.value) && many * 100 >= all * u64::from(rules.edge_percent.value);
        let sentence = format!("{many} 人在第一天{words}，占 {all} 人的 {}%。", many * 100 / all.max(1));
        let threshold = format!("{} 人以上且占 {}% 以上", rules.edge_people.value, rules.edge_percent.value);
        enough.then(|| sign(SignKind::EdgeAge, sentence, threshold, &lines))
    };
    let young = edge(&|age| age < youngest, format!("不满 {youngest} 周岁"));
    let old = edge(&|age| age >= oldest, format!("已满 {oldest} 周岁"));
    young.into_iter().chain(old).collect()
}
