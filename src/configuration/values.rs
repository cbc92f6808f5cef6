//! How the values of the configuration are written. A refusal says what was written and what is
//! wanted, in English, as an operator reads it in a log.

use std::{net::SocketAddr, path::PathBuf};

use crate::base::vault::Key;

pub(crate) fn address(text: &str) -> Result<SocketAddr, String> {
    text.trim_start_matches("http://")
        .trim_end_matches('/')
        .parse()
        .map_err(|_| format!("\"{text}\" is not an address like 127.0.0.1:3000"))
}

pub(crate) fn absolute_path(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.is_absolute() { Ok(path) } else { Err(format!("\"{text}\" is not an absolute path")) }
}

pub(crate) fn bool(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(format!("\"{text}\" is neither true nor false")),
    }
}

pub(crate) fn secret_key(text: &str) -> Result<Key, String> {
    Key::parse(text).ok_or_else(|| "not a key of 43 characters".to_owned())
}

/// As a box of a form is posted.
pub(crate) fn tick(text: &str) -> Result<String, String> {
    bool(text).map(|is_ticked| if is_ticked { "on" } else { "" }.to_owned())
}

pub(crate) fn number(text: &str, least: u32, most: u32) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("\"{text}\" is not a number from {least} to {most}"))
}
