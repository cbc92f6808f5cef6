//! `datasync license keygen|issue|inspect`: the vendor's tool. It needs no installation.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use clap::{Arg, ArgAction, ArgMatches, Command, builder::PossibleValuesParser, value_parser};
use ed25519_dalek::{
    SigningKey,
    pkcs8::{DecodePrivateKey, EncodePrivateKey, spki::der::pem::LineEnding},
};
use jiff::civil::Date;

use super::{CommandError, config};
use crate::{
    base::{clock::Clock, console, random},
    i18n::Text,
    licenses::{
        license::{Feature, License, LicenseId, PublicKey, is_licensee},
        serial_number::SerialNumber,
        words,
    },
};

pub(super) fn command(t: &Text) -> Command {
    let file = |name: &'static str, help: String| {
        Arg::new(name)
            .long(name)
            .value_name("FILE")
            .required(true)
            .help(help)
            .value_parser(value_parser!(PathBuf))
    };
    Command::new("license").about(t.cli_license()).subcommand_required(true).subcommands([
        Command::new("keygen")
            .about(t.cli_license_keygen())
            .arg(file("out", t.cli_license_keygen_out())),
        Command::new("issue").about(t.cli_license_issue()).args([
            file("key", t.cli_license_issue_key()),
            Arg::new("licensee")
                .long("licensee")
                .value_name("NAME")
                .required(true)
                .help(t.cli_license_issue_licensee()),
            Arg::new("seats")
                .long("seats")
                .value_name("N")
                .required(true)
                .value_parser(value_parser!(u32))
                .help(t.cli_license_issue_seats()),
            Arg::new("expires")
                .long("expires")
                .value_name("YYYY-MM-DD")
                .help(t.cli_license_issue_expires()),
            Arg::new("feature")
                .long("feature")
                .value_name("NAME")
                .action(ArgAction::Append)
                .value_parser(PossibleValuesParser::new(Feature::ALL.map(Feature::name)))
                .hide_possible_values(true)
                .help(t.cli_license_issue_feature(Feature::ALL.map(Feature::name).join(", "))),
        ]),
        Command::new("inspect").about(t.cli_license_inspect()).arg(
            Arg::new("serial")
                .value_name("SERIAL")
                .required(true)
                .help(t.cli_license_inspect_serial()),
        ),
    ])
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    match matches.subcommand() {
        Some(("keygen", matches)) => keygen(t, matches),
        Some(("issue", matches)) => issue(t, matches),
        Some(("inspect", matches)) => inspect(t, matches),
        _ => Err(CommandError(t.cli_wrong_arguments())),
    }
}

/// Writes the private key (PKCS#8, PEM) for its owner alone and prints the public key.
fn keygen(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    let path = path(t, matches, "out")?;
    let key = SigningKey::from_bytes(&random::bytes());
    let pem =
        key.to_pkcs8_pem(LineEnding::LF).map_err(|error| CommandError::of(t, error.into()))?;
    // A key that exists is never overwritten: licenses could no longer be issued with it.
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(pem.as_bytes()))
        .map_err(|error| CommandError::file(t, path, error))?;
    console::say(PublicKey::of(&key));
    Ok(())
}

/// Prints the serial number alone.
fn issue(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    let path = path(t, matches, "key")?;
    let pem = fs::read_to_string(path).map_err(|error| CommandError::file(t, path, error))?;
    let key = SigningKey::from_pkcs8_pem(&pem)
        .map_err(|_| CommandError::file(t, path, t.cli_not_a_private_key()))?;
    let licensee = matches.get_one::<String>("licensee").cloned().unwrap_or_default();
    if !is_licensee(&licensee) {
        return Err(CommandError(t.cli_licensee_length()));
    }
    let seats = matches.get_one("seats").copied().unwrap_or_default();
    if seats == 0 {
        return Err(CommandError(t.cli_seats_positive()));
    }
    let expires = matches
        .get_one::<String>("expires")
        .map(|text| text.parse::<Date>().map_err(|_| CommandError(t.cli_not_a_date(text))))
        .transpose()?;
    let wanted: Vec<&String> = matches.get_many("feature").into_iter().flatten().collect();
    let license = License {
        id: LicenseId::new(u64::from_be_bytes(random::bytes())),
        licensee,
        seats,
        issued: Clock::System.now().date(),
        expires,
        features: Feature::ALL
            .into_iter()
            .filter(|feature| wanted.iter().any(|name| *name == feature.name()))
            .collect(),
    };
    console::say(license.issue(&key));
    Ok(())
}

fn inspect(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    let typed = matches.get_one::<String>("serial").cloned().unwrap_or_default();
    let serial_number =
        SerialNumber::parse(&typed).map_err(|_| CommandError(t.cli_serial_mistyped()))?;
    let (license, _) =
        License::read(&serial_number).ok_or_else(|| CommandError(t.cli_serial_unreadable()))?;
    let is_trusted = License::verify(&serial_number, &config(t, matches)?.trusted_keys).is_ok();
    let features: Vec<_> =
        license.features.iter().map(|feature| words::feature(t, *feature)).collect();
    let signature = if is_trusted { t.cli_inspect_trusted() } else { t.cli_inspect_untrusted() };
    let expires = license.expires.map_or_else(|| t.cli_inspect_never(), |date| date.to_string());
    for (name, value) in [
        (t.cli_inspect_id(), license.id.to_string()),
        (t.cli_inspect_licensee(), license.licensee),
        (t.cli_inspect_seats(), license.seats.to_string()),
        (t.cli_inspect_issued(), license.issued.to_string()),
        (t.cli_inspect_expires(), expires),
        (t.cli_inspect_features(), features.join(", ")),
        (t.cli_inspect_signature(), signature),
    ] {
        console::say(format_args!("{name:<12} {value}"));
    }
    Ok(())
}

fn path<'a>(t: &Text, matches: &'a ArgMatches, name: &str) -> Result<&'a Path, CommandError> {
    matches
        .get_one::<PathBuf>(name)
        .map(PathBuf::as_path)
        .ok_or_else(|| CommandError(t.cli_wrong_arguments()))
}
