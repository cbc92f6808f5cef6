//! How the values of the configuration are written. A refusal says what was written and what is
//! wanted, in English, as an operator reads it in a log.

use std::net::SocketAddr;

use ipnet::IpNet;

use crate::{
    database::Engine, licenses::license::PublicKey, paths::ServerUrl, security::vault::Key,
};

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.trim_start_matches("http://")
        .trim_end_matches('/')
        .parse()
        .map_err(|_| format!("\"{text}\" is not an address like 127.0.0.1:3000"))
}

pub(super) fn server_url(text: &str) -> Result<ServerUrl, String> {
    ServerUrl::parse(text)
        .ok_or_else(|| format!("\"{text}\" is not an address like https://sync.example.com"))
}

pub(super) fn bool(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(format!("\"{text}\" is neither true nor false")),
    }
}

pub(super) fn network(text: &str) -> Result<IpNet, String> {
    text.parse()
        .or_else(|_| text.parse().map(|address: std::net::IpAddr| address.into()))
        .map_err(|_| format!("\"{text}\" is not an address or network like 10.0.0.0/8"))
}

pub(super) fn public_key(text: &str) -> Result<PublicKey, String> {
    PublicKey::parse(text).ok_or_else(|| format!("\"{text}\" is not a public key of 44 characters"))
}

pub(super) fn secret_key(text: &str) -> Result<Key, String> {
    Key::parse(text).ok_or_else(|| "not a key of 43 characters".to_owned())
}

pub(super) fn engine(text: &str) -> Result<Engine, String> {
    match text.to_ascii_lowercase().as_str() {
        "embedded" => Ok(Engine::Embedded),
        "postgresql" => Ok(Engine::PostgreSql),
        "mysql" | "mariadb" => Ok(Engine::MySql),
        _ => Err(format!("\"{text}\" is none of Embedded, PostgreSQL, MySQL, MariaDB")),
    }
}

pub(super) fn number(text: &str, least: u32, most: u32) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("\"{text}\" is not a number from {least} to {most}"))
}

/// `host`, `host:port`, `[::1]` or `[::1]:port`.
pub(super) fn host_and_port(text: &str) -> Result<(String, Option<u16>), String> {
    let problem =
        || format!("\"{text}\" is not a server like db.example.com or db.example.com:5432");
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
            (host, Some(port.parse().ok().filter(|p| *p > 0).ok_or_else(problem)?))
        }
        _ => (text, None),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_host = !host.is_empty()
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'));
    if is_host { Ok((host.to_owned(), port)) } else { Err(problem()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_hosts_with_or_without_port() {
        assert_eq!(host_and_port("db:5433"), Ok(("db".to_owned(), Some(5433))));
        assert_eq!(host_and_port("[::1]:5433"), Ok(("::1".to_owned(), Some(5433))));
        assert_eq!(host_and_port("::1"), Ok(("::1".to_owned(), None)));
        for bad in ["", "db:0", "db:x", "db/other", "db?sslmode=disable", "user@db"] {
            assert!(host_and_port(bad).is_err(), "{bad}");
        }
    }
}
