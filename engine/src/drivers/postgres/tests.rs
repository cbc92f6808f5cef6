//! Tables of a real server, there and back.

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, Row as _,
    postgres::{PgConnectOptions, PgSslMode},
};

use super::*;
use crate::{
    digest::{Digester, TableDigest},
    drivers::{
        ReadError, WriteError,
        tests::{declared, digest_of, key, pipe},
    },
    table::{CopiedColumn, TableShape, ValueProblem},
    types::LogicalType,
};

/// A connection whose temporary tables nobody else sees.
#[expect(clippy::disallowed_methods, reason = "tests find their server in the environment")]
pub(crate) async fn connect() -> PgConnection {
    let server = std::env::var("DATASYNC_TEST_POSTGRES").expect("run by scripts/test-servers");
    let parts: Vec<&str> = server.split(':').collect();
    let options = PgConnectOptions::new_without_pgpass()
        .host(parts[0])
        .port(parts[1].parse().unwrap())
        .username(parts[2])
        .password(parts[3])
        .database("postgres")
        // TLS costs two round trips of 40 ms each: the driver leaves Nagle's algorithm on.
        .ssl_mode(PgSslMode::Disable)
        .disable_statement_logging();
    options.connect().await.unwrap()
}

pub(crate) async fn run(connection: &mut PgConnection, statements: &str) {
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(connection).await.unwrap();
}

pub(in crate::drivers) fn temporary(name: &str) -> TableName {
    TableName { schema: Some("pg_temp".to_owned()), name: name.to_owned() }
}

async fn columns_of(connection: &mut PgConnection, name: &str) -> Vec<CopiedColumn<PgType>> {
    describe(connection, &temporary(name)).await.unwrap().unwrap().copied(PgType::logical)
}

/// Reads all of a table, and hashes it.
pub(crate) async fn digest(
    connection: &mut PgConnection,
    table: &TableName,
    columns: &[CopiedColumn<PgType>],
) -> TableDigest {
    digest_of(async |to| read(connection, table, columns, to).await).await
}

/// Copies a temporary table into another one of the types that its columns have by name.
async fn copy(made: &str, into: &str) -> (PgConnection, TableShape<PgType>, TableDigest) {
    let (mut reader, mut writer) = (connect().await, connect().await);
    run(&mut reader, "SET TIME ZONE 'Asia/Tokyo'").await;
    run(&mut reader, made).await;
    let (source, table) = (temporary("source"), temporary(into));
    let shape = describe(&mut reader, &source).await.unwrap().unwrap();
    let columns = shape.clone().copied(PgType::logical);
    let declared = declared(&columns, quoted, PgType::name);
    run(&mut writer, &format!("CREATE TEMPORARY TABLE {} ({declared})", quoted(into))).await;
    let key = key();
    let mut digester = Digester::new(&key);
    let (rows, written) = pipe(
        async |to| read(&mut reader, &source, &columns, to).await,
        async |from| write(&mut writer, &table, &columns, from, &mut digester).await,
    )
    .await;
    let written = written.unwrap();
    assert_eq!(rows.unwrap(), written.rows);
    assert_eq!(digest(&mut reader, &source, &columns).await, written);
    // Each row as the server writes it.
    let there = rows_of(&mut reader, "source").await;
    assert_eq!(rows_of(&mut writer, into).await, there);
    reader.close().await.unwrap();
    (writer, shape, written)
}

async fn rows_of(connection: &mut PgConnection, table: &str) -> Vec<String> {
    run(connection, "SET TIME ZONE 'UTC'").await;
    let query = format!("SELECT t::text FROM {} t", quoted(table));
    let rows = sqlx::query(AssertSqlSafe(query)).fetch_all(connection).await.unwrap();
    let mut rows: Vec<String> = rows.iter().map(|row| row.try_get(0).unwrap()).collect();
    rows.sort_unstable();
    rows
}

pub(crate) const EVERY_TYPE: &str = r#"
CREATE TEMPORARY TABLE source (
    id int8 PRIMARY KEY, yes bool, small int2, whole int4, object oid, single float4, double float8,
    price numeric(18,4), wide numeric(38,38), long numeric(60,30), coarse numeric(5,-2), number numeric,
    day date, at time, at_ms time(3), seen timestamp, seen_s timestamp(0), moment timestamptz(3), span interval,
    "uuid" uuid, words text, short varchar(5), padded char(5), bare_padded bpchar, raw bytea, "a ""quoted"" näme" json,
    binary_json jsonb, address inet, bits bit(3), flags varbit, ring int4range, list int4[], texts text[][],
    cash money, late timetz, vector tsvector, spot point
);
INSERT INTO source VALUES
(1, true, -32768, -2147483648, 0, '-Infinity', '-Infinity',
 -99999999999999.9999, 0.00000000000000000000000000000000000001, 123456789012345678901234567890.000000000000000000000000000001, 12300, '-1234567890123456789012345678901234567890.5',
 '4713-01-01 BC', '00:00', '00:00', '4713-01-01 BC', '1970-01-01', '4713-01-01 BC', '-178000000 years',
 '00000000-0000-0000-0000-000000000000', '', '', '', '', '', '{}', '{}', '::1', '101', '', 'empty', '{}', '{}',
 '-92233720368547758.08', '00:00+15:59', '', '(0,0)'),
(9223372036854775807, false, 32767, 2147483647, 4294967295, 'NaN', 'NaN',
 99999999999999.9999, -0.99999999999999999999999999999999999999, -1, -99900, 'NaN',
 '5874897-12-31', '24:00', '23:59:59.999', '294276-12-31 23:59:59.999999', 'infinity', '-infinity', '178000000 years 1 month -3 days 00:00:00.000001',
 'ffffffff-ffff-ffff-ffff-ffffffffffff', E'tab\tline\nreturn\rback\\slash "quote" ''é 漢字 🦀', 'ééé漢🦀', 'a  ', 'b   ', '\x00ff80', '{"b":1, "a" : [1.0, null]}', '{"b":1, "a" : [1.0, null]}', '10.0.0.0/8', '000', '1', '[1,5)', '{1,NULL,3}', '{{a,"b,c"},{NULL,""}}',
 '92233720368547758.07', '23:59:59.999999-15:59', '''a'':1 ''b'':2A', '(1.5,-2)'),
(3, NULL, NULL, NULL, NULL, 3.4028235e38, 1.7976931348623157e308, 0, 0, 0, 0, 0,
 'infinity', NULL, NULL, '-infinity', NULL, 'infinity', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
(4, NULL, 0, 0, NULL, -0.0, '-0.0', 'NaN', 'NaN', 'NaN', 'NaN', 'Infinity',
 '-infinity', '12:34:56.789012', NULL, '2000-01-01', NULL, '2026-03-29 02:30:00+02', '1 mon', NULL, 'NULL', NULL, NULL, NULL, '\x', 'null', 'null', NULL, NULL, NULL, '(,)', NULL, NULL, NULL, NULL, NULL, NULL),
(5, NULL, 1, 1, NULL, 1e-45, 5e-324, 0.0001, NULL, NULL, NULL, '0.000000000000000000000000000000000000000010', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '\N', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
(6, NULL, NULL, NULL, NULL, NULL, NULL, 10000, NULL, NULL, NULL, '-Infinity', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
(7, NULL, NULL, NULL, NULL, NULL, NULL, -0.01, NULL, NULL, NULL, '100000000', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
UPDATE source SET words = '0012.50', short = '1e5', "a ""quoted"" näme" = '1.0', binary_json = '1.0' WHERE id = 7
"#;

#[tokio::test]
async fn every_type_arrives_as_it_was_at_its_limits() {
    let (writer, shape, written) = copy(EVERY_TYPE, "copy").await;
    assert_eq!((written.rows, shape.columns.len(), &shape.primary_key[..]), (7, 37, &[0][..]));
    let others: Vec<_> = shape
        .columns
        .iter()
        .filter(|column| matches!(column.column_type, PgType::Other(_)))
        .collect();
    assert!(others.is_empty(), "{others:?}");
    writer.close().await.unwrap();
}

#[tokio::test]
async fn what_people_made_arrives_as_its_text() {
    let made = "CREATE TYPE pg_temp.mood AS ENUM ('sad', 'happy, very');
        CREATE DOMAIN pg_temp.percent AS numeric(5,2) CHECK (VALUE >= 0);
        CREATE DOMAIN pg_temp.share AS pg_temp.percent;
        CREATE TYPE pg_temp.pair AS (a int, b text);
        CREATE TEMPORARY TABLE source (mood pg_temp.mood, share pg_temp.share, pair pg_temp.pair, moods pg_temp.mood[], tree xml,
            doubled numeric GENERATED ALWAYS AS (7 * 2) STORED);
        INSERT INTO source (mood, share, pair, moods, tree)
        VALUES ('happy, very', 12.50, (1, 'x, y'), '{sad}', '<a>é</a>'), (NULL, NULL, NULL, NULL, NULL)";
    let mut reader = connect().await;
    run(&mut reader, made).await;
    let shape = describe(&mut reader, &temporary("source")).await.unwrap().unwrap();
    let logical: Vec<_> = shape.columns.iter().map(|column| column.column_type.logical()).collect();
    let text = LogicalType::Text { limit: None };
    let percent = LogicalType::Decimal { precision: 5, scale: 2 };
    let expected = [text.clone(), percent, text.clone(), text.clone(), text, LogicalType::Number];
    assert_eq!(logical, expected);
    assert!(
        shape
            .columns
            .iter()
            .map(|column| column.is_generated)
            .eq([false, false, false, false, false, true])
    );
    let source = temporary("source");
    let columns = shape.copied(PgType::logical);
    let (rows, batch) = pipe(
        async |to| read(&mut reader, &source, &columns, to).await,
        async |mut from| from.recv().await.unwrap(),
    )
    .await;
    assert_eq!(rows.unwrap(), 2);
    let first: Vec<_> =
        batch.columns().iter().map(|column| crate::text::shown(column.get(0))).collect();
    assert_eq!(first, ["happy, very", "12.50", "(1,\"x, y\")", "{sad}", "<a>é</a>", "14"]);
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_named_with_its_row_and_nothing_stays() {
    let (mut reader, mut writer) = (connect().await, connect().await);
    run(&mut reader, "CREATE TEMPORARY TABLE source (place text, number int8, words text, PRIMARY KEY (number, place));
        INSERT INTO source SELECT 'here', n, 'fits' FROM generate_series(1, 20000) n;
        UPDATE source SET words = repeat('x', 11) WHERE number = 19999").await;
    run(&mut writer, "CREATE TEMPORARY TABLE copy (place text, number int8, words varchar(10))")
        .await;
    let shape = describe(&mut reader, &temporary("source")).await.unwrap().unwrap();
    assert_eq!(shape.primary_key, [1, 0], "in the order of the key");
    let columns = shape.copied(PgType::logical);
    let mut narrower = columns.clone();
    narrower[2].column_type = PgType::Varchar { limit: 10 };
    let (source, into, key) = (temporary("source"), temporary("copy"), key());
    let mut digester = Digester::new(&key);
    let (read, written) = pipe(
        async |to| read(&mut reader, &source, &columns, to).await,
        async |from| write(&mut writer, &into, &narrower, from, &mut digester).await,
    )
    .await;
    assert!(matches!(read, Ok(20_000) | Err(ReadError::Stopped)), "{read:?}");
    let Err(WriteError::Row(problem)) = written else { panic!("{written:?}") };
    assert_eq!((&*problem.column, problem.problem), ("words", ValueProblem::TooLong));
    assert_eq!(problem.key, ["here", "19999"]);
    assert!(rows_of(&mut writer, "copy").await.is_empty());
}

#[tokio::test]
async fn one_changed_value_changes_the_digest_and_the_order_of_rows_does_not() {
    let mut reader = connect().await;
    run(&mut reader, EVERY_TYPE).await;
    let source = temporary("source");
    let columns = columns_of(&mut reader, "source").await;
    let before = digest(&mut reader, &source, &columns).await;
    run(&mut reader, "CREATE TEMPORARY TABLE sorted AS SELECT * FROM source ORDER BY id DESC")
        .await;
    assert_eq!(digest(&mut reader, &temporary("sorted"), &columns).await, before);
    let mut unlike = std::collections::HashSet::from([before.sum]);
    for change in [
        "UPDATE source SET double = 0 WHERE id = 4",
        "UPDATE source SET words = NULL WHERE id = 1",
        "UPDATE source SET words = 'e' || chr(769) WHERE id = 3",
        "UPDATE source SET words = chr(233) WHERE id = 3",
        "UPDATE source SET price = 0.0002 WHERE id = 5",
        "UPDATE source SET span = '30 days' WHERE id = 4",
        "UPDATE source SET seen = '2000-01-01 00:00:00.000001' WHERE id = 4",
        "UPDATE source SET list = '{1,3}' WHERE id = 9223372036854775807",
        "DELETE FROM source WHERE id = 6",
        "INSERT INTO source (id) VALUES (8), (9)",
    ] {
        run(&mut reader, change).await;
        assert!(unlike.insert(digest(&mut reader, &source, &columns).await.sum), "{change}");
    }
}

#[tokio::test]
async fn a_read_that_is_cut_short_is_no_table() {
    let (mut reader, mut other) = (connect().await, connect().await);
    run(&mut reader, "CREATE TEMPORARY TABLE source AS SELECT n, repeat('x', 1000) AS filler FROM generate_series(1, 50000) n").await;
    let process: i32 =
        sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut reader).await.unwrap();
    let columns = columns_of(&mut reader, "source").await;
    let source = temporary("source");
    let (read, ()) = pipe(
        async |to| read(&mut reader, &source, &columns, to).await,
        async |mut from| {
            from.recv().await.unwrap();
            run(&mut other, &format!("SELECT pg_terminate_backend({process})")).await;
            while from.recv().await.is_some() {}
        },
    )
    .await;
    assert!(matches!(read, Err(ReadError::Server(_))), "{read:?}");
}

proptest::proptest! {
    /// Whatever a server sends is a value or refused; and a value is written as it would be read again.
    #[test]
    fn any_bytes_are_a_value_or_refused(bytes: [u8; 24]) {
        use PgType as T;
        let types = [
            T::Bool, T::Int2, T::Int4, T::Int8, T::Oid, T::Float4, T::Float8, T::Numeric(None),
            T::Numeric(Some((18, 4))), T::Numeric(Some((5, -2))), T::Date, T::Time { digits: 6 },
            T::Timestamp { digits: 6 }, T::TimestampTz { digits: 0 }, T::Interval, T::Uuid, T::Text,
            T::Varchar { limit: 3 }, T::Char { limit: 3 }, T::Bytea, T::Json, T::Jsonb,
            T::BuiltIn("inet".to_owned()), T::Other("theirs".to_owned()),
        ];
        for of in types {
            for agreed in [of.logical(), of.logical_elsewhere()] {
                for length in 0..=bytes.len() {
                    let Some(written) = written_again(&of, &agreed, &bytes[..length]) else { continue };
                    let again = written_again(&of, &agreed, &written);
                    proptest::prop_assert_eq!(again.as_ref(), Some(&written), "{:?} {:?}", of, &bytes[..length]);
                }
            }
        }
    }
}

/// `None` where the bytes are no value, or one that the type itself does not have.
fn written_again(of: &PgType, agreed: &LogicalType, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut batch = crate::batch::Batch::new(std::sync::Arc::from([agreed.clone()]));
    binary::decode(of, agreed, bytes, &mut batch.columns_mut()[0]).ok()?;
    let mut out = bytes::BytesMut::new();
    binary::encode(batch.columns()[0].get(0), of, &mut out).ok()?;
    Some(out[4..].to_vec())
}
