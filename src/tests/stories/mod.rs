mod first_run;
mod language;
mod license_end;
mod recover;
mod register_to_settings;
mod schema;
mod sessions;
mod wrong_input;
