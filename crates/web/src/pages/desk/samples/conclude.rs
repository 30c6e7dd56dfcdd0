//! `/desk/samples/{sample}/conclude`: the calls are done, and what they say goes on record.

use super::{bureau, estimate, here, title};
use crate::{
    frame::Link,
    pages::{desk::frame, shared::FormPage},
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::rosters;
use domain::ids::SampleId;

/// Concluding a sample.
pub(super) fn routes() -> Routes {
    Routes::new().form("/desk/samples/{sample}/conclude", Who::BUREAUS, conclude_form, conclude)
}

async fn conclude_form(caller: &Caller, id: SampleId) -> Result<FormPage, Fail> {
    let (brand, sample) = rosters::sample(&caller.app, bureau(caller)?, id).await?;
    let mut intro = estimate(&sample);
    intro.push("办结后结果不能再改，人数和推算写入办理记录。".into());
    let frame = frame(caller, format!("办结{}", title(&brand, &sample))).await;
    Ok(FormPage {
        back: Some(Link::new("返回回访名单", here(id))),
        intro,
        ..FormPage::new(frame, &format!("{}/conclude", here(id)), "办结抽查", Vec::new())
    })
}

async fn conclude(caller: &Caller, id: SampleId, _: &Submitted) -> Result<Done, Fail> {
    let brand = rosters::conclude_sample(&caller.app, bureau(caller)?, id).await?;
    Ok(Done::to(format!("/desk/signs/{brand}")).saying("抽查已办结。"))
}
