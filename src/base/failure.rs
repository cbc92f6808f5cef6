//! The three ways in which something does not happen.
//!
//! Inside, an [`Error`]: a form with errors, a refusal, or a fault with its cause. On the wire, a
//! [`Failure`]: the same without the cause, which is logged here, once, under a reference that the
//! person sees. Closed enums only: no free text reaches a browser or an address bar.

use std::borrow::Cow;

use axum::http::StatusCode;
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use super::{
    database_error::{self, MovedAway},
    field::FieldName,
    field_error::FieldError,
    random,
};

/// Which fields were not accepted, and why. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FormErrors(Vec<(Cow<'static, str>, FieldError)>);

impl FormErrors {
    pub(crate) fn one(field: impl Into<FieldName>, error: FieldError) -> Self {
        Self::of_fields(vec![(field.into(), error)])
    }

    fn of_fields(errors: Vec<(FieldName, FieldError)>) -> Self {
        let named = |(field, error): (FieldName, _)| (field.as_str().into(), error);
        Self(errors.into_iter().map(named).collect())
    }

    /// By the names of the fields. Of errors from an address, anybody can have made them up.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, FieldError)> {
        self.0.iter().map(|(field, error)| (field.as_ref(), *error))
    }

    pub(crate) fn of(&self, field: impl Into<FieldName>) -> Option<FieldError> {
        let name = field.into().as_str();
        self.iter().find(|(field, _)| *field == name).map(|(_, error)| error)
    }

    pub(crate) fn first_field(&self) -> Option<&str> {
        self.iter().next().map(|(field, _)| field)
    }
}

/// Collects the errors of a form field by field, so that a person sees all of them at once.
#[derive(Default)]
pub(crate) struct Checked(Vec<(FieldName, FieldError)>);

impl Checked {
    /// The value, or `None` with the error noted.
    pub(crate) fn take<T>(
        &mut self,
        field: impl Into<FieldName>,
        parsed: Result<T, FieldError>,
    ) -> Option<T> {
        parsed.map_err(|error| self.0.push((field.into(), error))).ok()
    }

    pub(crate) fn errors(&self) -> &[(FieldName, FieldError)] {
        &self.0
    }

    /// The errors so far, to be returned when a value turned out to be missing.
    pub(crate) fn into_error(self) -> Error {
        Error::Form(FormErrors::of_fields(self.0))
    }
}

/// A whole action that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Refusal {
    /// There is nothing at this address.
    NotFound,
    /// There is, but it takes forms only.
    FormsOnly,
    /// The request is not what any of our forms sends.
    Malformed,
    TooLarge,
    NotAForm,
    CrossSite,
    /// More work waits than can be done in good time, or this one took too long.
    Busy,
    NotSignedIn,
    NotAdministrator,
    /// Unknown name, wrong password, pending or disabled account: one and the same.
    WrongCredentials,
    /// Too many wrong guesses, or mails asked for.
    TooManyTries {
        /// How long to wait.
        seconds: u32,
    },
    /// The password was right, but that is too long ago.
    SignInAgain,
    /// The installation asks administrators for a second factor, and this one has none.
    SecondFactorNeeded,
    /// Used, expired, replaced or never made: one and the same.
    LinkUnusable,
    /// No seat is left; the link stays good.
    NoSeatLeft {
        seats: u32,
    },
    /// The username looks like that of an account that was activated before; the link stays good.
    UsernameLooksTaken,
    /// More accounts than there are seats for.
    TooFewSeats {
        needed: u32,
        free: u32,
    },
    /// Registration is closed.
    RegistrationClosed,
    /// Nobody would be left who may administer.
    LastAdministrator,
    /// Nothing was selected, or nothing that could be done with it.
    NothingChosen,
    /// None of the accounts is there any more.
    NoSuchUser,
    /// The account is not in a state in which that makes sense.
    NotForThisUser,
    /// The API token was revoked already, or never made.
    NoSuchToken,
    /// As many API tokens are usable as there may be.
    TooManyTokens,
    /// The license ended more than 30 days ago, and the person is no administrator.
    LicenseExpired,
    /// There is no way to the database at this moment.
    DatabaseUnreachable,
    /// Another server has moved the data elsewhere, and this one has to be told where.
    DatabaseMoved,
    /// The other database was not taken into use; the steps say why.
    ConnectionNotChanged,
    /// Somebody else saved since this form was opened.
    ChangedMeanwhile,
    /// The mail is on its way at this moment, or somebody else has dealt with it.
    BeingSent,
    /// As many connections as there may be.
    TooManyConnections,
    /// There is no such connection, none any more, or it is not for this person.
    NoSuchConnection,
    /// There is no such extraction, or none any more.
    NoSuchExtraction,
    /// No license includes it.
    NotLicensed,
    /// There is no room in the folder for files, or it is not there.
    SampleNotMade,
    /// Not all tables could be looked at.
    NotTakenOver,
    /// Extractions read or write it.
    ConnectionInUse {
        by: u32,
    },
    /// There is no job of this name, or none any more.
    NoSuchJob,
    /// Another program runs the job, or this server does: what was asked for is for the other kind.
    RunsElsewhere,
    /// A run of the job waits in the queue already.
    AlreadyQueued,
    /// The job has no such run, or none any more.
    NoSuchRun,
    /// There is nothing left to cancel.
    RunHasEnded,
}

impl Refusal {
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::FormsOnly => StatusCode::METHOD_NOT_ALLOWED,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::CrossSite
            | Self::NotAdministrator
            | Self::SecondFactorNeeded
            | Self::RegistrationClosed
            | Self::LicenseExpired => StatusCode::FORBIDDEN,
            Self::Busy | Self::DatabaseUnreachable | Self::DatabaseMoved => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::NotSignedIn | Self::WrongCredentials | Self::SignInAgain => {
                StatusCode::UNAUTHORIZED
            }
            Self::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::LinkUnusable => StatusCode::GONE,
            Self::NoSeatLeft { .. }
            | Self::UsernameLooksTaken
            | Self::TooFewSeats { .. }
            | Self::LastAdministrator
            | Self::NothingChosen
            | Self::NoSuchUser
            | Self::NotForThisUser
            | Self::NoSuchToken
            | Self::TooManyTokens
            | Self::ConnectionNotChanged
            | Self::ChangedMeanwhile
            | Self::BeingSent
            | Self::TooManyConnections
            | Self::NoSuchConnection
            | Self::NoSuchExtraction
            | Self::NotTakenOver
            | Self::SampleNotMade
            | Self::NotLicensed
            | Self::ConnectionInUse { .. }
            | Self::NoSuchJob
            | Self::RunsElsewhere
            | Self::AlreadyQueued
            | Self::NoSuchRun
            | Self::RunHasEnded => StatusCode::CONFLICT,
        }
    }
}

/// Names one fault in the log: 8 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reference(u32);

impl Reference {
    pub(crate) fn new() -> Self {
        Self(u32::from_be_bytes(random::bytes()))
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// What services return.
#[derive(Debug)]
pub(crate) enum Error {
    Form(FormErrors),
    Refused(Refusal),
    Fault(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub(crate) fn field(field: impl Into<FieldName>, error: FieldError) -> Self {
        Self::Form(FormErrors::one(field, error))
    }

    /// The database error behind a fault.
    pub(crate) fn database(&self) -> Option<&DbErr> {
        match self {
            Self::Fault(source) => source.downcast_ref(),
            Self::Form(_) | Self::Refused(_) => None,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Every error of a library is a fault. (`Error` itself is no `std::error::Error`, which is what
/// makes this possible.)
impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(source: E) -> Self {
        Self::Fault(Box::new(source))
    }
}

/// What server functions return and pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Failure {
    Form(FormErrors),
    Refused(Refusal),
    Fault(Reference),
}

impl Failure {
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::Form(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused(refusal) => refusal.status(),
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Logs a fault and keeps its reference.
    pub(crate) fn fault(source: &(dyn std::error::Error + 'static)) -> Self {
        let reference = Reference::new();
        tracing::error!(%reference, error = source, "an action failed");
        Self::Fault(reference)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Form(errors) => Self::Form(errors),
            Error::Refused(refusal) => Self::Refused(refusal),
            Error::Fault(source) => {
                let refusal = if source.is::<MovedAway>() {
                    Refusal::DatabaseMoved
                } else if source.downcast_ref().is_some_and(database_error::is_unreachable) {
                    Refusal::DatabaseUnreachable
                } else {
                    return Self::fault(&*source);
                };
                tracing::error!(error = &*source as &dyn std::error::Error, "no database");
                Self::Refused(refusal)
            }
        }
    }
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Self::Refused(Refusal::Malformed),
            other => Self::fault(&other),
        }
    }
}
