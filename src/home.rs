//! `/`: how things stand, at a glance.

use leptos::prelude::*;

use crate::{
    accounts::store,
    licenses,
    paths::Page,
    settings::license::panel::{Validity, warning},
    ui::layout::Shell,
    web::{
        page::loading,
        request::{language, state, visitor},
    },
};

#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let (state, visitor) = (state(), visitor());
    loading(async move {
        let (Some(state), Some(account)) = (state, visitor.account().cloned()) else {
            return Ok(None);
        };
        let license = licenses::store::find(&state.database.read(), &account.license_id).await?;
        let counts = if visitor.is_administrator() {
            Some(store::count(&state.database.read()).await?)
        } else {
            None
        };
        let now = state.clock.now();
        let (language, t) = language();
        let warning = license
            .as_ref()
            .filter(|_| visitor.is_administrator())
            .and_then(|license| warning(language, license.standing(now)));
        let license_card = license.map(|license| {
            view! {
                <section class="card" aria-labelledby="home-license">
                    <h2 id="home-license">{t.home_license_title()}</h2>
                    <p class="figure">{license.licensee.clone()}</p>
                    <p>
                        {t
                            .license_seats(
                                language.number(license.seats_taken),
                                language.number(license.seats),
                            )}
                    </p>
                    <progress
                        max=license.seats
                        value=license.seats_taken
                        aria-labelledby="home-license"
                    ></progress>
                    <p>
                        <Validity license=license.clone() />
                    </p>
                    {visitor
                        .is_administrator()
                        .then(|| {
                            view! {
                                <a href=format!("{}#license", Page::Settings.path())>
                                    {t.home_license_link()}
                                </a>
                            }
                        })}
                </section>
            }
            .into_any()
        });
        let users_card = counts.map(|counts| {
            let pending = match counts.pending {
                0 => t.home_users_none_pending(),
                pending => t.home_users_pending(pending),
            };
            view! {
                <section class="card" aria-labelledby="home-users">
                    <h2 id="home-users">{t.home_users_title()}</h2>
                    <p class="figure">
                        {language.number(counts.active)} " "
                        <small>{t.home_users_active(counts.active)}</small>
                    </p>
                    <p>{pending}</p>
                    {(counts.requested > 0)
                        .then(|| view! { <p>{t.users_requests(counts.requested)}</p> })}
                    <a href=format!("{}#users", Page::Settings.path())>{t.home_users_link()}</a>
                </section>
            }
            .into_any()
        });
        Ok(Some(view! {
            <Shell current=Page::Home title=t.home_welcome(&account.first_name)>
                {warning}
                <div class="cards">{license_card} {users_card}</div>
            </Shell>
        }))
    })
}
