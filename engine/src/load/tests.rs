//! Loads between real databases: what arrives, what is refused, and what is there after a failure.

use super::*;
use crate::{
    driver::Engine,
    register::{self, Owner, Run},
    table::TableName,
    testing::{ENGINES, TestPlace},
};

/// Every type that the three engines write alike.
pub const ORDERS: &str = "
CREATE TABLE orders (id bigint NOT NULL, line int NOT NULL, note varchar(200), price decimal(18,4), PRIMARY KEY (id, line));
INSERT INTO orders VALUES (1, 1, 'one', 1.5), (1, 2, 'é🦀', NULL), (2, 1, '', -0.0001), (9007199254740993, 7, NULL, 12345678901234.5678)";
const SHOWN: &str = "SELECT id, line, note, price FROM orders ORDER BY id, line";

pub fn owner(extraction: &str) -> Owner {
    Owner {
        extraction: extraction.to_owned(),
        installation: "tests".to_owned(),
        incarnation: "1".to_owned(),
    }
}

/// A run by itself: claims and loads, and cleans up on a connection of its own after a failure.
pub async fn load(
    from: &TestPlace,
    to: &TestPlace,
    table: &str,
    run: &str,
) -> Result<Loaded, LoadProblem> {
    let limits = Limits::default();
    load_within(from, to, table, run, &limits).await
}

async fn load_within(
    from: &TestPlace,
    to: &TestPlace,
    table: &str,
    run: &str,
    limits: &Limits,
) -> Result<Loaded, LoadProblem> {
    let mut source = from.source().await;
    let plan = plan(&mut *source, from, to, table).await;
    let mut destination = to.destination().await;
    let claim = claim(&mut *destination, &plan.destination, "extraction", run).await?;
    let (key, progress) = (DigestKey::new(&[7; 32]), Progress::default());
    let load = Load { plan: &plan, limits, key: &key, progress: &progress };
    match load.run(&claim, &mut *source, &mut *destination).await {
        Ok(loaded) => Ok(loaded),
        Err(problem) => {
            drop(destination);
            problem.settle(&claim, &mut *to.destination().await).await
        }
    }
}

pub async fn plan(
    source: &mut dyn Source,
    from: &TestPlace,
    to: &TestPlace,
    table: &str,
) -> TablePlan {
    let (source_table, destination_table) = (from.table(table), to.table(table));
    let shape = source.describe(&source_table).await.unwrap().unwrap();
    TablePlan::new(source_table, destination_table, shape, to.engine)
}

pub async fn claim(
    destination: &mut dyn Destination,
    table: &TableName,
    extraction: &str,
    run: &str,
) -> Result<Claim, ClaimError> {
    let run = Run { id: run.to_owned(), signed_by: "tests".to_owned() };
    register::claim(destination, table, &owner(extraction), &run).await
}

pub fn counts(loaded: &Loaded) -> [u64; 4] {
    [loaded.inserted, loaded.changed, loaded.removed, loaded.unchanged]
}

#[tokio::test]
async fn what_differs_is_written_and_nothing_else() {
    for from in ENGINES {
        for to in ENGINES {
            let pair = format!("{from:?} to {to:?}");
            let (mut here, mut there) = (TestPlace::new(from).await, TestPlace::new(to).await);
            here.run(ORDERS).await;
            let first = load(&here, &there, "orders", "run1").await.unwrap();
            assert_eq!((counts(&first), first.destination_rows), ([4, 0, 0, 0], 4), "{pair}");
            let expected =
                "1|1|one|1.5000\n1|2|é🦀|-\n2|1||-0.0001\n9007199254740993|7|-|12345678901234.5678";
            if from != Engine::Sqlite && to != Engine::Sqlite {
                assert_eq!(there.shown(SHOWN).await, expected, "{pair}");
            }

            let same = load(&here, &there, "orders", "run2").await.unwrap();
            assert_eq!((counts(&same), same.source), ([0, 0, 0, 4], first.source), "{pair}");

            here.run(
                "DELETE FROM orders WHERE id = 2; UPDATE orders SET note = 'ONE' WHERE id = 1 AND line = 1; \
                 INSERT INTO orders VALUES (3, 1, 'new', 0)",
            )
            .await;
            let changed = load(&here, &there, "orders", "run3").await.unwrap();
            assert_eq!((counts(&changed), changed.destination_rows), ([1, 1, 1, 2], 4), "{pair}");
            let (mine, theirs) = (
                "SELECT id, line, note FROM orders ORDER BY id, line",
                "1|1|ONE\n1|2|é🦀\n3|1|new\n9007199254740993|7|-",
            );
            assert_eq!(there.shown(mine).await, theirs, "{pair}");
            let again = load(&here, &there, "orders", "run4").await.unwrap();
            assert_eq!(counts(&again), [0, 0, 0, 4], "{pair}");
        }
    }
}

#[tokio::test]
async fn a_run_that_was_overtaken_publishes_nothing() {
    for to in ENGINES {
        for is_there in [false, true] {
            let (mut here, mut there) =
                (TestPlace::new(Engine::Sqlite).await, TestPlace::new(to).await);
            here.run(ORDERS).await;
            if is_there {
                load(&here, &there, "orders", "run1").await.unwrap();
                here.run("DELETE FROM orders WHERE id = 1").await;
            }
            let (mut source, mut destination) = (here.source().await, there.destination().await);
            let plan = plan(&mut *source, &here, &there, "orders").await;
            let claimed = claim(&mut *destination, &plan.destination, "extraction", "run2").await;
            let claimed = claimed.unwrap();
            claim(&mut *there.destination().await, &plan.destination, "extraction", "run3")
                .await
                .unwrap();
            let (limits, key) = (Limits::default(), DigestKey::new(&[7; 32]));
            let progress = Progress::default();
            let load = Load { plan: &plan, limits: &limits, key: &key, progress: &progress };
            let overtaken = load.run(&claimed, &mut *source, &mut *destination).await;
            let Err(problem) = overtaken else { panic!("{overtaken:?}") };
            let is_told = matches!(problem, LoadProblem::Claim(ClaimError::TakenOver));
            assert!(is_told, "{to:?} {is_there}: {problem:?}");
            drop(destination);
            problem.settle(&claimed, &mut *there.destination().await).await.unwrap_err();
            assert_eq!(there.staged().await, Vec::<String>::new());
            if is_there {
                assert_eq!(there.shown("SELECT count(*) FROM orders").await, "4");
            } else {
                assert!(
                    there.destination().await.describe(&plan.destination).await.unwrap().is_none()
                );
            }
        }
    }
}

#[tokio::test]
async fn rows_without_a_key_are_compared_as_wholes() {
    for to in ENGINES {
        let (mut here, mut there) =
            (TestPlace::new(Engine::Sqlite).await, TestPlace::new(to).await);
        here.run("CREATE TABLE log (line text, at int); INSERT INTO log VALUES ('a', 1), ('a', 1), (NULL, NULL)").await;
        assert_eq!(counts(&load(&here, &there, "log", "run1").await.unwrap()), [3, 0, 0, 0]);
        assert_eq!(counts(&load(&here, &there, "log", "run2").await.unwrap()), [0, 0, 0, 3]);
        here.run("DELETE FROM log WHERE rowid = 1; INSERT INTO log VALUES (NULL, NULL)").await;
        assert_eq!(counts(&load(&here, &there, "log", "run3").await.unwrap()), [1, 0, 1, 2]);
        // Changed rows are not removed ones.
        here.run("UPDATE log SET at = 7").await;
        assert_eq!(counts(&load(&here, &there, "log", "run4").await.unwrap()), [3, 0, 3, 0]);
        assert_eq!(
            there.shown("SELECT line, count(*) FROM log GROUP BY line ORDER BY count(*)").await,
            "a|1\n-|2"
        );
    }
}

#[tokio::test]
async fn a_source_that_was_emptied_empties_nothing() {
    for to in ENGINES {
        let (mut here, mut there) =
            (TestPlace::new(Engine::Sqlite).await, TestPlace::new(to).await);
        here.run(ORDERS).await;
        load(&here, &there, "orders", "run1").await.unwrap();
        here.run("DELETE FROM orders").await;
        let refused = load(&here, &there, "orders", "run2").await;
        let is_told = matches!(refused, Err(LoadProblem::TooManyRemoved { removed: 4, of: 4 }));
        assert!(is_told, "{refused:?}");
        assert_eq!(there.shown("SELECT count(*) FROM orders").await, "4");
        let limits = Limits { max_removed_percent: 100, ..Limits::default() };
        let emptied = load_within(&here, &there, "orders", "run3", &limits).await.unwrap();
        assert_eq!((counts(&emptied), emptied.destination_rows), ([0, 0, 4, 0], 0));
    }
}

#[tokio::test]
async fn keys_that_are_none_are_refused() {
    for to in ENGINES {
        let (mut here, mut there) =
            (TestPlace::new(Engine::Sqlite).await, TestPlace::new(to).await);
        here.run(
            "CREATE TABLE t (a text, b int, PRIMARY KEY (a, b)); INSERT INTO t VALUES ('x', NULL)",
        )
        .await;
        let refused = load(&here, &there, "t", "run1").await;
        let Err(LoadProblem::NullInKey { column, key }) = refused else { panic!("{refused:?}") };
        assert_eq!((&*column, key), ("b", vec!["x".to_owned(), "NULL".to_owned()]));
        assert_eq!(there.staged().await, Vec::<String>::new());
        assert_eq!(there.shown("SELECT count(*) FROM datasync_register").await, "0");
    }
}

#[tokio::test]
async fn a_trigger_that_changes_rows_does_not_go_unnoticed() {
    for to in ENGINES {
        let (mut here, mut there) =
            (TestPlace::new(Engine::Sqlite).await, TestPlace::new(to).await);
        here.run(ORDERS).await;
        load(&here, &there, "orders", "run1").await.unwrap();
        there
            .run(match to {
                Engine::PostgreSql => {
                    "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.note := upper(NEW.note); RETURN NEW; END'; \
                     CREATE TRIGGER shout BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION shout()"
                }
                Engine::MySql => "CREATE TRIGGER shout BEFORE INSERT ON orders FOR EACH ROW SET NEW.note = upper(NEW.note)",
                Engine::Sqlite => {
                    "CREATE TRIGGER shout AFTER INSERT ON orders BEGIN UPDATE orders SET note = upper(note) WHERE id = NEW.id; END"
                }
            })
            .await;
        // It is not in the way of what it does not touch.
        load(&here, &there, "orders", "run2").await.unwrap();
        here.run("INSERT INTO orders VALUES (5, 1, 'quiet', 0)").await;
        let noticed = load(&here, &there, "orders", "run3").await;
        assert!(matches!(noticed, Err(LoadProblem::ReadBackDiffers)), "{to:?}: {noticed:?}");
        if to != Engine::MySql {
            assert_eq!(there.shown("SELECT count(*) FROM orders").await, "4", "{to:?}");
        }
    }
}

#[tokio::test]
async fn a_table_that_was_emptied_since_the_snapshot_is_not_taken_for_empty() {
    let (mut here, mut there) =
        (TestPlace::new(Engine::PostgreSql).await, TestPlace::new(Engine::Sqlite).await);
    here.run(ORDERS).await;
    let (mut source, mut destination) = (here.source().await, there.destination().await);
    let plan = plan(&mut *source, &here, &there, "orders").await;
    here.run("TRUNCATE orders; INSERT INTO orders VALUES (9, 9, NULL, NULL)").await;
    let claimed = claim(&mut *destination, &plan.destination, "extraction", "run1").await.unwrap();
    let (limits, key) = (Limits::default(), DigestKey::new(&[7; 32]));
    let load = Load { plan: &plan, limits: &limits, key: &key, progress: &Progress::default() };
    let refused = load.run(&claimed, &mut *source, &mut *destination).await;
    assert!(matches!(refused, Err(LoadProblem::Server(Side::Source, _))), "{refused:?}");
    drop(destination);
    refused.unwrap_err().settle(&claimed, &mut *there.destination().await).await.unwrap_err();
    assert_eq!(
        counts(&super::tests::load(&here, &there, "orders", "run2").await.unwrap()),
        [1, 0, 0, 0]
    );
    assert_eq!(there.shown("SELECT id FROM orders").await, "9");
}

#[tokio::test]
async fn rows_of_a_table_that_inherits_stay() {
    let (mut here, mut there) =
        (TestPlace::new(Engine::Sqlite).await, TestPlace::new(Engine::PostgreSql).await);
    here.run(ORDERS).await;
    load(&here, &there, "orders", "run1").await.unwrap();
    there.run("CREATE TABLE theirs () INHERITS (orders); INSERT INTO theirs VALUES (77, 1, 'theirs', 0)").await;
    let refused = load(&here, &there, "orders", "run2").await;
    assert!(matches!(refused, Err(LoadProblem::Miscounted { .. })), "{refused:?}");
    assert_eq!(there.shown("SELECT note FROM theirs").await, "theirs");
}

#[tokio::test]
async fn many_keys_that_go_are_as_good_as_all() {
    for to in ENGINES {
        let (mut here, there) =
            (TestPlace::new(Engine::PostgreSql).await, TestPlace::new(to).await);
        here.run("CREATE TABLE t AS SELECT repeat('k', 200) || i AS id, 1 AS v FROM generate_series(1, 60000) i; ALTER TABLE t ADD PRIMARY KEY (id)").await;
        load(&here, &there, "t", "run1").await.unwrap();
        here.run("UPDATE t SET v = 2").await;
        let loaded = load(&here, &there, "t", "run2").await.unwrap();
        assert_eq!(
            (counts(&loaded), loaded.destination_rows),
            ([0, 60_000, 0, 0], 60_000),
            "{to:?}"
        );
    }
}

#[tokio::test]
async fn what_another_run_could_not_remove_hides_no_publication() {
    let (mut here, mut there) =
        (TestPlace::new(Engine::Sqlite).await, TestPlace::new(Engine::MySql).await);
    here.run(ORDERS).await;
    load(&here, &there, "orders", "run1").await.unwrap();
    // The program ended between the renaming and the note; the table of a run before it was in use.
    let table = there.table("orders");
    let of_another = claim(&mut *there.destination().await, &table, "extraction", "run0").await;
    let of_another = of_another.unwrap().staging().name;
    let mut destination = there.destination().await;
    let last = claim(&mut *destination, &table, "extraction", "run2").await.unwrap();
    last.note_publishing(&mut *destination, 4).await.unwrap();
    there.run(&format!("CREATE TABLE {of_another} (id int)")).await;
    let next = load(&here, &there, "orders", "run3").await.unwrap();
    assert_eq!(counts(&next), [0, 0, 0, 4]);
    assert_eq!(there.staged().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_file_that_may_not_grow_is_as_it_was() {
    let (mut here, mut there) =
        (TestPlace::new(Engine::PostgreSql).await, TestPlace::new(Engine::Sqlite).await);
    here.run("CREATE TABLE t AS SELECT i AS id, repeat('x', 1000) AS words FROM generate_series(1, 2000) i; ALTER TABLE t ADD PRIMARY KEY (id)").await;
    for is_there in [false, true] {
        if is_there {
            load(&here, &there, "t", "run1").await.unwrap();
            here.run("UPDATE t SET words = repeat('y', 2000)").await;
        }
        let (mut source, mut destination) = (here.source().await, there.destination().await);
        let pages = there.shown("PRAGMA page_count").await.parse::<u64>().unwrap() + 30;
        destination.query(format!("PRAGMA max_page_count = {pages}")).await.unwrap();
        let plan = plan(&mut *source, &here, &there, "t").await;
        let claimed = claim(&mut *destination, &plan.destination, "extraction", "run2").await;
        let claimed = claimed.unwrap();
        let (limits, key) = (Limits::default(), DigestKey::new(&[7; 32]));
        let load = Load { plan: &plan, limits: &limits, key: &key, progress: &Progress::default() };
        let full = load.run(&claimed, &mut *source, &mut *destination).await;
        let Err(LoadProblem::Server(Side::Destination, error)) = &full else { panic!("{full:?}") };
        assert_eq!(trouble(error), Trouble::DiskFull, "{error:?}");
        drop(destination);
        full.unwrap_err().settle(&claimed, &mut *there.destination().await).await.unwrap_err();
        assert_eq!(there.staged().await, Vec::<String>::new());
        if is_there {
            assert_eq!(there.shown("SELECT count(*), max(words) LIKE 'x%' FROM t").await, "2000|1");
        }
    }
    let next = load(&here, &there, "t", "run3").await.unwrap();
    assert_eq!(next.destination_rows, 2000);
}
