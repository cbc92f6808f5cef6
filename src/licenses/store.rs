//! Licenses in use and their seats. The database counts: a conditional UPDATE takes a seat or does
//! not, and the table itself refuses a count above the limit.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{
    license::{Feature, License, LicenseStatus},
    serial_number::SerialNumber,
};
use crate::{
    base::{
        clock::{Timestamp, date_of, day_number},
        failure::{Error, Refusal},
    },
    database::{entities::license, hold_rows},
};

impl license::Model {
    pub(crate) fn expires_on(&self) -> Option<jiff::civil::Date> {
        self.expires.and_then(date_of)
    }

    pub(crate) fn standing(&self, now: Timestamp) -> LicenseStatus {
        LicenseStatus::of(self.expires_on(), now)
    }

    pub(crate) fn includes(&self, feature: Feature) -> bool {
        u8::try_from(self.features).is_ok_and(|bits| Feature::from_bits(bits).contains(&feature))
    }

    pub(crate) fn has_free_seat(&self) -> bool {
        self.seats_taken < self.seats
    }

    /// The seats as people read them.
    pub(crate) fn seats(&self) -> u32 {
        u32::try_from(self.seats).unwrap_or(u32::MAX)
    }
}

pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: &str,
) -> Result<Option<license::Model>, Error> {
    Ok(license::Entity::find_by_id(id).one(db).await?)
}

/// Whether a license of this licensee, or this very license, is in use here already.
pub(crate) async fn is_of_this_server(
    db: &impl ConnectionTrait,
    license: &License,
) -> Result<bool, Error> {
    let known = license::Entity::find().all(db).await?;
    let is_ours = |known: &license::Model| {
        known.id == license.id.to_string()
            || known.licensee.to_lowercase() == license.licensee.to_lowercase()
    };
    Ok(known.is_empty() || known.iter().any(is_ours))
}

/// The licenses that no newer ones have replaced.
pub(crate) async fn list_current(db: &impl ConnectionTrait) -> Result<Vec<license::Model>, Error> {
    let current = license::Entity::find().filter(license::Column::ReplacedAt.is_null());
    Ok(current.all(db).await?)
}

/// Of these, the one with the most free seats.
pub(crate) async fn find_current(
    db: &impl ConnectionTrait,
) -> Result<Option<license::Model>, Error> {
    let licenses = list_current(db).await?;
    Ok(licenses.into_iter().max_by_key(|license| license.seats - license.seats_taken))
}

/// Holds a license until the end of the transaction: neither its seats nor its replacement change
/// meanwhile. Returns it as it stands then.
pub(crate) async fn hold(
    tx: &impl ConnectionTrait,
    id: &str,
) -> Result<Option<license::Model>, Error> {
    let this = license::Column::Id.eq(id);
    hold_rows::<license::Entity>(tx, license::Column::SeatsTaken, this).await?;
    find(tx, id).await
}

/// Enters a license unless it is known already, and returns what is kept of it.
pub(crate) async fn enter(
    tx: &impl ConnectionTrait,
    license: &License,
    serial_number: &SerialNumber,
) -> Result<license::Model, Error> {
    let id = license.id.to_string();
    if let Some(known) = find(tx, &id).await? {
        return Ok(known);
    }
    let model = license::Model {
        id,
        licensee: license.licensee.clone(),
        seats: i64::from(license.seats),
        seats_taken: 0,
        issued: day_number(license.issued),
        expires: license.expires.map(day_number),
        features: i32::from(license.feature_bits()),
        serial_number: serial_number.to_string(),
        replaced_at: None,
    };
    license::Entity::insert(model.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(model)
}

/// Takes `count` seats if that many are free; the answer is whether they were.
pub(crate) async fn take_seats(
    tx: &impl ConnectionTrait,
    license_id: &str,
    count: i64,
) -> Result<bool, Error> {
    let taken = license::Entity::update_many()
        .col_expr(license::Column::SeatsTaken, Expr::col(license::Column::SeatsTaken).add(count))
        .filter(license::Column::Id.eq(license_id))
        .filter(
            Expr::col(license::Column::SeatsTaken)
                .add(count)
                .lte(Expr::col(license::Column::Seats)),
        )
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Gives the seats of accounts back that do not need them any more.
pub(crate) async fn release_seats(
    tx: &impl ConnectionTrait,
    license_id: &str,
    count: i64,
) -> Result<(), Error> {
    license::Entity::update_many()
        .col_expr(license::Column::SeatsTaken, Expr::col(license::Column::SeatsTaken).sub(count))
        .filter(license::Column::Id.eq(license_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Refuses unless so many seats are free, and holds the license until the end of the transaction. They
/// are taken when the accounts are activated.
pub(crate) async fn require_free_seats(
    tx: &impl ConnectionTrait,
    license_id: &str,
    count: i64,
) -> Result<(), Error> {
    let free = hold(tx, license_id).await?.map_or(0, |license| license.seats - license.seats_taken);
    let number = |seats: i64| u32::try_from(seats).unwrap_or(0);
    if count > free {
        return Err(Refusal::TooFewSeats { needed: number(count), free: number(free) }.into());
    }
    Ok(())
}
