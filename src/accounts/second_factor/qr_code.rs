//! A QR code as a picture that the server draws: no script and no other site sees the secret.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// White around it, in modules (ISO/IEC 18004).
const QUIET_ZONE: i32 = 4;

/// Dark on white in every theme: cameras want it so. Nothing, if the text is too long for one.
#[component]
pub(crate) fn QrPicture(text: String, #[prop(into)] label: String) -> impl IntoView {
    let code = QrCode::encode_text(&text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET_ZONE;
    Some(view! {
        <svg
            class="qr-code"
            viewBox=format!("0 0 {side} {side}")
            role="img"
            aria-label=label
            shape-rendering="crispEdges"
        >
            <rect width=side height=side fill="#fff" />
            <path d=dark_modules(&code) fill="#000" />
        </svg>
    })
}

/// A square of one unit for each dark module.
fn dark_modules(code: &QrCode) -> String {
    let places = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let dark = places.filter(|(x, y)| code.get_module(*x, *y));
    let squares: Vec<_> =
        dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET_ZONE, y + QUIET_ZONE)).collect();
    squares.concat()
}
