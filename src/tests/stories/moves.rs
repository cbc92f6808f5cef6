//! A move that is killed, seen from another server, or taken back.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, EntityTrait, TransactionTrait, sea_query::Expr};

use crate::{
    base::{
        database_error::MovedAway,
        failure::{Error, Refusal},
    },
    database::{
        Database, HalfMoved,
        entities::{identity, installation},
        form::ConnectionField,
        kept::StoredConnection,
        recover::go_back,
        settings::Engine,
    },
    tests::support::{
        PASSWORD, TestApp, administrator, connection_fields, fresh_database, move_to,
    },
};

const MOVED: &str = "DataSync works with this database now.";

async fn set_moved_by(app: &TestApp, id: &str) {
    set_moved_by_in(&app.state.database.read(), id).await;
}

async fn set_moved_by_in(db: &impl ConnectionTrait, id: &str) {
    identity::Entity::update_many()
        .col_expr(identity::Column::MovedBy, Expr::value(id))
        .exec(db)
        .await
        .unwrap();
}

fn is_moved_away(error: &Error) -> bool {
    matches!(error, Error::Fault(source) if source.is::<MovedAway>())
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_the_moment_the_old_database_goes_on() {
    let mut app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    // The old database was told that its data has gone, and then the power went.
    let kept =
        StoredConnection { moving: Some("a-move".to_owned()), ..StoredConnection::default() };
    kept.write(app.data_directory()).unwrap();
    set_moved_by(&app, "a-move").await;
    assert!(is_moved_away(&app.state.database.begin().await.err().unwrap()));
    app.restart().await;
    app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/settings");
    assert_eq!(StoredConnection::read(app.data_directory()).unwrap().moving, None);

    // Of a move that this installation knows nothing of, it takes nothing back.
    set_moved_by(&app, "of-another-server").await;
    app.restart().await;
    assert!(is_moved_away(&app.state.database.begin().await.err().unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_the_moment_the_new_database_goes_on() {
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let mut app = TestApp::new().await;
        let mut ada = administrator(&app).await;
        let fields = connection_fields(&fresh_database(engine));
        move_to(&mut ada, &fields).await.expect_page(MOVED);
        // The file was replaced, and the mark was still there.
        let db = app.state.database.read();
        db.execute_unprepared("CREATE TABLE datasync_move (id VARCHAR(36))").await.unwrap();
        let kept = StoredConnection::read(app.data_directory()).unwrap();
        let mark = format!("INSERT INTO datasync_move VALUES ('{}')", kept.moved.clone().unwrap());
        db.execute_unprepared(&mark).await.unwrap();
        app.restart().await;
        assert!(!app.state.database.is_embedded());
        assert_eq!(app.browser().get("/health/ready").await.status, 200);

        // The mark of another move means that somebody points us to half a database.
        let db = app.state.database.read();
        db.execute_unprepared("CREATE TABLE datasync_move (id VARCHAR(36))").await.unwrap();
        db.execute_unprepared("INSERT INTO datasync_move VALUES ('another')").await.unwrap();
        let opened = app.open_again().await;
        let Err(Error::Fault(fault)) = opened else { panic!("half a database was opened") };
        assert!(fault.is::<HalfMoved>(), "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_does_not_write_where_the_data_was_taken_away() {
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let app = TestApp::on(fresh_database(engine)).await;
        let mut ada = administrator(&app).await;
        let other = Database::open(&app.connection(), app.data_directory(), None).await.unwrap();
        other.begin().await.unwrap().commit().await.unwrap();
        let fields = connection_fields(&fresh_database(engine));
        move_to(&mut ada, &fields).await.expect_page(MOVED);
        assert!(is_moved_away(&other.begin().await.err().unwrap()), "{engine:?}");
        let read = installation::Entity::find().one(&other.read()).await.unwrap();
        assert!(read.is_some(), "reading goes on");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_wait_is_left_out_while_another_server_moves_the_data() {
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let app = TestApp::on(fresh_database(engine)).await;
        let other = Database::open(&app.connection(), app.data_directory(), None).await.unwrap();
        let moving = other.read().begin().await.unwrap();
        set_moved_by_in(&moving, "a-move").await;
        let database = &app.state.database;
        assert_eq!(database.write_if_open(async |_| Ok(())).await.unwrap(), None, "{engine:?}");
        let refused = database.write(async |_| Ok(())).await.unwrap_err();
        assert!(matches!(refused, Error::Refused(Refusal::Busy)), "{engine:?}: {refused:?}");
        // The move was broken off.
        moving.rollback().await.unwrap();
        let wrote = async || database.write_if_open(async |_| Ok(())).await.unwrap();
        assert_eq!(wrote().await, Some(()), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_has_begun_is_moved_along() {
    for engine in Engine::ALL {
        let app = TestApp::on(fresh_database(engine)).await;
        let mut ada = administrator(&app).await;
        let target = if engine == Engine::MySql { Engine::PostgreSql } else { Engine::MySql };
        let fields = connection_fields(&fresh_database(target));
        // By another server, which only the database knows of.
        let other = Database::open(&app.connection(), app.data_directory(), None).await.unwrap();
        let write = other.begin().await.unwrap();
        installation::Entity::update_many()
            .col_expr(installation::Column::AdministratorId, Expr::value("late"))
            .exec(&*write)
            .await
            .unwrap();
        let late = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(2)).await;
            write.commit().await
        });
        let began = Instant::now();
        // The audit waits, too, where there is one writer only.
        move_to(&mut ada, &fields).await.expect_page(MOVED);
        assert!(began.elapsed() >= Duration::from_secs(2), "{engine:?}: it did not wait");
        late.await.unwrap().unwrap();
        let row = installation::Entity::find().one(&app.state.database.read()).await.unwrap();
        assert_eq!(row.unwrap().administrator_id.as_deref(), Some("late"), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn going_back_leads_to_what_was_before() {
    let mut app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let fields = connection_fields(&fresh_database(Engine::PostgreSql));
    move_to(&mut ada, &fields).await.expect_page(MOVED);
    app.restart().await;
    assert!(!app.state.database.is_embedded());
    let went_back =
        go_back(&app.state.connection, &app.state.vault, app.data_directory()).await.unwrap();
    assert_eq!(went_back.unwrap().get(ConnectionField::Engine), "embedded");
    app.restart().await;
    assert!(app.state.database.is_embedded());
    app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");
    // And there again, where everything still is.
    go_back(&app.state.connection, &app.state.vault, app.data_directory()).await.unwrap();
    app.restart().await;
    assert!(!app.state.database.is_embedded());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_writers_never_find_the_embedded_database_locked() {
    let app = TestApp::new().await;
    // Another process has connections and a queue of its own.
    let other = Database::open(&app.connection(), app.data_directory(), None).await.unwrap();
    let until = Instant::now() + Duration::from_secs(5);
    let writers = (0..200).map(|number| {
        let database = if number % 10 == 0 { other.clone() } else { app.state.database.clone() };
        tokio::spawn(async move {
            let mut written = 0_u32;
            while Instant::now() < until {
                let tx = database.begin().await?;
                installation::Entity::update_many()
                    .col_expr(
                        installation::Column::AdministratorId,
                        Expr::value(number.to_string()),
                    )
                    .exec(&*tx)
                    .await?;
                tx.commit().await?;
                written += 1;
            }
            Ok::<_, Error>(written)
        })
    });
    let mut written = 0;
    for writer in futures_util::future::join_all(writers).await {
        written += writer.unwrap().unwrap();
    }
    println!("{written} writes in five seconds");
    assert!(written > 200);
}
