use crate::coded::coded;

coded! {
    /// The kind of identity document, as annex 2 lists them.
    DocumentKind {
        ResidentId = "resident_id" "居民身份证",
        HmtResidencePermit = "hmt_residence_permit" "港澳台居民居住证",
        ForeignPermanentResident = "foreign_permanent_resident" "外国人永久居留身份证",
        Passport = "passport" "护照",
        Other = "other" "其他",
    }
}

coded! {
    /// Sex as an identity document states it.
    Sex {
        Male = "male" "男",
        Female = "female" "女",
    }
}
