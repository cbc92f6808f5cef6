//! What happened: who, from where, what, when, with which outcome and which fields, never values.
//!
//! Written in the transaction of what it tells of, so that neither is there without the other. Rows
//! are added and read; nothing here changes one.

use std::{net::IpAddr, time::Duration};

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    base::{clock::Timestamp, failure::Error, field::FieldName, random},
    database::entities::{
        account, api_token,
        audit::{self, Action, Outcome},
    },
};

/// Longer than a year, so that last year's report can still be made.
const KEPT_FOR: Duration = Duration::from_hours(400 * 24);

/// Who does something.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Actor<'a> {
    /// Somebody at a browser, signed in or not.
    Person { account: Option<&'a account::Model>, address: IpAddr },
    /// A command on the server.
    Command,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub(crate) struct Event<'a> {
    action: Action,
    outcome: Outcome,
    actor: Option<(&'a str, &'a str)>,
    subject: Option<(&'a str, &'a str)>,
    /// Something that has a name and no account.
    thing: Option<&'a str>,
    address: Option<IpAddr>,
    fields: Vec<&'static str>,
}

impl<'a> Event<'a> {
    pub(crate) fn new(action: Action, actor: Actor<'a>) -> Self {
        let (actor, address) = match actor {
            Actor::Person { account, address } => (account.map(person), Some(address)),
            Actor::Command => (None, None),
        };
        Self {
            action,
            outcome: Outcome::Done,
            actor,
            subject: None,
            thing: None,
            address,
            fields: Vec::new(),
        }
    }

    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// By the owner of an account, who is not signed in (yet).
    pub(crate) fn by(mut self, account: &'a account::Model) -> Self {
        self.actor = Some(person(account));
        self
    }

    /// By a program.
    pub(crate) fn by_token(mut self, token: &'a api_token::Model) -> Self {
        self.actor = Some((&token.id, &token.name));
        self
    }

    /// At somebody's account.
    pub(crate) fn about(mut self, account: &'a account::Model) -> Self {
        self.subject = Some(person(account));
        self
    }

    /// At an API token.
    pub(crate) fn about_token(mut self, token: &'a api_token::Model) -> Self {
        self.subject = Some((&token.id, &token.name));
        self
    }

    /// At a job or a connection.
    pub(crate) fn about_named(mut self, name: &'a str) -> Self {
        self.thing = Some(name);
        self
    }

    pub(crate) fn with_fields<F: Into<FieldName>>(
        mut self,
        fields: impl IntoIterator<Item = F>,
    ) -> Self {
        self.fields.extend(fields.into_iter().map(|field| field.into().as_str()));
        self
    }

    pub(crate) async fn record(
        &self,
        tx: &impl ConnectionTrait,
        now: Timestamp,
    ) -> Result<(), Error> {
        let [actor_id, actor] = columns(self.actor);
        let [subject_id, subject] = columns(self.subject);
        audit::Entity::insert(audit::ActiveModel {
            id: Set(random::ordered_row_id(now)),
            at: Set(now),
            action: Set(self.action),
            outcome: Set(self.outcome),
            actor_id: Set(actor_id),
            actor: Set(actor),
            subject_id: Set(subject_id),
            subject: Set(subject.or_else(|| self.thing.map(str::to_owned))),
            address: Set(self.address.map(|address| address.to_string())),
            fields: Set((!self.fields.is_empty()).then(|| self.fields.join(","))),
        })
        .exec_without_returning(tx)
        .await?;
        Ok(())
    }
}

fn person(account: &account::Model) -> (&str, &str) {
    (&account.id, &account.username)
}

fn columns(person: Option<(&str, &str)>) -> [Option<String>; 2] {
    person.map_or([None, None], |(id, username)| [Some(id.to_owned()), Some(username.to_owned())])
}

/// Removes what is too old to matter.
pub(crate) async fn tidy(tx: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    audit::Entity::delete_many()
        .filter(audit::Column::Id.lt(random::first_row_id_at(now - KEPT_FOR)))
        .exec(tx)
        .await?;
    Ok(())
}
