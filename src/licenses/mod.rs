//! Licenses: what is owned ([`license`]), what is typed ([`serial_number`]), whether it may be used
//! ([`claim`]) and who sits on the seats ([`store`]).
//!
//! A serial number is a complete license, signed by the vendor: it is checked offline, and it says
//! by itself whether it was mistyped. A seat is held by each active account, and the database counts.

pub(crate) mod claim;
pub(crate) mod license;
pub(crate) mod serial_number;
pub(crate) mod store;
pub(crate) mod words;
