//! The log of a run: all of it, or line by line as it comes. The page is sent in pieces, so it fills in
//! before one's eyes without a script.

use std::time::Duration;

use jiff::tz::TimeZone;
use leptos::prelude::*;
use tokio::sync::watch;

use super::{
    badge::{ProgressBar, StateBadge},
    log::{self, LogLine},
    runs, words,
};
use crate::{
    base::{clock::Timestamp, failure::Error, language::Language},
    database::entities::job_run::{self, State},
    site::context::Context,
    ui::stages::unfolding,
};

/// How often a run is looked at.
const GLANCE: Duration = Duration::from_millis(500);
/// Long enough for most runs; a page that is never closed asks no longer.
const WATCHED_FOR: Duration = Duration::from_mins(15);
/// Of state and progress: a program may report any number.
const MOST_SIGNS: usize = 240;
/// The longest log has 501, and there are the signs.
const MOST_PIECES: usize = 500 + MOST_SIGNS;

/// What is shown one below the other. Of the signs, only the last one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum LogPiece {
    Line(Timestamp, LogLine),
    State(State),
    /// Per cent.
    Progress(i32),
}

/// How far a run has come.
#[derive(Debug, Clone)]
pub(super) struct Followed {
    pub(super) run: job_run::Model,
    pieces: Vec<LogPiece>,
    /// The id of the last line.
    seen: String,
    /// Nobody looks any more, whether it is over or not.
    is_over: bool,
}

impl Followed {
    pub(super) fn new(run: job_run::Model) -> Self {
        let pieces = vec![LogPiece::State(run.state)];
        Self { run, pieces, seen: String::new(), is_over: false }
    }

    /// Takes in what has happened since.
    fn go_on(&mut self, run: job_run::Model, lines: Vec<(String, Timestamp, LogLine)>) {
        for (id, at, line) in lines {
            self.seen = id;
            self.pieces.push(LogPiece::Line(at, line));
        }
        let state = (run.state != self.run.state).then_some(LogPiece::State(run.state));
        let progress = run.progress.filter(|now| Some(*now) != self.run.progress);
        let signs = state.into_iter().chain(progress.map(LogPiece::Progress));
        let is_sign = |piece: &&LogPiece| !matches!(piece, LogPiece::Line(..));
        if !run.state.is_over() && self.pieces.iter().filter(is_sign).count() < MOST_SIGNS {
            self.pieces.extend(signs);
        }
        self.is_over = run.state.is_over();
        self.run = run;
    }
}

/// Looks at a run until it is over, wherever it runs, or the page is gone.
fn follow(state: Context, first: Followed) -> watch::Receiver<Followed> {
    let (tell, told) = watch::channel(first);
    tokio::spawn(async move {
        let watching = async {
            while !tell.is_closed() {
                // While the database is away, nothing is known.
                if let Ok(is_over) = look(&state, &tell).await
                    && is_over
                {
                    return;
                }
                tokio::time::sleep(GLANCE).await;
            }
        };
        let _ = tokio::time::timeout(WATCHED_FOR, watching).await;
        tell.send_modify(|followed| followed.is_over = true);
    });
    told
}

/// The answer is whether there is nothing more to see.
async fn look(state: &Context, tell: &watch::Sender<Followed>) -> Result<bool, Error> {
    let db = &state.database.read();
    let (id, seen) = {
        let followed = tell.borrow();
        (followed.run.id.clone(), followed.seen.clone())
    };
    // In this order: what was written before the end is there when the end is.
    let Some(run) = runs::find(db, &id).await? else { return Ok(true) };
    let lines = log::list(db, &id, &seen).await?;
    let is_over = run.state.is_over();
    tell.send_modify(|followed| followed.go_on(run, lines));
    Ok(is_over)
}

/// The log of a run that is under way, as it comes, and what `end` makes of the last look.
pub(super) fn live(
    language: Language,
    state: Context,
    zone: TimeZone,
    run: job_run::Model,
    end: impl FnOnce(job_run::Model) -> AnyView + Send + 'static,
) -> impl IntoView {
    let mut first = Followed::new(run);
    first.pieces.extend(first.run.progress.map(LogPiece::Progress));
    let followed = follow(state, first);
    let piece = move |followed: &Followed, number: usize| {
        followed.pieces.get(number).map(|piece| show(language, &zone, piece).into_any())
    };
    unfolding(
        language.text().run_log(),
        "run-log card",
        MOST_PIECES,
        followed,
        |followed| followed.is_over,
        piece,
        |followed| end(followed.run),
    )
}

/// The whole log of a run that is over.
pub(super) fn whole(
    language: Language,
    zone: &TimeZone,
    lines: Vec<(String, Timestamp, LogLine)>,
) -> impl IntoView + use<> {
    let t = language.text();
    if lines.is_empty() {
        return view! { <p>{t.run_log_empty()}</p> }.into_any();
    }
    let lines =
        lines.into_iter().map(|(_, at, line)| show(language, zone, &LogPiece::Line(at, line)));
    view! { <ol class="run-log card">{lines.collect_view()}</ol> }.into_any()
}

fn show(language: Language, zone: &TimeZone, piece: &LogPiece) -> AnyView {
    match piece {
        LogPiece::Line(at, line) => {
            let text = words::line(language, line);
            view! {
                <li>
                    <time datetime=at.to_string()>{at.in_zone(zone.clone()).strftime("%H:%M:%S").to_string()}</time>
                    <span class="run-line">{text}</span>
                </li>
            }
            .into_any()
        }
        LogPiece::State(state) => view! {
            <li class="passing">
                <StateBadge state=*state />
            </li>
        }
        .into_any(),
        LogPiece::Progress(percent) => view! {
            <li class="passing">
                <ProgressBar percent=*percent />
            </li>
        }
        .into_any(),
    }
}
