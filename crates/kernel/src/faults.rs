//! What is wrong with a sheet that somebody brought in, told cell by cell as far as anybody reads.

use crate::{Error, FieldError};
use domain::thousands::thousands;

/// Faults told one by one; the others are counted.
const TOLD: usize = 100;

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// The number of its row in the sheet.
    pub row: u32,
    /// The label of its column.
    pub column: String,
    /// What to mend.
    pub message: String,
}

/// What is wrong with a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Cell by cell, as far as it is told.
    pub told: Vec<CellError>,
    /// How many more there are.
    pub more: usize,
}

impl Faults {
    /// One more.
    pub fn add(&mut self, row: u32, column: &str, message: impl Into<String>) {
        if self.told.len() < TOLD {
            self.told.push(CellError { row, column: column.to_owned(), message: message.into() });
        } else {
            self.more += 1;
        }
    }

    /// Whether as many are told as anybody reads: what is dear to look for need not be looked for.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.told.len() >= TOLD
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }
}

/// A sentence a cell, and how many more there are.
impl From<Faults> for Error {
    fn from(Faults { told, more }: Faults) -> Error {
        let told = told.into_iter().map(|one| format!("第 {} 行“{}”：{}", one.row, one.column, one.message));
        let more = (more > 0).then(|| FieldError {
            faults: more,
            ..FieldError::of_none(format!("另有 {} 处，请一并核对。", thousands(&more)))
        });
        Error::Invalid(told.map(FieldError::of_none).chain(more).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_are_told_and_the_others_counted() {
        let mut faults = Faults::default();
        assert!(faults.is_empty() && !faults.is_full());
        (2..1_402).for_each(|row| faults.add(row, "年度", "请填写。"));
        assert_eq!((faults.told.len(), faults.more), (100, 1_300));
        assert!(faults.is_full());
        let Error::Invalid(told) = Error::from(faults) else { panic!("sentences") };
        assert_eq!(told.len(), 101);
        assert_eq!(told[0].message, "第 2 行“年度”：请填写。");
        assert_eq!(told[100].message, "另有 1,300 处，请一并核对。");
        assert_eq!(told.iter().map(|one| one.faults).sum::<usize>(), 1_400);
    }
}
