mod access;
mod mail_server;
mod races;
mod requests;
