//! The rule of entering a new serial number.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    base::{failure::Error, field_error::FieldError},
    database::{
        WriteTransaction,
        entities::{account, audit::Action, license},
    },
    licenses::{claim, license::License, serial_number::SerialNumber, store},
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

/// Moves everybody on the administrator's license to the one behind `typed`.
pub(crate) async fn enter_serial_number(
    context: &Context,
    visitor: &Visitor,
    typed: &str,
) -> Result<(), Error> {
    let old_id = &visitor.require_administrator()?.license_id;
    let serial_number = SerialNumber::parse(typed).map_err(claim::refused)?;
    let license = claim::read(&context.trusted_keys, &serial_number, context.clock.now())?;
    let event = Event::new(Action::EnteredSerialNumber, visitor.actor());
    context
        .write_as_administrator(visitor, |tx| {
            replace(tx, context, old_id, &license, &serial_number, &event)
        })
        .await
}

async fn replace(
    tx: WriteTransaction,
    context: &Context,
    old_id: &str,
    license: &License,
    serial_number: &SerialNumber,
    event: &Event<'_>,
) -> Result<(), Error> {
    // Held: no seat of the old license is taken meanwhile.
    let taken = store::hold(&*tx, old_id).await?.map_or(0, |old| old.seats_taken);
    event.record(&*tx, context.clock.now()).await?;
    let new = claim::admit(&*tx, license, serial_number).await?;
    if new.id == old_id {
        return Ok(());
    }
    if !store::take_seats(&*tx, &new.id, taken).await? {
        return Err(claim::refused(FieldError::NoSeatLeft { seats: new.seats() }));
    }
    account::Entity::update_many()
        .col_expr(account::Column::LicenseId, Expr::value(&new.id))
        .filter(account::Column::LicenseId.eq(old_id))
        .exec(&*tx)
        .await?;
    license::Entity::update_many()
        .col_expr(license::Column::SeatsTaken, Expr::value(0_i64))
        .col_expr(license::Column::ReplacedAt, Expr::value(Some(context.clock.now())))
        .filter(license::Column::Id.eq(old_id))
        .exec(&*tx)
        .await?;
    Ok(())
}
