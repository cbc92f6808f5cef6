//! The `datasync` command.

fn main() -> std::process::ExitCode {
    datasync::run()
}
