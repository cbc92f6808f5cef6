//! Where configured values stand, field by field: the environment fixes a value, the file only proposes it.

use crate::base::field::FieldName;

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    File,
    /// By its name.
    Variable(String),
}

/// Of the values of a form that are configured.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins(Vec<(FieldName, Origin)>);

impl Origins {
    pub(crate) fn note(&mut self, field: impl Into<FieldName>, origin: Origin) {
        self.0.push((field.into(), origin));
    }

    pub(crate) fn of(&self, field: impl Into<FieldName>) -> Option<&Origin> {
        let field = field.into();
        self.0.iter().find(|(of, _)| *of == field).map(|(_, origin)| origin)
    }

    /// The variable that fixes a field, whatever is typed into it.
    pub(crate) fn variable(&self, field: impl Into<FieldName>) -> Option<&str> {
        match self.of(field)? {
            Origin::Variable(name) => Some(name),
            Origin::File => None,
        }
    }
}
