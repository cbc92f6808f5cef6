//! The roles and notifications in the list, which are changed in place and saved together.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    base::{
        failure::{Error, Refusal},
        field::{AccountField, is_ticked},
    },
    database::entities::account::{self, Column, Role},
};

/// What the list lets change of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowValues {
    pub(crate) role: Role,
    pub(crate) email_notifications: bool,
}

impl RowValues {
    pub(crate) fn of(account: &account::Model) -> Self {
        Self { role: account.role, email_notifications: account.email_notifications }
    }

    fn parse(text: &str) -> Option<Self> {
        let (role, notifications) = text.split_once(' ')?;
        Some(Self { role: Role::from_name(role)?, email_notifications: notifications == "on" })
    }
}

/// `administrator on`
impl std::fmt::Display for RowValues {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let notifications = if self.email_notifications { "on" } else { "off" };
        write!(f, "{} {notifications}", self.role.name())
    }
}

/// An account in the list: what it showed, and what somebody wants instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) seen: RowValues,
    pub(crate) wanted: RowValues,
}

impl Row {
    /// The rows of a form: for each id `seen.…`, `role.…`, and where it is ticked
    /// `email_notifications.…`.
    pub(crate) fn all_of(fields: &HashMap<String, String>) -> Result<Vec<Self>, Refusal> {
        let ids =
            fields.iter().filter_map(|(name, seen)| Some((name.strip_prefix("seen.")?, seen)));
        let rows = ids.map(|(id, seen)| {
            let seen = RowValues::parse(seen)?;
            let role = match fields.get(&format!("role.{id}")) {
                Some(role) => Role::from_name(role)?,
                None => seen.role,
            };
            let notifications = fields.get(&format!("email_notifications.{id}"));
            let email_notifications = notifications.is_some_and(|posted| is_ticked(posted));
            Some(Self { id: id.to_owned(), seen, wanted: RowValues { role, email_notifications } })
        });
        rows.collect::<Option<_>>().ok_or(Refusal::Malformed)
    }

    pub(crate) fn is_changed(&self) -> bool {
        self.seen != self.wanted
    }

    pub(crate) fn changed_fields(&self) -> impl Iterator<Item = AccountField> {
        let role = (self.seen.role != self.wanted.role).then_some(AccountField::Role);
        let is_other = self.seen.email_notifications != self.wanted.email_notifications;
        role.into_iter().chain(is_other.then_some(AccountField::EmailNotifications))
    }

    /// Changes what is to change, if it is still what was seen; the answer is whether it was.
    pub(super) async fn save(&self, tx: &impl ConnectionTrait) -> Result<bool, Error> {
        let (seen, wanted) = (self.seen, self.wanted);
        let mut update = account::Entity::update_many().filter(Column::Id.eq(&self.id));
        if seen.role != wanted.role {
            update = update
                .col_expr(Column::Role, Expr::value(wanted.role))
                .filter(Column::Role.eq(seen.role));
        }
        if seen.email_notifications != wanted.email_notifications {
            update = update
                .col_expr(Column::EmailNotifications, Expr::value(wanted.email_notifications))
                .filter(Column::EmailNotifications.eq(seen.email_notifications));
        }
        Ok(update.exec(tx).await?.rows_affected == 1)
    }
}

/// What is kept of the form while its page is shown again: only what was to change, in the shape of
/// [`find_kept`], so that it finds room in a cookie.
pub(crate) fn to_keep(pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    let rows = Row::all_of(&pairs.into_iter().collect()).unwrap_or_default();
    let changed = rows.into_iter().filter(Row::is_changed);
    changed.map(|row| (row.id, format!("{} {}", row.seen, row.wanted))).collect()
}

/// What somebody wanted for the account, and what it was then.
pub(super) fn find_kept(kept: &str) -> Option<(RowValues, RowValues)> {
    let half = kept.match_indices(' ').nth(1)?.0;
    let (seen, wanted) = kept.split_at(half);
    Some((RowValues::parse(seen)?, RowValues::parse(wanted.trim_start())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_to_change_is_kept() {
        let pairs = [
            ("view", "?page=2"),
            ("seen.a", "user off"),
            ("role.a", "administrator"),
            ("seen.b", "administrator on"),
            ("role.b", "administrator"),
            ("email_notifications.b", "on"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let kept = to_keep(pairs.to_vec());
        assert_eq!(kept, [("a".to_owned(), "user off administrator off".to_owned())]);
        let (seen, wanted) = find_kept(&kept[0].1).unwrap();
        assert_eq!((seen.role, wanted.role), (Role::User, Role::Administrator));
        assert_eq!(find_kept("user off root on"), None);
        assert_eq!(find_kept("x"), None);
    }
}
