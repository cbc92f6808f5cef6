//! Every form there is. What is not in this list is no address that takes posts.

use axum::{extract::Request, middleware::Next, response::Response};

use crate::{
    accounts, connections, extractions, jobs, settings, setup,
    site::{
        form::{self, FormSpec},
        limits::{self, LONGEST_REQUEST},
    },
};

static FORMS: [&FormSpec; 54] = [
    &accounts::activate::endpoint::ACTIVATE,
    &accounts::email_change::endpoint::CHANGE_EMAIL,
    &accounts::email_change::endpoint::CONFIRM_EMAIL,
    &accounts::password_change::endpoint::CHANGE_PASSWORD,
    &accounts::profile::endpoint::SAVE_PROFILE,
    &accounts::recover::endpoint::FORGOT_PASSWORD,
    &accounts::recover::endpoint::FORGOT_USERNAME,
    &accounts::recover::endpoint::RESET_PASSWORD,
    &accounts::register::endpoint::REGISTER,
    &accounts::second_factor::endpoint::BEGIN_TWO_FACTOR,
    &accounts::second_factor::endpoint::ENABLE_TWO_FACTOR,
    &accounts::second_factor::endpoint::DISABLE_TWO_FACTOR,
    &accounts::sessions::endpoint::END_SESSION,
    &accounts::sessions::endpoint::END_OTHER_SESSIONS,
    &accounts::sign_in::endpoint::SIGN_IN,
    &accounts::sign_in::endpoint::ENTER_CODE,
    &connections::endpoint::REMOVE_PLACE,
    &connections::endpoint::SAVE_PLACE,
    &connections::endpoint::TEST_PLACE,
    &extractions::endpoint::CHOOSE_TABLES,
    &extractions::endpoint::RUN_EXTRACTION,
    &extractions::endpoint::SAVE_EXTRACTION,
    &extractions::endpoint::TAKE_OVER_TABLES,
    &extractions::endpoint::TRY_SAMPLE,
    &form::SIGN_OUT,
    &form::SET_LANGUAGE,
    &jobs::endpoint::RUN_JOB,
    &jobs::endpoint::SAVE_JOB,
    &jobs::endpoint::RENAME_JOB,
    &jobs::endpoint::CANCEL_RUN,
    &jobs::endpoint::REMOVE_JOB,
    &settings::api_tokens::endpoint::ADD_API_TOKEN,
    &settings::api_tokens::endpoint::REVOKE_API_TOKEN,
    &settings::license::endpoint::ENTER_SERIAL_NUMBER,
    &settings::mail::endpoint::SAVE_MAIL,
    &settings::mail::endpoint::TEST_MAIL,
    &settings::mail::endpoint::SEND_MAIL_AGAIN,
    &settings::mail::endpoint::DISCARD_MAIL,
    &settings::notices::endpoint::SAVE_NOTICES,
    &settings::notices::endpoint::TEST_NOTICES,
    &settings::own_database::endpoint::SAVE_CONNECTION,
    &settings::own_database::endpoint::TEST_CONNECTION,
    &settings::registration::endpoint::SAVE_REGISTRATION,
    &settings::server::endpoint::SAVE_SERVER,
    &settings::users::endpoint::ADD_USER,
    &settings::users::endpoint::MAKE_LINK,
    &settings::users::endpoint::SAVE_USER,
    &settings::users::endpoint::SAVE_USERS,
    &settings::users::endpoint::CHANGE_USERS,
    &settings::users::endpoint::DELETE_USERS,
    &setup::guide::endpoint::GO_TO_STEP,
    &setup::guide::endpoint::TEST_SETUP,
    &setup::guide::endpoint::FINISH_SETUP,
    &setup::guide::endpoint::DISMISS_TASK,
];

/// The form that posts to an address.
pub(crate) fn find(path: &str) -> Option<&'static FormSpec> {
    FORMS.into_iter().find(|form| form.function == path)
}

/// Each request for as long as what it asks for may take.
pub(crate) async fn in_time(request: Request, next: Next) -> Response {
    let limit = find(request.uri().path()).map_or(LONGEST_REQUEST, |form| form.limit);
    limits::within(limit, request, next).await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_server_function_has_its_form_and_the_other_way_round() {
        let functions: BTreeSet<_> =
            leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
        let forms: BTreeSet<_> = FORMS.iter().map(|form| form.function).collect();
        assert_eq!(forms, functions);
        assert_eq!(forms.len(), FORMS.len(), "none is listed twice");
    }

    #[test]
    fn no_secret_is_shown_again() {
        for form in FORMS {
            for secret in [
                "password",
                "new_password",
                "confirm_new_password",
                "own_password",
                "token",
                "code",
                "smtp_password",
                "api_key",
                "client_secret",
            ] {
                assert!(!form.shows_again(secret), "{}: {secret}", form.function);
            }
        }
    }
}
