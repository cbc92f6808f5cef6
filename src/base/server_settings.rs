//! The server settings in force, at hand for every request.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use ipnet::IpNet;

use crate::paths::ServerUrl;

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
pub(crate) struct InForce {
    settings: Arc<RwLock<Arc<ServerSettings>>>,
    /// The Server URL where nobody has chosen one: the address on which the server listens.
    own_url: ServerUrl,
}

impl InForce {
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
