//! Every pair of engines, with every type at its limits: what is read again in the destination is what was
//! read in the source.

use rusqlite::Connection;
use tokio::sync::mpsc;

use super::{
    ReadError,
    mysql::{self, MySqlReader, MySqlWriter},
    postgres::{self, Postgres},
    sqlite::Sqlite,
};
use crate::{
    batch::Batch,
    digest::{DigestKey, Digester, TableDigest},
    driver::{Destination, Engine, NativeType, Source},
    table::{CopiedColumn, TableName},
    types::{LogicalType, Verdict},
};

const ENGINES: [Engine; 3] = [Engine::PostgreSql, Engine::MySql, Engine::Sqlite];

pub(crate) const OF_SQLITE: &str = "
CREATE TABLE source (
    id INTEGER PRIMARY KEY, yes BOOLEAN, price DECIMAL(18,4), number NUMERIC, double DOUBLE, words VARCHAR(10),
    bare, raw BLOB, day DATE, at TIME, seen DATETIME, uid UUID, tree JSON
);
INSERT INTO source VALUES
(-9223372036854775808, 0, 0.1, 12, -1.7976931348623157e308, '', '', x'', '0001-01-01', '00:00', '0001-01-01', '00000000-0000-0000-0000-000000000000', '{}'),
(9223372036854775807, 1, 99999999999999, -0.25, 0.1, 'longer than ten 🦀', 'x', x'00ff09', '9999-12-31', '23:59:59.999999', '9999-12-31T23:59:59.999999', 'FFFFFFFF-ffff-ffff-ffff-ffffffffffff', '[1.0, null]'),
(3, NULL, NULL, NULL, 5e-324, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)";

/// Values of the source for which a destination has no place, made into others.
pub(crate) fn leave_out(source: Engine, destination: Engine) -> &'static str {
    match (source, destination) {
        (Engine::PostgreSql, Engine::MySql) => {
            "UPDATE source SET single = 1, double = -1 WHERE double IN ('NaN', 'Infinity', '-Infinity', 0);
             UPDATE source SET price = 1 WHERE price = 'NaN';
             UPDATE source SET wide = 0, long = 1, coarse = 1, number = 12.5 WHERE id <> 7;
             UPDATE source SET seen_s = NULL, day = '0001-01-01', seen = '9999-12-31 23:59:59.999999',
                moment = '9999-12-31 23:59:59.999+00' WHERE id IN (1, 3, 4, 9223372036854775807)"
        }
        (Engine::PostgreSql, Engine::Sqlite) => {
            "UPDATE source SET single = 1, double = -1 WHERE double IN ('NaN', 0)"
        }
        (Engine::MySql, Engine::PostgreSql) => {
            "UPDATE source SET long_words = 'no nul' WHERE long_words LIKE '%nul'"
        }
        (Engine::MySql, Engine::Sqlite) => "UPDATE source SET id = 5 WHERE id > 9223372036854775807",
        _ => "SELECT 1",
    }
}

/// A place that can be written, and read again.
enum Place {
    Postgres(Box<Postgres>),
    MySql(Box<(MySqlReader, MySqlWriter)>),
    Sqlite(Sqlite),
}

impl Place {
    /// Empty, or with the table `source` of this engine.
    async fn new(engine: Engine, statements: &str) -> Self {
        match engine {
            Engine::PostgreSql => {
                let mut connection = postgres::tests::connect().await;
                postgres::tests::run(&mut connection, statements).await;
                Self::Postgres(Box::new(Postgres::to_write(connection).await.unwrap()))
            }
            Engine::MySql => {
                let (mut reader, writer) = mysql::tests::connect().await;
                mysql::tests::run(&mut reader, "SET time_zone = '+00:00'").await;
                mysql::tests::run(&mut reader, statements).await;
                let second = mysql::tests::connect_again(&mut reader).await;
                let second = MySqlReader::new(second).await.unwrap();
                let reader = MySqlReader::new(reader).await.unwrap();
                Self::MySql(Box::new((reader, MySqlWriter::new(writer, second))))
            }
            Engine::Sqlite => {
                let connection = Connection::open_in_memory().unwrap();
                connection.execute_batch(statements).unwrap();
                Self::Sqlite(Sqlite::new(connection))
            }
        }
    }

    async fn with_source(engine: Engine, destination: Engine) -> Self {
        let made = match engine {
            Engine::PostgreSql => postgres::tests::EVERY_TYPE,
            Engine::MySql => mysql::tests::EVERY_TYPE,
            Engine::Sqlite => OF_SQLITE,
        };
        Self::new(
            engine,
            &format!("{}; {}", made.trim().trim_end_matches(';'), leave_out(engine, destination)),
        )
        .await
    }

    fn source(&mut self) -> &mut dyn Source {
        match self {
            Self::Postgres(place) => &mut **place,
            Self::MySql(place) => &mut place.0,
            Self::Sqlite(place) => place,
        }
    }

    fn destination(&mut self) -> &mut dyn Destination {
        match self {
            Self::Postgres(place) => &mut **place,
            Self::MySql(place) => &mut place.1,
            Self::Sqlite(place) => place,
        }
    }
}

/// PostgreSQL's are in the schema of what is temporary.
fn table(engine: Engine, name: &str) -> TableName {
    let schema = (engine == Engine::PostgreSql).then(|| "pg_temp".to_owned());
    TableName { schema, name: name.to_owned() }
}

/// Both ends of a copy at once: what `read` sends, `write` gets.
pub(super) async fn pipe<R, W>(
    read: impl AsyncFnOnce(mpsc::Sender<Batch>) -> R,
    write: impl AsyncFnOnce(mpsc::Receiver<Batch>) -> W,
) -> (R, W) {
    let (to, from) = mpsc::channel(4);
    tokio::join!(read(to), write(from))
}

pub(super) fn key() -> DigestKey {
    DigestKey::new(&[7; 32])
}

/// The digest of all rows that `read` sends.
pub(super) async fn digest_of(
    read: impl AsyncFnOnce(mpsc::Sender<Batch>) -> Result<u64, ReadError>,
) -> TableDigest {
    let key = key();
    let mut digester = Digester::new(&key);
    let (rows, digest) = pipe(read, async |mut from| {
        let mut digest = TableDigest::default();
        while let Some(batch) = from.recv().await {
            digest.merge(digester.table(&batch));
        }
        digest
    })
    .await;
    assert_eq!(rows.unwrap(), digest.rows);
    digest
}

/// The same columns in another table, whose types are chosen by what both sides agree in.
pub(super) fn in_types<T, U>(
    columns: &[CopiedColumn<T>],
    of: impl Fn(&LogicalType) -> (U, Verdict),
) -> Vec<CopiedColumn<U>> {
    columns.iter().map(|column| column.with_type(of(&column.agreed).0)).collect()
}

/// What is between the brackets of `CREATE TABLE`.
pub(super) fn declared<T>(
    columns: &[CopiedColumn<T>],
    quoted: fn(&str) -> String,
    name: impl Fn(&T) -> String,
) -> String {
    let column = |column: &CopiedColumn<T>| {
        format!("{} {}", quoted(&column.name), name(&column.column_type))
    };
    columns.iter().map(column).collect::<Vec<_>>().join(", ")
}

async fn digest_in(
    source: &mut dyn Source,
    name: &str,
    columns: &[CopiedColumn<NativeType>],
) -> TableDigest {
    let table = table(source.engine(), name);
    digest_of(async |to| source.read(&table, columns, to).await).await
}

async fn columns_of(
    source: &mut dyn Source,
    name: &str,
    destination: Engine,
) -> Vec<CopiedColumn<NativeType>> {
    let shape = source.describe(&table(source.engine(), name)).await.unwrap().unwrap();
    shape.copied(|column_type| column_type.agreed_with(destination))
}

#[tokio::test]
async fn every_type_of_every_engine_arrives_in_every_engine() {
    let key = key();
    for from in ENGINES {
        for to in ENGINES {
            let mut here = Place::with_source(from, to).await;
            let mut there = Place::new(to, "SELECT 1").await;
            let columns = columns_of(here.source(), "source", to).await;
            let into = in_types(&columns, |agreed| to.type_for(agreed));
            let (source, target) = (table(from, "source"), table(to, "copy"));
            let destination = there.destination();
            destination.execute(to.create_table(&target, &into)).await.unwrap();
            destination.execute(to.begin().to_owned()).await.unwrap();
            let (read, written) = pipe(
                async |to| here.source().read(&source, &columns, to).await,
                async |from| destination.write(&target, &into, from, &key).await,
            )
            .await;
            destination.execute("COMMIT".to_owned()).await.unwrap();
            let written = written.unwrap_or_else(|error| panic!("{from:?} to {to:?}: {error:?}"));
            assert_eq!(read.unwrap(), written.rows);

            let mut copied = columns_of(there.source(), "copy", to).await;
            for (copied, source) in copied.iter_mut().zip(&columns) {
                copied.agreed = source.agreed.clone();
            }
            for (copied, column) in copied.iter().zip(&columns) {
                let one = std::slice::from_ref;
                let copy = digest_in(there.source(), "copy", one(copied)).await;
                let original = digest_in(here.source(), "source", one(column)).await;
                assert_eq!(copy, original, "{} from {from:?} to {to:?}", column.name);
            }
            assert_eq!(digest_in(there.source(), "copy", &copied).await, written);
            println!("{from:?} to {to:?}: {} columns, {} rows", columns.len(), written.rows);
        }
    }
}
