//! Every address of the product as a type: pages, redirects and the links in mails.

mod local_path;
mod server_url;

pub(crate) use self::{local_path::LocalPath, server_url::ServerUrl};

/// What the query says after a test of the failure notices.
pub(crate) const NOTICES_TESTED: &str = "notices-test";

/// Stands in addresses for a connection that is yet to be saved.
const NEW: &str = "new";

/// A page that links and redirects may lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Page {
    Home,
    Login,
    /// Sign in first, then go where one wanted to go.
    LoginThen(LocalPath),
    /// The second factor, then where one wanted to go.
    EnterCode(Option<LocalPath>),
    Register,
    Registered,
    /// With the token of the link.
    Activate(String),
    PasswordSet,
    ForgotPassword,
    ResetRequested,
    /// With the token of the link.
    ResetPassword(String),
    ForgotUsername,
    UsernamesRequested,
    /// With the token of the link.
    ConfirmEmail(String),
    EmailConfirmed,
    Account,
    /// The account page, with a word on what was just changed.
    AccountChanged(AccountChange),
    TwoFactor,
    Settings,
    MailSettings,
    /// A panel of the settings, just saved.
    Saved(Panel),
    /// A running or finished test of mail settings, by its id.
    MailTest(String),
    /// The Mail panel with what a test was made with.
    MailTested(String),
    ConnectionSettings,
    ServerSettings,
    /// The panel of the failure notices, after a test was promised.
    NoticesTested,
    /// A running or finished attempt at another connection, by its id.
    ConnectionAttempt(String),
    /// The Connection panel with what an attempt was made with.
    ConnectionAttempted(String),
    /// Sent, waiting and failed mails.
    Mails,
    Audit,
    /// The list of users as a query asks for it, empty or beginning with `?`.
    Users(String),
    AddUser,
    /// By the id of the account.
    User(String),
    /// The same, just saved.
    UserSaved(String),
    /// The activation link that was just made for an account.
    UserLink(String),
    /// Asks whether these accounts, by their ids, are to be deleted.
    DeleteUsers(Vec<String>),
    ImportUsers,
    ApiTokenSettings,
    /// Shows a token that was just made, by its id.
    ApiToken(String),
    /// Asks whether a token, by its id, is to be revoked.
    RevokeApiToken(String),
    Guide(Guide),
    /// The places that data is read from and written to.
    Connections,
    /// The same, after one was removed.
    ConnectionRemoved,
    AddConnection,
    /// The same, filled from the connection with this id.
    DuplicateConnection(String),
    /// By its id.
    Connection(String),
    /// The same, just saved.
    ConnectionSaved(String),
    EditConnection(String),
    /// A running or finished test of what was typed for a connection, or for a new one.
    PlaceTest {
        connection: Option<String>,
        test: String,
    },
    /// The form with what a test was made with.
    PlaceTested {
        connection: Option<String>,
        test: String,
    },
    /// The columns of a table, by the id of the connection.
    ConnectionTable {
        connection: String,
        schema: Option<String>,
        table: String,
    },
    Extractions,
    AddExtraction,
    /// By its id.
    Extraction(String),
    /// The same, just saved.
    ExtractionSaved(String),
    /// The same, with a look at both sides.
    ValidateExtraction(String),
    EditExtraction(String),
    ExtractionTables(String),
    Jobs,
    /// By its name.
    Job(String),
    /// The same, just saved.
    JobSaved(String),
    /// A run of a job, by its id.
    Run {
        job: String,
        run: String,
    },
    /// Switches off the mails about failures, with the token of the link.
    Unsubscribe(String),
    /// Whether an address leads to this server, by the code of the installation.
    Reached(String),
    /// A test of everything, by the id of the test of the mail settings, if there are any.
    SetupTest(Option<String>),
    /// Where somebody wanted to go before signing in.
    Wanted(LocalPath),
}

impl Page {
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Login => "/login".to_owned(),
            Self::LoginThen(next) => format!("/login?next={}", next.encoded()),
            Self::EnterCode(None) => "/login/code".to_owned(),
            Self::EnterCode(Some(next)) => format!("/login/code?next={}", next.encoded()),
            Self::Register => "/register".to_owned(),
            Self::Registered => "/registered".to_owned(),
            Self::Activate(token) => format!("/activate/{token}"),
            Self::PasswordSet => "/password-set".to_owned(),
            Self::ForgotPassword => "/forgot-password".to_owned(),
            Self::ResetRequested => "/reset-requested".to_owned(),
            Self::ResetPassword(token) => format!("/reset-password/{token}"),
            Self::ForgotUsername => "/forgot-username".to_owned(),
            Self::UsernamesRequested => "/usernames-requested".to_owned(),
            Self::ConfirmEmail(token) => format!("/confirm-email/{token}"),
            Self::EmailConfirmed => "/email-confirmed".to_owned(),
            Self::Account => "/account".to_owned(),
            Self::AccountChanged(change) => format!("/account?saved={}", change.name()),
            Self::TwoFactor => "/account/two-factor".to_owned(),
            Self::Settings => "/settings".to_owned(),
            Self::MailSettings => "/settings#mail".to_owned(),
            Self::Saved(panel) => format!("/settings?saved={0}#{0}", panel.name()),
            Self::MailTest(id) => format!("/settings/mail-test/{id}"),
            Self::MailTested(id) => format!("/settings?tested={id}#mail"),
            Self::ConnectionSettings => "/settings#connection".to_owned(),
            Self::ServerSettings => "/settings#server".to_owned(),
            Self::NoticesTested => format!("/settings?saved={NOTICES_TESTED}#notices"),
            Self::ConnectionAttempt(id) => format!("/settings/connection/{id}"),
            Self::ConnectionAttempted(id) => format!("/settings?attempted={id}#connection"),
            Self::Mails => "/settings/mails".to_owned(),
            Self::Audit => "/settings/audit".to_owned(),
            Self::Users(query) => format!("/settings/users{query}"),
            Self::AddUser => "/settings/users/new".to_owned(),
            Self::User(id) => format!("/settings/users/{id}"),
            Self::UserSaved(id) => format!("/settings/users/{id}?saved=user"),
            Self::UserLink(id) => format!("/settings/users/{id}/link"),
            Self::DeleteUsers(ids) => {
                let query = url::form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(ids.iter().map(|id| ("id", id)))
                    .finish();
                format!("/settings/users/delete?{query}")
            }
            Self::ImportUsers => "/settings/users/import".to_owned(),
            Self::ApiTokenSettings => "/settings#api-tokens".to_owned(),
            Self::ApiToken(id) => format!("/settings/api-tokens/{id}"),
            Self::RevokeApiToken(id) => format!("/settings/api-tokens/{id}/revoke"),
            Self::Guide(guide) => format!("/guides/{}", guide.name()),
            Self::Connections => "/connections".to_owned(),
            Self::ConnectionRemoved => "/connections?saved=removed".to_owned(),
            Self::AddConnection => "/connections/new".to_owned(),
            Self::DuplicateConnection(id) => format!("/connections/new?from={id}"),
            Self::Connection(id) => format!("/connections/{id}"),
            Self::ConnectionSaved(id) => format!("/connections/{id}?saved=connection"),
            Self::EditConnection(id) => format!("/connections/{id}/edit"),
            Self::PlaceTest { connection, test } => {
                let connection = connection.as_deref().unwrap_or(NEW);
                format!("/connections/{connection}/tests/{test}")
            }
            Self::PlaceTested { connection: None, test } => {
                format!("/connections/new?attempted={test}")
            }
            Self::PlaceTested { connection: Some(id), test } => {
                format!("/connections/{id}/edit?attempted={test}")
            }
            Self::ConnectionTable { connection, schema, table } => {
                let query = url::form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(schema.iter().map(|schema| ("schema", schema)))
                    .append_pair("name", table)
                    .finish();
                format!("/connections/{connection}/table?{query}")
            }
            Self::Extractions => "/extractions".to_owned(),
            Self::AddExtraction => "/extractions/new".to_owned(),
            Self::Extraction(id) => format!("/extractions/{id}"),
            Self::ExtractionSaved(id) => format!("/extractions/{id}?saved=extraction"),
            Self::ValidateExtraction(id) => format!("/extractions/{id}?validate=now#tables"),
            Self::EditExtraction(id) => format!("/extractions/{id}/edit"),
            Self::ExtractionTables(id) => format!("/extractions/{id}/tables"),
            Self::Jobs => "/jobs".to_owned(),
            Self::Job(name) => format!("/jobs/{name}"),
            Self::JobSaved(name) => format!("/jobs/{name}?saved=job"),
            Self::Run { job, run } => format!("/jobs/{job}/runs/{run}"),
            Self::Unsubscribe(token) => format!("/unsubscribe/{token}"),
            Self::Reached(code) => format!("/reached/{code}"),
            Self::SetupTest(None) => "/settings/test".to_owned(),
            Self::SetupTest(Some(id)) => format!("/settings/test?mail={id}"),
            Self::Wanted(path) => path.as_str().to_owned(),
        }
    }

    /// Who may see the page behind a path. Unknown paths are open: there is nothing behind them.
    pub(crate) fn access(path: &str) -> Access {
        match path {
            "/"
            | "/account"
            | "/account/two-factor"
            | "/connections"
            | "/extractions"
            | "/jobs" => Access::SignedIn,
            "/settings" | "/users" | "/connections/new" | "/extractions/new" => {
                Access::Administrator
            }
            _ if path.starts_with("/connections/") => {
                let is_for_all = !path.ends_with("/edit") && !path.contains("/tests/");
                if is_for_all { Access::SignedIn } else { Access::Administrator }
            }
            _ if path.starts_with("/extractions/") => {
                let is_for_all = !path.ends_with("/edit") && !path.ends_with("/tables");
                if is_for_all { Access::SignedIn } else { Access::Administrator }
            }
            _ if path.starts_with("/jobs/") => Access::SignedIn,
            _ if path.starts_with("/settings/") || path.starts_with("/guides/") => {
                Access::Administrator
            }
            _ => Access::Everybody,
        }
    }

    /// Whether whoever has the address may post to it, from wherever: it stands for itself, and neither
    /// cookies nor a session count there.
    pub(crate) fn is_posted_to_from_anywhere(path: &str) -> bool {
        path.starts_with("/unsubscribe/")
    }

    /// Whether the page makes sense before the first administrator exists.
    pub(crate) fn belongs_to_first_run(path: &str) -> bool {
        ["/register", "/registered", "/password-set", "/login"].contains(&path)
            || path.starts_with("/activate/")
            || path.starts_with("/reached/")
    }

    /// Answers a form post with this page. Only in server functions.
    #[expect(clippy::disallowed_methods, reason = "the home of redirects: only our own pages")]
    pub(crate) fn redirect(&self) {
        leptos_axum::redirect(&self.path());
    }
}

/// A panel of the settings that says that it was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Panel {
    Mail,
    Server,
    License,
    Registration,
    /// One of them was revoked.
    ApiTokens,
    Notices,
}

impl Panel {
    /// Its id on the page.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Server => "server",
            Self::License => "license",
            Self::Registration => "registration",
            Self::ApiTokens => "api-tokens",
            Self::Notices => "notices",
        }
    }
}

/// What somebody has just changed in their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountChange {
    Profile,
    /// A new address was asked for; it has yet to be confirmed.
    EmailAsked,
    Password,
    TwoFactorOn,
    TwoFactorOff,
    Sessions,
}

impl AccountChange {
    const ALL: [Self; 6] = [
        Self::Profile,
        Self::EmailAsked,
        Self::Password,
        Self::TwoFactorOn,
        Self::TwoFactorOff,
        Self::Sessions,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::EmailAsked => "email",
            Self::Password => "password",
            Self::TwoFactorOn => "two-factor-on",
            Self::TwoFactorOff => "two-factor-off",
            Self::Sessions => "sessions",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.name() == name)
    }
}

/// How to get a mail provider to send for DataSync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guide {
    Microsoft365,
    SendGrid,
    Mailgun,
    Brevo,
    Postmark,
}

impl Guide {
    pub(crate) const ALL: [Self; 5] =
        [Self::Microsoft365, Self::SendGrid, Self::Mailgun, Self::Brevo, Self::Postmark];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Microsoft365 => "microsoft-365",
            Self::SendGrid => "sendgrid",
            Self::Mailgun => "mailgun",
            Self::Brevo => "brevo",
            Self::Postmark => "postmark",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|guide| guide.name() == name)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Everybody,
    SignedIn,
    Administrator,
}
