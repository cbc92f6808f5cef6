//! The fields that forms have, by the names they are posted under, and the values of a form.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

use super::field_error::FieldError;

/// The name under which a field is posted. A contract: scripts fill forms by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FieldName(&'static str);

/// Types a deletion for certain: the username or number of accounts, or the name of a job.
pub(crate) const CONFIRMATION: FieldName = FieldName::new("confirmation");

impl FieldName {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self(name)
    }

    pub(crate) const fn as_str(self) -> &'static str {
        self.0
    }
}

/// The fields of one form, as an enum of theirs: strum's `snake_case` gives the names.
pub(crate) trait Fields:
    Copy + PartialEq + IntoEnumIterator + Into<&'static str> + Send + Sync + 'static
{
    fn name(self) -> &'static str {
        self.into()
    }

    /// Whether one of them has this name.
    fn has(name: &str) -> bool {
        Self::iter().any(|field| field.name() == name)
    }

    /// Whether it is a box to tick.
    fn is_box(self) -> bool {
        false
    }

    /// What it holds where a script posts the form without it.
    fn unposted(self) -> &'static str {
        ""
    }
}

impl<F: Fields> From<F> for FieldName {
    fn from(field: F) -> Self {
        Self(field.name())
    }
}

/// What people say about themselves and others, and prove who they are with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum AccountField {
    SetupCode,
    Email,
    Username,
    FirstName,
    LastName,
    SerialNumber,
    Password,
    NewPassword,
    ConfirmNewPassword,
    /// Of the second factor.
    Code,
    Language,
    Role,
    EmailNotifications,
}

impl Fields for AccountField {}

/// The values of a form that is stored or configured, as they are typed. On the wire and at rest it is
/// a map of names to texts; unknown names are left out.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct FormValues<F> {
    values: BTreeMap<&'static str, String>,
    fields: PhantomData<F>,
}

impl<F: Fields> FormValues<F> {
    /// Empty fields, but for those that scripts need not post.
    pub(crate) fn unposted() -> Self {
        let values = F::iter().map(|field| (field.name(), field.unposted().to_owned()));
        Self { values: values.collect(), fields: PhantomData }
    }

    pub(crate) fn get(&self, field: F) -> &str {
        self.values.get(field.name()).map_or("", String::as_str)
    }

    pub(crate) fn set(&mut self, field: F, value: impl Into<String>) {
        self.values.insert(field.name(), value.into());
    }

    /// The same with another value.
    pub(crate) fn with(mut self, field: F, value: impl Into<String>) -> Self {
        self.set(field, value);
        self
    }

    pub(crate) fn is_ticked(&self, field: F) -> bool {
        is_ticked(self.get(field))
    }

    /// Puts in the values of another one for the fields that are picked.
    pub(crate) fn take_from(&mut self, other: &Self, is_picked: impl Fn(F) -> bool) {
        for field in F::iter().filter(|field| is_picked(*field)) {
            self.set(field, other.get(field));
        }
    }

    /// As it is stored: every box ticked in one way.
    pub(crate) fn with_plain_ticks(mut self) -> Self {
        for field in F::iter().filter(|field| field.is_box()) {
            self.set(field, if self.is_ticked(field) { "on" } else { "" });
        }
        self
    }

    /// Every field by its name.
    pub(crate) fn values(&self) -> Vec<(String, String)> {
        F::iter().map(|field| (field.name().to_owned(), self.get(field).to_owned())).collect()
    }

    /// The fields that are different in `other`.
    pub(crate) fn fields_changed_in(&self, other: &Self) -> Vec<FieldName> {
        let changed = F::iter().filter(|field| self.get(*field) != other.get(*field));
        changed.map(FieldName::from).collect()
    }
}

impl<F: Fields> Default for FormValues<F> {
    fn default() -> Self {
        Self::unposted()
    }
}

/// The names alone: what is typed may be a secret.
impl<F> fmt::Debug for FormValues<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl<F> Serialize for FormValues<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.values.serialize(serializer)
    }
}

impl<'de, F: Fields> Deserialize<'de> for FormValues<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values<F>(FormValues<F>);

        impl<'de, F: Fields> Visitor<'de> for Values<F> {
            type Value = FormValues<F>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the fields of a form")
            }

            fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
                while let Some(name) = map.next_key::<String>()? {
                    match F::iter().find(|field| field.name() == name) {
                        Some(field) => self.0.set(field, map.next_value::<String>()?),
                        None => drop(map.next_value::<serde::de::IgnoredAny>()?),
                    }
                }
                Ok(self.0)
            }
        }

        deserializer.deserialize_map(Values(Self::unposted()))
    }
}

/// Whether a box is ticked: browsers post `on`, scripts `true`.
pub(crate) fn is_ticked(posted: &str) -> bool {
    !matches!(posted, "" | "false" | "0" | "off")
}

/// A whole number within bounds.
pub(crate) fn number_between(typed: &str, least: u16, most: u16) -> Result<u16, FieldError> {
    let number = typed.trim().parse().ok();
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or(FieldError::NotANumberBetween { least, most })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_survives_being_stored_and_ignores_what_it_does_not_know() {
        let stored = r#"{"email":"ada@example.com","colour":"blue","role":"user"}"#;
        let form: FormValues<AccountField> = serde_json::from_str(stored).unwrap();
        assert_eq!(form.get(AccountField::Email), "ada@example.com");
        assert_eq!(form.get(AccountField::Code), "");
        let again = serde_json::from_str(&serde_json::to_string(&form).unwrap()).unwrap();
        assert_eq!(form, again);
        let changed = form.clone().with(AccountField::Role, "administrator");
        assert_eq!(form.fields_changed_in(&changed), [AccountField::Role.into()]);
    }

    #[test]
    fn what_was_typed_is_in_no_log() {
        let form = FormValues::unposted().with(AccountField::Password, "Engine42");
        assert!(!format!("{form:?}").contains("Engine42"));
    }
}
