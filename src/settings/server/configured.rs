//! The `Server.…` keys of the configuration that are settings, too, and what is in force: the
//! environment wins over what was saved, and that over the file.

use super::form::ServerForm;
use crate::base::{
    failure::{Checked, Error},
    origin::Origins,
    server_settings::ServerSettings,
};

#[derive(Debug, Clone)]
pub(crate) struct ConfiguredServer {
    /// What is not set is as in a new installation.
    pub(crate) form: ServerForm,
    pub(crate) origins: Origins,
}

impl ConfiguredServer {
    /// Puts in what the environment fixes.
    pub(crate) fn with_fixed(&self, mut form: ServerForm) -> ServerForm {
        for field in ServerForm::FIELDS {
            if self.origins.variable(field).is_some() {
                form.set(field, self.form.get(field));
            }
        }
        form
    }

    pub(crate) fn in_force(&self, saved: Option<ServerForm>) -> ServerForm {
        saved.map_or_else(|| self.form.clone(), |saved| self.with_fixed(saved))
    }

    /// What is in force, parsed; saved settings that mean nothing any more are as good as none.
    pub(crate) fn settings(&self, saved: Option<ServerForm>) -> Result<ServerSettings, Error> {
        let parse = |form: &ServerForm| form.parse(&mut Checked::default());
        let settings = parse(&self.in_force(saved)).or_else(|| parse(&self.form));
        let unusable = || std::io::Error::other("the server settings cannot be used");
        Ok(settings.ok_or_else(unusable)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{field::Field, origin::Origin};

    #[test]
    fn the_environment_wins_over_what_was_saved_and_that_over_the_file() {
        let mut origins = Origins::default();
        origins.note(Field::ServerUrl, Origin::Variable("DATASYNC__SERVER__URL".to_owned()));
        origins.note(Field::SessionDays, Origin::File);
        let mut form = ServerForm::of_a_new_installation();
        form.set(Field::ServerUrl, "https://fixed.example");
        form.set(Field::SessionDays, "3");
        let configured = ConfiguredServer { form, origins };
        assert_eq!(configured.in_force(None).session_days, "3");
        let mut saved = ServerForm::of_a_new_installation();
        saved.set(Field::ServerUrl, "https://saved.example");
        saved.set(Field::SessionDays, "9");
        let in_force = configured.in_force(Some(saved));
        assert_eq!(in_force.server_url, "https://fixed.example");
        assert_eq!(in_force.session_days, "9");
    }
}
