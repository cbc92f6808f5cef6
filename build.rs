//! Two things the compiler cannot know by itself: the build number, and the typed functions for
//! every message in `locales/` (server only: the browser gets finished words).

use std::{env, fs, path::Path, process::Command};

use fluent_typed::{BuildOptions, FtlOutputOptions, LintLevel, try_build_from_locales_folder};

#[expect(
    clippy::disallowed_methods,
    reason = "cargo speaks to build scripts through the environment"
)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_SSR").is_none() {
        return Ok(());
    }

    println!("cargo::rerun-if-changed=.git/HEAD");
    println!("cargo::rerun-if-changed=.git/logs/HEAD");
    println!("cargo::rustc-env=DATASYNC_BUILD={}", build_number());

    println!("cargo::rerun-if-changed=locales");
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    try_build_from_locales_folder(
        BuildOptions::default()
            .with_output_file_path(&out.join("l10n.rs").display().to_string())
            .with_ftl_output(FtlOutputOptions::single_file(
                &out.join("translations.ftl").display().to_string(),
            ))
            .with_prefix("")
            .with_lint_level(LintLevel::Strict)
            .without_bidi_isolation()
            .without_format(),
    )?;
    allow_unused_tools(&out.join("l10n.rs"))?;
    Ok(())
}

/// The generated file also holds tools for other ways of loading. Excused one by one, so that a
/// message nobody uses still warns.
fn allow_unused_tools(generated: &Path) -> std::io::Result<()> {
    let mut text = fs::read_to_string(generated)?;
    for item in [
        "static MESSAGE_CONTRACTS",
        "static ALL_LANGS",
        "pub fn iter(",
        "pub fn langneg(",
        "pub fn load_all(",
        "pub fn new_external(",
        "pub fn language_name(",
    ] {
        text = text.replacen(item, &format!("#[allow(dead_code)] {item}"), 1);
    }
    fs::write(generated, text)
}

/// The number of commits and the short hash, "41.9f3c2ab"; "0" outside a checkout.
fn build_number() -> String {
    let git = |args: &[&str]| {
        let output = Command::new("git").args(args).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        (output.status.success() && !text.trim().is_empty()).then(|| text.trim().to_owned())
    };
    match (git(&["rev-list", "--count", "HEAD"]), git(&["rev-parse", "--short=7", "HEAD"])) {
        (Some(count), Some(hash)) => format!("{count}.{hash}"),
        _ => "0".to_owned(),
    }
}
