//! A browser without scripts: it keeps cookies, says where it comes from, and does not follow
//! redirects by itself, so that tests see them.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicU32, Ordering},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{
        HeaderMap, Request, StatusCode,
        header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, LOCATION, REFERER, SET_COOKIE},
    },
};
use tower::ServiceExt;
use url::form_urlencoded;

use super::PASSWORD;

pub(in crate::tests) struct Browser {
    router: Router,
    pub(in crate::tests) cookies: BTreeMap<String, String>,
    pub(in crate::tests) accept_language: &'static str,
    /// Everybody comes from elsewhere, unless a test says otherwise.
    pub(in crate::tests) address: IpAddr,
    page: Option<String>,
}

#[derive(Debug)]
pub(in crate::tests) struct Answer {
    pub(in crate::tests) status: StatusCode,
    pub(in crate::tests) headers: HeaderMap,
    pub(in crate::tests) body: String,
}

impl Browser {
    pub(super) fn new(router: Router) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(u32::from_be_bytes([10, 0, 0, 1]));
        let address = Ipv4Addr::from(NEXT.fetch_add(1, Ordering::Relaxed)).into();
        Self { router, cookies: BTreeMap::new(), accept_language: "en", address, page: None }
    }

    pub(in crate::tests) async fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(path).header(ACCEPT, "text/html").body(Body::empty()).unwrap();
        self.page = Some(path.to_owned());
        self.send(request).await
    }

    /// Opens a page and whatever it redirects to.
    pub(in crate::tests) async fn open(&mut self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        while let Some(location) = answer.location() {
            answer = self.get(&location).await;
        }
        answer
    }

    /// Posts a form to `/api/{function}`.
    pub(in crate::tests) async fn post(
        &mut self,
        function: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = Request::post(format!("/api/{function}"))
            .header(ACCEPT, "text/html")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(page) = &self.page {
            request = request.header(REFERER, format!("http://127.0.0.1:3000{page}"));
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// The same from a script, which gets JSON instead of a page.
    pub(in crate::tests) async fn post_as_script(
        &mut self,
        function: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(format!("/api/{function}"))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Posts and opens the page that is the answer.
    pub(in crate::tests) async fn submit(
        &mut self,
        function: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let answer = self.post(function, fields).await;
        match answer.location() {
            Some(location) => self.open(&location).await,
            None => answer,
        }
    }

    /// Posts a file of users, with further fields.
    pub(in crate::tests) async fn upload(&mut self, file: &str, fields: &[(&str, &str)]) -> Answer {
        self.upload_bytes(file.as_bytes(), fields).await
    }

    pub(in crate::tests) async fn upload_bytes(
        &mut self,
        file: &[u8],
        fields: &[(&str, &str)],
    ) -> Answer {
        let part = |head: String| format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        let mut body = part("name=\"file\"; filename=\"users.csv\"".to_owned()).into_bytes();
        body.extend_from_slice(file);
        for (name, value) in fields {
            let part = part(format!("name=\"{name}\""));
            body.extend_from_slice(format!("\r\n{part}{value}").as_bytes());
        }
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::post("/settings/users/import")
            .header(ACCEPT, "text/html")
            .header(CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Opens an activation link and sets the usual password.
    pub(in crate::tests) async fn activate(&mut self, link: &str) -> Answer {
        self.get(link).await;
        self.post("activate", &password_fields(token_of(link), PASSWORD)).await
    }

    pub(in crate::tests) async fn sign_in(&mut self, username: &str, password: &str) -> Answer {
        self.post("sign_in", &[("username", username), ("password", password)]).await
    }

    pub(in crate::tests) async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(COOKIE, cookies.join("; ").parse().unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.address, 1)));
        request.headers_mut().insert(ACCEPT_LANGUAGE, self.accept_language.parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let cookie = cookie::Cookie::parse(cookie.to_str().unwrap().to_owned()).unwrap();
            if cookie.max_age() == Some(cookie::time::Duration::ZERO) {
                self.cookies.remove(cookie.name());
            } else {
                self.cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
        let body = to_bytes(body, 10_000_000).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}

impl Answer {
    pub(in crate::tests) fn location(&self) -> Option<String> {
        self.headers.get(LOCATION).map(|value| value.to_str().unwrap().to_owned())
    }

    #[track_caller]
    pub(in crate::tests) fn expect_redirect(&self, path: &str) {
        assert_eq!(self.location().as_deref(), Some(path), "{self:?}");
        assert_eq!(self.status, StatusCode::SEE_OTHER);
    }

    #[track_caller]
    pub(in crate::tests) fn expect_page(&self, words: &str) {
        assert_eq!(self.status, StatusCode::OK, "{self:?}");
        assert!(self.body.contains(words), "no {words:?} in {}", self.main());
    }

    #[track_caller]
    pub(in crate::tests) fn expect_missing(&self) {
        assert_eq!(self.status, StatusCode::NOT_FOUND, "{self:?}");
    }

    /// What the page itself says.
    fn main(&self) -> &str {
        self.body.split_once("<main").map_or(self.body.as_str(), |(_, main)| main)
    }

    /// The sentence beside a field.
    pub(in crate::tests) fn error_of(&self, field: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("id=\"{field}-error\""))?;
        let (_, rest) = rest.split_once('>')?;
        Some(rest.split_once('<')?.0)
    }

    /// The version in a form of the page, of those that post to `/api/{function}`.
    #[track_caller]
    pub(in crate::tests) fn version_in(&self, function: &str) -> &str {
        let form = self.body.split_once(&format!("action=\"/api/{function}\""));
        let field = form.and_then(|(_, form)| form.split_once("name=\"version\" value=\""));
        field.and_then(|(_, rest)| rest.split_once('"')).map(|(version, _)| version).unwrap()
    }

    /// The value that a field shows.
    pub(in crate::tests) fn value_of(&self, field: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("name=\"{field}\""))?;
        let (tag, _) = rest.split_once('>')?;
        let (_, value) = tag.split_once(" value=\"")?;
        Some(value.split_once('"')?.0)
    }
}

pub(in crate::tests) fn token_of(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

pub(in crate::tests) fn password_fields<'a>(
    token: &'a str,
    password: &'a str,
) -> [(&'static str, &'a str); 3] {
    [("token", token), ("new_password", password), ("confirm_new_password", password)]
}
