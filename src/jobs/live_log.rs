//! The log of a run: all of it, or line by line as it comes. The page is sent in pieces, so it fills in
//! before one's eyes without a script.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::tz::TimeZone;
use leptos::prelude::*;
use tokio::{sync::watch, time::Instant};

use super::{
    badge::{ProgressBar, StateBadge},
    doing::Doing,
    log::{self, LogLine},
    receipt::TablesAtWork,
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
/// Long enough for most runs; a page that is never closed is not kept longer.
const WATCHED_FOR: Duration = Duration::from_mins(15);
/// Of what passes: a program may report any number.
const MOST_SIGNS: u32 = 240;
/// The pause after a sign grows with each, so that all together last about as long as a page is watched.
const PAUSE_GROWS_BY: Duration = Duration::from_millis(25);

/// What is shown one below the other. Of the signs, only the last one.
#[derive(Debug, Clone, PartialEq)]
enum LogPiece {
    Line(Timestamp, LogLine),
    State(State),
    HowFar(HowFar),
}

/// As far as it is known.
#[derive(Debug, Clone, PartialEq)]
struct HowFar {
    percent: Option<i32>,
    doing: Option<Doing>,
}

impl HowFar {
    fn of(run: &job_run::Model) -> Option<Self> {
        let doing = run.doing.as_deref().and_then(Doing::parse);
        let is_known = run.progress.is_some() || doing.is_some();
        is_known.then_some(Self { percent: run.progress, doing })
    }
}

/// How far a run has come.
#[derive(Debug, Clone)]
pub(crate) struct Followed {
    pub(super) run: job_run::Model,
    pieces: Vec<LogPiece>,
    /// Of what passes.
    signs: u32,
    last_sign_at: Instant,
    /// The id of the last line.
    seen: String,
    /// Nobody looks any more, whether it is over or not.
    is_over: bool,
}

impl Followed {
    fn new(run: job_run::Model) -> Self {
        let how_far = HowFar::of(&run).map(LogPiece::HowFar);
        let pieces = std::iter::once(LogPiece::State(run.state)).chain(how_far).collect();
        let last_sign_at = Instant::now();
        Self { run, pieces, signs: 1, last_sign_at, seen: String::new(), is_over: false }
    }

    /// Takes in what has happened since.
    fn go_on(&mut self, run: job_run::Model, lines: Vec<(String, Timestamp, LogLine)>) {
        for (id, at, line) in lines {
            self.seen = id;
            self.pieces.push(LogPiece::Line(at, line));
        }
        self.is_over = run.state.is_over();
        let state = (run.state != self.run.state).then_some(LogPiece::State(run.state));
        let is_due = state.is_some() || self.last_sign_at.elapsed() >= PAUSE_GROWS_BY * self.signs;
        if self.is_over || self.signs >= MOST_SIGNS || !is_due {
            // How far it is, is told another time.
            let (progress, doing) = (self.run.progress, self.run.doing.take());
            self.run = if self.is_over { run } else { job_run::Model { progress, doing, ..run } };
            return;
        }
        let how_far = HowFar::of(&run).filter(|now| Some(now) != HowFar::of(&self.run).as_ref());
        let before = self.pieces.len();
        self.pieces.extend(state.into_iter().chain(how_far.map(LogPiece::HowFar)));
        if self.pieces.len() > before {
            self.signs += 1;
            self.last_sign_at = Instant::now();
        }
        self.run = run;
    }
}

/// Who looks at the runs that pages show live: one reader for each run, however many pages there are.
#[derive(Clone, Default)]
pub(crate) struct LogReaders(Arc<Mutex<HashMap<String, Arc<watch::Sender<Followed>>>>>);

impl LogReaders {
    /// What becomes of a run, until it is over, wherever it runs, or no page shows it any more.
    pub(super) fn follow(
        &self,
        context: Context,
        run: job_run::Model,
    ) -> watch::Receiver<Followed> {
        let mut readers = self.lock();
        if let Some(tell) = readers.get(&run.id) {
            return tell.subscribe();
        }
        let id = run.id.clone();
        let (tell, told) = watch::channel(Followed::new(run));
        let tell = Arc::new(tell);
        readers.insert(id.clone(), Arc::clone(&tell));
        tokio::spawn(Reader { readers: self.clone(), id, tell }.read(context));
        told
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<watch::Sender<Followed>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }
}

/// Looks at one run. When it ends, in whatever way, the next page begins another one.
struct Reader {
    readers: LogReaders,
    id: String,
    tell: Arc<watch::Sender<Followed>>,
}

impl Reader {
    async fn read(self, context: Context) {
        while self.is_wanted() {
            match look(&context, &self.tell).await {
                Ok(true) => break,
                Ok(false) => {}
                // While the database is away, nothing is known; pages look at the time.
                Err(_) => self.tell.send_modify(|_| ()),
            }
            tokio::time::sleep(GLANCE).await;
        }
        self.tell.send_modify(|followed| followed.is_over = true);
    }

    /// Nobody can begin to follow in between: that needs the lock, too.
    fn is_wanted(&self) -> bool {
        let mut readers = self.readers.lock();
        let is_wanted = self.tell.receiver_count() > 0;
        if !is_wanted {
            readers.remove(&self.id);
        }
        is_wanted
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut readers = self.readers.lock();
        if readers.get(&self.id).is_some_and(|tell| Arc::ptr_eq(tell, &self.tell)) {
            readers.remove(&self.id);
        }
    }
}

/// The answer is whether there is nothing more to see.
async fn look(context: &Context, tell: &watch::Sender<Followed>) -> Result<bool, Error> {
    let db = &context.database.read();
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
    followed: watch::Receiver<Followed>,
    zone: TimeZone,
    end: impl FnOnce(job_run::Model) -> AnyView + Send + 'static,
) -> impl IntoView {
    let until = Instant::now() + WATCHED_FOR;
    let piece = move |followed: &Followed, number: usize| {
        followed.pieces.get(number).map(|piece| show(language, &zone, piece).into_any())
    };
    unfolding(
        language.text().run_log(),
        "run-log card",
        followed,
        // The reader tells of something with each look.
        move |followed| followed.is_over || Instant::now() >= until,
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
        LogPiece::HowFar(HowFar { percent, doing }) => view! {
            <li class="passing">
                {percent.map(|percent| view! { <ProgressBar percent /> })}
                {doing
                    .clone()
                    .map(|Doing::Copying(tables)| view! { <TablesAtWork tables /> })}
            </li>
        }
        .into_any(),
    }
}
