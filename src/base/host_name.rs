//! Servers that are not ours, as people type them.

use url::Host;

use super::field_error::FieldError;

/// A name or address of a server, as it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostName(Host);

impl HostName {
    pub(crate) fn parse(typed: &str) -> Result<Self, FieldError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(FieldError::Required);
        }
        // Addresses of version 6 are typed with and without brackets.
        let bracketed = format!("[{typed}]");
        let text = if typed.matches(':').count() > 1 && !typed.starts_with('[') {
            &bracketed
        } else {
            typed
        };
        let host = Host::parse(text).map_err(|_| FieldError::NotAServerName)?;
        match &host {
            Host::Domain(name)
                if name.len() > 253 || name.contains([':', '/', '@', '%', '*', ',']) =>
            {
                Err(FieldError::NotAServerName)
            }
            _ => Ok(Self(host)),
        }
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }
}

/// Without brackets.
impl std::fmt::Display for HostName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Host::Domain(name) => f.write_str(name),
            Host::Ipv4(address) => address.fmt(f),
            Host::Ipv6(address) => address.fmt(f),
        }
    }
}

/// This very machine: nothing that goes there can be overheard.
pub(crate) fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(name) => name.as_ref() == "localhost" || name.as_ref().ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// `host`, `host:port`, `::1`, `[::1]` or `[::1]:port`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostAndPort {
    pub(crate) host: HostName,
    pub(crate) port: Option<u16>,
}

impl HostAndPort {
    pub(crate) fn parse(typed: &str) -> Result<Self, FieldError> {
        let typed = typed.trim();
        let (host, port) = match typed.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
                let port = port.parse().ok().filter(|port| *port > 0);
                (host, Some(port.ok_or(FieldError::NotAServerName)?))
            }
            _ => (typed, None),
        };
        Ok(Self { host: HostName::parse(host)?, port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_names_or_addresses() {
        let shown = |typed| HostName::parse(typed).map(|host| host.to_string());
        assert_eq!(shown(" SMTP.Example.com "), Ok("smtp.example.com".to_owned()));
        assert_eq!(shown("::1"), Ok("::1".to_owned()));
        assert_eq!(shown("[::1]"), Ok("::1".to_owned()));
        assert_eq!(shown("10.0.0.1"), Ok("10.0.0.1".to_owned()));
        assert_eq!(shown("bücher.example"), Ok("xn--bcher-kva.example".to_owned()));
        for bad in ["smtp.example.com:587", "https://x", "a b", "user@host", "a\r\nb", "*"] {
            assert_eq!(HostName::parse(bad), Err(FieldError::NotAServerName), "{bad}");
        }
    }

    #[test]
    fn servers_may_have_a_port() {
        let parsed =
            |typed| HostAndPort::parse(typed).map(|server| (server.host.to_string(), server.port));
        assert_eq!(parsed("db:5433"), Ok(("db".to_owned(), Some(5433))));
        assert_eq!(parsed("my_db"), Ok(("my_db".to_owned(), None)));
        assert_eq!(parsed("[::1]:5433"), Ok(("::1".to_owned(), Some(5433))));
        assert_eq!(parsed("::1"), Ok(("::1".to_owned(), None)));
        for bad in ["", "db:0", "db:x", "db/other", "db?sslmode=disable", "user@db"] {
            assert!(parsed(bad).is_err(), "{bad}");
        }
    }
}
