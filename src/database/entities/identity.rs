//! Which database this is: one row, made by the migration, that never leaves it. See `database::moves`.

use sea_orm::entity::prelude::*;

/// The id of the only row.
pub(crate) const THE_ONE: i32 = 1;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: i32,
    /// Tells databases apart, whatever address they are reached by.
    pub(crate) database: String,
    /// The move that took the data elsewhere: nobody writes here any more.
    pub(crate) moved_by: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
