//! The groups of keys that mean what the fields of a form mean: each becomes that form, is checked as
//! it is on its page, and what is wrong is said at its key.

use super::{
    settings::{Place, Settings},
    shown::{CONNECTION_KEYS, MAIL_KEYS, MAIL_SECRET_KEYS, SERVER_KEYS},
    values,
};
use crate::{
    accounts::register::form::RegisterForm,
    base::{
        failure::Checked,
        field::Field,
        field_error::FieldError,
        language::Language,
        origin::{Origin, Origins},
        secret::Secret,
    },
    database::{configured::ConfiguredConnection, form::ConnectionForm},
    i18n,
    jobs::configured::ConfiguredJobs,
    mail::{
        configured::ConfiguredMail,
        form::{MailForm, MailSecrets},
    },
    settings::server::{configured::ConfiguredServer, form::ServerForm},
    setup::headless::ConfiguredAdministrator,
};

/// The `Server.…` keys that mean what the fields of the Server panel mean.
pub(super) fn server(settings: &mut Settings) -> ConfiguredServer {
    let mut form = ServerForm::of_a_new_installation();
    let (mut origins, mut places) = (Origins::default(), Vec::new());
    for (key, field) in SERVER_KEYS {
        let place = settings.place_of(key);
        let value = match field {
            Field::ServerUrl => settings.take(key, values::server_url).map(|url| url.to_string()),
            Field::TrustedProxies => {
                let networks = settings.take_list(key, values::network);
                Some(networks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
            }
            _ => take_text(settings, key, field),
        };
        if let (Some(value), Some(place)) = (value, place) {
            form.set(field, &value);
            origins.note(field, origin(&place));
            places.push((field, key, place));
        }
    }
    let mut checked = Checked::default();
    form.parse(&mut checked);
    for (field, error) in checked.errors() {
        settings.complain(complaint(&places, (*field, *error), "Server", places.first()));
    }
    ConfiguredServer { form, origins }
}

/// The key of the jobs, and where it stands.
pub(super) fn jobs(settings: &mut Settings) -> (ConfiguredJobs, Option<Place>) {
    let place = settings.place_of(ConfiguredJobs::KEY);
    let (least, most) = ConfiguredJobs::LIMITS;
    let number = settings.take(ConfiguredJobs::KEY, |text| values::number(text, least, most));
    let jobs = number
        .map_or_else(ConfiguredJobs::default, |most_parallel| ConfiguredJobs { most_parallel });
    (jobs, place)
}

/// The `Connection.…` keys, which mean what the fields of the Connection panel mean. The number of jobs,
/// which stands at `jobs_place`, limits the pool.
pub(super) fn connection(
    settings: &mut Settings,
    jobs: ConfiguredJobs,
    jobs_place: Option<&Place>,
) -> ConfiguredConnection {
    let pool_limit = jobs.most_parallel;
    let mut form = ConnectionForm::embedded(pool_limit);
    let mut places = Vec::new();
    for (key, field) in CONNECTION_KEYS {
        let place = settings.place_of(key);
        if let (Some(value), Some(place)) = (take_text(settings, key, field), place) {
            form.set(field, &value);
            places.push((field, key, place));
        }
    }
    let password_place = settings.place_of("Connection.Password");
    let password = settings.take("Connection.Password", |text| Ok(Secret::new(text)));
    let mut origins = Origins::default();
    for (field, _, place) in &places {
        origins.note(*field, origin(place));
    }
    if let Some(place) = &password_place {
        origins.note(Field::Password, origin(place));
    }
    let configured = ConfiguredConnection {
        form: form.normalised(),
        password,
        origins,
        pool_limit,
        authority_file: settings.take_path("Connection.AuthorityFile"),
    };
    let mut checked = Checked::default();
    configured.form.parse(&configured.limits(), &mut checked);
    for (field, error) in checked.errors() {
        let engine = places.iter().find(|(of, ..)| *of == Field::Engine);
        settings.complain(match error {
            FieldError::Required if *field == Field::Engine => {
                let place = engine.map_or_else(String::new, |(.., place)| format!("{place}: "));
                format!("{place}Connection.Engine: not one of Embedded, PostgreSQL, MySQL, MariaDB")
            }
            FieldError::AboveParallelJobs { typed, limit } => {
                let found = places.iter().find(|(of, ..)| of == field).map(|(.., place)| place);
                let place = found.or(jobs_place);
                let place = place.map_or_else(String::new, |place| format!("{place}: "));
                format!(
                    "{place}Connection.MaxPoolSize: {typed} is above {}, which is {limit}",
                    ConfiguredJobs::KEY
                )
            }
            _ => complaint(&places, (*field, *error), "Connection", engine),
        });
    }
    configured
}

/// The `Setup.…` keys that name the administrator: all of them but the username and the language, or
/// none.
pub(super) fn administrator(settings: &mut Settings) -> Option<ConfiguredAdministrator> {
    const KEYS: [(&str, Field); 6] = [
        ("Setup.SerialNumber", Field::SerialNumber),
        ("Setup.Administrator.Email", Field::Email),
        ("Setup.Administrator.Username", Field::Username),
        ("Setup.Administrator.FirstName", Field::FirstName),
        ("Setup.Administrator.LastName", Field::LastName),
        ("Setup.Administrator.Language", Field::Language),
    ];
    let places = KEYS.map(|(key, _)| settings.place_of(key));
    let [serial_number, email, username, first_name, last_name, language] =
        KEYS.map(|(key, _)| settings.take(key, |text| Ok(text.to_owned())));
    let first_place = places.iter().flatten().next()?.clone();
    let mut checked = Checked::default();
    let language = checked.take(
        Field::Language,
        language.map_or(Ok(Language::English), |tag| {
            Language::from_tag(&tag).ok_or(FieldError::NotAnOption)
        }),
    );
    let form = RegisterForm {
        setup_code: String::new(),
        email: email.unwrap_or_default(),
        username: username.unwrap_or_default(),
        first_name: first_name.unwrap_or_default(),
        last_name: last_name.unwrap_or_default(),
        serial_number: serial_number.unwrap_or_default(),
    };
    let parsed = form.parse(language.unwrap_or(Language::English), &mut checked);
    for (field, error) in checked.errors() {
        let at = KEYS.iter().position(|(_, of)| of == field).unwrap_or_default();
        let (key, place) = (KEYS[at].0, places[at].as_ref().unwrap_or(&first_place));
        settings.complain(match error {
            FieldError::Required => format!("{place}: {key} is needed as well"),
            FieldError::NotAnOption => format!("{place}: {key}: neither en nor fr"),
            error => {
                format!("{place}: {key}: {}", i18n::field_error(Language::English, *error))
            }
        });
    }
    let (account, serial_number) = parsed?;
    Some(ConfiguredAdministrator { account, serial_number })
}

/// The `Smtp.…` keys, which mean what the fields of the Mail panel mean. Without a server there is
/// nothing to send through.
pub(super) fn mail(settings: &mut Settings) -> Option<ConfiguredMail> {
    let (mut origins, mut places, mut values) = (Origins::default(), Vec::new(), Vec::new());
    let mut secrets = MailSecrets::default();
    for (key, field) in MAIL_KEYS.into_iter().chain(MAIL_SECRET_KEYS) {
        let place = settings.place_of(key);
        let (Some(value), Some(place)) = (take_text(settings, key, field), place) else { continue };
        origins.note(field, origin(&place));
        places.push((field, key, place));
        match field {
            Field::SmtpPassword => secrets.smtp_password = value,
            Field::ApiKey => secrets.api_key = value,
            Field::ClientSecret => secrets.client_secret = value,
            _ => values.push((field.name().to_owned(), value)),
        }
    }
    origins.of(Field::SmtpServer)?;
    let form = MailForm::blank().with(values);
    let mut checked = Checked::default();
    let secret = form.mode().and_then(|mode| secrets.of(mode, &mut checked));
    form.parse(secret.is_some(), &mut checked);
    let server = places.iter().find(|(of, ..)| *of == Field::SmtpServer);
    for (field, error) in checked.errors() {
        let error = match (field, error) {
            (Field::ConnectionMode, FieldError::Required) => FieldError::NotAnOption,
            (_, error) => *error,
        };
        settings.complain(complaint(&places, (*field, error), "Smtp", server));
    }
    Some(ConfiguredMail { form, secret, origins })
}

/// A value as a form would post it.
fn take_text(settings: &mut Settings, key: &str, field: Field) -> Option<String> {
    if field.is_box() {
        settings.take(key, values::tick)
    } else {
        settings.take(key, |text| Ok(text.to_owned()))
    }
}

/// A setting with its field and where it stands.
type Placed = (Field, &'static str, Place);

/// What is wrong with a field, at its own key; where that is not set, at the one that asks for it.
fn complaint(
    places: &[Placed],
    (field, error): (Field, FieldError),
    section: &str,
    asking: Option<&Placed>,
) -> String {
    let found = places.iter().find(|(of, ..)| *of == field);
    let place = found.or(asking).map_or_else(String::new, |(.., place)| format!("{place}: "));
    let words = i18n::field_error(Language::English, error);
    match found {
        Some((_, key, _)) => format!("{place}{key}: {words}"),
        None => format!("{place}{section}, {}: {words}", field.name()),
    }
}

fn origin(place: &Place) -> Origin {
    match place {
        Place::File { .. } => Origin::File,
        Place::Variable(name) => Origin::Variable(name.clone()),
    }
}
