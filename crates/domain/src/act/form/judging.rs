//! What an act knows of its answers while it asks: limits that what is typed is held against together with how it reads, so
//! that everything wrong is told at once. The act's own decision holds the same for whoever sends it by another way.

use super::{Form, Sent, reading::hundredths};
use chrono::NaiveDate;
use std::{fmt, sync::Arc};

type Judged = dyn Fn(&dyn Sent) -> Result<(), String> + Send + Sync;

/// Judges one input of a question: a sentence where what was typed there cannot stand.
#[derive(Clone)]
pub struct Judge {
    input: String,
    judged: Arc<Judged>,
}

impl fmt::Debug for Judge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Judge").field("input", &self.input).finish_non_exhaustive()
    }
}

impl Judge {
    /// The input it judges.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }

    /// What is wrong there.
    ///
    /// # Errors
    /// A sentence that says what may stand there.
    pub fn judge(&self, sent: &dyn Sent) -> Result<(), String> {
        (self.judged)(sent)
    }
}

impl Form {
    /// Holds an input of a question against what the act knows; asked where nothing else is wrong at that input.
    pub fn judge(
        &mut self,
        question: &str,
        input: impl Into<String>,
        judged: impl Fn(&dyn Sent) -> Result<(), String> + Send + Sync + 'static,
    ) {
        // A question that is not asked now is judged by nobody.
        if let Some(question) = self.questions.iter_mut().find(|known| known.field.name == question) {
            question.judges.push(Judge { input: input.into(), judged: Arc::new(judged) });
        }
    }

    /// A score for each head, of no more points than the head has.
    pub fn at_most(&mut self, name: &'static str, heads: impl IntoIterator<Item = (String, u32)>) {
        for (head, most) in heads {
            let input = format!("{name}_{head}");
            self.judge(name, input.clone(), move |sent| match hundredths(sent.text(&input)) {
                Some(points) if points > i64::from(most) * 100 => Err(beyond(most)),
                _ => Ok(()),
            });
        }
    }
}

/// The date typed into a field.
pub fn day(sent: &dyn Sent, name: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(sent.text(name).trim(), "%Y-%m-%d").ok()
}

/// The sentence at points beyond what a head has.
pub(in crate::act) fn beyond(most: u32) -> String {
    format!("请填 0 至 {most} 分。")
}
