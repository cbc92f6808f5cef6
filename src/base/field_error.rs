//! What can be wrong with one field of a form.
//!
//! A closed enum: words are chosen by the page that shows it, in the reader's language.

use serde::{Deserialize, Serialize};

/// Why a typed value was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FieldError {
    /// Nothing was typed where something is needed.
    Required,
    /// More characters than the field takes.
    TooLong { limit: u16 },
    /// Control characters, which no name has.
    NotPlainText,
    /// Not the shape of an email address.
    NotAnEmailAddress,
    /// Not the name or address of a server; a port or path may stand beside it.
    NotAServerName,
    /// Not a number from 1 to 65535.
    NotAPort,
    /// Not a whole number within these bounds.
    NotANumberBetween { least: u16, most: u16 },
    /// Not a number of connections; as many jobs may run at once.
    NotAPoolSize { limit: u32 },
    /// More connections than jobs may run at once.
    AboveParallelJobs { typed: u32, limit: u32 },
    /// Not an `https` address; `http` only to this very machine.
    NotAnHttpsAddress,
    /// Not an address like `https://sync.example.com`.
    NotAServerUrl,
    /// One with a path: the product stands at the root of a host.
    ServerUrlWithPath,
    /// In order, but requests to it do not arrive at this server.
    ServerUrlUnreached,
    /// Not the name that a job can have.
    NotAJobName,
    /// Another job has the name.
    JobNameTaken,
    /// Another connection has the name.
    ConnectionNameTaken,
    /// A path that leads out of the folders for files, by itself or through a link.
    OutsideFileRoots,
    /// A place would be copied into itself.
    SameAsSource,
    /// Some of them are wanted, and none is ticked or typed.
    NothingTicked,
    /// The folder of the file is not there.
    NoSuchFolder,
    /// A folder, or something else that is no file.
    NotAFile,
    /// A token that reads is not bound to a job.
    JobOfReader,
    /// The job is one that DataSync runs itself.
    JobOfOurs,
    /// A usable token has the name already.
    TokenNameTaken,
    /// Neither an address nor a network.
    NotANetwork,
    /// The secret was typed for another destination and does not go to this one.
    SecretOfAnotherDestination,
    /// The username belongs to somebody else.
    UsernameTaken,
    /// The username looks like that of somebody else.
    UsernameLooksTaken,
    /// The username is the email address and changes with it, but somebody else has the new one or one
    /// that looks like it.
    UsernameOfNewAddressTaken,
    /// An email address, but not that of the account.
    UsernameOfAnotherAddress,
    /// Twice in the same file.
    UsernameTwice,
    /// None of the values that are possible.
    NotAnOption,
    /// The serial number has a typing error: length, letters or checksum do not fit.
    SerialNumberMistyped,
    /// Well typed, but signed by nobody this server trusts.
    SerialNumberUnknown,
    /// Signed with the development key, which this server does not accept.
    SerialNumberDevelopmentOnly,
    /// In order, but issued to somebody else than the licenses of this server.
    SerialNumberOfAnotherLicensee,
    /// A newer license took its place on this server.
    LicenseReplaced,
    /// The license behind it ended.
    LicenseExpired,
    /// The license is in order, but all its seats are taken.
    NoSeatLeft { seats: u32 },
    /// Neither the username nor the number of what is to be deleted.
    NotConfirmed,
    /// Not the code that this server printed.
    WrongSetupCode,
    /// At least one of the password rules is not met; the page shows which.
    PasswordRules,
    /// Well formed, but among the first that anybody would guess.
    PasswordCommon,
    /// Contains the product's or the person's own name.
    PasswordPersonal,
    /// The confirmation differs from the password.
    ConfirmationDiffers,
    /// The password has to be typed once more.
    ProofNeeded,
    /// Not the password of whoever is signed in.
    WrongPassword,
    /// Not a code of now, or used already.
    WrongCode,
    /// Not a cron expression as jobs take it.
    NotASchedule,
    /// A cron expression of days that no calendar has.
    ScheduleNeverComes,
    /// Not the name of a time zone that this server knows.
    NotATimeZone,
    /// What was typed is what it is already.
    SameAsNow,
}
