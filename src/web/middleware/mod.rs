//! What happens to every request before and after its page, outermost first: it is logged
//! ([`trace`]), its answer gets security headers ([`headers`]), the visitor is recognised
//! ([`visitor`]), time and panics are bounded ([`limits`]), posts from other sites are refused
//! ([`same_origin`]) and the visitor is led to where they may go ([`access`]).

pub(crate) mod access;
pub(crate) mod headers;
pub(crate) mod same_origin;
pub(crate) mod trace;
pub(crate) mod visitor;
