//! The `Server.…` keys of the configuration that are settings, too, and what is in force: the
//! environment wins over what was saved, and that over the file.

use crate::{
    base::failure::{Checked, Error},
    configuration::{
        complain,
        origin::Origins,
        read_form,
        server_settings::{ServerField, ServerForm, ServerSettings},
        settings::Settings,
    },
};

#[derive(Debug, Clone)]
pub(crate) struct ConfiguredServer {
    /// What is not set is as in a new installation.
    pub(crate) form: ServerForm,
    pub(crate) origins: Origins,
}

impl ConfiguredServer {
    pub(crate) fn read(settings: &mut Settings) -> Self {
        let mut form = ServerForm::of_a_new_installation();
        let placed = read_form(settings, &mut form);
        let mut checked = Checked::default();
        form.parse(&mut checked);
        complain(settings, "Server", &placed, &checked, placed.first());
        Self { form, origins: placed.origins() }
    }

    /// Puts in what the environment fixes.
    pub(crate) fn with_fixed(&self, mut form: ServerForm) -> ServerForm {
        form.take_from(&self.form, |field| self.origins.variable(field).is_some());
        form
    }

    pub(crate) fn in_force(&self, saved: Option<ServerForm>) -> ServerForm {
        saved.map_or_else(|| self.form.clone(), |saved| self.with_fixed(saved))
    }

    /// What is in force, parsed; saved settings that mean nothing any more are as good as none, and so is a
    /// Server URL alone, which earlier versions took in more forms.
    pub(crate) fn settings(&self, saved: Option<ServerForm>) -> Result<ServerSettings, Error> {
        let parse = |form: &ServerForm| form.parse(&mut Checked::default());
        let in_force = self.in_force(saved);
        let with_other_url = || {
            let mut form = in_force.clone();
            form.take_from(&self.form, |field| field == ServerField::ServerUrl);
            parse(&form)
        };
        let settings = parse(&in_force).or_else(with_other_url).or_else(|| parse(&self.form));
        let unusable = || std::io::Error::other("the server settings cannot be used");
        Ok(settings.ok_or_else(unusable)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configuration::origin::Origin;

    #[test]
    fn the_environment_wins_over_what_was_saved_and_that_over_the_file() {
        let mut origins = Origins::default();
        origins.note(ServerField::ServerUrl, Origin::Variable("DATASYNC__SERVER__URL".to_owned()));
        origins.note(ServerField::SessionDays, Origin::File);
        let mut form = ServerForm::of_a_new_installation();
        form.set(ServerField::ServerUrl, "https://fixed.example");
        form.set(ServerField::SessionDays, "3");
        let configured = ConfiguredServer { form, origins };
        assert_eq!(configured.in_force(None).get(ServerField::SessionDays), "3");
        let mut saved = ServerForm::of_a_new_installation();
        saved.set(ServerField::ServerUrl, "https://saved.example");
        saved.set(ServerField::SessionDays, "9");
        let in_force = configured.in_force(Some(saved));
        assert_eq!(in_force.get(ServerField::ServerUrl), "https://fixed.example");
        assert_eq!(in_force.get(ServerField::SessionDays), "9");
    }
}
