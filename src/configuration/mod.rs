//! The configuration as it is written: `appsettings.json` (with `//` comments allowed) below
//! `DATASYNC__…` variables.
//!
//! 1. File and environment become one list of [`settings`], each with the place where it stands.
//! 2. Each feature takes its own keys and parses them ([`values`]). Keys that mean what the fields of a
//!    form mean ([`ConfiguredFields`]) are read by [`read_form`], and checked as that form is.
//! 3. What nobody took is an unknown key. All problems are reported at once, each with its place.

pub(crate) mod origin;
pub(crate) mod server_settings;
pub(crate) mod settings;
pub(crate) mod values;

use origin::{Origin, Origins};
use settings::{Location, Settings};

use crate::{
    base::{
        failure::Checked,
        field::{FieldName, Fields, FormValues},
        field_error::FieldError,
        language::Language,
    },
    i18n,
};

/// Fields whose values can stand in the configuration, too.
pub(crate) trait ConfiguredFields: Fields {
    /// `Server.Url`
    fn key(self) -> &'static str;

    /// As the form has it.
    fn take(self, settings: &mut Settings) -> Option<String> {
        take_value(self, settings)
    }
}

/// One value; of a box, whether it is ticked.
pub(crate) fn take_value<F: ConfiguredFields>(field: F, settings: &mut Settings) -> Option<String> {
    if field.is_box() {
        settings.take(field.key(), values::tick)
    } else {
        settings.take(field.key(), |text| Ok(text.to_owned()))
    }
}

/// The fields that are set in the configuration, and where.
#[derive(Debug, Clone, Default)]
pub(crate) struct Placed(Vec<(FieldName, &'static str, Location)>);

impl Placed {
    pub(crate) fn note(&mut self, field: impl Into<FieldName>, key: &'static str, place: Location) {
        self.0.push((field.into(), key, place));
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn place_of(&self, field: impl Into<FieldName>) -> Option<&Location> {
        let field = field.into();
        self.0.iter().find(|(of, ..)| *of == field).map(|(.., place)| place)
    }

    pub(crate) fn first(&self) -> Option<&Location> {
        self.0.first().map(|(.., place)| place)
    }

    pub(crate) fn origins(&self) -> Origins {
        let mut origins = Origins::default();
        for (field, _, place) in &self.0 {
            origins.note(*field, Origin::from(place));
        }
        origins
    }

    /// What is wrong with a field of a section, in English: at its own key or, where that is not set, at
    /// the place that asks for it.
    pub(crate) fn complaint(
        &self,
        section: &str,
        (field, error): (FieldName, FieldError),
        asking: Option<&Location>,
    ) -> String {
        let found = self.0.iter().find(|(of, ..)| *of == field);
        let place = found.map(|(.., place)| place).or(asking);
        let place = place.map_or_else(String::new, |place| format!("{place}: "));
        let words = i18n::field_error(Language::English, error);
        match found {
            Some((_, key, _)) => format!("{place}{key}: {words}"),
            None => format!("{place}{section}, {}: {words}", field.as_str()),
        }
    }
}

impl From<&Location> for Origin {
    fn from(place: &Location) -> Self {
        match place {
            Location::File { .. } => Self::File,
            Location::Variable(name) => Self::Variable(name.clone()),
        }
    }
}

/// Puts what is configured into a form.
pub(crate) fn read_form<F: ConfiguredFields>(
    settings: &mut Settings,
    form: &mut FormValues<F>,
) -> Placed {
    let mut placed = Placed::default();
    for field in F::iter() {
        let place = settings.place_of(field.key());
        if let (Some(value), Some(place)) = (field.take(settings), place) {
            form.set(field, value);
            placed.note(field, field.key(), place);
        }
    }
    placed
}

/// Complains about the fields of a section, each at its place.
pub(crate) fn complain(
    settings: &mut Settings,
    section: &str,
    placed: &Placed,
    checked: &Checked,
    asking: Option<&Location>,
) {
    for error in checked.errors() {
        settings.complain(placed.complaint(section, *error, asking));
    }
}
