//! What happens to every request before and after its page, outermost first: it is logged and its
//! panics caught ([`trace`]), its answer gets security headers ([`headers`]), posts from other sites
//! are refused ([`same_origin`]), the visitor is recognised ([`visitor`]) and led to where they may
//! go ([`access`]).

pub(crate) mod access;
pub(crate) mod headers;
pub(crate) mod same_origin;
pub(crate) mod trace;
pub(crate) mod visitor;
