//! What a verb can answer instead of doing its work.

use domain::{access::Denied, length, matter::StepRefused, refusal::Refusal, stream::FoldError};
use spreadsheets::WriteError;

/// A field that cannot be taken as typed, with what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's id in the form.
    pub field: String,
    /// The sentence.
    pub message: String,
    /// How many faults it tells of: one, or those that are counted and not told.
    pub faults: usize,
}

impl FieldError {
    /// What is wrong with a field.
    #[must_use]
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> FieldError {
        FieldError { field: field.into(), message: message.into(), faults: 1 }
    }

    /// What is wrong with the whole, and with no single field.
    #[must_use]
    pub fn of_none(message: String) -> FieldError {
        FieldError::new("", message)
    }
}

/// Why a verb did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A rule says no.
    #[error(transparent)]
    Refused(Refusal),
    /// A step of a chain may not be taken.
    #[error(transparent)]
    Step(#[from] StepRefused),
    /// There is no such thing.
    #[error("没有找到这项内容。请核对地址，或从工作台重新进入。")]
    NotFound,
    /// Somebody else acted since the page was drawn.
    #[error("本页打开之后，办件已有新的办理。请核对变化后再办理，您填写的内容仍然保留。")]
    Stale {
        /// What happened meanwhile, oldest first, in sentences.
        since: Vec<String>,
    },
    /// The form was sent before, and what it asks for is done.
    #[error("这份表单已经提交过。")]
    Repeated,
    /// The account that acts was closed or changed since it was looked up, or the session it came by has ended.
    #[error("账号已变动，请重新登录。")]
    SignedOut,
    /// What was typed cannot be taken.
    #[error("有 {} 处填写不符合要求，请按提示修改。", .0.len())]
    Invalid(Vec<FieldError>),
    /// The calendar does not reach that far.
    #[error(transparent)]
    Calendar(#[from] domain::calendar::NotAnnounced),
    /// The database or a file failed: a number to quote stands in the log.
    #[error("storage")]
    Storage(#[from] storage::Error),
    /// A sealed value did not open.
    #[error("sealed value")]
    Sealed(#[from] vault::OpenError),
    /// Reading or writing failed.
    #[error("input or output")]
    Io(#[from] std::io::Error),
    /// Something that the program itself promised is not so.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// One field that cannot be taken.
    #[must_use]
    pub fn field(field: &str, message: impl Into<String>) -> Error {
        Error::Invalid(vec![FieldError::new(field, message)])
    }

    /// That a text has no more characters than may be typed there.
    ///
    /// # Errors
    /// A sentence at the field.
    pub fn within(most: usize, field: &str, what: &str, text: &str) -> std::result::Result<(), Error> {
        length::beyond(most, what, text).map_or(Ok(()), |sentence| Err(Error::field(field, sentence)))
    }

    /// The same sentences at another field; what is no field's stays as it is.
    #[must_use]
    pub fn at(self, field: &str) -> Error {
        let Error::Invalid(errors) = self else { return self };
        let at_field = |error| FieldError { field: field.to_owned(), ..error };
        Error::Invalid(errors.into_iter().map(at_field).collect())
    }

    /// The sentence for a page that shows no fields: of wrong fields, what is said at each.
    #[must_use]
    pub fn in_words(&self) -> String {
        if let Error::Invalid(fields) = self {
            fields.iter().map(|field| field.message.as_str()).collect()
        } else {
            self.to_string()
        }
    }

    /// Whether it is the program's or the machine's fault rather than the asker's.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        matches!(self, Error::Storage(_) | Error::Sealed(_) | Error::Io(_) | Error::Internal(_))
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Error::Storage(error.into())
    }
}

impl From<WriteError> for Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::TooManyRows | WriteError::TextTooLong => Error::field("", error.to_string()),
            WriteError::Io(_) | WriteError::Workbook(_) => Error::Internal(error.to_string()),
        }
    }
}

impl From<FoldError> for Error {
    fn from(error: FoldError) -> Self {
        Error::Internal(error.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Storage(error.into())
    }
}

impl From<Refusal> for Error {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a refusal that names a field stands there; any other stays whole"
    )]
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Field { field, sentence } => Error::field(field, sentence),
            Refusal::Fields(fields) => {
                Error::Invalid(fields.into_iter().map(|(field, message)| FieldError::new(field, message)).collect())
            }
            Refusal::Calendar(year) => year.into(),
            refusal => Error::Refused(refusal),
        }
    }
}

/// What every verb returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;
