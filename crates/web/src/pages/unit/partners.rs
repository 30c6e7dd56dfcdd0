//! `/unit/applications/{id}/partners`: the partner units of a joint brand, by their credit codes, while it is a draft (3.4.b).

use super::{back, filled_application, frame, href};
use crate::{
    components::{Field, Pair},
    pages::shared::FormPage,
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use domain::application::State;
use domain::stream::Stream;

/// Naming the partners.
pub(super) fn routes() -> Routes {
    const PATH: &str = "/unit/applications/{application}/partners";
    Routes::new().keeping(PATH, Who::FILLING, name_form, name)
}

async fn name_form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    let (application, _) = filled_application(caller, id).await?;
    let application = &application;
    if application.state() != State::Drafting {
        return Err(Fail::Elsewhere(href(application)));
    }
    let mut codes = Vec::new();
    let mut about = Vec::new();
    let units = app::units::some(caller.app.db().reader(), &application.units).await?;
    for (place, unit) in application.units.iter().enumerate() {
        let row = units.get(unit).ok_or(Fail::NotFound)?;
        about.push(Pair::new(if place == 0 { "牵头单位" } else { "共同培育单位" }, row.name.as_str()));
        if place > 0 {
            codes.push(row.credit_code.as_str());
        }
    }
    let field = Field::long("credit_codes", "共同培育单位的统一社会信用代码", 4)
        .hint("一行一个。对方须已注册并经所在县（市、区）确认；没有就留空。")
        .optional()
        .value(codes.join("\n"));
    let action = format!("{}/partners", href(application));
    let mut form = FormPage::new(frame(caller, application, "共同培育单位").await?, &action, "保存", vec![field]);
    form.intro = vec![
        "多家单位共同培育时，由牵头单位申报和领取补助；共同培育单位可以查看申报，并填报本单位的花名册（3.4.b）。"
            .into(),
    ];
    form.about.rows = about;
    form.back = Some(back(application));
    form.seen = Some(caller.seen(application.seq));
    Ok(form)
}

async fn name(caller: &Caller, id: i64, sent: &Submitted) -> Result<Done, Fail> {
    let (application, _) = filled_application(caller, id).await?;
    let codes = sent.text("credit_codes").split([',', '，', '、', ' ', '\n', '\r']);
    let codes: Vec<_> = codes.map(|code| code.trim().to_uppercase()).filter(|code| !code.is_empty()).collect();
    app::applications::set_partners(&caller.app, caller.actor()?, application.id, sent.seen()?, &codes).await?;
    Ok(Done::to(href(&application)).saying("共同培育单位已保存。"))
}
