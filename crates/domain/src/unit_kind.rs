//! The kinds of cultivating unit of 3.4.a.

use crate::coded::coded;

coded! {
    /// What kind of unit cultivates a brand (3.4.a); the county confirms it.
    UnitKind {
        Enterprise = "enterprise" "企业",
        PublicInstitution = "public_institution" "事业单位",
        SocialOrganisation = "social_organisation" "社会团体",
        TradeAssociation = "trade_association" "行业协会",
        ChamberOfCommerce = "chamber_of_commerce" "商会",
        VocationalTrainingInstitution = "vocational_training_institution" "职业培训机构",
        LeadingEnterprise = "leading_enterprise" "行业龙头企业",
        Cooperative = "cooperative" "农民专业合作社",
        Other = "other" "其他",
    }
}
