//! Who may register: everybody with a serial number of this server's license, those whom an
//! administrator approves, or nobody.

pub(crate) mod endpoint;
pub(crate) mod panel;
pub(crate) mod service;

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, sea_query::Expr};

use crate::{
    base::failure::Error,
    database::entities::installation::{self, Mode},
    security,
};

/// The mode in force.
pub(crate) async fn mode(db: &impl ConnectionTrait) -> Result<Mode, Error> {
    let row = security::installation::row(db).await?;
    Ok(row.map(|row| row.registration).unwrap_or_default())
}

/// Changes it, unless it is another one than `seen` by now; the answer is whether it was that one.
async fn change(tx: &impl ConnectionTrait, seen: Mode, new: Mode) -> Result<bool, Error> {
    let changed = security::installation::update()
        .col_expr(installation::Column::Registration, Expr::value(new))
        .filter(installation::Column::Registration.eq(seen))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}
