//! The days that a typed date may be: not before what must have come first, and not to come.

use crate::{calendar::chinese_date, refusal::Refusal};
use chrono::NaiveDate;

/// From the day of what must have come first, which is named, to today or to another day that is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    earliest: NaiveDate,
    since: String,
    latest: NaiveDate,
    until: String,
}

impl Days {
    /// From `earliest` to `today`; `since` says in a few words what that first day is, such as 财政审核之日.
    #[must_use]
    pub fn since(earliest: NaiveDate, since: impl Into<String>, today: NaiveDate) -> Days {
        Days { earliest, since: since.into(), latest: today, until: "今天".to_owned() }
    }

    /// Those of them that are not after `day`; `what` says in a few words what that day is.
    #[must_use]
    pub fn not_after(self, day: NaiveDate, what: &str) -> Days {
        if day < self.latest {
            Days { latest: day, until: format!("{}（{what}）", chinese_date(day)), ..self }
        } else {
            self
        }
    }

    /// Those of them that are among the others too, where there are others.
    #[must_use]
    pub fn narrowed_by(self, others: Option<Days>) -> Days {
        let Some(others) = others else { return self };
        let (earliest, since) =
            if others.earliest < self.earliest { (self.earliest, self.since) } else { (others.earliest, others.since) };
        let (latest, until) =
            if others.latest < self.latest { (others.latest, others.until) } else { (self.latest, self.until) };
        Days { earliest, since, latest, until }
    }

    /// The first of them.
    #[must_use]
    pub fn earliest(&self) -> NaiveDate {
        self.earliest
    }

    /// The last of them.
    #[must_use]
    pub fn latest(&self) -> NaiveDate {
        self.latest
    }

    /// Help for whoever types one.
    #[must_use]
    pub fn told(&self) -> String {
        format!("不早于{}（{}），不晚于{}。", chinese_date(self.earliest), self.since, self.until)
    }

    /// What is wrong with a day that the label calls `what`; none where it is one of them.
    #[must_use]
    pub fn wrong(&self, day: NaiveDate, what: &str) -> Option<String> {
        if day > self.latest {
            Some(format!("{what}不能晚于{}，请核对。", self.until))
        } else if day < self.earliest {
            Some(format!("{what}不能早于{}（{}），请核对。", chinese_date(self.earliest), self.since))
        } else {
            None
        }
    }

    /// That a day is one of them.
    ///
    /// # Errors
    /// A sentence at the field.
    pub fn hold(&self, day: NaiveDate, field: &'static str, what: &str) -> Result<(), Refusal> {
        self.wrong(day, what).map_or(Ok(()), |sentence| Err(Refusal::field(field, sentence)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_stands_between_what_came_first_and_today() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let days = Days::since(day("2025-03-01"), "财政审核之日", day("2025-03-10"));
        assert_eq!([day("2025-03-01"), day("2025-03-10")].map(|on| days.wrong(on, "付款日期")), [None, None]);
        let early = days.wrong(day("2025-02-28"), "付款日期");
        assert_eq!(early.as_deref(), Some("付款日期不能早于2025年3月1日（财政审核之日），请核对。"));
        assert_eq!(days.wrong(day("2025-03-11"), "付款日期").as_deref(), Some("付款日期不能晚于今天，请核对。"));
    }

    #[test]
    fn of_two_spans_the_days_of_both_are_left() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let recorded = Days::since(day("2025-03-01"), "公示建档之日", day("2025-03-20"));
        let over = Days::since(day("2025-03-10"), "公示期满次一工作日", day("2025-03-20"));
        assert_eq!(recorded.clone().narrowed_by(Some(over.clone())), over);
        assert_eq!(over.clone().narrowed_by(Some(recorded)), over);
        assert_eq!(over.clone().narrowed_by(None), over);
        assert_eq!(over.clone().not_after(day("2025-03-21"), "公布日期"), over);
        let announced = over.not_after(day("2025-03-12"), "公布日期");
        let told = "不早于2025年3月10日（公示期满次一工作日），不晚于2025年3月12日（公布日期）。";
        assert_eq!(announced.told(), told);
        let late = announced.wrong(day("2025-03-13"), "会议日期");
        assert_eq!(late.as_deref(), Some("会议日期不能晚于2025年3月12日（公布日期），请核对。"));
    }
}
