//! What PostgreSQL's values become in a file, and what files hold that nobody expects.

use rusqlite::Connection;
use tokio::{sync::mpsc, task::spawn_blocking};

use super::*;
use crate::{
    batch::{Batch, Value},
    digest::{Digester, TableDigest},
    drivers::{
        ReadError, WriteError,
        postgres::{
            self, PgType,
            tests::{EVERY_TYPE, connect, digest, run, temporary},
        },
        tests::{declared, in_types, key},
    },
    table::{CopiedColumn, RowProblem, ValueProblem},
    types::{IntegerRange, LogicalType},
};

/// Reads all of a table, and hashes it.
fn digest_in_file(connection: &Connection, columns: &[CopiedColumn<SqliteType>]) -> TableDigest {
    let (key, mut digest) = (key(), TableDigest::default());
    let mut digester = Digester::new(&key);
    let rows = read(connection, "t", columns, |batch| {
        digest.merge(digester.table(&batch));
        true
    });
    assert_eq!(rows.unwrap(), digest.rows);
    digest
}

fn as_declared(connection: &Connection) -> Vec<CopiedColumn<SqliteType>> {
    describe(connection, "t").unwrap().unwrap().copied(SqliteType::logical)
}

fn name(column_type: &SqliteType) -> String {
    column_type.name().to_owned()
}

#[tokio::test]
async fn every_type_of_postgresql_goes_into_a_file_and_back() {
    let mut server = connect().await;
    run(&mut server, EVERY_TYPE).await;
    // What a file has no place for.
    run(&mut server, "UPDATE source SET single = 1, double = -1 WHERE double IN ('NaN', 0)").await;
    let source = temporary("source");
    let shape = postgres::describe(&mut server, &source).await.unwrap().unwrap();
    let columns = shape.copied(PgType::logical_elsewhere);
    let there = digest(&mut server, &source, &columns).await;
    let in_file = in_types(&columns, SqliteType::for_logical);
    let create = format!("CREATE TABLE t ({})", declared(&in_file, quoted, name));

    let (to, mut from) = mpsc::channel(4);
    let writer = spawn_blocking(move || {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(&create).unwrap();
        let key = key();
        let batches = std::iter::from_fn(|| from.blocking_recv());
        let written = write(&connection, "t", &in_file, batches, &mut Digester::new(&key));
        (connection, written.unwrap())
    });
    postgres::read(&mut server, &source, &columns, to).await.unwrap();
    let (connection, written) = writer.await.unwrap();
    assert_eq!(written, there);

    // As SQLite itself shows them: nothing has become floating point, and nothing was rounded.
    let shown = |column: &str, id: i64| -> String {
        let query = format!("SELECT quote({column}) FROM t WHERE id = {id}");
        connection.query_row(&query, [], |row| row.get(0)).unwrap()
    };
    for (column, id, expected) in [
        ("wide", 1, "'0.00000000000000000000000000000000000001'"),
        ("price", 1, "'-99999999999999.9999'"),
        ("price", 6, "'10000.0000'"),
        ("number", 1, "'-1234567890123456789012345678901234567890.5'"),
        ("number", 4, "'Infinity'"),
        ("moment", 4, "'2026-03-29 00:30:00+00:00'"),
        ("seen", 1, "'-4712-01-01 00:00:00'"),
        ("day", 3, "'infinity'"),
        ("span", i64::MAX, "'P2136000001M-3DT0.000001S'"),
        ("raw", i64::MAX, "X'00FF80'"),
        ("texts", i64::MAX, "'{{a,\"b,c\"},{NULL,\"\"}}'"),
        ("words", 1, "''"),
        ("words", 3, "NULL"),
        ("yes", 1, "1"),
    ] {
        assert_eq!(shown(column, id), expected, "{column} of {id}");
    }

    // Read from the file it is the same, also by what the columns declare alone.
    let agreed: Vec<_> = as_declared(&connection)
        .into_iter()
        .zip(&columns)
        .map(|(column, of_source)| CopiedColumn { agreed: of_source.agreed.clone(), ..column })
        .collect();
    assert_eq!(digest_in_file(&connection, &agreed), there);
    assert_eq!(digest_in_file(&connection, &as_declared(&connection)), there);

    // And back on the server, in columns of the types that PostgreSQL has for it.
    let back = in_types(&columns, PgType::for_logical);
    let declared = declared(&back, postgres::quoted, PgType::name);
    run(&mut server, &format!("CREATE TEMPORARY TABLE back ({declared})")).await;
    let (to, from) = mpsc::channel(4);
    let take = move |batch| to.blocking_send(batch).is_ok();
    let reader = spawn_blocking(move || read(&connection, "t", &agreed, take).unwrap());
    let (key, table) = (key(), temporary("back"));
    let mut digester = Digester::new(&key);
    let written = postgres::write(&mut server, &table, &back, from, &mut digester).await;
    assert_eq!((reader.await.unwrap(), written.unwrap()), (there.rows, there));
    let unlike = "SELECT count(*) FROM source FULL JOIN back USING (id) WHERE
        (source.number, source.price, source.wide, source.seen, source.moment, source.span, source.words, source.raw, source.uuid)
        IS DISTINCT FROM (back.number, back.price, back.wide, back.seen, back.moment, back.span, back.words, back.raw, back.uuid)";
    let unlike: i64 = sqlx::query_scalar(unlike).fetch_one(&mut server).await.unwrap();
    assert_eq!(unlike, 0);
}

/// What is read of one column with one value, or why not.
fn outcome(declared: &str, stored: &str) -> Result<String, ValueProblem> {
    let connection = Connection::open_in_memory().unwrap();
    let create = format!("CREATE TABLE t (v {declared}); INSERT INTO t VALUES ({stored})");
    connection.execute_batch(&create).unwrap();
    let mut shown = String::new();
    let read = read(&connection, "t", &as_declared(&connection), |batch| {
        shown = crate::text::shown(batch.columns()[0].get(0));
        true
    });
    match read {
        Ok(_) => Ok(shown),
        Err(ReadError::Row(problem)) => Err(problem.problem),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn a_value_of_another_type_than_its_column_declares_is_refused() {
    for (declared, stored, expected) in [
        ("DECIMAL(10,2)", "12.5", Ok("12.50")),
        ("DECIMAL(10,2)", "'12.50'", Ok("12.50")),
        ("DECIMAL(10,2)", "12", Ok("12.00")),
        ("DECIMAL(10,2)", "12.345", Err(ValueProblem::TooManyDigits)),
        ("DECIMAL(4,2)", "100", Err(ValueProblem::TooManyDigits)),
        ("DECIMAL(10,2)", "'twelve'", Err(ValueProblem::Malformed)),
        ("DECIMAL(10,2)", "9e999", Err(ValueProblem::Infinite)),
        ("INTEGER", "9223372036854775807", Ok("9223372036854775807")),
        ("INTEGER", "'x'", Err(ValueProblem::WrongType)),
        ("INTEGER", "1.5", Err(ValueProblem::WrongType)),
        ("INTEGER", "9223372036854775808", Err(ValueProblem::WrongType)),
        ("BOOLEAN", "1", Ok("true")),
        ("BOOLEAN", "2", Err(ValueProblem::OutOfRange)),
        ("REAL", "1", Ok("1")),
        ("TEXT", "12", Ok("12")),
        ("TEXT", "CAST(x'ff' AS TEXT)", Err(ValueProblem::NotUtf8)),
        ("TEXT", "x'00'", Err(ValueProblem::WrongType)),
        ("", "12", Err(ValueProblem::WrongType)),
        ("BLOB", "'x'", Err(ValueProblem::WrongType)),
        ("DATE", "'2026-02-28'", Ok("2026-02-28")),
        ("DATE", "'2026-02-30'", Err(ValueProblem::Malformed)),
        ("DATE", "20260228", Err(ValueProblem::WrongType)),
        ("DATETIME", "'2026-02-28T23:59:59.5'", Ok("2026-02-28 23:59:59.5")),
        ("DATETIME", "1772323199", Err(ValueProblem::WrongType)),
        ("DATETIME", "'2026-02-28 23:59:59.1234567'", Err(ValueProblem::Malformed)),
        ("VARCHAR(2)", "'longer'", Ok("longer")),
    ] {
        let expected = expected.map(str::to_owned);
        assert_eq!(outcome(declared, stored), expected, "{declared} {stored}");
    }
}

#[test]
fn columns_are_described_as_they_are_declared() {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "CREATE TABLE t (b \"Numeric ( 9 , 3 )\", a INT NOT NULL, c GENERATED ALWAYS AS (a * 2), \"d \"\"q\"\"\" CHAR(3),
             PRIMARY KEY (a, b)) WITHOUT ROWID",
        )
        .unwrap();
    let shape = describe(&connection, "t").unwrap().unwrap();
    let names: Vec<_> = shape.columns.iter().map(|column| &*column.name).collect();
    assert_eq!(names, ["b", "a", "c", "d \"q\""]);
    assert_eq!(shape.primary_key, [1, 0], "in the order of the key");
    let decimal = LogicalType::Decimal { precision: 9, scale: 3 };
    assert_eq!(shape.columns[0].column_type.logical(), decimal);
    assert!(shape.columns[2].is_generated && !shape.columns[1].is_nullable);
    assert_eq!(describe(&connection, "nothing").unwrap(), None);
}

#[test]
fn what_a_file_cannot_hold_is_named_with_its_row() {
    for (number, expected) in
        [(f64::NAN, ValueProblem::NotANumber), (-0.0, ValueProblem::NegativeZero)]
    {
        let problem = refused(number);
        assert_eq!((&*problem.column, problem.problem), ("v", expected));
        assert_eq!(problem.key, ["2"]);
    }
}

fn refused(number: f64) -> RowProblem {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY, v REAL)").unwrap();
    let types = [LogicalType::Integer(IntegerRange::I64), LogicalType::Float64];
    let mut batch = Batch::new(types.into());
    for (id, number) in [(1, 0.5), (2, number)] {
        batch.columns_mut()[0].push(Value::Int(id)).unwrap();
        batch.columns_mut()[1].push(Value::Float64(number)).unwrap();
        batch.end_row(16).unwrap();
    }
    let columns = as_declared(&connection);
    let key = key();
    let written = write(&connection, "t", &columns, [batch], &mut Digester::new(&key));
    let Err(WriteError::Row(problem)) = written else { panic!("{written:?}") };
    problem
}

#[tokio::test]
async fn a_statement_that_nobody_waits_for_ends() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("long.db");
    let connection = Connection::open(&file).unwrap();
    let mut sqlite = super::Sqlite::new(connection);
    let endless = "CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0";
    let execute = crate::driver::Destination::execute(&mut sqlite, endless.to_owned());
    let waited = tokio::time::timeout(std::time::Duration::from_millis(300), execute).await;
    assert!(waited.is_err());
    // It holds the file no longer.
    let other = Connection::open(&file).unwrap();
    other.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    other.execute_batch("CREATE TABLE u (id int)").unwrap();
}

#[tokio::test]
async fn a_new_file_is_its_makers_alone_and_knows_no_foreign_keys() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new.db");
    let mut sqlite = super::Sqlite::to_be_made(file.clone()).unwrap();
    for statement in ["CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)"] {
        crate::driver::Destination::execute(&mut sqlite, statement.to_owned()).await.unwrap();
    }
    for name in ["new.db", "new.db-wal", "new.db-shm"] {
        let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let query = "PRAGMA foreign_keys".to_owned();
    let rows = crate::driver::Destination::query(&mut sqlite, query).await.unwrap();
    assert_eq!(rows, [[Some("0".to_owned())]]);
}

proptest::proptest! {
    /// Whatever a file holds is a value or refused; and a value is written as it would be read again.
    #[test]
    fn any_value_of_a_file_is_one_of_its_type_or_refused(
        number: i64,
        small in -2_i64..3,
        bits: u64,
        bytes: [u8; 16],
        text in "\\PC{0,20}|-?[0-9]{1,20}(\\.[0-9]{0,6})?|[0-9]{4}-[01][0-9]-[0-3][0-9]( [0-2][0-9]:[0-5][0-9]:[0-5][0-9])?",
    ) {
        use rusqlite::types::ValueRef;
        let digits = 6;
        let types = IntegerRange::ALL.map(LogicalType::Integer).into_iter().chain([
            LogicalType::Boolean, LogicalType::Float32, LogicalType::Float64,
            LogicalType::Decimal { precision: 20, scale: 4 }, LogicalType::Number, LogicalType::Date,
            LogicalType::Time { digits }, LogicalType::Timestamp { digits }, LogicalType::Instant { digits },
            LogicalType::Interval, LogicalType::Uuid, LogicalType::Text { limit: None },
            LogicalType::Bytes { limit: None }, LogicalType::Json,
        ]);
        for agreed in types {
            for held in [
                ValueRef::Null, ValueRef::Integer(number), ValueRef::Integer(small),
                ValueRef::Real(f64::from_bits(bits)), ValueRef::Text(text.as_bytes()),
                ValueRef::Text(&bytes), ValueRef::Blob(&bytes),
            ] {
                let Some(written) = written_again(&agreed, held) else { continue };
                let again = written_again(&agreed, ValueRef::from(&written));
                proptest::prop_assert_eq!(again.as_ref(), Some(&written), "{:?} {:?}", agreed, held);
            }
        }
    }
}

/// `None` where it is no value of the type, or one that a file does not hold.
fn written_again(
    agreed: &LogicalType,
    held: rusqlite::types::ValueRef<'_>,
) -> Option<rusqlite::types::Value> {
    use rusqlite::types::{ToSqlOutput, Value};
    let mut batch = Batch::new(std::sync::Arc::from([agreed.clone()]));
    value::decode(held, agreed, &mut batch.columns_mut()[0]).ok()?;
    match value::encode(batch.columns()[0].get(0), agreed).ok()? {
        ToSqlOutput::Owned(value) => Some(value),
        ToSqlOutput::Borrowed(value) => Value::try_from(value).ok(),
        _ => None,
    }
}
