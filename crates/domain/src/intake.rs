//! Brands recognised on paper before this system (存量导入): one person of the city enters one, a second decides.

use crate::coded::coded;

coded! {
    /// Where an entry stands.
    IntakeState {
        Waiting = "waiting" "待复核",
        Confirmed = "confirmed" "已导入",
        Refused = "refused" "不予导入",
    }
}
