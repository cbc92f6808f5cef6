//! Where somebody is signed in, with a button to end each.

use leptos::prelude::*;

use crate::{
    base::language::Language, database::entities::session, i18n::Text, security::sessions::Session,
    site::request::language, ui::records::Records,
};

#[component]
pub(crate) fn SessionsSection(
    /// This browser's own.
    current: Session,
    sessions: Vec<session::Model>,
) -> impl IntoView {
    let (language, t) = language();
    let has_others = sessions.iter().any(|session| !current.is(session));
    let rows = sessions
        .into_iter()
        .map(|session| row(language, current.is(&session), session))
        .collect_view();
    let columns = vec![
        t.sessions_column_device(),
        t.sessions_column_address(),
        t.sessions_column_since(),
        t.sessions_column_last_use(),
    ];
    view! {
        <section class="card panel" id="sessions" aria-labelledby="sessions-title">
            <header>
                <h2 id="sessions-title">{t.sessions_title()}</h2>
                <p>{t.sessions_text()}</p>
            </header>
            <Records columns has_actions=true rows=rows.into_any() />
            {has_others
                .then(|| {
                    view! {
                        <form method="post" action="/api/end_other_sessions">
                            <button type="submit" class="button secondary">
                                {t.sessions_end_others()}
                            </button>
                        </form>
                    }
                })}
        </section>
    }
    .into_any()
}

fn row(language: Language, is_current: bool, session: session::Model) -> impl IntoView {
    let t = language.text();
    let device = device(t, &session.user_agent);
    let end_label = t.sessions_end_label(&device);
    view! {
        <tr>
            <th scope="row" data-label=t.sessions_column_device()>
                <span>
                    {device}
                    {is_current.then(|| view! { " " <span class="badge success">{t.sessions_this()}</span> })}
                </span>
            </th>
            <td data-label=t.sessions_column_address()>{session.address}</td>
            <td data-label=t.sessions_column_since()>{language.date_and_time(session.created_at)}</td>
            <td data-label=t.sessions_column_last_use()>
                {language.date_and_time(session.last_used_at)}
            </td>
            <td class="actions">
                {(!is_current)
                    .then(|| {
                        view! {
                            <form method="post" action="/api/end_session">
                                <button
                                    type="submit"
                                    class="button small"
                                    name="id"
                                    value=session.token_hash
                                    aria-label=end_label
                                >
                                    {t.sessions_end()}
                                </button>
                            </form>
                        }
                    })}
            </td>
        </tr>
    }
    .into_any()
}

/// `Firefox, Linux`, as far as the browser says so.
fn device(t: &Text, user_agent: &str) -> String {
    // Each names its ancestors, too: the first match is the youngest.
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Vivaldi", "Vivaldi"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |names: [(&'static str, &'static str); 7]| {
        names.into_iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| name)
    };
    match (find(BROWSERS), find(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => t.sessions_unknown_device(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_after_itself_not_its_ancestors() {
        let named = |user_agent| device(Language::English.text(), user_agent);
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
                "Firefox, Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            ("curl/8.5.0", "Unknown device"),
        ] {
            assert_eq!(named(user_agent), name);
        }
    }
}
