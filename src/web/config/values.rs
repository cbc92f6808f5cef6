//! How the values of the configuration are written. A refusal says what was written and what is
//! wanted, in English, as an operator reads it in a log.

use std::net::SocketAddr;

use ipnet::IpNet;

use crate::{
    base::vault::Key, licenses::license::PublicKey, paths::ServerUrl,
    settings::server::form::parse_network,
};

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.trim_start_matches("http://")
        .trim_end_matches('/')
        .parse()
        .map_err(|_| format!("\"{text}\" is not an address like 127.0.0.1:3000"))
}

pub(super) fn server_url(text: &str) -> Result<ServerUrl, String> {
    // It may hold a password, which is one of the things that are wrong with it.
    let shown = if text.contains('@') { "it".to_owned() } else { format!("\"{text}\"") };
    ServerUrl::parse(text)
        .ok_or_else(|| format!("{shown} is not an address like https://sync.example.com"))
}

pub(super) fn bool(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(format!("\"{text}\" is neither true nor false")),
    }
}

pub(super) fn network(text: &str) -> Result<IpNet, String> {
    parse_network(text)
        .ok_or_else(|| format!("\"{text}\" is not an address or network like 10.0.0.0/8"))
}

pub(super) fn public_key(text: &str) -> Result<PublicKey, String> {
    PublicKey::parse(text).ok_or_else(|| format!("\"{text}\" is not a public key of 44 characters"))
}

pub(super) fn secret_key(text: &str) -> Result<Key, String> {
    Key::parse(text).ok_or_else(|| "not a key of 43 characters".to_owned())
}

/// As a box of a form is posted.
pub(super) fn tick(text: &str) -> Result<String, String> {
    bool(text).map(|is_ticked| if is_ticked { "on" } else { "" }.to_owned())
}

pub(super) fn number(text: &str, least: u32, most: u32) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("\"{text}\" is not a number from {least} to {most}"))
}
