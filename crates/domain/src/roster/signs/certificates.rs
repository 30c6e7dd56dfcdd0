//! Certificate numbers that stand with several people.

use super::{Line, Search, Sign, SignKind, groups, people, sign};

pub(super) fn find(search: &Search<'_>) -> Vec<Sign> {
    let least = search.rules.certificate_people.value;
    let repeated: Vec<Vec<&Line>> = groups(search.all(), |line| (line.certificate > 0).then_some(line.certificate))
        .into_iter()
        .map(|(_, lines)| lines)
        .filter(|lines| people(lines.iter().copied()) >= u64::from(least))
        .collect();
    let numbers = repeated.len();
    let lines: Vec<&Line> = repeated.into_iter().flatten().collect();
    let many = people(lines.iter().copied());
    let sentence = format!("{numbers} 个证书编号重复，写在 {many} 个人名下。");
    let threshold = format!("同一编号 {least} 人以上");
    (numbers > 0).then(|| sign(SignKind::RepeatedCertificate, sentence, threshold, &lines)).into_iter().collect()
}
