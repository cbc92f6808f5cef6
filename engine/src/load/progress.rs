//! How far a load is, for whoever watches it.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

/// Written by a load, read by anybody at any time.
#[derive(Debug, Default)]
pub struct Progress {
    stage: AtomicU8,
    rows: AtomicU64,
    bytes: AtomicU64,
}

/// What a load is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    #[default]
    Waiting,
    /// Rows go from the source into the destination.
    Copying,
    /// Rows of both sides are read and compared.
    Comparing,
    /// What was written is read again.
    Checking,
    /// What readers see changes.
    Publishing,
    /// Nothing any more.
    Done,
}

/// What somebody sees who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    pub stage: Stage,
    /// Of the source, since the stage began.
    pub rows: u64,
    pub bytes: u64,
}

impl Progress {
    pub fn seen(&self) -> Seen {
        let stage = match self.stage.load(Ordering::Relaxed) {
            1 => Stage::Copying,
            2 => Stage::Comparing,
            3 => Stage::Checking,
            4 => Stage::Publishing,
            5 => Stage::Done,
            _ => Stage::Waiting,
        };
        let (rows, bytes) = (self.rows.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed));
        Seen { stage, rows, bytes }
    }

    pub(crate) fn begin(&self, stage: Stage) {
        self.stage.store(stage as u8, Ordering::Relaxed);
        if let Stage::Copying | Stage::Comparing = stage {
            self.rows.store(0, Ordering::Relaxed);
            self.bytes.store(0, Ordering::Relaxed);
        }
    }

    pub(super) fn add(&self, rows: usize, bytes: usize) {
        self.rows.fetch_add(rows as u64, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}
