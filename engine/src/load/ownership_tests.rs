//! Whose a table is, and whether it is still the one that was made.

use super::{
    tests::{ORDERS, claim, counts, load, owner},
    *,
};
use crate::{
    driver::Engine,
    register,
    testing::{ENGINES, TestPlace},
};

#[tokio::test]
async fn a_table_belongs_to_who_made_it() {
    for to in ENGINES {
        let (mut here, mut there) =
            (TestPlace::new(Engine::Sqlite).await, TestPlace::new(to).await);
        here.run(ORDERS).await;
        there.run("CREATE TABLE orders (id int)").await;
        let refused = load(&here, &there, "orders", "run1").await;
        assert!(matches!(refused, Err(LoadProblem::Claim(ClaimError::NotOurs))), "{refused:?}");
        assert_eq!(there.shown("SELECT count(*) FROM orders").await, "0");

        there.run("DROP TABLE orders").await;
        load(&here, &there, "orders", "run2").await.unwrap();
        let table = there.table("orders");
        let other = claim(&mut *there.destination().await, &table, "another", "run3").await;
        let Err(ClaimError::OfAnother(of)) = other else { panic!("{other:?}") };
        assert_eq!(of.owner, owner("extraction"));
        // Removed by somebody, it is new again.
        there.run("DROP TABLE orders").await;
        assert_eq!(counts(&load(&here, &there, "orders", "run4").await.unwrap()), [4, 0, 0, 0]);
    }
}

#[tokio::test]
async fn what_replaced_a_table_of_ours_is_not_touched() {
    for to in ENGINES {
        for theirs in [
            // The same columns and key, by another hand.
            "CREATE TABLE theirs (id bigint NOT NULL, line int NOT NULL, note varchar(200), price decimal(18,4), PRIMARY KEY (id, line));
             INSERT INTO theirs VALUES (7, 7, 'theirs', 7)",
            "CREATE TABLE kept AS SELECT * FROM orders; CREATE VIEW theirs AS SELECT * FROM kept",
        ] {
            let (mut here, mut there) =
                (TestPlace::new(Engine::Sqlite).await, TestPlace::new(to).await);
            here.run(ORDERS).await;
            load(&here, &there, "orders", "run1").await.unwrap();
            there.run(theirs).await;
            let is_view = theirs.contains("VIEW");
            let replaced = match (to, is_view) {
                (Engine::MySql, _) => "DROP TABLE orders; RENAME TABLE theirs TO orders",
                (Engine::PostgreSql, true) => {
                    "DROP TABLE orders; ALTER VIEW theirs RENAME TO orders"
                }
                (Engine::Sqlite, true) => {
                    "DROP VIEW theirs; DROP TABLE orders; CREATE VIEW orders AS SELECT * FROM kept"
                }
                (_, false) => "DROP TABLE orders; ALTER TABLE theirs RENAME TO orders",
            };
            there.run(replaced).await;
            let before = there.shown("SELECT id, line, note FROM orders ORDER BY id").await;
            here.run("UPDATE orders SET note = 'new' WHERE line = 1").await;
            let refused = load(&here, &there, "orders", "run2").await;
            let is_told = matches!(refused, Err(LoadProblem::Claim(ClaimError::Replaced)));
            assert!(is_told, "{to:?} {theirs}: {refused:?}");
            let after = there.shown("SELECT id, line, note FROM orders ORDER BY id").await;
            assert_eq!(after, before, "{to:?}");
            if !is_view {
                // The way out.
                there.run("UPDATE datasync_register SET identity = NULL").await;
                let table = there.table("orders");
                let mut destination = there.destination().await;
                claim(&mut *destination, &table, "extraction", "run3").await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn a_table_stays_ours_whatever_its_owner_changes_about_it() {
    for to in ENGINES {
        let (mut here, mut there) =
            (TestPlace::new(Engine::Sqlite).await, TestPlace::new(to).await);
        here.run(ORDERS).await;
        load(&here, &there, "orders", "run1").await.unwrap();
        there.run("CREATE INDEX theirs ON orders (note); ALTER TABLE orders ADD COLUMN later int; ALTER TABLE orders DROP COLUMN later").await;
        there
            .run(match to {
                Engine::PostgreSql => {
                    "CLUSTER orders USING theirs; COMMENT ON TABLE orders IS 'mine'"
                }
                Engine::MySql => "OPTIMIZE TABLE orders; ALTER TABLE orders ENGINE = InnoDB",
                Engine::Sqlite => "VACUUM",
            })
            .await;
        here.run("UPDATE orders SET note = 'new' WHERE line = 1").await;
        let loaded = load(&here, &there, "orders", "run2").await.unwrap();
        assert_eq!(counts(&loaded), [0, 2, 0, 2], "{to:?}");
    }
}

#[tokio::test]
async fn a_register_of_an_earlier_version_is_read_and_goes_on() {
    for to in ENGINES {
        let (mut here, mut there) =
            (TestPlace::new(Engine::Sqlite).await, TestPlace::new(to).await);
        here.run(ORDERS).await;
        load(&here, &there, "orders", "run1").await.unwrap();
        there.run("ALTER TABLE datasync_register DROP COLUMN identity").await;
        let entry = register::entry(&mut *there.destination().await, &there.table("orders")).await;
        assert_eq!(entry.unwrap().unwrap().run.id, "run1");
        here.run("UPDATE orders SET note = 'new' WHERE line = 1").await;
        let loaded = load(&here, &there, "orders", "run2").await.unwrap();
        assert_eq!(counts(&loaded), [0, 2, 0, 2], "{to:?}");
    }
}
