//! What a citizen reads and does, from the first notice to the plaque.

use crate::{
    city::{city, on},
    testing::{Browser, Installation, Story, came_back},
};
use axum::http::{HeaderName, StatusCode, header};
use domain::{act::AcknowledgeObjection, ids::ObjectionId};

#[tokio::test]
async fn a_citizen_reads_a_notice_objects_and_reads_the_answer() {
    let Story { city, officials, installation, notice, application, .. } = Story::on_notice().await;
    city.go_to("2025-04-07 10:00");
    let home = installation.get(None, "/").await;
    assert!(home.words().contains("2025年第一批正在受理，4月30日 星期三截止。"), "{}", home.words());
    assert_eq!(home.headers[header::CACHE_CONTROL], "public, max-age=60");
    assert_eq!(installation.get(Some(&officials.city), "/").await.headers[header::CACHE_CONTROL], "no-store");
    let paper = installation.get(None, &format!("/notices/{notice}")).await.words();
    assert!(paper.contains("公示第 2 个工作日，还剩 3 个工作日（最后一日 4月10日 星期四）"), "{paper}");
    assert!(paper.contains("现予公示。") && paper.contains("核定文本 SM3"), "as it was approved: {paper}");
    assert!(paper.contains("1 晋江鞋服制版师 晋江市鞋业行业协会 晋江市"), "{paper}");

    let form = format!("/notices/{notice}/objections/new");
    let application = application.to_string();
    let only = format!("value=\"{application}\" checked");
    assert!(installation.get(None, &form).await.body.contains(&only), "the one brand is chosen");
    let short = installation.post(None, &form, &[("application", &application), ("text", "不实")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.body.contains("不少于10个字") && short.body.contains("不实"), "what was typed is kept");
    let empty = installation.post(None, &form, &[("text", "不实"), ("mobile", "138")]).await.words();
    for wrong in ["有 3 处需要修改", "请选择对哪个品牌有异议。", "不少于10个字", "手机号"] {
        assert!(empty.contains(wrong), "{wrong}: {empty}");
    }
    let fields =
        [("application", application.as_str()), ("text", "花名册中有人并未在该单位就业，有名单为证。"), ("key", "k1")];
    let forged = installation.upload(None, &form, &fields, ("objection_evidence", "名单.pdf", b"MZ\x90\x00")).await;
    assert!(forged.body.contains("异议证据材料请上传"), "{}", forged.words());
    let taken = installation.upload(None, &form, &fields, ("objection_evidence", "名单.pdf", b"%PDF-1.7\n1")).await;
    assert!(taken.to().starts_with("/objections?receipt=YY-"), "{} {}", taken.status, taken.words());
    let again = installation.upload(None, &form, &fields, ("objection_evidence", "名单.pdf", b"%PDF-1.7\n1")).await;
    assert_eq!(again.to(), taken.to(), "a second click is the same objection");
    let other = [fields[0], ("text", "换了一段事实和理由，也有名单为证。"), fields[2]];
    let other = installation.post(None, &form, &other).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(other.body.contains("换了一段事实和理由") && other.body.contains("已经提交过一次"), "{}", other.words());
    let receipt = taken.to().replace('&', "&#38;");
    assert!(other.body.contains(&receipt), "the first one's receipt is a click away: {}", other.words());
    assert!(installation.get(None, taken.to()).await.words().contains("请保存回执号"));

    let acknowledge = on(ObjectionId(1), AcknowledgeObjection {});
    city.record(&officials.city, acknowledge).await.unwrap();
    let receipt = taken.to().trim_end_matches("&new=1").to_lowercase();
    let known = installation.get(None, &receipt).await;
    assert!(known.words().contains("已受理，正在核查。"), "{}", known.words());
    assert!(!known.body.contains("并未在该单位就业"), "the receipt does not give away what was written");
    assert_eq!(known.headers[header::CACHE_CONTROL], "no-store");
    let unknown = installation.get(None, "/objections?receipt=YY-0000-0000-0000").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.body.contains("没有这个回执号") && unknown.body.contains("value=\"YY-0000-0000-0000\""));

    city.go_to("2025-04-11 09:00");
    let over = installation.get(None, &format!("/notices/{notice}")).await.words();
    assert!(over.contains("公示已期满") && over.contains("提交线索"), "{over}");
}

#[tokio::test]
async fn a_recognised_brand_enters_the_library_and_its_plaque_is_verified() {
    let Story { city, officials, installation, notice, application, .. } = Story::on_notice().await;
    assert!(installation.get(None, "/brands").await.words().contains("还没有认定的品牌"));
    let brand = city.application(application).await.brand;
    assert_eq!(installation.get(None, &format!("/brands/{brand}")).await.status, StatusCode::NOT_FOUND, "no title yet");
    city.go_to("2025-04-11 09:00");
    city.check_units(&officials.city, application).await;
    city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[application]))
        .await
        .expect("recognised");

    for found in ["", "?q=制版", "?q=晋江市", "?q=制鞋业", "?q=鞋业行业&area=350582&industry=C19"] {
        let words = installation.get(None, &format!("/brands{found}")).await.words();
        assert!(words.contains("晋江鞋服制版师") && words.contains("共 1 个"), "{found}: {words}");
    }
    for missed in ["?q=茶", "?q=%25", "?q=_", "?area=350583", "?industry=C15", "?after=2020-01-01.1"] {
        assert!(!installation.get(None, &format!("/brands{missed}")).await.body.contains("晋江鞋服制版师"), "{missed}");
    }
    let page = installation.get(None, &format!("/brands/{brand}")).await;
    let words = page.words();
    for said in ["5,100 人", "泉人社文〔2025〕12号", "泉字号 2025-0001", "至2027年4月11日", "鞋服制版", "制造类"]
    {
        assert!(words.contains(said), "{said}: {words}");
    }
    for personal in ["陈某某", "林某某", "13800138000"] {
        assert!(!page.body.contains(personal), "{personal} is nobody's business");
    }
    assert!(page.body.contains("<svg class=\"qr\""));
    for number in ["/verify?number=2025-0001", "/verify?number=泉字号2025-0001", "/verify/泉字号%202025-0001"] {
        let number: String = number
            .chars()
            .map(|c| if c.is_ascii() { c.to_string() } else { crate::shell::encoded(&c.to_string()) })
            .collect();
        let words = installation.get(None, &number).await.words();
        assert!(words.contains("有记录") && words.contains("晋江市鞋业行业协会"), "{number}: {words}");
    }
    assert!(installation.get(None, "/verify?number=2025-0002").await.words().contains("查无此号"));
    let home = installation.get(None, "/").await.words();
    assert!(home.contains("1 个") && home.contains("晋江鞋服制版师"), "{home}");
}

#[tokio::test]
async fn a_self_check_answers_clause_by_clause_and_keeps_nothing() {
    let city = city().await;
    let installation = Installation::new(&city.app);
    let fields = [
        ("brand_name", "德化陶瓷工匠"),
        ("unit_name", "德化县陶瓷同业公会"),
        ("unit_kind", "trade_association"),
        ("training_category", "manufacturing"),
        ("training_mode", "own"),
        ("employment_led", "5000"),
        ("trained", "1,000"),
        ("introduction", "4999"),
        ("internal_rules", "1"),
        ("financial_rules", "1"),
        ("clean", "1"),
        ("publicity", "1"),
    ];
    let words = installation.post(None, "/self-check", &fields).await.words();
    for said in [
        "县级劳务品牌带动就业创业超过 2000 人 去重 5000 人 符合",
        "市级劳务品牌带动就业创业超过 5000 人 去重 5000 人 请补报花名册，或者另报佐证材料 不符合",
        "德化（地域）+陶瓷（产业产品）+工匠（工种）",
        "制造类每年培训不少于 1000 人 去重 1000 人 符合",
        "还差 1 字，请补充",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let all = [
        ("employment_led", "五千"),
        ("trained", "一千"),
        ("introduction", "多"),
        ("unit_name", "某某协会"),
        ("clean", "1"),
    ];
    let all = installation.post(None, "/self-check", &all).await;
    let kept = ["五千", "一千", "value=\"多\"", "某某协会", "name=\"clean\" value=\"1\" checked"];
    came_back(&all.body, &["brand_name", "employment_led", "trained", "introduction"], &kept);
    assert!(all.words().contains("去年培训合格人数：请填写整数"), "{}", all.words());
    let wrong = installation.post(None, "/self-check", &[("employment_led", "五千")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("请填写品牌名称。") && wrong.body.contains("请填写整数"));
}

#[tokio::test]
async fn a_lead_needs_no_notice_and_gets_a_receipt() {
    let city = city().await;
    let officials = city.officials().await;
    let installation = Installation::new(&city.app);
    let fields = [("about", "某某鞋业公司"), ("text", "以本市劳务品牌名义收取培训押金。"), ("mobile", "138")];
    assert!(
        installation.post(None, "/leads/new", &fields).await.body.contains("手机号"),
        "a wrong number is said at once"
    );
    let taken = installation.post(None, "/leads/new", &fields[..2]).await;
    assert!(taken.to().starts_with("/objections?receipt=XS-"), "{}", taken.words());
    let receipt = installation.get(None, taken.to()).await.words();
    assert!(receipt.contains("回到首页") && !receipt.contains("查看公示"), "{receipt}");
    let desk = installation.get(Some(&officials.city), "/desk/objections/1/acknowledge_objection").await.words();
    assert!(desk.contains("反映人") && desk.contains("返回异议和线索") && !desk.contains("未填"), "{desk}");
    let listed = app::objections::list(&city.app, &officials.city, &app::listing::Search::default(), None)
        .await
        .unwrap()
        .page
        .rows;
    assert_eq!((listed[0].brand.as_str(), listed[0].lodged.late), ("某某鞋业公司", true));
}

#[tokio::test]
async fn standing_pages_say_what_the_policy_says() {
    let city = city().await;
    let installation = Installation::new(&city.app);
    let policy = installation.get(None, "/policy").await;
    for clause in domain::clauses::all() {
        assert!(policy.body.contains(&format!("id=\"c-{}\"", clause.id)), "{} has an anchor", clause.id);
    }
    assert!(policy.words().contains("县级劳务品牌带动就业创业人数（须超过） 2000 人"));
    assert!(installation.get(None, "/privacy").await.words().contains("花名册在周期结束后保存：3 年。"));
    assert_eq!(installation.get(None, "/privacy/workers").await.status, StatusCode::OK);
    assert!(installation.get(None, "/robots.txt").await.body.contains("Disallow: /desk"));
    assert_eq!(installation.get(None, "/notices/1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(installation.get(None, "/brands/x").await.status, StatusCode::NOT_FOUND);
    let advance = installation.post(None, "/demo/advance", &[("step", "1wd")]).await;
    assert_eq!(advance.status, StatusCode::NOT_FOUND, "only a demo city has a clock to move");
}

/// What a form does not ask for, and what it refuses, leaves nothing on the disk.
#[tokio::test]
async fn files_of_strangers_stay_with_what_they_lodged_alone() {
    let city = city().await;
    let installation = Installation::new(&city.app);
    let file = ("objection_evidence", "名单.pdf", b"%PDF-1.7\n1".as_slice());
    let other = ("somewhere_else", "名单.pdf", b"%PDF-1.7\n2".as_slice());
    let lead = [("about", "某品牌"), ("text", "花名册不实，有人没有参加培训。")];
    let refused = installation.upload(None, "/leads/new", &lead[..1], file).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.words());
    let bare = installation.upload(None, "/self-check", &[("employment_led", "5000")], file).await;
    assert_eq!(bare.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(bare.words().contains("这个表单不收文件"), "{}", bare.words());
    let taken = installation.upload(None, "/leads/new", &lead, other).await;
    assert!(taken.to().starts_with("/objections?receipt=XS-"), "{} {}", taken.status, taken.words());
    assert_eq!(city.stored_files(), 0);

    let taken = installation.upload(None, "/leads/new", &lead, file).await;
    assert!(taken.to().starts_with("/objections?receipt=XS-"), "{} {}", taken.status, taken.words());
    assert_eq!(city.stored_files(), 1);
}

#[tokio::test]
async fn a_form_longer_than_any_is_told_so_and_not_held_in_memory() {
    let city = city().await;
    let installation = Installation::new(&city.app);
    let long = "长".repeat(800_000);
    let name = "n".repeat(4_000);
    let many_fields = vec![("a", ""); 5_001];
    let long_names = vec![(name.as_str(), ""); 600];
    for lead in [&[("about", "某品牌"), ("text", long.as_str())][..], &many_fields, &long_names] {
        let plain = installation.post(None, "/leads/new", lead).await;
        let with_file = installation.upload(None, "/leads/new", lead, ("objection_evidence", "", b"")).await;
        for sent in [plain, with_file] {
            assert_eq!(sent.status, StatusCode::PAYLOAD_TOO_LARGE);
            assert!(sent.words().contains("提交的文字太长"), "{}", sent.words());
        }
    }
}

#[tokio::test]
async fn the_number_of_a_request_is_the_programs_own() {
    let city = city().await;
    let number = HeaderName::from_static("x-request-id");
    let answered = Browser::new(&city.app, None).get_with("/", (number.clone(), "<script>")).await;
    assert_eq!(answered.headers[number].len(), 36, "a number, not what was sent");
}
