//! Several answers of a form read together, so that everything wrong with them is told at once.

use crate::{Error, FieldError};

/// Answers that were read, each or not.
pub trait Together {
    /// All of them.
    type All;

    /// All of the answers.
    ///
    /// # Errors
    /// Everything that is wrong with any, of each field what the first reader says; a failure that is no field's at once.
    fn together(self) -> Result<Self::All, Error>;
}

fn kept<T>(read: Result<T, Error>, wrong: &mut Vec<FieldError>) -> Result<Option<T>, Error> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(Error::Invalid(errors)) => {
            for error in errors {
                if error.field.is_empty() || wrong.iter().all(|said| said.field != error.field) {
                    wrong.push(error);
                }
            }
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

macro_rules! tuples {
    ($($($name:ident: $type:ident),+;)+) => {$(
        impl<$($type),+> Together for ($(Result<$type, Error>,)+) {
            type All = ($($type,)+);

            fn together(self) -> Result<Self::All, Error> {
                let ($($name,)+) = self;
                let mut wrong = Vec::new();
                $(let $name = kept($name, &mut wrong)?;)+
                match ($($name,)+) {
                    ($(Some($name),)+) => Ok(($($name,)+)),
                    _ => Err(Error::Invalid(wrong)),
                }
            }
        }
    )+};
}
tuples! {
    a: A, b: B;
    a: A, b: B, c: C;
    a: A, b: B, c: C, d: D;
    a: A, b: B, c: C, d: D, e: E;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_is_told_at_once_and_a_failure_before_it() {
        let wrong = |field: &str| Err::<u8, _>(Error::field(field, "请填写。"));
        assert_eq!((Ok(1_u8), Ok("二")).together().expect("both were read"), (1, "二"));
        let Err(Error::Invalid(errors)) = (wrong("a"), Ok(2), wrong("c")).together() else { panic!("two are wrong") };
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        let twice = (wrong("a"), Err::<u8, _>(Error::field("a", "太短。"))).together();
        assert!(matches!(twice, Err(Error::Invalid(ref errors)) if errors.len() == 1), "{twice:?}");
        let failed = (wrong("a"), Err::<u8, _>(Error::Internal("磁盘".into()))).together();
        assert!(matches!(failed, Err(Error::Internal(_))), "{failed:?}");
    }
}
