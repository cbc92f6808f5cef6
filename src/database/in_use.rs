//! The one row that says which database this is, and whether its data is still here. Every write holds
//! a share of it; a move holds it alone.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, EntityTrait, QueryFilter, Statement, sea_query::Expr,
};

use super::{begin_to_write, entities::identity, report::Problem, schema::sql, trouble};
use crate::base::{
    database_error::{self, MovedAway},
    failure::{Error, Refusal},
};

/// Refuses where another server or a command is moving the data, or has moved it away. On SQLite the
/// transaction itself is the lock; elsewhere, a share of the one row that a move holds alone.
pub(super) async fn require_here(transaction: &DatabaseTransaction) -> Result<(), Error> {
    let backend = transaction.get_database_backend();
    let query = match backend {
        DbBackend::Postgres => "SELECT moved_by FROM identity WHERE id = 1 FOR SHARE NOWAIT",
        // What MariaDB and MySQL have different words for, each reads and the other skips.
        DbBackend::MySql => {
            "SELECT moved_by FROM identity WHERE id = 1 \
             /*M!100300 LOCK IN SHARE MODE NOWAIT */ /*!80001 FOR SHARE NOWAIT */"
        }
        _ => "SELECT moved_by FROM identity WHERE id = 1",
    };
    let row = match transaction.query_one_raw(Statement::from_string(backend, query)).await {
        Ok(row) => row,
        Err(error) if database_error::is_locked(&error) => return Err(Refusal::Busy.into()),
        Err(error) => return Err(error.into()),
    };
    let moved_by: Option<String> = match row {
        Some(row) => row.try_get("", "moved_by")?,
        None => None,
    };
    if moved_by.is_some() { Err(MovedAway.into()) } else { Ok(()) }
}

/// The same for a transaction that only reads, and takes no share.
pub(super) async fn require_not_moved(transaction: &DatabaseTransaction) -> Result<(), Error> {
    let row = identity::Entity::find_by_id(identity::THE_ONE).one(transaction).await?;
    if row.is_some_and(|row| row.moved_by.is_some()) { Err(MovedAway.into()) } else { Ok(()) }
}

/// Holds off every writer of a database, in this process and others, and notes in the same transaction
/// that its data goes elsewhere: whoever waited finds that out.
pub(super) async fn hold(
    from: &DatabaseConnection,
    id: &str,
) -> Result<DatabaseTransaction, Problem> {
    let transaction = begin_to_write(from).await.map_err(trouble::logged)?;
    if transaction.get_database_backend() != DbBackend::Sqlite {
        // Waits for those who write.
        let lock = sql(&transaction, "SELECT id FROM identity WHERE id = 1 FOR UPDATE");
        transaction.query_one_raw(lock).await.map_err(trouble::logged)?;
    }
    let row = identity::Entity::find_by_id(identity::THE_ONE).one(&transaction).await;
    if row.map_err(trouble::logged)?.is_some_and(|row| row.moved_by.is_some()) {
        return Err(Problem::MovedAway);
    }
    set_moved_by(&transaction, Some(id)).await.map_err(trouble::logged)?;
    Ok(transaction)
}

/// Undoes the mark of one move.
pub(super) async fn release(db: &DatabaseConnection, id: &str) -> Result<(), DbErr> {
    identity::Entity::update_many()
        .col_expr(identity::Column::MovedBy, Expr::value(None::<String>))
        .filter(identity::Column::MovedBy.eq(id))
        .exec(db)
        .await
        .map(drop)
}

/// The data is here again, whoever has taken it away before.
pub(super) async fn take_back(db: &DatabaseConnection) -> Result<(), DbErr> {
    set_moved_by(db, None).await
}

async fn set_moved_by(db: &impl ConnectionTrait, id: Option<&str>) -> Result<(), DbErr> {
    identity::Entity::update_many()
        .set(identity::ActiveModel { moved_by: Set(id.map(str::to_owned)), ..Default::default() })
        .filter(identity::Column::Id.eq(identity::THE_ONE))
        .exec(db)
        .await
        .map(drop)
}

/// Tells databases apart, whatever address they are reached by.
pub(crate) async fn identity(db: &impl ConnectionTrait) -> Result<String, DbErr> {
    let row = identity::Entity::find_by_id(identity::THE_ONE).one(db).await?;
    row.map(|row| row.database).ok_or_else(|| DbErr::RecordNotFound("identity".to_owned()))
}
