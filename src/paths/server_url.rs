//! Where people reach this server.

use url::Url;

use super::Page;

/// Where people reach this server, as configured. Links in mails stand under it; the `Host` header
/// of a request never does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerUrl(Url);

impl ServerUrl {
    /// Longer than any that people type.
    pub(crate) const MAX_CHARACTERS: u16 = 255;

    /// An absolute http or https address without query and fragment; a missing slash at the end is
    /// added.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut url = Url::parse(text.trim()).ok()?;
        let is_base = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !is_base || url.path() != "/" {
            return None;
        }
        url.set_path("/");
        Some(Self(url))
    }

    /// Whether a text would be one without its path: DataSync stands at the root of a host.
    pub(crate) fn has_path(text: &str) -> bool {
        Url::parse(text.trim()).is_ok_and(|mut url| {
            url.set_path("/");
            Self::parse(url.as_str()).is_some()
        })
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The host, with the port unless it is the usual one.
    pub(crate) fn authority(&self) -> &str {
        self.0.authority()
    }

    pub(crate) fn host(&self) -> Option<url::Host<&str>> {
        self.0.host()
    }

    /// The full address of a page.
    pub(crate) fn link_to(&self, page: &Page) -> String {
        format!("{self}{}", page.path())
    }
}

/// Without a slash at the end.
impl std::fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_url_is_a_plain_origin() {
        let shown = |text| ServerUrl::parse(text).map(|url| url.to_string());
        assert_eq!(shown("https://Sync.Example.com/"), Some("https://sync.example.com".to_owned()));
        assert_eq!(shown("http://127.0.0.1:3000"), Some("http://127.0.0.1:3000".to_owned()));
        for bad in [
            "sync.example.com",
            "ftp://x",
            "https://u:p@x",
            "https://x/?a",
            "https://x/#a",
            "https://x/path",
        ] {
            assert_eq!(shown(bad), None, "{bad}");
        }
    }

    #[test]
    fn links_stand_under_the_server_url() {
        let url = ServerUrl::parse("https://sync.example.com").unwrap();
        assert_eq!(
            url.link_to(&Page::Activate("abc".to_owned())),
            "https://sync.example.com/activate/abc"
        );
    }
}
