//! Servers that are not ours, as fields of a form.

pub(crate) use engine::host_name::{HostAndPort, HostName, HostNameProblem, is_loopback};

use super::field_error::FieldError;

impl From<HostNameProblem> for FieldError {
    fn from(problem: HostNameProblem) -> Self {
        match problem {
            HostNameProblem::Missing => Self::Required,
            HostNameProblem::NotAHostName => Self::NotAServerName,
        }
    }
}
