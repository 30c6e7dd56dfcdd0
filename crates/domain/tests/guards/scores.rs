//! The points of the county's evaluation.

use super::{filed, of_application};
use domain::{access::Role, act::Evaluate, builtin, refusal::Refusal};

#[test]
fn each_head_is_scored_once() {
    let policy = builtin::policy();
    let heads: Vec<&str> = policy.review.evaluation_heads.iter().map(|head| head.code.as_str()).collect();
    let scored = |heads: &[&str]| Evaluate {
        scores: heads.iter().map(|head| ((*head).to_owned(), 1_500)).collect(),
        opinion: "特色鲜明".into(),
    };
    let application = filed(Vec::new());
    let asked = of_application::<Evaluate>(&application, Role::County);
    assert_eq!(asked.takes(scored(&heads)), Ok(()));
    let refused = asked.takes(scored(&vec![heads[0]; heads.len()]));
    let Err(Refusal::Field { field, sentence }) = refused else { panic!("{refused:?}") };
    assert!(field == "score" && sentence.contains("两次"), "{field}: {sentence}");
}
