mod access;
mod connection;
mod guessing;
mod links;
mod mail_server;
mod mail_settings;
mod races;
mod requests;
