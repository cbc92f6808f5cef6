//! `POST /api/add_user`, `/api/save_user`, `/api/save_users`, `/api/change_users`,
//! `/api/delete_users`, `/api/make_link`

use std::collections::HashMap;

use leptos::prelude::*;

use super::{
    change::{self, MOST_AT_ONCE, UserChange},
    note::Note,
    rows::{self, Row},
    service::{self, UserForm},
    view::UsersView,
};
use crate::{
    base::{
        failure::{Error, Failure, Refusal},
        field::{AccountField, Fields},
        secret::{Secret, TypedSecret},
    },
    mail::compose,
    paths::Page,
    site::{
        context::Context,
        form::FormSpec,
        host_cookie::HostCookie,
        request::{require_context, visitor, wants_page},
    },
};

fn is_shown_again(name: &str) -> bool {
    AccountField::has(name)
        && ![
            AccountField::Password,
            AccountField::NewPassword,
            AccountField::ConfirmNewPassword,
            AccountField::Code,
        ]
        .map(Fields::name)
        .contains(&name)
}

pub(crate) const ADD_USER: FormSpec = FormSpec::new("/api/add_user", |_| Page::AddUser)
    .showing_again(is_shown_again)
    .returning_to_own_page();

/// `password` is the administrator's own, where the last proof is too old. Without a mail server a
/// script gets the activation link as the answer, and a page shows it.
#[server(endpoint = "add_user")]
pub(crate) async fn add_user(
    #[server(flatten)] form: UserForm,
    #[server(default)] password: TypedSecret,
) -> Result<Option<String>, Failure> {
    let context = require_context()?;
    let added = service::add(&context, &visitor(), &form, &password).await?;
    let Some(token) = added.token else {
        Note::Added.redirect(&UsersView::default());
        return Ok(None);
    };
    Ok(show_link(&context, &token, added.id))
}

pub(crate) const MAKE_LINK: FormSpec =
    FormSpec::new("/api/make_link", |_| Page::Users(String::new())).in_panel("users");

/// `id` is that of a pending account.
#[server(endpoint = "make_link")]
pub(crate) async fn make_link(#[server(default)] id: String) -> Result<Option<String>, Failure> {
    let context = require_context()?;
    let token = service::make_link(&context, &visitor(), &id).await?;
    Ok(show_link(&context, &token, id))
}

/// In no address and no body but the page that shows it: the browser keeps it until then.
fn show_link(context: &Context, token: &Secret, id: String) -> Option<String> {
    if !wants_page() {
        return Some(compose::activation_link(&context.mailer, token));
    }
    HostCookie::MadeLink.set(&context.url(), token);
    Page::UserLink(id).redirect();
    None
}

pub(crate) const SAVE_USER: FormSpec =
    FormSpec::new("/api/save_user", |posted| Page::User(posted.segment("id")))
        .showing_again(is_shown_again);

/// `seen` tells what the form was filled with.
#[server(endpoint = "save_user")]
pub(crate) async fn save_user(
    #[server(flatten)] form: UserForm,
    #[server(default)] id: String,
    #[server(default)] seen: String,
    #[server(default)] password: TypedSecret,
) -> Result<(), Failure> {
    service::save(&require_context()?, &visitor(), &id, &seen, &form, &password).await?;
    Page::UserSaved(id).redirect();
    Ok(())
}

pub(crate) const SAVE_USERS: FormSpec =
    FormSpec::new("/api/save_users", |_| Page::Users(String::new()))
        .in_panel("users")
        .keeping(rows::to_keep);

/// The list: see [`Row::all_of`].
#[server(endpoint = "save_users")]
pub(crate) async fn save_users(
    #[server(flatten)] fields: HashMap<String, String>,
    #[server(default)] password: TypedSecret,
) -> Result<(), Failure> {
    let rows = Row::all_of(&fields).map_err(Error::from)?;
    service::save_rows(&require_context()?, &visitor(), &rows, &password).await?;
    Note::Saved.redirect(&UsersView::of_referer());
    Ok(())
}

pub(crate) const CHANGE_USERS: FormSpec =
    FormSpec::new("/api/change_users", |_| Page::Users(String::new())).in_panel("users");

/// `change` is one of the names of [`UserChange`]. Deleting asks once more first.
#[server(endpoint = "change_users")]
pub(crate) async fn change_users(
    #[server(default)] change: String,
    #[server(default)] ids: Vec<String>,
) -> Result<(), Failure> {
    let (context, visitor) = (require_context()?, visitor());
    visitor.require_administrator().map_err(Error::from)?;
    if change.is_empty() || ids.is_empty() {
        return Err(Error::from(Refusal::NothingChosen).into());
    }
    let change = UserChange::from_name(&change)
        .filter(|_| ids.len() <= MOST_AT_ONCE)
        .ok_or(Error::from(Refusal::Malformed))?;
    if change == UserChange::Delete {
        Page::DeleteUsers(ids).redirect();
        return Ok(());
    }
    let count = change::change(&context, &visitor, change, &ids).await?;
    Note::Changed(change, count).redirect(&UsersView::of_referer());
    Ok(())
}

pub(crate) const DELETE_USERS: FormSpec =
    FormSpec::new("/api/delete_users", |_| Page::Users(String::new()));

/// `confirmation` is the username of the one account, or the number of several.
#[server(endpoint = "delete_users")]
pub(crate) async fn delete_users(
    #[server(default)] ids: Vec<String>,
    #[server(default)] confirmation: String,
) -> Result<(), Failure> {
    let count = change::delete(&require_context()?, &visitor(), &ids, &confirmation).await?;
    Note::Changed(UserChange::Delete, count).redirect(&UsersView::default());
    Ok(())
}
