//! How the log is written: one line an entry, whatever servers and people of elsewhere have put into it.

use std::fmt::{self, Debug, Write};

use engine::sanitize::is_plain;
use tracing::field::Field;
use tracing_subscriber::{
    field::MakeExt,
    fmt::{
        FormatFields,
        format::{Writer, debug_fn},
    },
};

/// A server that is told off in the log does not fill it.
const MAX_CHARACTERS: usize = 4_000;

/// The fields of an entry, each without characters that begin another line, control a terminal or turn
/// the text around.
pub(crate) fn fields() -> impl for<'w> FormatFields<'w> + Send + Sync + 'static {
    debug_fn(write_field).delimited(" ")
}

fn write_field(to: &mut Writer<'_>, field: &Field, value: &dyn Debug) -> fmt::Result {
    match field.name() {
        "message" => {}
        // Of programs that log otherwise: where in their source it was.
        name if name.starts_with("log.") => return Ok(()),
        name => write!(to, "{}=", name.trim_start_matches("r#"))?,
    }
    write!(OneLine { to, left: MAX_CHARACTERS }, "{value:?}")
}

struct OneLine<'a, 'w> {
    to: &'a mut Writer<'w>,
    left: usize,
}

impl Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            self.left = match self.left {
                0 => return Ok(()),
                1 => {
                    self.left = 0;
                    return self.to.write_char('…');
                }
                left => left - 1,
            };
            if is_plain(c) {
                self.to.write_char(c)?;
            } else {
                write!(self.to, "{}", c.escape_default())?;
            }
        }
        Ok(())
    }
}
