//! What every page and every form stands on: the running installation ([`context`]), who asks
//! ([`request`]), what became of a form ([`posted`]), cookies and the built files.

pub(crate) mod assets;
pub(crate) mod attempts;
pub(crate) mod blank_secret;
pub(crate) mod body;
pub(crate) mod context;
pub(crate) mod cookie;
pub(crate) mod form;
pub(crate) mod host_cookie;
pub(crate) mod limits;
pub(crate) mod metrics;
pub(crate) mod posted;
pub(crate) mod request;
