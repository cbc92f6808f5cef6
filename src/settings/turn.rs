//! One administrator at a time.

use crate::{
    base::failure::Error,
    database::WriteTransaction,
    security::installation,
    site::{context::Context, request::Visitor},
};

/// Begins a transaction in which the visitor administers: of several, one after the other, so that
/// each sees what the others have done.
pub(super) async fn begin(state: &Context, visitor: &Visitor) -> Result<WriteTransaction, Error> {
    let tx = state.database.begin().await?;
    installation::hold(&*tx).await?;
    visitor.hold_administrator(&*tx).await?;
    Ok(tx)
}
