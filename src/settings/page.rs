//! `/settings`: the panels as cards, with a list of them that stays in sight.

use std::sync::Arc;

use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;

use super::{
    api_tokens::panel::{ApiTokensPanel, ApiTokensPanelState},
    audit::{
        self,
        panel::{AuditPanel, LATEST},
        store::Filter,
    },
    license::{endpoint::ENTER_SERIAL_NUMBER, panel::LicensePanel},
    mail::panel::{MailPanel, MailPanelState},
    notices::panel::{NoticesPanel, NoticesPanelState},
    own_database::{
        attempts::Attempts,
        panel::{ConnectionPanel, ConnectionPanelState},
    },
    registration::{self, panel::RegistrationPanel},
    server::{
        configured::ConfiguredServer,
        panel::{ServerPanel, ServerPanelState},
    },
    users::{
        panel::{UsersPanel, UsersPanelState},
        view::UsersView,
    },
};
use crate::{
    licenses,
    paths::Page,
    setup::guide::page::{GuidedSettings, SetupGuide},
    site::{
        posted::Posted,
        request::{language, require_part},
    },
    ui::{layout::Shell, page::loading_for_administrator, panel_list::PanelList},
};

/// The first of the users; there is a page for all of them.
const USERS_SHOWN: u64 = 10;

#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let posted = Posted::to(&ENTER_SERIAL_NUMBER);
    let query = use_query_map().read_untracked();
    let tested = query.get("tested").unwrap_or_default();
    let attempted = query.get("attempted").unwrap_or_default();
    let (attempts, configured) =
        (require_part::<Attempts>(), require_part::<Arc<ConfiguredServer>>());
    loading_for_administrator(async move |state, account| {
        let db = &state.database.read();
        let license = licenses::store::find(db, &account.license_id).await?;
        let users =
            UsersPanelState::find(&state, &account, (UsersView::default(), true), USERS_SHOWN)
                .await?;
        let mode = registration::mode(db).await?;
        let events = audit::store::list(db, &Filter::default(), None, LATEST).await?;
        let mail = MailPanelState::find(&state, db, &account, &tested).await?;
        let now = state.clock.now();
        let tokens = ApiTokensPanelState::find(db, now).await?;
        let attempted = attempts?.find(&account, &attempted, now);
        let connection = ConnectionPanelState::find(&state, attempted).await?;
        let server = ServerPanelState::find(&state, &*configured?, db).await?;
        let notices = NoticesPanelState::find(&state, db, mail.has_server()).await?;
        let guide = SetupGuide::find(&state, db).await?;
        let (_, t) = language();
        let list = vec![
            ("connection", t.settings_connection_title()),
            ("mail", t.settings_mail_title()),
            ("server", t.settings_server_title()),
            ("users", t.settings_users_title()),
            ("notices", t.settings_notices_title()),
            ("registration", t.registration_title()),
            ("api-tokens", t.api_tokens_title()),
            ("license", t.settings_license_title()),
            ("audit", t.audit_title()),
        ];
        let panels = view! {
            <ConnectionPanel shown=connection />
            <MailPanel shown=mail />
            <ServerPanel shown=server />
            <UsersPanel shown=users is_alone=false />
            <NoticesPanel shown=notices />
            <RegistrationPanel mode />
            <ApiTokensPanel shown=tokens />
            {license.map(|license| view! { <LicensePanel license now posted /> })}
            <AuditPanel latest=events />
        };
        Ok(match guide {
            Some(guide) => Either::Left(view! { <GuidedSettings guide>{panels}</GuidedSettings> }),
            None => Either::Right(view! {
                <Shell current=Page::Settings title=t.settings_title()>
                    <div class="settings">
                        <PanelList label=t.settings_panels() panels=list />
                        <div class="panels">{panels}</div>
                    </div>
                </Shell>
            }),
        })
    })
}
