//! Brands and their units.

table! {
    /// `Summary::from(&Brand)`, overwritten whole. `name_form` is the form in which names are told apart.
    brand_summary "brand_summary" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        name: String,
        name_form: String,
        area: String,
        lead_unit: i64,
        in_pool_since: Option<String>,
        titled_on: Option<String>,
        document: Option<String>,
        plaque: Option<String>,
        cultivation: Option<i64>,
    }
}

table! {
    /// Which units may see a brand.
    brand_unit "brand_unit" {
        #[sea_orm(primary_key, auto_increment = false)] brand: i64,
        #[sea_orm(primary_key, auto_increment = false)] unit: i64,
        place: i64,
    }
}

table! {
    /// What the library shows of a recognised brand (5.3.f), frozen at recognition from what was filed: never personal
    /// data. `products`, `trade` and `excerpt` are the unit's own words, one paragraph of the excerpt a line.
    brand_profile "brand_profile" {
        #[sea_orm(primary_key, auto_increment = false)] brand: i64,
        industry: String,
        category: String,
        products: String,
        trade: String,
        heritage: String,
        units: String,
        excerpt: String,
        employed: i64,
        trained: i64,
    }
}

table! {
    /// Brands handled on paper before this system (存量导入). `body` is what was entered, of which the brand's name, its area
    /// and the lead unit's name stand beside it for lists, and `name_form` as in a brand's summary; `state` is waiting,
    /// confirmed or refused.
    intake "intake" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        name: String,
        name_form: String,
        area: String,
        unit_name: String,
        body: String,
        state: String,
        reason: String,
        proposed_by: i64,
        proposed_at: i64,
        decided_by: Option<i64>,
        cultivation_id: Option<i64>,
    }
}
