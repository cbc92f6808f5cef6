//! Many users from a file: shown first with what is wrong with which line, then all or none of them.
//!
//! 1. [`upload`] takes the post of a file and hands what was read to the [`page`], which is its answer.
//!    Nothing is kept on the server: the page carries the lines, so any instance can take them.
//! 2. [`file`] reads the lines and checks each as if it were typed into the form.
//! 3. What is confirmed is read again, and added in one transaction by [`service`], which tells how far
//!    it is.

pub(crate) mod file;
pub(crate) mod page;
pub(crate) mod service;
pub(crate) mod upload;
