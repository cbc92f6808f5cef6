//! What would stand in the log.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use tracing::Subscriber;

use crate::cli::log;

#[derive(Clone, Default)]
pub(in crate::tests) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Writes as the program does.
    pub(in crate::tests) fn subscriber(&self) -> impl Subscriber + Send + Sync + 'static {
        let log = self.clone();
        tracing_subscriber::fmt()
            .with_ansi(false)
            .fmt_fields(log::fields())
            .with_writer(move || log.clone())
            .finish()
    }

    pub(in crate::tests) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
