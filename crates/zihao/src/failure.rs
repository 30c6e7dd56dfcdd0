//! How a command ends.

use std::{error::Error, fmt, process::ExitCode};

/// What a command returns: its exit code, or one sentence on what stopped it.
pub(crate) type Done<T = ExitCode> = Result<T, Failure>;

/// What stopped a command: a sentence, and the exit code it ends with.
#[derive(Debug)]
pub(crate) struct Failure {
    says: String,
    code: u8,
}

impl Failure {
    /// Ends with 1, as most do.
    pub(crate) fn new(says: impl Into<String>) -> Failure {
        Failure { says: says.into(), code: 1 }
    }

    /// Ends with another code.
    pub(crate) fn with_code(self, code: u8) -> Failure {
        Failure { code, ..self }
    }

    /// Tells the person at the terminal.
    pub(crate) fn report(&self) -> ExitCode {
        crate::output::complain(&self.says);
        ExitCode::from(self.code)
    }
}

/// Every error becomes its sentence, followed by what caused it; what cannot be taken as typed, its sentences.
impl<E: Error + 'static> From<E> for Failure {
    fn from(error: E) -> Failure {
        let error: &dyn Error = &error;
        if let Some(app::Error::Invalid(fields)) = error.downcast_ref() {
            return Failure::new(fields.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join("\n"));
        }
        let mut says = error.to_string();
        let mut source = error.source();
        while let Some(inner) = source {
            let words = inner.to_string();
            if !says.contains(&words) {
                says = format!("{says}：{words}");
            }
            source = inner.source();
        }
        Failure::new(says)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)
    }
}
