//! What `make bench` compares the product with, and the rows it fills databases with. Not shipped.

/// The same as in the product, so that both are measured alike.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    datasync::bench::run()
}
