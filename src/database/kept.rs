//! `<data>/connection.json`: the connection that an administrator chose, and the one before it. Never
//! in the database that it leads to. Replacing this file is the one moment at which a move happens.

use std::{io, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{form::ConnectionForm, settings::ConnectionSettings};
use crate::base::{
    failure::Error,
    private_file,
    secret::Secret,
    vault::{KeyProblem, Vault},
};

const FILE: &str = "connection.json";

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct StoredConnection {
    /// Counts the changes: whoever saves says which one they saw.
    pub(crate) version: i32,
    /// None: what the configuration says.
    pub(crate) active: Option<SavedConnection>,
    pub(crate) fallback: Option<Fallback>,
    /// The move that began at the active database and did not come to its end.
    pub(crate) moving: Option<String>,
    /// The move that filled the active database.
    pub(crate) moved: Option<String>,
}

/// What was in use before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fallback {
    Configuration,
    Saved(Box<SavedConnection>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SavedConnection {
    pub(crate) form: ConnectionForm,
    /// For its destination and no other.
    pub(crate) sealed_password: Option<String>,
}

impl StoredConnection {
    pub(crate) fn read(data_directory: &Path) -> Result<Self, Error> {
        match std::fs::read_to_string(data_directory.join(FILE)) {
            // First as an object: a list would be read as one, too, with every field left out.
            Ok(text) => serde_json::from_str(&text)
                .and_then(|object| serde_json::from_value(Value::Object(object)))
                .map_err(|error| {
                    let file = data_directory.join(FILE).display().to_string();
                    io::Error::other(format!("{file}: {error}")).into()
                }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) fn write(&self, data_directory: &Path) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(self)?;
        Ok(private_file::replace(&data_directory.join(FILE), &(text + "\n"))?)
    }

    /// What was active falls back behind `next`.
    pub(crate) fn succeeded_by(
        &self,
        next: Option<SavedConnection>,
        moved: Option<String>,
    ) -> Self {
        let fallback = self
            .active
            .clone()
            .map_or(Fallback::Configuration, |saved| Fallback::Saved(Box::new(saved)));
        Self {
            version: self.version + 1,
            active: next,
            fallback: Some(fallback),
            moving: None,
            moved,
        }
    }
}

impl SavedConnection {
    pub(crate) fn seal(
        form: ConnectionForm,
        settings: &ConnectionSettings,
        password: Option<&Secret>,
        vault: &Vault,
    ) -> Result<Self, KeyProblem> {
        let sealed_password = match (password, settings.destination()) {
            (Some(password), Some(destination)) => Some(vault.seal(password, &destination)?),
            _ => None,
        };
        Ok(Self { form, sealed_password })
    }

    /// The password, if it was typed for this destination.
    pub(crate) fn password_for(
        &self,
        settings: &ConnectionSettings,
        vault: &Vault,
    ) -> Result<Option<Secret>, KeyProblem> {
        match (&self.sealed_password, settings.destination()) {
            (Some(sealed), Some(destination)) => vault.unseal(sealed, &destination),
            _ => Ok(None),
        }
    }
}
