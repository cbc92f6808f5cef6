//! Steps of a test or a move, printed as they come.

use tokio::sync::watch;

use crate::base::console::{self, language};

/// Shows each step when it is over. `told` finds all of them so far, and whether there are no more.
pub(super) async fn follow<P, S: Clone>(
    mut progress: watch::Receiver<P>,
    told: fn(&P) -> (&[S], bool),
    show: impl Fn(&S),
) {
    let mut shown = 0;
    loop {
        let (steps, is_over) = {
            let progress = progress.borrow_and_update();
            let (steps, is_over) = told(&progress);
            (steps[shown..].to_vec(), is_over)
        };
        shown += steps.len();
        for step in &steps {
            show(step);
        }
        if is_over || progress.changed().await.is_err() {
            return;
        }
    }
}

/// `+ Sign-in: PostgreSQL 15.18  3 ms`, with `-` where it failed.
pub(super) fn line(stage: &str, outcome: Result<String, String>, millis: u32) {
    let (mark, text) = match outcome {
        Ok(finding) => ('+', finding),
        Err(problem) => ('-', problem),
    };
    let millis = language().text().milliseconds(language().number(millis));
    console::say(format_args!("{mark} {stage}: {text}  {millis}"));
}
