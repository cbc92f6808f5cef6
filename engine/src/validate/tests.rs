use super::*;
use crate::{
    load,
    load::tests::{ORDERS, owner},
    testing::{ENGINES, TestPlace},
};

async fn report(from: &TestPlace, to: &TestPlace, table: &str, extraction: &str) -> TableReport {
    let target = to.table(table);
    let owner = owner(extraction);
    let request =
        Request { owner: &owner, schema: target.schema.as_deref(), accept_lossy: &BTreeSet::new() };
    let (mut source, mut destination) = (from.source().await, to.destination().await);
    request.validate(&mut *source, &mut *destination, &from.table(table), &[]).await.unwrap()
}

/// What is made for each type that an engine has is what it is taken for afterwards.
#[tokio::test]
async fn a_table_that_was_just_made_is_equal() {
    for from in ENGINES {
        for to in ENGINES {
            let (mut here, there) = (TestPlace::new(from).await, TestPlace::new(to).await);
            here.run_every_type(to).await;
            let new = report(&here, &there, "source", "extraction").await;
            assert_eq!((new.state, &new.obstacles), (TableState::New, &vec![]), "{from:?} {to:?}");
            assert!(new.statements[0].starts_with("CREATE TABLE"), "{:?}", new.statements);
            load::tests::load(&here, &there, "source", "run1").await.unwrap();
            let made = report(&here, &there, "source", "extraction").await;
            assert_eq!(
                (made.state, made.obstacles),
                (TableState::Equal, vec![]),
                "{from:?} {to:?}"
            );
        }
    }
}

#[tokio::test]
async fn what_stands_in_the_way_is_named() {
    for to in ENGINES {
        let (mut here, mut there) =
            (TestPlace::new(Engine::PostgreSql).await, TestPlace::new(to).await);
        here.run(ORDERS).await;
        there.run("CREATE TABLE orders (id int)").await;
        let foreign = report(&here, &there, "orders", "extraction").await;
        assert_eq!(foreign.state, TableState::InTheWay);
        assert_eq!(foreign.obstacles, [Obstacle::NotOurs]);

        there.run("DROP TABLE orders").await;
        load::tests::load(&here, &there, "orders", "run1").await.unwrap();
        let of_another = report(&here, &there, "orders", "another").await;
        let [Obstacle::OfAnother(holder)] = &*of_another.obstacles else {
            panic!("{of_another:?}")
        };
        assert_eq!(holder.owner, owner("extraction"));
        // Where it was is still theirs: the next run makes it again.
        there.run("ALTER TABLE orders RENAME TO gone").await;
        let gone = report(&here, &there, "orders", "another").await;
        assert_eq!(gone.state, TableState::New);
        assert!(matches!(&*gone.obstacles, [Obstacle::OfAnother(_)]), "{gone:?}");
        assert_eq!(report(&here, &there, "orders", "extraction").await.obstacles, []);
        there.run("ALTER TABLE gone RENAME TO orders").await;

        if to != Engine::Sqlite {
            there
                .run("ALTER TABLE orders RENAME TO kept; CREATE VIEW orders AS SELECT * FROM kept")
                .await;
            let replaced = report(&here, &there, "orders", "extraction").await;
            assert_eq!(replaced.obstacles, [Obstacle::Replaced], "{to:?}");
            assert_eq!(replaced.state, TableState::InTheWay);
            there.run("DROP VIEW orders; ALTER TABLE kept RENAME TO orders").await;
        }

        here.run("ALTER TABLE orders ADD COLUMN later int; ALTER TABLE orders ALTER COLUMN line TYPE bigint").await;
        there.run("ALTER TABLE orders ADD COLUMN theirs int").await;
        let changed = report(&here, &there, "orders", "extraction").await;
        assert_eq!(changed.state, TableState::Changed);
        let named: Vec<&str> = changed
            .obstacles
            .iter()
            .map(|obstacle| match obstacle {
                Obstacle::ColumnMissing { column }
                | Obstacle::ColumnSurplus { column }
                | Obstacle::ColumnType { column, .. } => column,
                other => panic!("{other:?}"),
            })
            .map(String::as_str)
            .collect();
        // SQLite's whole numbers have one type.
        let expected: &[&str] =
            if to == Engine::Sqlite { &["later", "theirs"] } else { &["line", "later", "theirs"] };
        assert_eq!(named, expected);
    }
}

#[tokio::test]
async fn a_reference_that_would_delete_rows_of_others_is_named() {
    for to in ENGINES {
        let (mut here, mut there) =
            (TestPlace::new(Engine::Sqlite).await, TestPlace::new(to).await);
        here.run("CREATE TABLE customers (id int NOT NULL PRIMARY KEY)").await;
        load::tests::load(&here, &there, "customers", "run1").await.unwrap();
        there.run("CREATE TABLE theirs (c bigint, CONSTRAINT fk FOREIGN KEY (c) REFERENCES customers (id) ON DELETE CASCADE)").await;
        let report = report(&here, &there, "customers", "extraction").await;
        let [Obstacle::Cascade { table, .. }] = &*report.obstacles else { panic!("{report:?}") };
        assert!(table.ends_with("theirs"), "{table}");
    }
}

#[tokio::test]
async fn a_table_of_many_wide_texts_finds_room() {
    let (mut here, there) =
        (TestPlace::new(Engine::PostgreSql).await, TestPlace::new(Engine::MySql).await);
    let columns: Vec<String> = (0..100).map(|number| format!("c{number} varchar(255)")).collect();
    let columns = columns.join(", ");
    here.run(&format!("CREATE TABLE wide (id int PRIMARY KEY, {columns}); INSERT INTO wide (id, c7) VALUES (1, 'x')")).await;
    let loaded = load::tests::load(&here, &there, "wide", "run1").await.unwrap();
    assert_eq!(loaded.destination_rows, 1);
    assert_eq!(report(&here, &there, "wide", "extraction").await.state, TableState::Equal);
}
