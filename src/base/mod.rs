//! The ground floor: values, failures and seams that everything else stands on. It imports nothing
//! of ours but itself.

pub(crate) mod password;

#[cfg(feature = "ssr")]
pub(crate) mod backoff;
#[cfg(feature = "ssr")]
pub(crate) mod clock;
#[cfg(feature = "ssr")]
pub(crate) mod console;
#[cfg(feature = "ssr")]
pub(crate) mod csv;
#[cfg(feature = "ssr")]
pub(crate) mod data_directory;
#[cfg(feature = "ssr")]
pub(crate) mod database_error;
#[cfg(feature = "ssr")]
pub(crate) mod days;
#[cfg(feature = "ssr")]
pub(crate) mod email_address;
#[cfg(feature = "ssr")]
pub(crate) mod failure;
#[cfg(feature = "ssr")]
pub(crate) mod field;
#[cfg(feature = "ssr")]
pub(crate) mod field_error;
#[cfg(feature = "ssr")]
pub(crate) mod host_name;
#[cfg(feature = "ssr")]
pub(crate) mod language;
#[cfg(feature = "ssr")]
pub(crate) mod names;
#[cfg(feature = "ssr")]
pub(crate) mod outbound;
#[cfg(feature = "ssr")]
pub(crate) mod private_file;
#[cfg(feature = "ssr")]
pub(crate) mod random;
#[cfg(feature = "ssr")]
pub(crate) mod secret;
#[cfg(feature = "ssr")]
pub(crate) mod skeleton;
#[cfg(feature = "ssr")]
pub(crate) mod vault;
#[cfg(feature = "ssr")]
pub(crate) mod wake_signal;
