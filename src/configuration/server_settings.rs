//! The server settings: their fields, on the settings page, in `Server.*` of the configuration and as they
//! are stored; parsed, [`ServerSettings`]; and what is in force in this process ([`ServerSettingsInForce`]).

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use ipnet::IpNet;
use strum::{EnumIter, IntoStaticStr};

use super::{ConfiguredFields, settings::Settings, take_value};
use crate::{
    base::{
        failure::Checked,
        field::{FieldName, Fields, FormValues, number_between},
        field_error::FieldError,
    },
    paths::ServerUrl,
};

/// A browser left alone over night is signed out.
const DEFAULT_IDLE_HOURS: &str = "12";
const MAX_IDLE_HOURS: u16 = 7 * 24;
/// Once a week everybody proves again who they are.
const DEFAULT_SESSION_DAYS: &str = "7";
const MAX_SESSION_DAYS: u16 = 90;
/// More than any chain of proxies has.
const MAX_PROXIES: u16 = 50;

/// How the server is reached, and how long it knows people again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerSettings {
    /// `None`: the address on which the server listens.
    pub(crate) url: Option<ServerUrl>,
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) shows_version: bool,
    pub(crate) session_limits: SessionLimits,
}

/// When a session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SessionLimits {
    /// After the last use.
    pub(crate) idle: Duration,
    /// After the sign-in, however much it is used.
    pub(crate) absolute: Duration,
}

/// The settings in force in this process; clones share them.
#[derive(Debug, Clone)]
pub(crate) struct ServerSettingsInForce {
    settings: Arc<RwLock<Arc<ServerSettings>>>,
    /// The Server URL where nobody has chosen one: the address on which the server listens.
    own_url: ServerUrl,
}

impl ServerSettingsInForce {
    pub(crate) fn new(settings: ServerSettings, own_url: ServerUrl) -> Self {
        Self { settings: Arc::new(RwLock::new(Arc::new(settings))), own_url }
    }

    pub(crate) fn get(&self) -> Arc<ServerSettings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where people reach this server.
    pub(crate) fn url(&self) -> ServerUrl {
        self.get().url.clone().unwrap_or_else(|| self.own_url.clone())
    }

    /// Puts other settings in force. Returns whether they differ from the ones before.
    pub(crate) fn replace(&self, settings: ServerSettings) -> bool {
        let is_different = *self.get() != settings;
        if is_different {
            *self.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
        }
        is_different
    }
}

/// The fields of the Server panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum ServerField {
    /// Blank: the address on which the server listens.
    ServerUrl,
    /// Addresses and networks, separated by commas or white space.
    TrustedProxies,
    ShowVersion,
    SessionIdleHours,
    SessionDays,
}

impl Fields for ServerField {
    fn is_box(self) -> bool {
        self == Self::ShowVersion
    }

    fn unposted(self) -> &'static str {
        match self {
            Self::SessionIdleHours => DEFAULT_IDLE_HOURS,
            Self::SessionDays => DEFAULT_SESSION_DAYS,
            Self::ServerUrl | Self::TrustedProxies | Self::ShowVersion => "",
        }
    }
}

impl ConfiguredFields for ServerField {
    fn key(self) -> &'static str {
        match self {
            Self::ServerUrl => "Server.Url",
            Self::TrustedProxies => "Server.TrustedProxies",
            Self::ShowVersion => "Server.ShowVersion",
            Self::SessionIdleHours => "Server.SessionIdleHours",
            Self::SessionDays => "Server.SessionDays",
        }
    }

    fn take(self, settings: &mut Settings) -> Option<String> {
        match self {
            Self::ServerUrl => settings.take(self.key(), |text| {
                // It may hold a password, which is one of the things that are wrong with it.
                let shown =
                    if text.contains('@') { "it".to_owned() } else { format!("\"{text}\"") };
                let is_wrong =
                    || format!("{shown} is not an address like https://sync.example.com");
                ServerUrl::parse(text).map(|url| url.to_string()).ok_or_else(is_wrong)
            }),
            Self::TrustedProxies => {
                let networks = settings.take_list(self.key(), |text| {
                    let is_wrong =
                        || format!("\"{text}\" is not an address or network like 10.0.0.0/8");
                    parse_network(text).map(|network| network.to_string()).ok_or_else(is_wrong)
                });
                Some(networks.join(", "))
            }
            Self::ShowVersion | Self::SessionIdleHours | Self::SessionDays => {
                take_value(self, settings)
            }
        }
    }
}

/// Saves a Server URL that this server itself cannot reach.
pub(crate) const SAVE_UNREACHED: FieldName = FieldName::new("save_unreached");

pub(crate) type ServerForm = FormValues<ServerField>;

impl FormValues<ServerField> {
    pub(crate) fn of_a_new_installation() -> Self {
        Self::unposted().with(ServerField::ShowVersion, "on")
    }

    /// As it is stored: the address as it is used, a box ticked in one way.
    pub(crate) fn normalised(self) -> Self {
        let mut form = self.with_plain_ticks();
        if let Ok(Some(url)) = parse_url(form.get(ServerField::ServerUrl)) {
            form.set(ServerField::ServerUrl, url.to_string());
        }
        let proxies = form.proxies().collect::<Vec<_>>().join(", ");
        form.with(ServerField::TrustedProxies, proxies)
    }

    /// What was typed, if it makes sense; what does not is noted.
    pub(crate) fn parse(&self, checked: &mut Checked) -> Option<ServerSettings> {
        let url = checked.take(ServerField::ServerUrl, parse_url(self.get(ServerField::ServerUrl)));
        let proxies = checked.take(ServerField::TrustedProxies, self.parse_proxies());
        let number = |text: &str, most| number_between(text, 1, most);
        let idle = checked.take(
            ServerField::SessionIdleHours,
            number(self.get(ServerField::SessionIdleHours), MAX_IDLE_HOURS),
        );
        let days = checked.take(
            ServerField::SessionDays,
            number(self.get(ServerField::SessionDays), MAX_SESSION_DAYS),
        );
        Some(ServerSettings {
            url: url?,
            trusted_proxies: proxies?,
            shows_version: self.is_ticked(ServerField::ShowVersion),
            session_limits: SessionLimits {
                idle: Duration::from_hours(idle?.into()),
                absolute: Duration::from_hours(u64::from(days?) * 24),
            },
        })
    }

    fn proxies(&self) -> impl Iterator<Item = &str> {
        self.get(ServerField::TrustedProxies)
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

    fn errors(change: impl FnOnce(&mut ServerForm)) -> Vec<(FieldName, FieldError)> {
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
            assert_eq!(
                errors(|f| f.set(ServerField::ServerUrl, url)),
                [(ServerField::ServerUrl.into(), error)]
            );
        }
        for proxies in ["10.0.0.0/33", "proxy.example.com", "10.0.0.1, nonsense"] {
            let found = errors(|f| f.set(ServerField::TrustedProxies, proxies));
            assert_eq!(found, [(ServerField::TrustedProxies.into(), NotANetwork)]);
        }
        let found = errors(|f| {
            f.set(ServerField::SessionIdleHours, "0");
            f.set(ServerField::SessionDays, "1000");
        });
        assert_eq!(
            found,
            [
                (
                    ServerField::SessionIdleHours.into(),
                    FieldError::NotANumberBetween { least: 1, most: 168 }
                ),
                (
                    ServerField::SessionDays.into(),
                    FieldError::NotANumberBetween { least: 1, most: 90 }
                ),
            ]
        );
    }

    #[test]
    fn it_is_kept_as_it_is_used() {
        let form = ServerForm::unposted()
            .with(ServerField::ServerUrl, " https://Sync.example.com/ ")
            .with(ServerField::TrustedProxies, "10.0.0.1\n  192.168.0.0/16;::1")
            .with(ServerField::ShowVersion, "true");
        let form = form.normalised();
        assert_eq!(form.get(ServerField::ServerUrl), "https://sync.example.com");
        assert_eq!(form.get(ServerField::TrustedProxies), "10.0.0.1, 192.168.0.0/16, ::1");
        assert_eq!(form.get(ServerField::ShowVersion), "on");
        assert_eq!(form.parse(&mut Checked::default()).unwrap().trusted_proxies.len(), 3);
    }
}
