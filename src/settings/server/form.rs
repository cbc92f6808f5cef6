//! What is typed as server settings: on the settings page, in `Server.*` of the configuration, and as
//! it is stored. Parsed, it is [`ServerSettings`].

use std::time::Duration;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::{
    base::{
        failure::Checked,
        field::{Field, is_ticked, number_between},
        field_error::FieldError,
        server_settings::{ServerSettings, SessionLimits},
    },
    paths::ServerUrl,
};

/// A browser left alone over night is signed out.
const DEFAULT_IDLE_HOURS: u16 = 12;
const MAX_IDLE_HOURS: u16 = 7 * 24;
/// Once a week everybody proves again who they are.
const DEFAULT_SESSION_DAYS: u16 = 7;
const MAX_SESSION_DAYS: u16 = 90;
/// More than any chain of proxies has.
const MAX_PROXIES: u16 = 50;

/// The fields of the Server panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ServerForm {
    /// Blank: the address on which the server listens.
    pub(crate) server_url: String,
    /// Addresses and networks, separated by commas or white space.
    pub(crate) trusted_proxies: String,
    /// Ticked, or nothing.
    pub(crate) show_version: String,
    pub(crate) session_idle_hours: String,
    pub(crate) session_days: String,
}

impl Default for ServerForm {
    /// As browsers post a form in which no box is ticked.
    fn default() -> Self {
        Self { show_version: String::new(), ..Self::of_a_new_installation() }
    }
}

impl ServerForm {
    /// Every field of it.
    pub(crate) const FIELDS: [Field; 5] = [
        Field::ServerUrl,
        Field::TrustedProxies,
        Field::ShowVersion,
        Field::SessionIdleHours,
        Field::SessionDays,
    ];

    pub(crate) fn of_a_new_installation() -> Self {
        Self {
            server_url: String::new(),
            trusted_proxies: String::new(),
            show_version: "on".to_owned(),
            session_idle_hours: DEFAULT_IDLE_HOURS.to_string(),
            session_days: DEFAULT_SESSION_DAYS.to_string(),
        }
    }

    pub(crate) fn get(&self, field: Field) -> &str {
        match field {
            Field::ServerUrl => &self.server_url,
            Field::TrustedProxies => &self.trusted_proxies,
            Field::ShowVersion => &self.show_version,
            Field::SessionIdleHours => &self.session_idle_hours,
            Field::SessionDays => &self.session_days,
            _ => "",
        }
    }

    pub(crate) fn set(&mut self, field: Field, value: &str) {
        let place = match field {
            Field::ServerUrl => &mut self.server_url,
            Field::TrustedProxies => &mut self.trusted_proxies,
            Field::ShowVersion => &mut self.show_version,
            Field::SessionIdleHours => &mut self.session_idle_hours,
            Field::SessionDays => &mut self.session_days,
            _ => return,
        };
        value.clone_into(place);
    }

    /// As it is kept: the address as it is used, a box ticked in one way.
    pub(crate) fn normalised(mut self) -> Self {
        let tick = if is_ticked(&self.show_version) { "on" } else { "" };
        self.set(Field::ShowVersion, tick);
        if let Ok(Some(url)) = parse_url(&self.server_url) {
            self.server_url = url.to_string();
        }
        self.trusted_proxies = self.proxies().collect::<Vec<_>>().join(", ");
        self
    }

    /// What is different in another one.
    pub(crate) fn fields_changed_in(&self, other: &Self) -> Vec<Field> {
        Self::FIELDS.into_iter().filter(|field| self.get(*field) != other.get(*field)).collect()
    }

    /// What was typed, if it makes sense; what does not is noted.
    pub(crate) fn parse(&self, checked: &mut Checked) -> Option<ServerSettings> {
        let url = checked.take(Field::ServerUrl, parse_url(&self.server_url));
        let proxies = checked.take(Field::TrustedProxies, self.parse_proxies());
        let number = |text: &str, most| number_between(text, 1, most);
        let idle =
            checked.take(Field::SessionIdleHours, number(&self.session_idle_hours, MAX_IDLE_HOURS));
        let days = checked.take(Field::SessionDays, number(&self.session_days, MAX_SESSION_DAYS));
        Some(ServerSettings {
            url: url?,
            trusted_proxies: proxies?,
            shows_version: is_ticked(&self.show_version),
            session_limits: SessionLimits {
                idle: Duration::from_hours(idle?.into()),
                absolute: Duration::from_hours(u64::from(days?) * 24),
            },
        })
    }

    fn proxies(&self) -> impl Iterator<Item = &str> {
        self.trusted_proxies
            .split(|c: char| c == ',' || c == ';' || c.is_whitespace())
            .filter(|text| !text.is_empty())
    }

    fn parse_proxies(&self) -> Result<Vec<IpNet>, FieldError> {
        if self.proxies().count() > usize::from(MAX_PROXIES) {
            return Err(FieldError::NotANetwork);
        }
        self.proxies().map(|text| parse_network(text).ok_or(FieldError::NotANetwork)).collect()
    }
}

/// An address, or a network like `10.0.0.0/8`.
pub(crate) fn parse_network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| Some(text.parse::<std::net::IpAddr>().ok()?.into()))
}

fn parse_url(text: &str) -> Result<Option<ServerUrl>, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() > ServerUrl::MAX_CHARACTERS.into() {
        return Err(FieldError::TooLong { limit: ServerUrl::MAX_CHARACTERS });
    }
    match ServerUrl::parse(text) {
        Some(url) => Ok(Some(url)),
        None if ServerUrl::has_path(text) => Err(FieldError::ServerUrlWithPath),
        None => Err(FieldError::NotAServerUrl),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(change: impl FnOnce(&mut ServerForm)) -> Vec<(Field, FieldError)> {
        let mut form = ServerForm::of_a_new_installation();
        change(&mut form);
        let mut checked = Checked::default();
        form.parse(&mut checked);
        checked.errors().to_vec()
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        use FieldError::{NotANetwork, NotAServerUrl, ServerUrlWithPath};
        assert_eq!(errors(|_| ()), []);
        for (url, error) in [
            ("sync.example.com", NotAServerUrl),
            ("ftp://sync.example.com", NotAServerUrl),
            ("https://sync.example.com/datasync", ServerUrlWithPath),
            ("https://sync.example.com/?a=b", NotAServerUrl),
        ] {
            assert_eq!(errors(|f| f.server_url = url.to_owned()), [(Field::ServerUrl, error)]);
        }
        for proxies in ["10.0.0.0/33", "proxy.example.com", "10.0.0.1, nonsense"] {
            let found = errors(|f| f.trusted_proxies = proxies.to_owned());
            assert_eq!(found, [(Field::TrustedProxies, NotANetwork)]);
        }
        let found = errors(|f| {
            f.session_idle_hours = "0".to_owned();
            f.session_days = "1000".to_owned();
        });
        assert_eq!(
            found,
            [
                (Field::SessionIdleHours, FieldError::NotANumberBetween { least: 1, most: 168 }),
                (Field::SessionDays, FieldError::NotANumberBetween { least: 1, most: 90 }),
            ]
        );
    }

    #[test]
    fn it_is_kept_as_it_is_used() {
        let form = ServerForm {
            server_url: " https://Sync.example.com/ ".to_owned(),
            trusted_proxies: "10.0.0.1\n  192.168.0.0/16;::1".to_owned(),
            show_version: "true".to_owned(),
            ..ServerForm::default()
        };
        let form = form.normalised();
        assert_eq!(form.server_url, "https://sync.example.com");
        assert_eq!(form.trusted_proxies, "10.0.0.1, 192.168.0.0/16, ::1");
        assert_eq!(form.show_version, "on");
        assert_eq!(form.parse(&mut Checked::default()).unwrap().trusted_proxies.len(), 3);
    }
}
