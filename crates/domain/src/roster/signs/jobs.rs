//! One person in two full-time jobs at a time.

use super::{Line, Search, Sign, SignKind, classes::clashing, people, sign};

pub(super) fn find(search: &Search<'_>) -> Vec<Sign> {
    let least = search.rules.job_overlap_days.value;
    let jobs = search.all().iter().filter(|line| line.employed && line.firm > 0);
    let both = |one: &&Line, two: &&Line| {
        // One firm may stand with its code in one row and without it in another.
        one.firm != two.firm && one.employer != two.employer && one.days_shared(two) >= i64::from(least)
    };
    let lines = clashing(jobs, both);
    let many = people(lines.iter().copied());
    let sentence = format!("{many} 个人同时在两家单位全职就业。");
    let threshold = format!("同期 {least} 天以上；前一份没有填写离职日期的，视为仍在职");
    (many > 0).then(|| sign(SignKind::TwoJobs, sentence, threshold, &lines)).into_iter().collect()
}
