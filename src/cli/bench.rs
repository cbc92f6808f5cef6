//! `datasync bench`: the cost of one password hash, for `make bench`.

use std::time::Instant;

use clap::Command;

use super::Problem;
use crate::{console, i18n::Text, security::password_hash};

const HASHES: u32 = 20;

pub(super) fn command() -> Command {
    Command::new("bench").hide(true).subcommand(Command::new("hash"))
}

/// Prints the seconds that one hash takes on one core.
pub(super) fn run(t: &Text) -> Result<(), Problem> {
    let hash = || password_hash::hash_for_measurement().map_err(|error| Problem::of(t, error));
    hash()?;
    let began = Instant::now();
    for _ in 0..HASHES {
        hash()?;
    }
    console::say(began.elapsed().as_secs_f64() / f64::from(HASHES));
    Ok(())
}
