//! Paths of this site, as they stand in requests and in what is posted.

use url::Url;

use super::{NEW, Page};

/// A path of this site, safe to redirect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LocalPath(String);

impl LocalPath {
    /// `None` for everything that a browser could read as another site (`//host`, `/\host`,
    /// schemes) or that could end a header.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_local = text.starts_with('/')
            && !text.starts_with("//")
            && !text.contains('\\')
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_local.then(|| Self(text.to_owned()))
    }

    /// Whether a URL parser leaves the path of a request as it is (no dot segments in any spelling),
    /// and every database takes what is in it.
    pub(crate) fn is_plain(path: &str) -> bool {
        if path.contains("%00") {
            return false;
        }
        let parsed = Url::parse("http://localhost").and_then(|base| base.join(path));
        parsed.is_ok_and(|url| url.path() == path)
    }

    /// The page with the fields, if this one only has a button that saves what was tried.
    pub(crate) fn page_to_correct(&self) -> Option<Page> {
        let path = self.0.split('?').next()?;
        let tested = path.strip_prefix("/settings/mail-test/");
        let attempted = path.strip_prefix("/settings/connection/");
        let place = path.strip_prefix("/connections/").and_then(|rest| rest.split_once("/tests/"));
        tested
            .map(|id| Page::MailTested(id.to_owned()))
            .or_else(|| attempted.map(|id| Page::ConnectionAttempted(id.to_owned())))
            .or_else(|| {
                place.map(|(connection, test)| Page::PlaceTested {
                    connection: (connection != NEW).then(|| connection.to_owned()),
                    test: test.to_owned(),
                })
            })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// As a value of a query.
    pub(super) fn encoded(&self) -> String {
        url::form_urlencoded::byte_serialize(self.0.as_bytes()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_local() {
        for good in ["/", "/settings", "/settings?panel=users&page=2", "/a//b"] {
            assert!(LocalPath::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "settings",
            "//evil.example",
            "/\\evil.example",
            "\\evil",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: x",
            "/a b",
            "/\tevil",
            "/é",
        ] {
            assert!(LocalPath::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_plain_path_means_the_same_to_every_parser() {
        for plain in ["/", "/settings", "/activate/abc-_", "/activate/%C3%A9"] {
            assert!(LocalPath::is_plain(plain), "{plain}");
        }
        for odd in [
            "/a/../settings",
            "/a/..\\settings",
            "/a/%2e%2e/settings",
            "/./settings",
            "//settings",
            "/a\\b",
            "/a%00b",
        ] {
            assert!(!LocalPath::is_plain(odd), "{odd}");
        }
    }
}
