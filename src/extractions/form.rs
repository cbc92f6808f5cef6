//! What is typed about an extraction: in the first step [`ExtractionForm`], parsed [`Places`]; in the second
//! [`TablesForm`], parsed [`Choice`].

use std::collections::{BTreeSet, HashMap};

use strum::{EnumIter, IntoStaticStr};

use super::definition::Definition;
use crate::{
    base::{
        failure::Checked,
        field::{Fields, FormValues, is_ticked, number_between},
        field_error::FieldError,
        names::plain_text,
    },
    jobs::name::JobName,
};

/// Of a schema or a pattern of table names.
const MOST_CHARACTERS: u16 = 250;
/// Lines in one field.
const MOST_LINES: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum ExtractionField {
    Name,
    /// The id of a connection.
    Source,
    SourceSchema,
    /// The id of a connection.
    Destination,
    /// Of the destination.
    Schema,
    MaxRemoved,
}

impl Fields for ExtractionField {
    fn unposted(self) -> &'static str {
        if self == Self::MaxRemoved { "50" } else { "" }
    }
}

pub(crate) type ExtractionForm = FormValues<ExtractionField>;

/// What is copied from where to where, and how carefully.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) name: JobName,
    pub(crate) source_id: String,
    pub(crate) destination_id: String,
    pub(crate) source_schema: Option<String>,
    pub(crate) destination_schema: Option<String>,
    pub(crate) max_removed_percent: u8,
}

impl Places {
    /// The definition with these places in it.
    pub(super) fn put_into(&self, definition: Definition) -> Definition {
        Definition {
            source_schema: self.source_schema.clone(),
            destination_schema: self.destination_schema.clone(),
            max_removed_percent: self.max_removed_percent,
            ..definition
        }
    }
}

impl FormValues<ExtractionField> {
    pub(crate) fn of(name: &str, source: &str, destination: &str, definition: &Definition) -> Self {
        let schema = |schema: &Option<String>| schema.clone().unwrap_or_default();
        Self::unposted()
            .with(ExtractionField::Name, name)
            .with(ExtractionField::Source, source)
            .with(ExtractionField::SourceSchema, schema(&definition.source_schema))
            .with(ExtractionField::Destination, destination)
            .with(ExtractionField::Schema, schema(&definition.destination_schema))
            .with(ExtractionField::MaxRemoved, definition.max_removed_percent.to_string())
    }

    /// As far as it is well typed; the rest is noted.
    pub(crate) fn parse(&self, checked: &mut Checked) -> Option<Places> {
        let name = JobName::parse(self.get(ExtractionField::Name).trim());
        let name = checked.take(ExtractionField::Name, name);
        let chosen = |field| Some(self.get(field).trim().to_owned()).filter(|id| !id.is_empty());
        let mut connection = |field| checked.take(field, chosen(field).ok_or(FieldError::Required));
        let source_id = connection(ExtractionField::Source);
        let destination_id = connection(ExtractionField::Destination);
        let mut schema = |field| checked.take(field, optional(self.get(field)));
        let source_schema = schema(ExtractionField::SourceSchema);
        let destination_schema = schema(ExtractionField::Schema);
        let removed = number_between(self.get(ExtractionField::MaxRemoved), 0, 100);
        let removed = checked.take(ExtractionField::MaxRemoved, removed);
        Some(Places {
            name: name?,
            source_id: source_id?,
            destination_id: destination_id?,
            source_schema: source_schema?,
            destination_schema: destination_schema?,
            max_removed_percent: u8::try_from(removed?).unwrap_or(100),
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum TablesField {
    /// `all` or `some`.
    Which,
    /// Further names or patterns, one a line.
    Tables,
    Exclude,
}

impl Fields for TablesField {
    fn unposted(self) -> &'static str {
        if self == Self::Which { ALL } else { "" }
    }
}

/// Every table, also one that comes later.
pub(crate) const ALL: &str = "all";
/// Those that are ticked or typed.
pub(crate) const SOME: &str = "some";
/// `shown.7` is the name of a table that the page shows; `ticked.7` is there where it is ticked.
pub(crate) const SHOWN: &str = "shown.";
pub(crate) const TICKED: &str = "ticked.";

pub(crate) type TablesForm = FormValues<TablesField>;

/// The tables that are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Names and patterns; empty for all tables.
    tables: Vec<String>,
    unticked: Vec<String>,
    exclude: Vec<String>,
}

impl Choice {
    /// The definition with this choice in it. Names that no line can hold stay as long as nobody saw them.
    pub(super) fn put_into(self, definition: Definition) -> Definition {
        let Self { mut tables, unticked, exclude } = self;
        let is_left = |name: &String| {
            is_unfit_for_a_line(name) && !unticked.contains(name) && !tables.contains(name)
        };
        if !tables.is_empty() {
            let left: Vec<_> = definition.tables.into_iter().filter(is_left).collect();
            tables.extend(left);
        }
        Definition { tables, exclude, ..definition }
    }
}

fn is_unfit_for_a_line(name: &str) -> bool {
    name.trim() != name || name.lines().count() != 1
}

impl FormValues<TablesField> {
    /// `shown` are the names that have boxes of their own.
    pub(crate) fn of(definition: &Definition, is_shown: impl Fn(&str) -> bool) -> Self {
        let others = definition.tables.iter();
        let others = others.filter(|name| !is_shown(name) && !is_unfit_for_a_line(name));
        let others = others.map(String::as_str).collect::<Vec<_>>();
        Self::unposted()
            .with(TablesField::Which, if definition.tables.is_empty() { ALL } else { SOME })
            .with(TablesField::Tables, others.join("\n"))
            .with(TablesField::Exclude, definition.exclude.join("\n"))
    }

    /// With the boxes among the `fields` that were posted.
    pub(crate) fn parse(
        &self,
        fields: &HashMap<String, String>,
        checked: &mut Checked,
    ) -> Option<Choice> {
        let mut lines = |field| checked.take(field, parse_lines(self.get(field)));
        let (others, exclude) = (lines(TablesField::Tables), lines(TablesField::Exclude));
        let which = match self.get(TablesField::Which) {
            ALL => Ok(false),
            SOME => Ok(true),
            _ => Err(FieldError::NotAnOption),
        };
        let (is_some, others, exclude) =
            (checked.take(TablesField::Which, which)?, others?, exclude?);
        if !is_some {
            return Some(Choice { tables: Vec::new(), unticked: Vec::new(), exclude });
        }
        let boxes = fields.iter().filter_map(|(name, shown)| {
            let number = name.strip_prefix(SHOWN)?;
            let ticked = fields.get(&format!("{TICKED}{number}"));
            Some((shown.clone(), ticked.is_some_and(|posted| is_ticked(posted))))
        });
        let (ticked, unticked): (Vec<_>, Vec<_>) = boxes.partition(|(_, is_ticked)| *is_ticked);
        let ticked = ticked.into_iter().map(|(name, _)| name);
        let tables: BTreeSet<String> = others.into_iter().chain(ticked).collect();
        if tables.is_empty() {
            return checked.take(TablesField::Which, Err(FieldError::NothingTicked));
        }
        if tables.iter().any(|name| name.chars().count() > usize::from(MOST_CHARACTERS)) {
            let error = FieldError::TooLong { limit: MOST_CHARACTERS };
            return checked.take(TablesField::Tables, Err(error));
        }
        Some(Choice {
            tables: tables.into_iter().collect(),
            unticked: unticked.into_iter().map(|(name, _)| name).collect(),
            exclude,
        })
    }
}

fn optional(typed: &str) -> Result<Option<String>, FieldError> {
    match typed.trim() {
        "" => Ok(None),
        typed => plain_text(typed, MOST_CHARACTERS).map(Some),
    }
}

/// Blank lines do not count.
fn parse_lines(typed: &str) -> Result<Vec<String>, FieldError> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<_> =
        lines.map(|line| plain_text(line, MOST_CHARACTERS)).collect::<Result<_, _>>()?;
    if lines.len() > MOST_LINES {
        Err(FieldError::TooLong { limit: MOST_CHARACTERS })
    } else {
        Ok(lines)
    }
}
