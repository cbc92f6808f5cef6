mod access;
mod races;
mod requests;
