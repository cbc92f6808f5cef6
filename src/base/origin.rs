//! Where configured values stand, field by field: the environment fixes a value, the file only proposes it.

use super::field::Field;

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    File,
    /// By its name.
    Variable(String),
}

/// Of the values of a form that are configured.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins(Vec<(Field, Origin)>);

impl Origins {
    pub(crate) fn note(&mut self, field: Field, origin: Origin) {
        self.0.push((field, origin));
    }

    pub(crate) fn of(&self, field: Field) -> Option<&Origin> {
        self.0.iter().find(|(of, _)| *of == field).map(|(_, origin)| origin)
    }

    /// The variable that fixes a field, whatever is typed into it.
    pub(crate) fn variable(&self, field: Field) -> Option<&str> {
        match self.of(field)? {
            Origin::Variable(name) => Some(name),
            Origin::File => None,
        }
    }
}
