//! A copy as people read it: what it would do, how far it is, what has become of it.

use std::{
    io::{IsTerminal as _, Write as _},
    sync::Arc,
    time::Duration,
};

use engine::{
    copy::{Action, LookedAt},
    load::{Progress, Stage},
    receipt::{Counted, Overall, Receipt},
};

use super::{LINE_EVERY, PROGRESS_EVERY};
use crate::{
    base::{console, language::Language},
    ui::copy_words as words,
};

/// Every table with its columns, the statements, and what stands in the way.
pub(super) fn looked(language: Language, tables: &[LookedAt]) {
    let t = language.text();
    for table in tables {
        let plan = &table.report.plan;
        let state = words::state(t, table.report.state);
        console::say(format_args!("{} → {}: {state}", plan.source, plan.destination));
        let rows = plan.columns.iter().map(|column| {
            let key = if column.is_key { t.copy_key() } else { String::new() };
            let types =
                format!("{} → {}", column.source_type.label(), column.destination_type.label());
            [column.name.clone(), key, types, words::verdict(t, &column.verdict)]
        });
        for line in aligned(&rows.collect::<Vec<_>>(), &[]) {
            console::say(format_args!("    {line}"));
        }
        for statement in &table.report.statements {
            console::say(format_args!("    {statement};"));
        }
        obstacles(language, table);
    }
}

/// What stands in the way of a table, on standard error.
pub(super) fn obstacles(language: Language, table: &LookedAt) {
    let t = language.text();
    let name = &table.report.plan.source.name;
    for obstacle in &table.report.obstacles {
        console::complain(format_args!("{name}: {}", words::obstacle(t, name, obstacle)));
    }
}

/// The receipt: each table with what was counted, and a sentence for all.
pub(super) fn done(language: Language, receipt: &Receipt) {
    let t = language.text();
    let number = |number: u64| language.number(number);
    let head = [
        t.copy_head_table(),
        t.copy_head_read(),
        t.copy_head_new(),
        t.copy_head_changed(),
        t.copy_head_removed(),
        t.copy_head_unchanged(),
        t.copy_head_there(),
        t.copy_head_digest(),
        t.copy_head_time(),
    ];
    let mut rows = vec![head];
    for table in &receipt.tables {
        let Some(counted) = table.counted() else { continue };
        let digest =
            if table.is_good() { t.copy_digest_equal() } else { t.copy_digest_different() };
        let Counted { read, inserted, changed, removed, unchanged, destination_rows } = *counted;
        rows.push([
            table.table.clone(),
            number(read),
            number(inserted),
            number(changed),
            number(removed),
            number(unchanged),
            number(destination_rows),
            digest,
            language.duration(Duration::from_millis(table.millis)),
        ]);
    }
    if rows.len() > 1 {
        for line in aligned(&rows, &[1, 2, 3, 4, 5, 6, 8]) {
            console::say(line);
        }
    }
    for table in &receipt.tables {
        let name = &table.table;
        for fault in table.faults() {
            console::complain(format_args!("{name}: {}", words::fault(language, name, fault)));
        }
    }
    let (count, failed) = (number(receipt.count() as u64), number(receipt.bad().count() as u64));
    let all = number(receipt.read);
    match (receipt.overall, receipt.action) {
        (Overall::Green, _) if receipt.count() == 1 => console::say(t.copy_green_one(all)),
        (Overall::Green, _) => console::say(t.copy_green(count, all)),
        (Overall::Yellow, _) => console::complain(t.copy_yellow()),
        (Overall::Red, Action::Load) => console::complain(t.copy_red(failed, count)),
        (Overall::Red, Action::Verify) => console::complain(t.copy_differs(failed, count)),
    }
}

/// Cells below each other; those of `right` end together.
fn aligned<const N: usize>(rows: &[[String; N]], right: &[usize]) -> Vec<String> {
    let width =
        |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let line = |row: &[String; N]| {
        let cell = |(column, cell): (usize, &String)| {
            let width = widths[column];
            if right.contains(&column) {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            }
        };
        row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// Says on standard error how far a copy is: on a terminal in one line that changes, else now and then.
pub(super) struct Watch {
    language: Language,
    tables: Vec<Watched>,
    is_quiet: bool,
    is_terminal: bool,
    /// How often it was asked to show something.
    ticks: u32,
}

struct Watched {
    name: String,
    estimated_rows: Option<u64>,
    progress: Arc<Progress>,
    /// The rows when it was looked at last, and since how many ticks it is under way.
    rows: u64,
    ticks: u32,
}

impl Watch {
    pub(super) fn new(language: Language, tables: &[LookedAt], is_quiet: bool) -> Self {
        let watched = |table: &LookedAt| Watched {
            name: table.report.plan.source.name.clone(),
            estimated_rows: table.listed.rows,
            progress: Arc::clone(&table.progress),
            rows: 0,
            ticks: 0,
        };
        Self {
            language,
            tables: tables.iter().map(watched).collect(),
            is_quiet,
            is_terminal: std::io::stderr().is_terminal(),
            ticks: 0,
        }
    }

    /// Called once in [`PROGRESS_EVERY`].
    pub(super) fn show(&mut self) {
        let is_time = self.is_terminal || self.ticks % LINE_EVERY == LINE_EVERY - 1;
        self.ticks += 1;
        if self.is_quiet {
            return;
        }
        let language = self.language;
        let lines: Vec<String> =
            self.tables.iter_mut().filter_map(|table| table.line(language)).collect();
        if !is_time || lines.is_empty() {
            return;
        }
        if self.is_terminal {
            // Back to the begin of the line, and without what stood there before.
            let _ = write!(std::io::stderr(), "\r\u{1b}[K{}", lines.join("   "));
        } else {
            lines.iter().for_each(console::complain);
        }
    }

    /// Leaves the line to what comes next.
    pub(super) fn end(&self) {
        if self.is_terminal && !self.is_quiet {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}

impl Watched {
    /// `None` while it waits, and when it is done.
    fn line(&mut self, language: Language) -> Option<String> {
        let t = language.text();
        let seen = self.progress.seen();
        if let Stage::Waiting | Stage::Done = seen.stage {
            return None;
        }
        self.ticks += 1;
        let number = |number: u64| language.number(number);
        let speed = seen.rows.saturating_sub(self.rows) / PROGRESS_EVERY.as_secs().max(1);
        self.rows = seen.rows;
        let progress = t.copy_progress(
            &self.name,
            words::stage(t, seen.stage),
            number(seen.rows),
            number(speed),
            words::size(language, seen.bytes),
        );
        let average = seen.rows / u64::from(self.ticks).max(1);
        let left = self.estimated_rows.and_then(|rows| rows.checked_sub(seen.rows));
        match left.and_then(|rows| rows.checked_div(average)) {
            Some(seconds) if seconds > 0 && seen.stage == Stage::Copying => {
                let left = language.duration(Duration::from_secs(seconds));
                Some(t.copy_progress_left(progress, left))
            }
            _ => Some(progress),
        }
    }
}
