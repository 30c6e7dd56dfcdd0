//! The brands of the made-up city, from every county, and what becomes of each. Units and people are made up; names follow
//! the naming rule of 3.2, and none is a brand that was ever recognised.

use std::ops::Range;

/// What becomes of a brand until the demo begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Recognised in the first round, first subsidy paid.
    Paid,
    /// Recognised in the first round, the subsidy waits for the city's approval.
    AwaitingPayment,
    /// Passed its county in the first round and was not recommended.
    NotSelected,
    /// On the notice that runs.
    OnNotice,
    /// On the notice that runs, with an objection.
    ObjectedTo,
    /// In review: documents reviewed, the site visit to come.
    InReview,
    /// Recommended; its acceptance waits for the city's approval.
    AcceptanceProposed,
    /// Recommended, nothing done yet.
    Recommended,
    /// Passed its county.
    Reviewed,
    /// Submitted; its admission waits for the county's approval.
    AdmissionProposed,
    /// Submitted, nothing done yet.
    Submitted,
    /// Returned for correction and served.
    Returned,
    /// Declined by its county.
    Declined,
    /// Taken back by its unit.
    Withdrawn,
    /// A draft half filled in.
    Drafting,
    /// Its unit has registered and waits for its county.
    Registered,
}

/// A brand and the unit that cultivates it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brand {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    /// Code of the unit's kind (3.4.a).
    pub(super) kind: &'static str,
    /// The unit's sign-in name.
    pub(super) login: &'static str,
    pub(super) area: &'static str,
    pub(super) address: &'static str,
    pub(super) industry: &'static str,
    pub(super) products: &'static str,
    pub(super) trade: &'static str,
    /// Code of the training category (3.5.b).
    pub(super) category: &'static str,
    /// The heritage listing, for brands of intangible heritage (3.3.d).
    pub(super) heritage: Option<&'static str>,
    /// People led to jobs over both years; the first is this number of the population.
    pub(super) first: u64,
    pub(super) employed: u64,
    /// People trained in 2024.
    pub(super) trained: u64,
    pub(super) fate: Fate,
}

impl Brand {
    /// Whether it applied in the first round.
    pub(super) fn in_first_round(&self) -> bool {
        matches!(self.fate, Fate::Paid | Fate::AwaitingPayment | Fate::NotSelected)
    }

    /// Those at work in a year: the two years overlap by an eighth.
    pub(super) fn employed_in(&self, year: i32) -> Range<u64> {
        let end = self.first + self.employed;
        if year == 2024 { self.first..self.first + self.employed * 5 / 8 } else { self.first + self.employed / 2..end }
    }

    /// Those trained in a year, who went to work for the most part.
    pub(super) fn trained_in(&self, year: i32) -> Range<u64> {
        if year == 2024 {
            self.first..self.first + self.trained
        } else {
            let start = self.first + self.employed / 2;
            start..start + self.trained * 2 / 5
        }
    }
}

macro_rules! brands {
    ($($name:literal $fate:ident: $unit:literal $kind:literal $login:literal, $area:literal $address:literal,
        $industry:literal $products:literal $trade:literal $category:literal $heritage:expr,
        $first:literal $employed:literal $trained:literal;)+) => {
        &[$(Brand {
            name: $name, unit: $unit, kind: $kind, login: $login, area: $area, address: $address, industry: $industry,
            products: $products, trade: $trade, category: $category, heritage: $heritage, first: $first,
            employed: $employed, trained: $trained, fate: Fate::$fate,
        }),+]
    };
}

/// Every brand. Twice two claim some of the same people (待核): 晋江食品加工工 and 石狮水产加工工, of two counties, and 丰泽月嫂
/// and 丰泽簪花师, of one. One roster of 石狮水产加工工 is padded (疑点).
pub(super) const BRANDS: &[Brand] = brands! {
    "晋江鞋服制版师" Paid: "晋江市鞋样技艺促进会" "social_organisation" "xieyang",
        "350582" "晋江市陈埭镇江头路 18 号", "C19" "运动鞋、休闲鞋制版" "制版师" "manufacturing" None, 0 12_000 2_600;
    "惠安石雕工匠" AwaitingPayment: "惠安县石艺传习协会" "trade_association" "shiyi",
        "350521" "惠安县崇武镇石工街 7 号", "C30" "石雕、影雕" "工匠" "skill_training" Some("国家级，第一批"), 12_000 7_600 2_300;
    "安溪藤铁工艺师" NotSelected: "安溪县藤艺家居商会" "chamber_of_commerce" "tengyi",
        "350524" "安溪县尚卿乡工艺路 3 号", "C41" "藤铁家居饰品" "工艺师" "manufacturing" None, 20_000 4_200 1_200;
    "石狮服装缝纫工" ObjectedTo: "石狮市衣作职业培训学校" "vocational_training_institution" "yizuo",
        "350581" "石狮市灵秀镇学府路 22 号", "C18" "男装、童装缝制" "缝纫工" "manufacturing" None, 25_000 9_600 2_100;
    "南安水暖安装工" OnNotice: "南安市厨卫技工联合会" "trade_association" "chuwei",
        "350583" "南安市仑苍镇园区路 9 号", "C33" "水暖器材安装与维修" "安装工" "manufacturing" None, 35_000 8_400 1_900;
    "鲤城木偶雕刻师" OnNotice: "鲤城区偶艺传承中心" "social_organisation" "ouyi",
        "350502" "鲤城区西街旧馆驿 12 号", "C24" "提线木偶、掌中木偶雕刻" "雕刻师" "intangible_heritage" Some("国家级，第一批"), 44_000 1_200 620;
    "安溪铁观音制茶师" InReview: "安溪县乌龙茶协会" "trade_association" "wulong",
        "350524" "安溪县感德镇茶都路 1 号", "C15" "铁观音初制与精制" "制茶师" "planting_and_breeding" None, 45_500 9_000 1_800;
    "德化陶瓷工匠" AcceptanceProposed: "德化县瓷艺技工学校" "vocational_training_institution" "ciyi",
        "350526" "德化县浔中镇瓷坊路 30 号", "C30" "白瓷、日用瓷成型与烧制" "工匠" "manufacturing" Some("国家级，第一批"), 55_000 6_800 1_500;
    "永春篾香匠" Recommended: "永春县香道同业公会" "trade_association" "xiangdao",
        "350525" "永春县达埔镇香都路 5 号", "C41" "篾香、盘香制作" "匠" "intangible_heritage" Some("国家级，第五批"), 62_000 5_600 700;
    "丰泽月嫂" Reviewed: "丰泽区安家家政服务有限公司" "enterprise" "anjia",
        "350503" "丰泽区田安路 88 号", "O80" "母婴护理、产后照护" "月嫂" "domestic_service" None, 68_000 3_200 1_300;
    "泉港石化操作工" AdmissionProposed: "泉港区化工职业培训中心" "vocational_training_institution" "huagong",
        "350505" "泉港区南埔镇炼化大道 6 号", "C25" "石化装置操作" "操作工" "skill_training" None, 72_000 4_800 2_200;
    "晋江食品加工工" Submitted: "晋江市休食技能培训学校" "vocational_training_institution" "xiushi",
        "350582" "晋江市罗山街道福埔路 15 号", "C14" "糖果、果冻、紫菜加工" "加工工" "manufacturing" None, 77_000 2_150 1_100;
    "石狮水产加工工" Submitted: "石狮市海味商会" "chamber_of_commerce" "haiwei",
        "350581" "石狮市祥芝镇渔港路 2 号", "C13" "水产品初加工与冷链" "加工工" "manufacturing" None, 78_100 2_500 1_050;
    "丰泽簪花师" Returned: "丰泽区簪花围文旅合作社" "cooperative" "zanhua",
        "350503" "丰泽区东海街道蟳埔社区", "R88" "簪花妆造、旅拍" "簪花师" "culture_and_tourism" Some("国家级，第二批"), 70_100 2_100 560;
    "洛江五金铸造工" Declined: "洛江区铸锻行业协会" "trade_association" "zhuduan",
        "350504" "洛江区河市镇铸锻路 4 号", "C33" "阀门铸件" "铸造工" "manufacturing" None, 85_000 900 420;
    "南安石材工匠" Withdrawn: "南安市石作工艺学校" "vocational_training_institution" "shizuo",
        "350583" "南安市水头镇海联路 11 号", "C30" "石板材加工" "工匠" "manufacturing" None, 86_000 2_800 1_100;
    "永春纸织画师" Drafting: "永春县纸织画传习所" "social_organisation" "zhizhi",
        "350525" "永春县桃城镇环翠路 8 号", "C24" "纸织画" "画师" "intangible_heritage" Some("国家级，第三批"), 90_000 0 0;
    "台商投资区电子装配工" Registered: "泉州智造职业技能培训学校" "vocational_training_institution" "zhizao",
        "QZ-TSTZ" "泉州台商投资区东园镇智造路 1 号", "C39" "通信终端装配" "装配工" "manufacturing" None, 91_000 0 0;
};
