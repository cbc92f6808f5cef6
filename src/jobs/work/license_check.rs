//! Looks whether the license ends soon.

use super::{Diary, Reason, Trouble};
use crate::{
    jobs::log::Line,
    licenses::{self, license::Standing},
};

pub(super) async fn check(diary: &Diary) -> Result<(), Trouble> {
    let state = &diary.state;
    let licenses = licenses::store::list_current(&state.database.read()).await?;
    let now = state.clock.now();
    let standings = licenses.iter().map(|license| license.standing(now));
    match standings.into_iter().find(|standing| *standing != Standing::Valid) {
        None => Ok(diary.write(Line::License(Standing::Valid)).await?),
        Some(standing) => Err(Reason::License(standing).into()),
    }
}
