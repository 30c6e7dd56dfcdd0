//! Employers of many for whom no row gives a credit code.

use super::{Search, Sign, SignKind, groups, people, sign};

pub(super) fn find(search: &Search<'_>) -> Vec<Sign> {
    let least = search.rules.employer_people.value;
    let employed = search.all().iter().filter(|line| line.employed);
    let employers = groups(employed, |line| (line.employer > 0).then_some(line.employer));
    let uncoded = employers.into_iter().filter_map(|(employer, lines)| {
        let many = people(lines.iter().copied());
        let name = search.lines.employer_name(employer);
        let sentence = format!("用工单位“{name}”有 {many} 人，没有一行填写信用代码。");
        (many >= u64::from(least) && !lines.iter().any(|line| line.coded))
            .then(|| sign(SignKind::NoCreditCode, sentence, format!("一家单位 {least} 人以上"), &lines))
    });
    uncoded.collect()
}
