//! A story in which every kind of form can be filled in, and two programs over its database to send them to.

use crate::{
    city::credit_code,
    testing::{Answered, Installation, Story},
};
use app::{App, Chance, Clock};
use axum::http::StatusCode;
use domain::{
    access::{Actor, Role},
    application::PinnedRoster,
    comparison::Unconfirmed,
    ids::{ApplicationId, BrandId, ImportId},
    roster::SheetKind,
};

/// A form as somebody fills it in.
pub(super) struct Filled {
    pub(super) name: &'static str,
    pub(super) who: Option<Actor>,
    /// The page it stands on: what is seen is read there.
    page: String,
    action: String,
    fields: Vec<(&'static str, String)>,
    file: Option<(&'static str, &'static str, &'static [u8])>,
}

impl Filled {
    fn new(
        name: &'static str,
        who: Option<&Actor>,
        (page, action): (&str, &str),
        fields: &[(&'static str, &str)],
    ) -> Filled {
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Filled { name, who: who.cloned(), page: page.to_owned(), action: action.to_owned(), fields, file: None }
    }

    fn with(self, field: &'static str, name: &'static str, content: &'static [u8]) -> Filled {
        Filled { file: Some((field, name, content)), ..self }
    }
}

/// A story with another brand in its county's review, and two programs over its database.
pub(super) struct World {
    pub(super) story: Story,
    other: Installation,
    in_review: ApplicationId,
    admin: Actor,
}

/// A roster of people who can be called, filed for a brand.
async fn filed(app: &App, unit: &Actor, brand: BrandId) {
    let head = "姓名,证件类型,证件号码,手机号码,人员类别,就业形式,就业地,是否本品牌组织输出,岗位/工种,入职日期,是否签订劳动合同";
    let row = |(name, number): (&str, &str)| {
        let kept = "13911112222,农村转移就业劳动者,灵活就业,350582 晋江市,否,糕点师,2025-02-01,否";
        format!("{name},居民身份证,{number},{kept}")
    };
    let people = [("林晓东", "350527199001010015"), ("林晓西", "350527199001020010")].map(row);
    let sheet = format!("{head}\n{}\n", people.join("\n"));
    let sheet = futures::stream::iter([Ok::<_, std::io::Error>(sheet.into_bytes())]);
    let file = app::attachments::receive(app, 1 << 20, "就业花名册.csv", sheet).await.expect("a file is stored");
    let own = unit.unit.expect("a unit's account");
    let import = app::rosters::begin_import(app, unit, brand, own, SheetKind::Employment, 2025, &file).await;
    let import = import.expect("a check begins");
    app::rosters::wait_for_check(app, unit, import).await.expect("a check ends");
    let versions = app::rosters::commit_import(app, unit, import).await.expect("published");
    let tx = app.begin(None).await.expect("a verb");
    let pinned = [PinnedRoster { version: versions[0], digest: String::new() }];
    app::rosters::freeze(&tx, brand, &pinned, Unconfirmed::Count).await.expect("claimed");
    tx.commit().await.expect("committed");
}

impl World {
    pub(super) async fn new() -> World {
        let story = Story::on_notice().await;
        let city = &story.city;
        let app = &city.app;
        let (clock, chance) = (Clock::fixed(app.now()), Chance::seeded(12));
        let second = App::open(app.db().clone(), app.vault().clone(), city.folder.path(), clock, chance).await;
        let other = Installation::new(&second.expect("a second program opens"));
        let unit = city.unit("晋江市食品行业协会", "350582").await;
        let application = city.submitted(&unit, story.round, "晋江食品加工工", 20_000).await;
        let in_review = application.id;
        filed(app, &unit, application.brand).await;
        let admin = city.official(Role::Admin, crate::city::CITY, None, "").await;
        World { story, other, in_review, admin }
    }

    /// Every form that makes something, in an order in which each can be done.
    pub(super) async fn forms(&self) -> Vec<Filled> {
        let all = [self.public_forms(), self.unit_forms().await, self.county_forms().await, self.city_forms()];
        all.into_iter().flatten().collect()
    }

    fn public_forms(&self) -> Vec<Filled> {
        let (notice, application) = (self.story.notice, self.story.application.to_string());
        let objection = format!("/notices/{notice}/objections/new");
        let text = "花名册中有人并未在该单位就业，有名单为证。";
        let code = credit_code(501);
        let unit = [
            ("credit_code", code.as_str()),
            ("name", "晋江市竞速协会"),
            ("kind", "trade_association"),
            ("area", "350582"),
            ("address", "晋江市某路1号"),
            ("contact_name", "林某某"),
            ("contact_phone", "13900139000"),
            ("password", "kuai-kuai-man-man-9"),
            ("password_again", "kuai-kuai-man-man-9"),
        ];
        let scan = b"%PDF-1.7\nevidence";
        vec![
            Filled::new("objection", None, (&objection, &objection), &[("application", &application), ("text", text)])
                .with("objection_evidence", "名单.pdf", scan),
            Filled::new("lead", None, ("/leads/new", "/leads/new"), &[("about", "晋江鞋服"), ("text", text)]),
            Filled::new("registration", None, ("/register", "/register"), &unit),
        ]
    }

    async fn unit_forms(&self) -> Vec<Filled> {
        let (unit, round) = (&self.story.unit, self.story.round.to_string());
        let brand = self.story.city.application(self.story.application).await.brand;
        let rosters = format!("/unit/rosters/{brand}");
        let own = unit.unit.expect("a unit's account").to_string();
        let roster = [("kind", "training"), ("year", "2024"), ("unit", own.as_str())];
        let who = Some(unit);
        vec![
            Filled::new("draft", who, ("/unit/start", "/unit/start"), &[("round", &round), ("name", "晋江鞋底工")]),
            Filled::new("roster", who, (&rosters, &rosters), &roster).with(
                "file",
                "培训花名册.csv",
                "姓名,证件号码\n".as_bytes(),
            ),
        ]
    }

    async fn county_forms(&self) -> Vec<Filled> {
        let (story, officials) = (&self.story, &self.story.officials);
        let (county, round) = (Some(&officials.county), story.round.to_string());
        let application = story.city.application(self.in_review).await;
        let at = |act: &str| format!("/desk/applications/{}/{act}", self.in_review);
        let (judge, back) = (at("judge_clause"), at("return_for_correction"));
        let key_in = format!("/desk/units/{}/key-in", application.lead_unit());
        let request = [
            ("asked", "access"),
            ("name", "林示例"),
            ("document_kind", "resident_id"),
            ("number", "350527199001010015"),
            ("contact", "13800000000"),
            ("check", "original"),
            ("words", "查阅本人的信息"),
        ];
        let paper = [("round", round.as_str()), ("name", "晋江糕点师傅")];
        let shortfall = [("section_1", "narrative"), ("clause_1", "4.2"), ("what_1", "请补写社会贡献一节。")];
        let brand = story.city.application(story.application).await.brand;
        let release = format!("/desk/comparisons/new?brand={brand}");
        let filed = app::comparisons::filed(&story.city.app, &officials.county, brand).await.expect("filed rosters");
        let version = filed[0].version.to_string();
        let list = [
            ("versions", version.as_str()),
            ("source", "real_name"),
            ("recipient", "泉州市公安局"),
            ("purpose", "核对实名信息"),
            ("ground", "statutory_duty"),
            ("assessment", "影响评估〔2025〕3号"),
            ("delete_by", "2025-04-20"),
        ];
        let sample = format!("/desk/signs/{}/sample?of=employment.2025", application.brand);
        let plan = [("confidence", "95"), ("margin", "10"), ("expected", "50")];
        let rights = "/desk/rights/new";
        vec![
            Filled::new("keyed in", county, (&key_in, &key_in), &paper),
            Filled::new("rights request", county, (rights, rights), &request),
            Filled::new(
                "a record",
                county,
                (&judge, &judge),
                &[("clause", "3.1"), ("met", "yes"), ("reason", "查阅记录属实")],
            ),
            Filled::new("a proposal", county, (&back, &back), &shortfall),
            Filled::new("a list to compare", county, (&release, &release), &list),
            Filled::new("a sample", county, (&sample, &sample), &plan),
        ]
    }

    fn city_forms(&self) -> Vec<Filled> {
        let (city, admin) = (Some(&self.story.officials.city), Some(&self.admin));
        let code = credit_code(502);
        let round = [
            ("name", "2025 年第二批"),
            ("year", "2025"),
            ("opens_on", "2025-05-06"),
            ("closes_on", "2025-06-30"),
            ("recommend_by", "2025-07-31"),
        ];
        let existing = [
            ("name", "安溪制茶师"),
            ("area", "350524"),
            ("unit_name", "安溪县茶业行业协会"),
            ("credit_code", code.as_str()),
            ("unit_kind", "trade_association"),
            ("document", "泉人社文〔2024〕8号"),
            ("announced_on", "2024-12-20"),
        ];
        let account = [
            ("login", "racer1"),
            ("name", "林某"),
            ("role", "county"),
            ("office", "1"),
            ("section", "就业科"),
            ("post", "科员"),
            ("steps", "draft"),
        ];
        let office = [("role", "county"), ("area", "350524"), ("name", "安溪县人力资源和社会保障局")];
        let reset = format!("/admin/accounts/{}/reset", self.story.officials.county.account);
        let accounts = ("/admin/accounts/new", "/admin/accounts/new");
        vec![
            Filled::new("round", city, ("/desk/rounds/new", "/desk/rounds/new"), &round),
            Filled::new("existing brand", city, ("/desk/intake/new", "/desk/intake/new"), &existing).with(
                "scans",
                "决定.pdf",
                b"%PDF-1.7\ndecision",
            ),
            Filled::new("office", admin, ("/admin/offices/new", "/admin/offices/new"), &office),
            Filled::new("account", admin, accounts, &account),
            Filled::new("one-time link", admin, (&reset, &reset), &[]),
        ]
    }

    /// Opens the form and sends it by so many at once, by turns through one and the other program.
    pub(super) async fn sends(&self, form: &Filled, many: usize) -> Vec<Answered> {
        let page = self.story.installation.get(form.who.as_ref(), &form.page).await;
        assert_eq!(page.status, StatusCode::OK, "{}: {}", form.name, page.words());
        let hidden = |name: &str| {
            let after = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
            after.split('"').next().unwrap_or_default().to_owned()
        };
        let mut fields = form.fields.clone();
        fields.extend([("seen", hidden("seen")), ("key", hidden("key"))]);
        let send = |nth: usize| {
            let through = if nth.is_multiple_of(2) { &self.story.installation } else { &self.other };
            through.form(form.who.as_ref(), &form.action, &fields, form.file)
        };
        futures::future::join_all((0..many).map(send)).await
    }

    /// What a form sets going has come to its end.
    pub(super) async fn settles(&self, form: &Filled) {
        if form.name == "roster" {
            let app = &self.story.city.app;
            app::rosters::wait_for_check(app, &self.story.unit, ImportId(2)).await.expect("a check ends");
        }
    }
}
