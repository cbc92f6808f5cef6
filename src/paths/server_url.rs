//! Where people reach this server.

use url::{Host, Url};

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
            && url.host().is_some_and(|host| is_host(&host))
            && url.port() != Some(0)
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

    pub(crate) fn host(&self) -> Option<Host<&str>> {
        self.0.host()
    }

    /// The full address of a page.
    pub(crate) fn link_to(&self, page: &Page) -> String {
        format!("{self}{}", page.path())
    }
}

/// Whether everything that reads the address takes the host: requests, headers and mail servers know
/// fewer characters than the URL standard, which allows `a"b`.
fn is_host(host: &Host<&str>) -> bool {
    let is_label = |label: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (1..=63).contains(&label.len()) && label.bytes().all(is_plain)
    };
    match host {
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name.len() <= 253 && name.split('.').all(is_label)
        }
        Host::Ipv4(_) | Host::Ipv6(_) => true,
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
    use axum::http::{HeaderValue, Uri};
    use proptest::prelude::*;
    use tower_http::csrf::CsrfLayer;

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
            "http://a\"b.example",
            "http://a'b.example",
            "http://a$b.example",
            "http://a&b.example",
            "http://a;b.example",
            "http://a,b.example",
            "http://a(b).example",
            "http://a*b.example",
            "http://a+b.example",
            "http://a=b.example",
            "http://a!b.example",
            "http://a~b.example",
            "http://a`b.example",
            "http://{a}.example",
            "http://a..example",
            "http://.example",
            "http://a.example:0",
        ] {
            assert_eq!(shown(bad), None, "{bad}");
        }
    }

    #[test]
    fn names_of_hosts_are_taken_as_people_have_them() {
        let shown = |text| ServerUrl::parse(text).map(|url| url.to_string());
        for text in ["http://data_sync:3000", "https://a-b.example.", "http://[2001:db8::1]:8080"] {
            assert_eq!(shown(text).as_deref(), Some(text));
        }
        let punycode = shown("https://bücher.example");
        assert_eq!(punycode.as_deref(), Some("https://xn--bcher-kva.example"));
    }

    proptest! {
        /// One that is saved and that a reader cannot take would make every post fail.
        #[test]
        fn whatever_is_taken_every_reader_takes(
            host in "[!-~é。]{1,12}|[a-z]{0,3}[!-~][a-z]{1,3}(\\.[a-z\"']{0,3})?",
            port in "|:[0-9]{1,5}",
        ) {
            if let Some(url) = ServerUrl::parse(&format!("http://{host}{port}")) {
                let text = url.to_string();
                prop_assert!(CsrfLayer::new().add_trusted_origin(&text).is_ok(), "{}", text);
                prop_assert!(url.link_to(&Page::Login).parse::<Uri>().is_ok(), "{}", text);
                prop_assert!(HeaderValue::try_from(&text).is_ok(), "{}", text);
                prop_assert_eq!(ServerUrl::parse(&text), Some(url));
            }
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
