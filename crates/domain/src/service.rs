//! Service (送达): a paper is handed over, and only that starts the period it sets (7.2.a).

use crate::coded::coded;

coded! {
    /// A paper that is handed over.
    Paper {
        CorrectionNotice = "correction_notice" "补正通知书",
        DeclineNotice = "decline_notice" "不予通过告知书",
        ObjectionAnswer = "objection_answer" "异议处理答复",
        RecognitionNotice = "recognition_notice" "认定通知",
    }
}

coded! {
    /// How a paper was handed over (送达方式).
    ServiceMethod {
        InPerson = "in_person" "直接送达",
        Post = "post" "邮寄送达",
        Platform = "platform" "平台送达",
        Announcement = "announcement" "公告送达",
    }
}
