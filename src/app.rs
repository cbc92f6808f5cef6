//! The site map: the document around every page, and which page stands at which address.

use leptos::{config::LeptosOptions, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    ParamSegment, SsrMode, StaticSegment,
    components::{Route, Router, Routes},
};

use crate::{
    accounts::{
        account_page::AccountPage,
        activate::page::ActivatePage,
        email_change::page::{ConfirmEmailPage, EmailConfirmedPage},
        new_password::page::PasswordSetPage,
        recover::page::{
            ForgotPasswordPage, ForgotUsernamePage, ResetPasswordPage, ResetRequestedPage,
            UsernamesRequestedPage,
        },
        register::page::{RegisterPage, RegisteredPage},
        second_factor::page::TwoFactorPage,
        sign_in::page::{EnterCodePage, LoginPage},
    },
    connections::{
        AddConnectionPage, ConnectionPage, ConnectionsPage, EditConnectionPage, PlaceTestPage,
        TablePage,
    },
    extractions::{
        AddExtractionPage, EditExtractionPage, ExtractionPage, ExtractionsPage, TablesPage,
    },
    home::HomePage,
    jobs::{
        job_page::JobPage, page::JobsPage, run_page::RunPage, unsubscribe::page::UnsubscribePage,
    },
    settings::{
        api_tokens::page::{ApiTokenPage, RevokeApiTokenPage},
        audit::page::AuditPage,
        mail::{guide::GuidePage, log::MailsPage, test_page::MailTestPage},
        own_database::attempt_page::ConnectionAttemptPage,
        page::SettingsPage,
        server::reach::ReachedPage,
        users::{
            delete_page::DeleteUsersPage,
            import::page::ImportPage,
            page::{UserLinkPage, UsersPage},
            user_page::{AddUserPage, UserPage},
        },
    },
    setup::guide::test_page::SetupTestPage,
    site::request::language,
    ui::layout::DocumentHead,
};

/// The document around every page.
pub(crate) fn shell(options: LeptosOptions) -> impl IntoView {
    let (language, _) = language();
    view! {
        <!DOCTYPE html>
        <html lang=language.tag()>
            <head>
                <DocumentHead />
                <HydrationScripts options islands=true />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

#[expect(clippy::too_many_lines, reason = "the site map: one page after the other")]
#[component]
pub(crate) fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=|| ()>
                <Route path=StaticSegment("") view=HomePage ssr=SsrMode::Async />
                <Route
                    path=StaticSegment("connections")
                    view=ConnectionsPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("connections"), StaticSegment("new"))
                    view=AddConnectionPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("connections"), ParamSegment("id"))
                    view=ConnectionPage
                    ssr=SsrMode::InOrder
                />
                <Route
                    path=(StaticSegment("connections"), ParamSegment("id"), StaticSegment("edit"))
                    view=EditConnectionPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("connections"), ParamSegment("id"), StaticSegment("table"))
                    view=TablePage
                    ssr=SsrMode::InOrder
                />
                <Route
                    path=(StaticSegment("connections"), ParamSegment("id"), StaticSegment("tests"), ParamSegment("test"))
                    view=PlaceTestPage
                    ssr=SsrMode::InOrder
                />
                <Route
                    path=StaticSegment("extractions")
                    view=ExtractionsPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("extractions"), StaticSegment("new"))
                    view=AddExtractionPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("extractions"), ParamSegment("id"))
                    view=ExtractionPage
                    ssr=SsrMode::InOrder
                />
                <Route
                    path=(StaticSegment("extractions"), ParamSegment("id"), StaticSegment("edit"))
                    view=EditExtractionPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("extractions"), ParamSegment("id"), StaticSegment("tables"))
                    view=TablesPage
                    ssr=SsrMode::InOrder
                />
                <Route path=StaticSegment("jobs") view=JobsPage ssr=SsrMode::Async />
                <Route
                    path=(StaticSegment("jobs"), ParamSegment("job"))
                    view=JobPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("jobs"), ParamSegment("job"), StaticSegment("runs"), ParamSegment("run"))
                    view=RunPage
                    ssr=SsrMode::InOrder
                />
                <Route path=StaticSegment("login") view=LoginPage ssr=SsrMode::Async />
                <Route
                    path=(StaticSegment("login"), StaticSegment("code"))
                    view=EnterCodePage
                    ssr=SsrMode::Async
                />
                <Route path=StaticSegment("register") view=RegisterPage ssr=SsrMode::Async />
                <Route path=StaticSegment("registered") view=RegisteredPage ssr=SsrMode::Async />
                <Route
                    path=(StaticSegment("activate"), ParamSegment("token"))
                    view=ActivatePage
                    ssr=SsrMode::Async
                />
                <Route path=StaticSegment("password-set") view=PasswordSetPage ssr=SsrMode::Async />
                <Route
                    path=StaticSegment("forgot-password")
                    view=ForgotPasswordPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=StaticSegment("reset-requested")
                    view=ResetRequestedPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("reset-password"), ParamSegment("token"))
                    view=ResetPasswordPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=StaticSegment("forgot-username")
                    view=ForgotUsernamePage
                    ssr=SsrMode::Async
                />
                <Route
                    path=StaticSegment("usernames-requested")
                    view=UsernamesRequestedPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("confirm-email"), ParamSegment("token"))
                    view=ConfirmEmailPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=StaticSegment("email-confirmed")
                    view=EmailConfirmedPage
                    ssr=SsrMode::Async
                />
                <Route path=StaticSegment("account") view=AccountPage ssr=SsrMode::Async />
                <Route
                    path=(StaticSegment("account"), StaticSegment("two-factor"))
                    view=TwoFactorPage
                    ssr=SsrMode::Async
                />
                <Route path=StaticSegment("settings") view=SettingsPage ssr=SsrMode::Async />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("mails"))
                    view=MailsPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("audit"))
                    view=AuditPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("users"))
                    view=UsersPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("users"), StaticSegment("new"))
                    view=AddUserPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("users"), StaticSegment("delete"))
                    view=DeleteUsersPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("users"), StaticSegment("import"))
                    view=ImportPage
                    ssr=SsrMode::InOrder
                />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("users"), ParamSegment("id"))
                    view=UserPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("users"), ParamSegment("id"), StaticSegment("link"))
                    view=UserLinkPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("api-tokens"), ParamSegment("id"))
                    view=ApiTokenPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("api-tokens"), ParamSegment("id"), StaticSegment("revoke"))
                    view=RevokeApiTokenPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("mail-test"), ParamSegment("id"))
                    view=MailTestPage
                    ssr=SsrMode::InOrder
                />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("connection"), ParamSegment("id"))
                    view=ConnectionAttemptPage
                    ssr=SsrMode::InOrder
                />
                <Route
                    path=(StaticSegment("settings"), StaticSegment("test"))
                    view=SetupTestPage
                    ssr=SsrMode::InOrder
                />
                <Route
                    path=(StaticSegment("unsubscribe"), ParamSegment("token"))
                    view=UnsubscribePage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("reached"), ParamSegment("code"))
                    view=ReachedPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("guides"), ParamSegment("name"))
                    view=GuidePage
                    ssr=SsrMode::Async
                />
            </Routes>
        </Router>
    }
}
