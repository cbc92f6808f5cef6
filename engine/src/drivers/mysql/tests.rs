//! Tables of a real server, there and back, and through the other engines.

use std::sync::atomic::{AtomicU32, Ordering};

use mysql_async::{Conn, OptsBuilder, prelude::Queryable as _};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, MySqlConnection, PgConnection, Row as _,
    mysql::{MySqlConnectOptions, MySqlSslMode},
};
use tokio::sync::mpsc;

use super::*;
use crate::{
    digest::{Digester, TableDigest},
    drivers::{
        ReadError, WriteError,
        postgres::{
            self, PgType,
            tests::{connect as connect_to_postgres, run as run_on_postgres, temporary},
        },
        tests::{declared, digest_of, in_types, key, pipe},
    },
    table::{CopiedColumn, ValueProblem},
    types::LogicalType,
};

/// A database of its own, a connection that reads and one that writes.
pub(crate) async fn connect() -> (MySqlConnection, Conn) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let database =
        format!("engine_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut first = reader_options().connect().await.unwrap();
    run(&mut first, &format!("CREATE DATABASE {database}")).await;
    let reader = reader_options().database(&database).connect().await.unwrap();
    (reader, Conn::new(writer_options(&database)).await.unwrap())
}

/// Host, port, user and password.
#[expect(clippy::disallowed_methods, reason = "tests find their server in the environment")]
fn server() -> [String; 4] {
    let server = std::env::var("DATASYNC_TEST_MARIADB").expect("run by scripts/test-servers");
    let parts: Vec<String> = server.split(':').map(str::to_owned).collect();
    parts.try_into().unwrap()
}

pub(crate) fn reader_options() -> MySqlConnectOptions {
    let [host, port, user, password] = server();
    MySqlConnectOptions::new()
        .host(&host)
        .port(port.parse().unwrap())
        .username(&user)
        .password(&password)
        .charset("utf8mb4")
        .ssl_mode(MySqlSslMode::Disabled)
        .disable_statement_logging()
}

pub(crate) fn writer_options(database: &str) -> OptsBuilder {
    let [host, port, user, password] = server();
    let writer = OptsBuilder::default()
        .ip_or_hostname(host)
        .tcp_port(port.parse().unwrap())
        .user(Some(user))
        .pass(Some(password))
        .db_name(Some(database));
    options(writer)
}

/// Another connection to the same database.
pub(crate) async fn connect_again(reader: &mut MySqlConnection) -> MySqlConnection {
    let database: String =
        sqlx::query_scalar("SELECT DATABASE()").fetch_one(&mut *reader).await.unwrap();
    reader_options().database(&database).connect().await.unwrap()
}

pub(crate) async fn run(connection: &mut MySqlConnection, statements: &str) {
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(connection).await.unwrap();
}

fn table(name: &str) -> TableName {
    TableName { schema: None, name: name.to_owned() }
}

async fn columns_of(connection: &mut MySqlConnection, name: &str) -> Vec<CopiedColumn<MySqlType>> {
    describe(connection, &table(name)).await.unwrap().unwrap().copied(MySqlType::logical)
}

fn create(name: &str, columns: &[CopiedColumn<MySqlType>]) -> String {
    format!("CREATE TABLE {} ({})", quoted(name), declared(columns, quoted, MySqlType::name))
}

pub(crate) const EVERY_TYPE: &str = r#"
SET sql_mode = 'ALLOW_INVALID_DATES';
CREATE TABLE source (
    id bigint unsigned NOT NULL PRIMARY KEY, yes tinyint(1), tiny tinyint, utiny tinyint unsigned, small smallint, usmall smallint unsigned,
    medium mediumint, umedium mediumint unsigned, whole int, uwhole int unsigned, large bigint,
    price decimal(18,4), wide decimal(65,30), single float, `double` double, flags bit(10),
    day date, at time(6), seen datetime(6), seen_s datetime, moment timestamp(6) NULL, y year,
    code char(5), words varchar(50), latin varchar(10) CHARACTER SET latin1, long_words longtext,
    raw varbinary(10), padded binary(3), pile longblob, mood enum('sad', 'happy, very', ''), tags set('a', 'b', 'c'),
    `a ``quoted`` näme` json, spot point, `uuid` uuid, address inet6, doubled int AS (whole * 2) VIRTUAL
);
INSERT INTO source (id, yes, tiny, utiny, small, usmall, medium, umedium, whole, uwhole, large, price, wide, single, `double`, flags,
    day, at, seen, seen_s, moment, y, code, words, latin, long_words, raw, padded, pile, mood, tags, `a ``quoted`` näme`, spot, `uuid`, address) VALUES
(0, 0, -128, 0, -32768, 0, -8388608, 0, -1000000000, 0, -9223372036854775808, -99999999999999.9999, -99999999999999999999999999999999999.999999999999999999999999999999, -3.4028235e38, -1.7976931348623157e308, b'0',
    '0001-01-01', '-838:59:59.999999', '0001-01-01 00:00:00.000000', '1000-01-01', '1970-01-01 00:00:01.000000', 1901, '', '', '', '', '', '', '', '', '', '{}', POINT(0, 0), '00000000-0000-0000-0000-000000000000', '::'),
(18446744073709551615, 4, 127, 255, 32767, 65535, 8388607, 16777215, 1000000000, 4294967295, 9223372036854775807, 99999999999999.9999, 0.000000000000000000000000000001, 16777217, 0.1, b'1111111111',
    '9999-12-31', '838:59:59.999999', '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59', '2038-01-19 03:14:07.999999', 2155, 'ééé🦀', 'tab\tline\nback\\slash\'quote  ', 'café€', '漢字🦀\0nul', x'00ff80', x'0a', x'095c0a00', 'happy, very', 'a,c', '{"b":1.0}', POINT(1.5, -2), 'ffffffff-ffff-ffff-ffff-ffffffffffff', '2001:db8::1'),
(3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1e-45, 5e-324, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '\\N', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
(4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -0.0, -0e0, b'1', '2024-02-29', '24:00:00', '2026-03-29 02:30:00.5', NULL, '2026-03-29 02:30:00', 0000, 'a', 'NULL', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'null', NULL, NULL, NULL);
"#;

#[tokio::test]
async fn every_type_of_mariadb_looks_in_postgresql_as_it_should() {
    let (mut reader, _) = connect().await;
    run(&mut reader, "SET time_zone = '+00:00'").await;
    run(&mut reader, EVERY_TYPE).await;
    let columns = columns_of(&mut reader, "source").await;
    assert_eq!(columns.len(), 36);

    let mut server = connect_to_postgres().await;
    let into = in_types(&columns, PgType::for_logical);
    let declared = declared(&into, postgres::quoted, PgType::name);
    run_on_postgres(&mut server, &format!("CREATE TEMPORARY TABLE t ({declared})")).await;
    // The one kind of text that PostgreSQL does not hold.
    run(&mut reader, "UPDATE source SET long_words = '漢字🦀' WHERE long_words LIKE '%nul'").await;
    let (source, target, key) = (table("source"), temporary("t"), key());
    let there = digest_of(async |to| read(&mut reader, &source, &columns, to).await).await;
    let mut digester = Digester::new(&key);
    let (rows, written) = pipe(
        async |to| read(&mut reader, &source, &columns, to).await,
        async |from| postgres::write(&mut server, &target, &into, from, &mut digester).await,
    )
    .await;
    assert_eq!((rows.unwrap(), written.unwrap()), (4, there));
    // As PostgreSQL's own client shows it.
    for (column, id, expected) in [
        ("id", "18446744073709551615", "18446744073709551615"),
        ("wide", "0", "-99999999999999999999999999999999999.999999999999999999999999999999"),
        ("single", "18446744073709551615", "1.6777216e+07"),
        ("single", "0", "-3.4028235e+38"),
        ("flags", "0", "0000000000"),
        ("at", "0", "-838:59:59.999999"),
        ("seen", "0", "0001-01-01 00:00:00"),
        ("moment", "4", "2026-03-29 02:30:00+00"),
        ("y", "4", "0"),
        ("mood", "0", ""),
        ("tags", "18446744073709551615", "a,c"),
        ("latin", "18446744073709551615", "café€"),
        ("long_words", "3", "\\N"),
        ("pile", "18446744073709551615", "\\x095c0a00"),
        ("padded", "0", "\\x000000"),
        ("address", "0", "::"),
        ("doubled", "0", "-2000000000"),
    ] {
        assert_eq!(shown(&mut server, column, id).await, expected, "{column} of {id}");
    }
}

async fn shown(server: &mut PgConnection, column: &str, id: &str) -> String {
    run_on_postgres(server, "SET TIME ZONE 'UTC'").await;
    let query = format!("SELECT {}::text FROM t WHERE id = {id}", postgres::quoted(column));
    let row = sqlx::query(AssertSqlSafe(query)).fetch_one(server).await.unwrap();
    row.try_get(0).unwrap()
}

/// Copies one table of MariaDB into another.
async fn load(
    reader: &mut MySqlConnection,
    source: &str,
    columns: &[CopiedColumn<MySqlType>],
    writer: &mut Conn,
    name: &str,
) -> Result<TableDigest, WriteError> {
    let (source, target, key) = (table(source), table(name), key());
    let into = in_types(columns, MySqlType::for_logical);
    let mut digester = Digester::new(&key);
    let (read, written) = pipe(
        async |to| read(reader, &source, columns, to).await,
        async |from| write(writer, &target, &into, from, &mut digester).await,
    )
    .await;
    assert!(matches!(read, Ok(_) | Err(ReadError::Stopped)), "{read:?}");
    written
}

#[tokio::test]
async fn nothing_is_changed_in_silence() {
    for (declared, value, problem) in [
        ("numeric(70,30)", "123456789012345678901234567890123456", ValueProblem::TooManyDigits),
        ("numeric", "0.0000000000000000000000000000001", ValueProblem::TooManyDigits),
        ("numeric", "'NaN'", ValueProblem::NotANumber),
        ("float8", "'Infinity'", ValueProblem::Infinite),
        ("float8", "'-0.0'", ValueProblem::NegativeZero),
        ("float4", "'-0.0'", ValueProblem::NegativeZero),
        ("date", "'10000-01-01'", ValueProblem::OutOfRange),
        ("timestamp", "'0001-12-31 BC'", ValueProblem::OutOfRange),
        ("timestamptz", "'infinity'", ValueProblem::Infinite),
    ] {
        let (mut reader, mut writer) = connect().await;
        let mut server = connect_to_postgres().await;
        let made = format!(
            "CREATE TEMPORARY TABLE source (id int PRIMARY KEY, v {declared}); INSERT INTO source VALUES (1, NULL), (2, {value})"
        );
        run_on_postgres(&mut server, &made).await;
        let source = temporary("source");
        let shape = postgres::describe(&mut server, &source).await.unwrap().unwrap();
        let columns = shape.copied(PgType::logical_elsewhere);
        let into = in_types(&columns, MySqlType::for_logical);
        run(&mut reader, &create("t", &into)).await;
        let (target, key) = (table("t"), key());
        let mut digester = Digester::new(&key);
        let (_, written) = pipe(
            async |to| postgres::read(&mut server, &source, &columns, to).await,
            async |from| write(&mut writer, &target, &into, from, &mut digester).await,
        )
        .await;
        let Err(WriteError::Row(refused)) = written else {
            panic!("{declared} {value}: {written:?}")
        };
        assert_eq!(
            (&*refused.column, refused.problem, &refused.key[..]),
            ("v", problem, &["2".to_owned()][..])
        );
        drop(writer);
        assert_eq!(count(&mut reader, "t").await, 0);
    }
}

async fn count(reader: &mut MySqlConnection, name: &str) -> i64 {
    let query = format!("SELECT count(*) FROM {name}");
    sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(reader).await.unwrap()
}

#[tokio::test]
async fn what_the_server_changes_is_noticed() {
    let (mut reader, mut writer) = connect().await;
    run(&mut reader, "CREATE TABLE source (id int, v varchar(20)); INSERT INTO source VALUES (1, 'fits'), (2, 'does not fit')").await;
    let columns = columns_of(&mut reader, "source").await;
    // Made by somebody else, with less room and a key.
    run(&mut reader, "CREATE TABLE narrow (id int, v varchar(5)); CREATE TABLE keyed (id int, v varchar(20), one int AS (1) STORED UNIQUE)").await;
    writer.query_drop("START TRANSACTION").await.unwrap();
    let narrow = load(&mut reader, "source", &columns, &mut writer, "narrow").await;
    assert!(
        matches!(narrow, Err(WriteError::Changed { .. } | WriteError::Server(_))),
        "{narrow:?}"
    );
    writer.query_drop("ROLLBACK").await.unwrap();
    writer.query_drop("START TRANSACTION").await.unwrap();
    let keyed = load(&mut reader, "source", &columns, &mut writer, "keyed").await;
    assert!(
        matches!(
            keyed,
            Err(WriteError::Miscounted { sent: 2, written: 1 } | WriteError::Server(_))
        ),
        "{keyed:?}"
    );
    writer.query_drop("ROLLBACK").await.unwrap();
    for name in ["narrow", "keyed"] {
        let left: Option<u64> =
            writer.query_first(format!("SELECT count(*) FROM {name}")).await.unwrap();
        assert_eq!(left, Some(0), "{name}");
    }
}

#[tokio::test]
async fn what_a_column_should_not_hold_is_refused() {
    let (mut reader, _) = connect().await;
    run(&mut reader, "SET sql_mode = ''; CREATE TABLE source (id int PRIMARY KEY, day date, seen datetime, mood enum('a'), part date);
        INSERT INTO source VALUES (1, '0000-00-00', NULL, NULL, NULL), (2, NULL, '0000-00-00 00:00:00', NULL, NULL), (3, NULL, NULL, 'b', NULL), (4, NULL, NULL, NULL, '2026-02-00')").await;
    let columns = columns_of(&mut reader, "source").await;
    for (id, column, problem) in [
        ("1", "day", ValueProblem::ZeroDate),
        ("2", "seen", ValueProblem::ZeroDate),
        ("3", "mood", ValueProblem::OutOfRange),
        ("4", "part", ValueProblem::ZeroDate),
    ] {
        run(
            &mut reader,
            &format!("CREATE TEMPORARY TABLE one AS SELECT * FROM source WHERE id = {id}"),
        )
        .await;
        let (to, _from) = mpsc::channel(4);
        let read = read(&mut reader, &table("one"), &columns, to).await;
        let Err(ReadError::Row(refused)) = read else { panic!("{read:?}") };
        assert_eq!((&*refused.column, refused.problem), (column, problem));
        assert_eq!(refused.key, [id]);
        run(&mut reader, "DROP TEMPORARY TABLE one").await;
    }
    assert_eq!(describe(&mut reader, &table("nothing")).await.unwrap(), None);
    let text = MySqlType::Text("longtext".to_owned()).logical();
    assert_eq!(text, LogicalType::Text { limit: None });
}

#[tokio::test]
async fn a_server_that_takes_no_files_gets_the_same_rows() {
    let (mut reader, mut writer) = connect().await;
    run(&mut reader, "SET time_zone = '+00:00'").await;
    run(&mut reader, EVERY_TYPE).await;
    let columns = columns_of(&mut reader, "source").await;
    let into = in_types(&columns, MySqlType::for_logical);
    run(&mut reader, &create("copy", &into)).await;
    let (source, target, key) = (table("source"), table("copy"), key());
    let there = digest_of(async |to| read(&mut reader, &source, &columns, to).await).await;
    let mut digester = Digester::new(&key);
    writer.query_drop("START TRANSACTION").await.unwrap();
    let (rows, written) = pipe(
        async |to| read(&mut reader, &source, &columns, to).await,
        async |from| write_by_insert(&mut writer, &target, &into, from, &mut digester).await,
    )
    .await;
    writer.query_drop("COMMIT").await.unwrap();
    assert_eq!((rows.unwrap(), written.unwrap()), (4, there));
    let back = digest_of(async |to| read(&mut reader, &target, &into, to).await).await;
    assert_eq!(back, there);
}

proptest::proptest! {
    /// Whatever a server sends is a value or refused; and a value is written as it would be read again.
    #[test]
    fn any_text_is_a_value_or_refused(
        text in proptest::prop_oneof![
            "[-0-9:. ]{0,26}",
            "-?[0-9]{1,20}(\\.[0-9]{0,6})?",
            "[0-9]{4}-[01][0-9]-[0-3][0-9]( [0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?)?",
            "\\PC{0,20}",
        ],
        bytes: [u8; 16],
    ) {
        use crate::types::IntegerRange;
        use MySqlType as T;
        let types = IntegerRange::ALL.map(T::Integer).into_iter().chain([
            T::Boolean, T::Decimal { precision: 20, scale: 4 }, T::Float, T::Double, T::Date,
            T::Time { digits: 6 }, T::DateTime { digits: 6 }, T::Timestamp { digits: 0 }, T::Year,
            T::Char { limit: 10 }, T::Varchar { limit: 10 }, T::Text("longtext".to_owned()),
            T::Binary { limit: 16 }, T::Varbinary { limit: 16 }, T::Blob("longblob".to_owned()), T::Json,
        ]);
        for of in types {
            for sent in [text.as_bytes(), &bytes[..]] {
                // What is escaped is for the server to read.
                let Some(written) = written_again(&of, sent).filter(|it| !it.contains(&b'\\')) else { continue };
                let again = written_again(&of, &written);
                proptest::prop_assert_eq!(again.as_ref(), Some(&written), "{:?} {:?}", of, sent);
            }
        }
    }
}

/// `None` where the text is no value, or one that the type itself does not have.
fn written_again(of: &MySqlType, sent: &[u8]) -> Option<Vec<u8>> {
    let agreed = of.logical();
    let mut batch = crate::batch::Batch::new(std::sync::Arc::from([agreed.clone()]));
    value::decode(of, &agreed, sent, &mut batch.columns_mut()[0]).ok()?;
    let mut out = Vec::new();
    value::encode(batch.columns()[0].get(0), of, &mut out).ok()?;
    Some(out)
}
