//! The fields that forms have, by the names they are posted under.

use url::form_urlencoded;

use crate::settings::users::rows;

/// Whether a field holds a secret that may be left blank to keep the one that is stored.
pub(crate) fn is_kept_secret(function: &str, name: &str) -> bool {
    match function {
        "/api/save_connection" | "/api/test_connection" => name == "password",
        _ => ["smtp_password", "api_key", "client_secret"].contains(&name),
    }
}

/// What of a posted form is kept for the page that shows it again.
pub(crate) fn to_show_again(function: &str, body: &[u8]) -> Vec<(String, String)> {
    let pairs = form_urlencoded::parse(body).into_owned();
    if function == "/api/save_users" {
        return rows::to_keep(pairs);
    }
    pairs.filter(|(name, _)| may_be_shown_again(name)).collect()
}

/// Whether a posted value may be shown again after a refusal: no secret, no token.
pub(crate) fn may_be_shown_again(name: &str) -> bool {
    [
        "setup_code",
        "email",
        "username",
        "first_name",
        "last_name",
        "serial_number",
        "next",
        "smtp_server",
        "sender_address",
        "port",
        "connection_mode",
        "use_tls",
        "smtp_username",
        "smtp_login",
        "client_id",
        "token_endpoint",
        "scopes",
        "mailbox",
        "client_authentication",
        "test_address",
        "version",
        "language",
        "email_notifications",
        "role",
        "registration",
        "engine",
        "server",
        "database",
        "timeout",
        "max_pool_size",
        "encrypt",
        "trust_server_certificate",
        "create_database",
        "server_url",
        "trusted_proxies",
        "show_version",
        "session_idle_hours",
        "session_days",
        "name",
        "scope",
        "job",
        "expires",
        "schedule",
        "time_zone",
        "enabled",
        "heartbeat_minutes",
        "tells_of_failures",
        "webhook_url",
    ]
    .contains(&name)
}
