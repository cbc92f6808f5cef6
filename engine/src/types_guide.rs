//! Holds `docs/types.md` to what the drivers do: the guide is made from their own answers.

use std::fmt::Write as _;

use crate::{
    driver::{Engine, NativeType},
    drivers::{mysql::MySqlType, postgres::PgType, sqlite::SqliteType},
    types::{Exception, IntegerRange, Verdict},
};

const HEAD: &str = "\
# Types, for operators

What becomes of each type in each database. *Exact* means that every value arrives as it was. *Exact unless* names the
values that the destination has no place for: `datasync copy` refuses them, with table, column and key of the row, and
never changes one in silence. The tables are made from the program itself.

In the key of a MySQL or MariaDB table, text and bytes get a length, because a key has at most 3,072 bytes there: 768
characters, or their share of that.
";

fn of(engine: Engine) -> Vec<NativeType> {
    match engine {
        Engine::PostgreSql => {
            let built_in = |name: &str| PgType::BuiltIn(name.to_owned());
            [
                PgType::Bool,
                PgType::Int2,
                PgType::Int4,
                PgType::Int8,
                PgType::Oid,
                PgType::Float4,
                PgType::Float8,
                PgType::Numeric(Some((18, 4))),
                PgType::Numeric(Some((60, 30))),
                PgType::Numeric(None),
                PgType::Date,
                PgType::Time { digits: 6 },
                PgType::Timestamp { digits: 6 },
                PgType::TimestampTz { digits: 6 },
                PgType::Interval,
                PgType::Uuid,
                PgType::Text,
                PgType::Varchar { limit: 50 },
                PgType::Varchar { limit: 1000 },
                PgType::Char { limit: 5 },
                PgType::Bytea,
                PgType::Json,
                PgType::Jsonb,
                built_in("inet"),
                built_in("int4range"),
                built_in("integer[]"),
                PgType::Other("mood".to_owned()),
            ]
            .map(NativeType::Postgres)
            .into()
        }
        Engine::MySql => {
            let mut types: Vec<MySqlType> = vec![MySqlType::Boolean];
            types.extend(IntegerRange::ALL.map(MySqlType::Integer));
            types.extend([
                MySqlType::Decimal { precision: 18, scale: 4 },
                MySqlType::Decimal { precision: 65, scale: 30 },
                MySqlType::Float,
                MySqlType::Double,
                MySqlType::Bit(10),
                MySqlType::Date,
                MySqlType::Time { digits: 6 },
                MySqlType::DateTime { digits: 6 },
                MySqlType::Timestamp { digits: 6 },
                MySqlType::Year,
                MySqlType::Char { limit: 5 },
                MySqlType::Varchar { limit: 50 },
                MySqlType::Text("longtext".to_owned()),
                MySqlType::Binary { limit: 3 },
                MySqlType::Varbinary { limit: 10 },
                MySqlType::Blob("longblob".to_owned()),
                MySqlType::Json,
                MySqlType::Enum("enum('a','b')".to_owned()),
                MySqlType::Set("set('a','b')".to_owned()),
                MySqlType::Uuid,
                MySqlType::Other("inet6".to_owned()),
            ]);
            types.into_iter().map(NativeType::MySql).collect()
        }
        Engine::Sqlite => [
            "INTEGER",
            "BOOLEAN",
            "REAL",
            "DECIMAL(18,4)",
            "NUMERIC",
            "TEXT",
            "VARCHAR(50)",
            "BLOB",
            "DATE",
            "TIME",
            "DATETIME",
            "UUID",
            "JSON",
            "",
        ]
        .map(|declared| NativeType::Sqlite(SqliteType::new(declared)))
        .into(),
    }
}

fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::PostgreSql => "PostgreSQL",
        Engine::MySql => "MySQL and MariaDB",
        Engine::Sqlite => "SQLite",
    }
}

fn verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Exact => "exact".to_owned(),
        Verdict::ExactUnless(exceptions) => {
            let cases: Vec<String> = exceptions.iter().map(exception).collect();
            format!("exact unless {}", cases.join(", "))
        }
        Verdict::Lossy(loss) => format!("lossy: {loss:?}"),
    }
}

fn exception(exception: &Exception) -> String {
    match exception {
        Exception::Outside { least, greatest } => format!("below {least} or above {greatest}"),
        Exception::TooManyDigits { before, after } => {
            format!("more than {before} digits before or {after} after the point")
        }
        Exception::NotANumber => "NaN".to_owned(),
        Exception::NegativeZero => "−0".to_owned(),
        Exception::Infinite => "infinite".to_owned(),
        Exception::YearOutside { first, last } => {
            format!("before the year {first} or after {last}")
        }
        Exception::ZeroDate => "zero and partial dates".to_owned(),
        Exception::OutsideADay => "outside a day".to_owned(),
        Exception::LongerText { limit } => format!("longer than {limit} characters"),
        Exception::LongerBytes { limit } => format!("longer than {limit} bytes"),
        Exception::NulCharacter => "with a NUL character".to_owned(),
        Exception::OtherType => "of another type than declared".to_owned(),
    }
}

fn short(native: &NativeType) -> String {
    let label = native.label();
    if label.is_empty() { "(none)".to_owned() } else { format!("`{label}`") }
}

fn guide() -> String {
    let engines = [Engine::PostgreSql, Engine::MySql, Engine::Sqlite];
    let mut guide = HEAD.to_owned();
    for from in engines {
        let _ = write!(guide, "\n## From {}\n\n", name(from));
        let others: Vec<String> = engines.iter().map(|to| format!("to {}", name(*to))).collect();
        let _ = writeln!(guide, "| type | {} |\n| --- | --- | --- | --- |", others.join(" | "));
        for native in of(from) {
            let cells = engines.map(|to| {
                let (becomes, judged) = native.becomes(to);
                format!("{}: {}", short(&becomes), verdict(&judged))
            });
            let _ = writeln!(guide, "| {} | {} |", short(&native), cells.join(" | "));
        }
    }
    guide
}

#[test]
fn the_guide_says_what_the_drivers_do() {
    let guide = guide();
    let written = include_str!("../../docs/types.md");
    // To write it anew, take what this prints.
    assert!(guide == written, "docs/types.md should be:\n{guide}");
}
