mod access;
mod mail_server;
mod mail_settings;
mod races;
mod requests;
