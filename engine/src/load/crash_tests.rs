//! A load that is cut off at every step, on every engine: what readers see is old or new as a whole, and the
//! next run goes through.

use super::{
    tests::{claim, load, plan},
    *,
};
use crate::{
    batch::Batch,
    driver::{Engine, NativeType, Row, Snapshot, Work},
    table::{CopiedColumn, ListedTable, TableName, TableShape},
    testing::{ENGINES, TestPlace},
};
use tokio::sync::mpsc;

/// Whether the server has done what it was asked for, when the connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Before,
    /// Only the answer is lost.
    After,
}

/// A destination whose connection breaks at a step.
struct Breaking {
    engine: Engine,
    /// `None` once it has broken: the server takes back what was not committed.
    inner: Option<Box<dyn Destination>>,
    steps_left: usize,
    cut: Cut,
}

#[derive(Debug)]
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection was cut")
    }
}

impl std::error::Error for Broken {}

impl Breaking {
    fn begin(&mut self) -> Result<Box<dyn Destination>, Broken> {
        let inner = self.inner.take().ok_or(Broken)?;
        if self.steps_left == 0 && self.cut == Cut::Before { Err(Broken) } else { Ok(inner) }
    }

    fn end<T, E: From<Broken>>(
        &mut self,
        inner: Box<dyn Destination>,
        done: Result<T, E>,
    ) -> Result<T, E> {
        if self.steps_left == 0 {
            return Err(Broken.into());
        }
        self.steps_left -= 1;
        self.inner = Some(inner);
        done
    }
}

impl Source for Breaking {
    fn engine(&self) -> Engine {
        self.engine
    }

    fn schemas(&mut self) -> Work<'_, Result<Vec<String>, DriverError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn endings(&self) -> Vec<String> {
        Vec::new()
    }

    fn tables<'a>(
        &'a mut self,
        schema: Option<&'a str>,
    ) -> Work<'a, Result<Vec<ListedTable>, DriverError>> {
        Box::pin(async move {
            let mut inner = self.begin()?;
            let done = inner.tables(schema).await;
            self.end(inner, done)
        })
    }

    fn snapshot(&mut self) -> Work<'_, Result<Option<Snapshot>, DriverError>> {
        Box::pin(async { Ok(None) })
    }

    fn describe<'a>(
        &'a mut self,
        table: &'a TableName,
    ) -> Work<'a, Result<Option<TableShape<NativeType>>, DriverError>> {
        Box::pin(async move {
            let mut inner = self.begin()?;
            let done = inner.describe(table).await;
            self.end(inner, done)
        })
    }

    fn count<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<u64, DriverError>> {
        Box::pin(async move {
            let mut inner = self.begin()?;
            let done = inner.count(table).await;
            self.end(inner, done)
        })
    }

    fn read<'a>(
        &'a mut self,
        table: &'a TableName,
        columns: &'a [CopiedColumn<NativeType>],
        to: mpsc::Sender<Batch>,
    ) -> Work<'a, Result<u64, ReadError>> {
        Box::pin(async move {
            let mut inner = self.begin()?;
            let done = inner.read(table, columns, to).await;
            self.end(inner, done)
        })
    }
}

impl Destination for Breaking {
    fn lock<'a>(&'a mut self, _: &'a TableName) -> Work<'a, Result<bool, DriverError>> {
        Box::pin(async { Ok(true) })
    }

    fn unlock<'a>(&'a mut self, _: &'a TableName) -> Work<'a, Result<(), DriverError>> {
        Box::pin(async { Ok(()) })
    }

    fn execute(&mut self, statement: String) -> Work<'_, Result<u64, DriverError>> {
        Box::pin(async move {
            let mut inner = self.begin()?;
            let done = inner.execute(statement).await;
            self.end(inner, done)
        })
    }

    fn query(&mut self, query: String) -> Work<'_, Result<Vec<Row>, DriverError>> {
        Box::pin(async move {
            let mut inner = self.begin()?;
            let done = inner.query(query).await;
            self.end(inner, done)
        })
    }

    fn write<'a>(
        &'a mut self,
        table: &'a TableName,
        columns: &'a [CopiedColumn<NativeType>],
        from: mpsc::Receiver<Batch>,
        key: &'a DigestKey,
    ) -> Work<'a, Result<TableDigest, WriteError>> {
        Box::pin(async move {
            let mut inner = self.begin()?;
            let done = inner.write(table, columns, from, key).await;
            self.end(inner, done)
        })
    }
}

const OLD: &str = "CREATE TABLE t (id int NOT NULL PRIMARY KEY, v varchar(20));
    INSERT INTO t VALUES (1, 'same'), (2, 'old'), (3, 'goes')";
const CHANGE: &str = "UPDATE t SET v = 'new' WHERE id = 2; DELETE FROM t WHERE id = 3; INSERT INTO t VALUES (4, 'comes')";
const SHOWN: &str = "SELECT id, v FROM t ORDER BY id";
const OLD_SHOWN: &str = "1|same\n2|old\n3|goes";
const NEW_SHOWN: &str = "1|same\n2|new\n4|comes";

/// What somebody else sees of the destination; `None` where there is no table.
async fn seen(there: &mut TestPlace) -> Option<String> {
    let table = there.table("t");
    let is_there = there.destination().await.describe(&table).await.unwrap().is_some();
    if is_there { Some(there.shown(SHOWN).await) } else { None }
}

/// How a run ended whose connection breaks at a step, as `kill -9` leaves it: nobody cleans up.
async fn cut_off(
    here: &TestPlace,
    there: &TestPlace,
    step: usize,
    cut: Cut,
) -> (Result<Loaded, LoadProblem>, Option<Claim>) {
    let mut source = here.source().await;
    let plan = plan(&mut *source, here, there, "t").await;
    let inner = Some(there.destination().await);
    let mut destination = Breaking { engine: there.engine, inner, steps_left: step, cut };
    let claimed = match claim(&mut destination, &plan.destination, "extraction", "cut").await {
        Ok(claimed) => claimed,
        Err(error) => return (Err(error.into()), None),
    };
    let (limits, key) = (Limits::default(), DigestKey::new(&[7; 32]));
    let load = Load { plan: &plan, limits: &limits, key: &key, progress: &Progress::default() };
    (load.run(&claimed, &mut *source, &mut destination).await, Some(claimed))
}

/// Cuts a load off at one step after the other until it goes through. How many steps it had.
async fn walk(to: Engine, is_there: bool, cut: Cut) -> usize {
    for step in 0.. {
        let (mut here, mut there) =
            (TestPlace::new(Engine::Sqlite).await, TestPlace::new(to).await);
        here.run(OLD).await;
        if is_there {
            load(&here, &there, "t", "before").await.unwrap();
            here.run(CHANGE).await;
        }
        let (old, new) = if is_there { (Some(OLD_SHOWN), NEW_SHOWN) } else { (None, OLD_SHOWN) };
        let (ended, claimed) = cut_off(&here, &there, step, cut).await;
        let at = format!("{to:?}, step {step}, cut {cut:?}: {ended:?}");
        let after = seen(&mut there).await;
        let is_new = after.as_deref() == Some(new);
        assert!(is_new || after.as_deref() == old, "{at}: {after:?}");
        // Green only if it is new.
        assert!(ended.is_err() || is_new, "{at}");
        if ended.is_ok() {
            return step;
        }
        // A program that lives on finds out, and leaves nothing behind; one that was killed does not.
        if let Some(claimed) = claimed.filter(|_| step % 2 == 0) {
            let settled =
                ended.unwrap_err().settle(&claimed, &mut *there.destination().await).await;
            let is_known = settled.is_ok() == is_new;
            // A table that is as it should be is published again by the next run, in the worst case.
            assert!(is_known || is_there, "{at}: {settled:?}, {is_new}");
            assert!(settled.is_err() || is_new, "{at}: {settled:?}");
            assert_eq!(there.staged().await, Vec::<String>::new(), "{at}");
        }
        let next = load(&here, &there, "t", "next").await;
        next.unwrap_or_else(|problem| panic!("{at}: then {problem:?}"));
        assert_eq!(seen(&mut there).await.as_deref(), Some(new), "{at}");
        assert_eq!(there.staged().await, Vec::<String>::new(), "{at}");
    }
    unreachable!("a load has a last step")
}

#[tokio::test]
async fn a_first_load_that_is_cut_off_at_any_step_leaves_no_table_or_all_of_it() {
    for to in ENGINES {
        for cut in [Cut::Before, Cut::After] {
            let steps = walk(to, false, cut).await;
            assert!(steps > 10, "{to:?}: {steps}");
        }
    }
}

#[tokio::test]
async fn a_load_that_is_cut_off_at_any_step_leaves_the_old_rows_or_the_new_ones() {
    for to in ENGINES {
        for cut in [Cut::Before, Cut::After] {
            let steps = walk(to, true, cut).await;
            assert!(steps > 10, "{to:?}: {steps}");
        }
    }
}
