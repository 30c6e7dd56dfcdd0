//! One mobile number for many people.

use super::{Search, Sign, SignKind, groups, people, sign};

pub(super) fn find(search: &Search<'_>) -> Vec<Sign> {
    let least = search.rules.shared_phone.value;
    let shared = groups(search.all(), |line| Some(line.mobile)).into_iter().filter_map(|(mobile, lines)| {
        let many = people(lines.iter().copied());
        let sentence = format!("{many} 个人填的是同一个手机号码 {}。", mobile.mask());
        (many >= u64::from(least))
            .then(|| sign(SignKind::SharedPhone, sentence, format!("同一号码 {least} 人以上"), &lines))
    });
    shared.collect()
}
