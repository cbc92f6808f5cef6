use std::time::Instant;

use super::{worker::run_of, *};
use crate::{
    load::{
        Stage,
        tests::{ORDERS, owner},
    },
    register::ClaimError,
    testing::{ENGINES, TestPlace},
};

fn request(from: &TestPlace, to: &TestPlace) -> CopyRequest {
    CopyRequest {
        owner: owner("copy"),
        signed_by: "tests".to_owned(),
        source_schema: from.table("").schema,
        destination_schema: to.table("").schema,
        tables: Vec::new(),
        exclude: Vec::new(),
        accept_lossy: BTreeSet::new(),
        seed: [1; 32],
        tables_at_once: 3,
        limits: Limits::default(),
    }
}

fn never() -> watch::Receiver<bool> {
    watch::channel(false).1
}

async fn look(
    request: CopyRequest,
    from: &TestPlace,
    to: &TestPlace,
) -> Result<Looked, CopyProblem> {
    let copy = Copy { from: Arc::new(from.connector()), to: Arc::new(to.connector()), request };
    copy.look().await
}

const SHOP: &str = "
CREATE TABLE customers (id int NOT NULL PRIMARY KEY, name varchar(50));
INSERT INTO customers VALUES (1, 'Łukasz'), (2, NULL);
CREATE TABLE inv_a (id int NOT NULL PRIMARY KEY); INSERT INTO inv_a VALUES (1);
CREATE TABLE inv_tmp (id int NOT NULL PRIMARY KEY);
CREATE VIEW everybody AS SELECT * FROM customers";

#[tokio::test]
async fn all_tables_of_a_database_are_copied_and_verified() {
    for from in ENGINES {
        for to in ENGINES {
            let pair = format!("{from:?} to {to:?}");
            let (mut here, mut there) = (TestPlace::new(from).await, TestPlace::new(to).await);
            here.run(ORDERS).await;
            here.run(SHOP).await;
            let looked = look(request(&here, &there), &here, &there)
                .await
                .unwrap_or_else(|_| panic!("{pair}"));
            let tables = Arc::clone(&looked.tables);
            let outcomes = looked.run(Action::Load, never()).await;
            let names: Vec<&str> = tables.iter().map(|it| &*it.listed.name.name).collect();
            assert_eq!(names, ["customers", "inv_a", "inv_tmp", "orders"], "{pair}");
            let rows =
                outcomes.iter().map(|it| it.as_ref().unwrap().result.as_ref().unwrap().inserted);
            assert_eq!(rows.collect::<Vec<_>>(), [2, 1, 0, 4], "{pair}");
            assert_eq!(
                there.shown("SELECT id, name FROM customers ORDER BY id").await,
                "1|Łukasz\n2|-"
            );

            there.run("UPDATE customers SET name = 'x' WHERE id = 2").await;
            let looked = look(request(&here, &there), &here, &there)
                .await
                .unwrap_or_else(|_| panic!("{pair}"));
            let outcomes = looked.run(Action::Verify, never()).await;
            let changed =
                outcomes.iter().map(|it| it.as_ref().unwrap().result.as_ref().unwrap().changed);
            assert_eq!(changed.collect::<Vec<_>>(), [1, 0, 0, 0], "{pair}");
        }
    }
}

#[tokio::test]
async fn tables_are_chosen_by_patterns() {
    let (mut here, there) =
        (TestPlace::new(Engine::MySql).await, TestPlace::new(Engine::Sqlite).await);
    here.run(SHOP).await;
    for (tables, exclude, chosen) in [
        (vec!["inv_*"], vec!["inv_tmp"], vec!["inv_a"]),
        (vec!["everybody", "customers"], vec![], vec!["customers", "everybody"]),
        (vec![], vec!["*_*"], vec!["customers"]),
    ] {
        let strings = |them: Vec<&str>| them.into_iter().map(str::to_owned).collect();
        let request = CopyRequest {
            tables: strings(tables),
            exclude: strings(exclude),
            ..request(&here, &there)
        };
        let looked = look(request, &here, &there).await.unwrap_or_else(|_| panic!("{chosen:?}"));
        let names: Vec<&str> = looked.tables.iter().map(|it| &*it.listed.name.name).collect();
        assert_eq!(names, chosen);
    }
    // A pattern that chooses nothing is a mistake: it may mean a view only, or what is left out.
    for pattern in ["nothing*", "every*", "inv_t*"] {
        let request = CopyRequest {
            tables: vec!["customers".to_owned(), pattern.to_owned()],
            exclude: vec!["inv_tmp".to_owned()],
            ..request(&here, &there)
        };
        let refused = look(request, &here, &there).await;
        let Err(CopyProblem::NoTable { pattern: named }) = refused else { panic!("{pattern}") };
        assert_eq!(named.as_deref(), Some(pattern));
    }
}

#[tokio::test]
async fn a_copy_that_is_stopped_leaves_nothing_behind() {
    for to in ENGINES {
        let (mut here, mut there) =
            (TestPlace::new(Engine::PostgreSql).await, TestPlace::new(to).await);
        here.run("CREATE TABLE wide AS SELECT i AS id, repeat('x', 1000) AS words FROM generate_series(1, 100000) i; ALTER TABLE wide ADD PRIMARY KEY (id)").await;
        let looked = look(request(&here, &there), &here, &there).await.unwrap_or_else(|_| panic!());
        let (stopping, stop) = watch::channel(false);
        let progress = Arc::clone(&looked.tables[0].progress);
        let run = tokio::spawn(looked.run(Action::Load, stop));
        while progress.seen().rows == 0 {
            tokio::task::yield_now().await;
        }
        let began = Instant::now();
        stopping.send(true).unwrap();
        let outcomes = run.await.unwrap();
        let result = &outcomes[0].as_ref().unwrap().result;
        assert!(matches!(result, Err(LoadProblem::Stopped)), "{to:?}: {result:?}");
        assert!(began.elapsed() < Duration::from_secs(10), "{to:?}: {:?}", began.elapsed());
        assert_eq!(there.staged().await, Vec::<String>::new(), "{to:?}");
        assert_eq!(there.shown("SELECT count(*) FROM datasync_register").await, "0");
        // And again, to the end.
        let again = CopyRequest { seed: [2; 32], ..request(&here, &there) };
        let looked = look(again, &here, &there).await.unwrap_or_else(|_| panic!());
        let outcomes = looked.run(Action::Load, never()).await;
        let loaded = outcomes[0].as_ref().unwrap().result.as_ref().unwrap();
        assert_eq!(loaded.destination_rows, 100_000, "{to:?}");
    }
}

#[tokio::test]
async fn a_table_is_written_by_one_copy_at_a_time() {
    for to in ENGINES {
        let (mut here, mut there) =
            (TestPlace::new(Engine::PostgreSql).await, TestPlace::new(to).await);
        here.run("CREATE VIEW slow AS SELECT 1 AS id, pg_sleep(600)::text AS nap").await;
        let base = CopyRequest { tables: vec!["slow".to_owned()], ..request(&here, &there) };
        let slow = |seed: u8| CopyRequest { seed: [seed; 32], ..base.clone() };
        let looked =
            look(slow(1), &here, &there).await.unwrap_or_else(|problem| panic!("{problem:?}"));
        let progress = Arc::clone(&looked.tables[0].progress);
        let first = tokio::spawn(looked.run(Action::Load, never()));
        while progress.seen().stage != Stage::Copying {
            tokio::task::yield_now().await;
        }
        let looked =
            look(slow(2), &here, &there).await.unwrap_or_else(|problem| panic!("{problem:?}"));
        let outcomes = looked.run(Action::Load, never()).await;
        let refused = &outcomes[0].as_ref().unwrap().result;
        let is_told = matches!(refused, Err(LoadProblem::Claim(ClaimError::Busy)));
        assert!(is_told, "{to:?}: {refused:?}");
        assert!(!first.is_finished());
        let run = run_of(&[1; 32], 0);
        assert_eq!(there.shown("SELECT run FROM datasync_register").await, run, "{to:?}");

        // And the program of the first one dies.
        first.abort();
        first.await.unwrap_err();
        here.run("CREATE OR REPLACE VIEW slow AS SELECT 1 AS id, ''::text AS nap").await;
        let looked =
            look(slow(3), &here, &there).await.unwrap_or_else(|problem| panic!("{problem:?}"));
        let began = Instant::now();
        let outcomes = looked.run(Action::Load, never()).await;
        let loaded = outcomes[0].as_ref().unwrap().result.as_ref();
        assert_eq!(loaded.unwrap_or_else(|it| panic!("{to:?}: {it:?}")).destination_rows, 1);
        assert!(began.elapsed() < Duration::from_secs(5), "{to:?}: {:?}", began.elapsed());
        assert_eq!(there.staged().await, Vec::<String>::new(), "{to:?}");
        if to == Engine::Sqlite {
            let files = there.files();
            assert!(!files.iter().any(|name| name.contains("datasync")), "{files:?}");
        }
    }
}

/// A view that takes ten minutes, and the query that counts its readers.
const SLOW: [(Engine, &str, &str); 2] = [
    (
        Engine::PostgreSql,
        "CREATE VIEW slow AS SELECT 1 AS id, pg_sleep(600)::text AS nap",
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'COPY (SELECT%' || current_schema() || '%slow%'",
    ),
    (
        Engine::MySql,
        "CREATE TABLE one (id int); INSERT INTO one VALUES (1); CREATE VIEW slow AS SELECT id, SLEEP(600) AS nap FROM one",
        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND INFO LIKE 'SELECT %slow%' AND ID <> CONNECTION_ID()",
    ),
];

#[tokio::test]
async fn a_copy_that_is_stopped_leaves_no_statement_to_the_source() {
    for (from, view, running) in SLOW {
        for action in [Action::Load, Action::Verify] {
            let (mut here, mut there) =
                (TestPlace::new(from).await, TestPlace::new(Engine::Sqlite).await);
            here.run(view).await;
            if action == Action::Verify {
                there.run("CREATE TABLE slow (id int, nap text)").await;
            }
            let mut request =
                CopyRequest { tables: vec!["slow".to_owned()], ..request(&here, &there) };
            request.tables_at_once = 1;
            let mut looked = look(request, &here, &there).await.unwrap_or_else(|_| panic!());
            Arc::get_mut(&mut looked.tables).unwrap()[0].report.obstacles.clear();
            let (stopping, stop) = watch::channel(false);
            let run = tokio::spawn(looked.run(action, stop));
            while here.shown(running).await == "0" {
                tokio::task::yield_now().await;
            }
            stopping.send(true).unwrap();
            let outcomes = run.await.unwrap();
            let result = &outcomes[0].as_ref().unwrap().result;
            assert!(matches!(result, Err(LoadProblem::Stopped)), "{from:?}: {result:?}");
            // The server takes a moment to end what it was told to end.
            let asked = Instant::now();
            while here.shown(running).await != "0" {
                assert!(asked.elapsed() < Duration::from_secs(1), "{from:?} {action:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_table_is_tried_again_after_a_conflict_and_not_after_a_refusal() {
    for (to, fails) in [
        (
            Engine::PostgreSql,
            &[
                "CREATE SEQUENCE times; CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 IF nextval(format('%I.times', TG_TABLE_SCHEMA)) <= 2 THEN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END IF; RETURN NEW; END $$",
                "CREATE TRIGGER fail BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION fail()",
            ][..],
        ),
        (
            Engine::MySql,
            &[
                "CREATE TABLE times (n int) ENGINE = MyISAM",
                "INSERT INTO times VALUES (0)",
                "CREATE TRIGGER fail BEFORE INSERT ON orders FOR EACH ROW BEGIN UPDATE times SET n = n + 1; \
                 IF (SELECT n FROM times) <= 2 THEN SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213; END IF; END",
            ],
        ),
    ] {
        let (mut here, mut there) =
            (TestPlace::new(Engine::PostgreSql).await, TestPlace::new(to).await);
        here.run(ORDERS).await;
        let base = request(&here, &there);
        let copied = async |here: &TestPlace, there: &TestPlace, seed: u8| {
            let request = CopyRequest { seed: [seed; 32], ..base.clone() };
            let looked = look(request, here, there).await.unwrap_or_else(|it| panic!("{it:?}"));
            looked.run(Action::Load, never()).await.remove(0).unwrap().result
        };
        copied(&here, &there, 1).await.unwrap();
        for statement in fails {
            there.run(statement).await;
        }
        here.run("INSERT INTO orders VALUES (5, 1, 'new', 0)").await;
        let loaded = copied(&here, &there, 2).await;
        assert_eq!(loaded.unwrap_or_else(|it| panic!("{to:?}: {it:?}")).inserted, 1);
        let fence = there.shown("SELECT fence FROM datasync_register").await;
        assert_eq!(fence, "4", "{to:?}");

        there.run("ALTER TABLE orders ADD CONSTRAINT small CHECK (line < 9)").await;
        here.run("INSERT INTO orders VALUES (6, 10, 'refused', 0)").await;
        copied(&here, &there, 3).await.unwrap_err();
        assert_eq!(there.shown("SELECT fence FROM datasync_register").await, "5", "{to:?}");
    }
}

#[tokio::test]
async fn whoever_is_done_first_takes_nobody_elses_moment_away() {
    let (mut here, there) =
        (TestPlace::new(Engine::PostgreSql).await, TestPlace::new(Engine::PostgreSql).await);
    for table in ["a", "b", "c", "d", "e", "f"] {
        here.run(&format!("CREATE TABLE {table} (id int NOT NULL PRIMARY KEY)")).await;
    }
    for round in 0..20 {
        let mut request = request(&here, &there);
        request.tables_at_once = 6;
        request.seed = [round; 32];
        let looked = look(request, &here, &there).await.unwrap_or_else(|_| panic!("{round}"));
        let outcomes = looked.run(Action::Load, never()).await;
        for outcome in outcomes {
            let outcome = outcome.unwrap();
            assert!(outcome.result.is_ok(), "{outcome:?}");
            assert!(!outcome.is_of_another_moment, "{round}");
        }
    }
}
