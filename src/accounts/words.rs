//! What roles and states of accounts are called.

use crate::{
    database::entities::account::{Role, Status},
    i18n::Text,
};

pub(crate) fn role(t: &Text, role: Role) -> String {
    match role {
        Role::Administrator => t.role_administrator(),
        Role::User => t.role_user(),
    }
}

pub(crate) fn status(t: &Text, status: Status) -> String {
    match status {
        Status::Requested => t.status_requested(),
        Status::Pending => t.status_pending(),
        Status::Active => t.status_active(),
        Status::Disabled => t.status_disabled(),
    }
}
