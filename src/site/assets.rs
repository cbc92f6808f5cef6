//! Scripts, styles and images, embedded into the binary.
//!
//! What the build made lies under `/pkg/<version>/`, where the version is a hash of all of it: such
//! an address never changes its meaning, so browsers may keep it for ever. Images from `public/`
//! keep plain names and are asked for again.

use std::sync::LazyLock;

use axum::{
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
            VARY,
        },
    },
    response::{IntoResponse, Response},
};
use leptos::config::{LeptosOptions, get_config_from_str};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

use crate::base::failure::Error;

/// What cargo-leptos built. A debug build reads the files where they lie.
#[derive(RustEmbed)]
#[folder = "target/site"]
struct Site;

/// Eight hexadecimal digits that change with any file.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for name in Site::iter() {
        if let Some(file) = Site::get(&name) {
            hash.update(name.as_bytes());
            hash.update(file.metadata.sha256_hash());
        }
    }
    hex::encode(&hash.finalize()[..4])
});

/// Leptos' options, with `/pkg/<version>` as the place of scripts and styles.
pub(crate) fn leptos_options() -> Result<LeptosOptions, Error> {
    let mut options = get_config_from_str(include_str!("../../Leptos.toml"))?;
    options.site_pkg_dir = format!("{}/{}", options.site_pkg_dir, *VERSION).into();
    Ok(options)
}

/// The address of the stylesheet.
pub(crate) fn stylesheet() -> String {
    format!("/pkg/{}/datasync.css", *VERSION)
}

/// `/pkg/{version}/{file}`.
pub(crate) fn built(version: &str, file: &str, headers: &HeaderMap) -> Response {
    if version != *VERSION {
        return StatusCode::NOT_FOUND.into_response();
    }
    serve(&format!("pkg/{file}"), headers, "public, max-age=31536000, immutable")
}

/// An image or text from `public/`, or `None`.
pub(crate) fn public(file: &str, headers: &HeaderMap) -> Option<Response> {
    Site::get(file)?;
    Some(serve(file, headers, "public, max-age=3600"))
}

fn serve(name: &str, headers: &HeaderMap, cache_control: &'static str) -> Response {
    let Some((file, encoding)) = choose(name, headers) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..8]));
    let is_known =
        headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let media_type = mime_guess::from_path(name).first_or_octet_stream();
        ([(CONTENT_TYPE, media_type.as_ref().to_owned())], file.data).into_response()
    };
    let answer = response.headers_mut();
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(cache_control));
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = etag.parse() {
        answer.insert(ETAG, etag);
    }
    if let Some(encoding) = encoding {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The smallest form of a file that the browser understands.
fn choose(name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        let is_accepted =
            accepted.split(',').any(|e| e.split(';').next().unwrap_or_default().trim() == encoding);
        if let (true, Some(file)) = (is_accepted, Site::get(&format!("{name}{ending}"))) {
            return Some((file, Some(encoding)));
        }
    }
    Site::get(name).map(|file| (file, None))
}

#[cfg(test)]
mod tests {
    /// cargo-leptos reads `Cargo.toml`, the server `Leptos.toml`.
    #[test]
    fn cargo_toml_and_leptos_toml_agree() {
        let table = |text: &str| -> toml::Table {
            let all: toml::Table = text.parse().unwrap();
            all["package"]["metadata"]["leptos"].as_table().unwrap().clone()
        };
        let cargo = table(include_str!("../../Cargo.toml"));
        for (key, value) in table(include_str!("../../Leptos.toml")) {
            assert_eq!(cargo.get(&key), Some(&value), "{key}");
        }
    }
}
