//! The schema goes forward only.

use sea_orm::ConnectionTrait;

use crate::{
    database::{Database, schema::NewerSchema},
    tests::support::{TestApp, on_every_database},
    web::failure::Error,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_version_is_left_alone() {
    on_every_database(async |app: TestApp| {
        let reopen = async || Database::open(&app.connection(), app.data_directory()).await.err();
        assert!(reopen().await.is_none(), "opening twice is nothing special");
        app.state
            .database
            .read()
            .execute_unprepared(
                "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)",
            )
            .await
            .unwrap();
        let Some(Error::Fault(fault)) = reopen().await else { panic!("it was opened") };
        assert!(fault.is::<NewerSchema>(), "{fault}");
    })
    .await;
}
