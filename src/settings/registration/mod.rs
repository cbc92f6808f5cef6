//! Who may register: everybody with a serial number of this server's license, those whom an
//! administrator approves, or nobody.

pub(crate) mod endpoint;
pub(crate) mod panel;
pub(crate) mod service;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DeriveActiveEnum, EnumIter, Iterable, QueryFilter,
    sea_query::Expr,
};

use crate::{database::entities::installation, setup, web::failure::Error};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Mode {
    #[default]
    #[sea_orm(string_value = "open")]
    Open,
    #[sea_orm(string_value = "approval")]
    Approval,
    #[sea_orm(string_value = "closed")]
    Closed,
}

impl Mode {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approval => "approval",
            Self::Closed => "closed",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::iter().find(|mode| mode.name() == name)
    }
}

/// The mode in force.
pub(crate) async fn mode(db: &impl ConnectionTrait) -> Result<Mode, Error> {
    let row = setup::installation::row(db).await?;
    Ok(row.map(|row| row.registration).unwrap_or_default())
}

/// Changes it, unless it is another one than `seen` by now; the answer is whether it was that one.
async fn change(tx: &impl ConnectionTrait, seen: Mode, new: Mode) -> Result<bool, Error> {
    let changed = setup::installation::update()
        .col_expr(installation::Column::Registration, Expr::value(new))
        .filter(installation::Column::Registration.eq(seen))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}
