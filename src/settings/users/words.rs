//! What people read for the closed words of the list.

use super::{
    change::UserChange,
    view::{ShownStatus, Sort},
};
use crate::{accounts::words as account_words, database::entities::account::Status, i18n::Text};

pub(super) fn change(t: &Text, change: UserChange) -> String {
    match change {
        UserChange::Approve => t.users_approve(),
        UserChange::Reject => t.users_reject(),
        UserChange::Enable => t.users_enable(),
        UserChange::Disable => t.users_disable(),
        UserChange::Unlock => t.users_unlock(),
        UserChange::SendLink => t.users_send_link(),
        UserChange::EndSessions => t.users_end_sessions(),
        UserChange::SwitchNotificationsOn => t.users_switch_notifications_on(),
        UserChange::SwitchNotificationsOff => t.users_switch_notifications_off(),
        UserChange::Delete => t.users_delete(),
    }
}

pub(super) fn status(t: &Text, status: ShownStatus) -> String {
    match status {
        ShownStatus::Requested => account_words::status(t, Status::Requested),
        ShownStatus::Pending => account_words::status(t, Status::Pending),
        ShownStatus::Active => account_words::status(t, Status::Active),
        ShownStatus::Disabled => account_words::status(t, Status::Disabled),
        ShownStatus::Locked => t.status_locked(),
    }
}

/// Of a column and an order.
pub(super) fn sort(t: &Text, sort: Sort) -> String {
    match sort {
        Sort::Username => t.users_column_username(),
        Sort::Name => t.users_column_name(),
        Sort::Email => t.users_column_email(),
        Sort::Role => t.users_column_role(),
        Sort::Status => t.users_column_status(),
        Sort::Notifications => t.users_column_notifications(),
        Sort::LastSignIn => t.users_column_last_sign_in(),
    }
}
