//! Doubt about a person of a filed roster, until a bureau decides (待核).

use crate::coded::coded;

coded! {
    /// Why a person waits for a verdict: another submitted brand claims them in the same ledger and year; the number stands
    /// under another name, in the file or in another roster that stands; the document is a passport or other paper that a
    /// reviewer confirms; outside records say otherwise; none has confirmed the person, and the application's policy asks for that.
    Reason {
        Brands = "brands" "两个品牌同报",
        Names = "names" "同号不同名",
        Document = "document" "证件待确认",
        Refuted = "refuted" "比对不一致",
        Unconfirmed = "unconfirmed" "比对未证实",
    }
}
