//! Names of tables and columns: which ones a destination can have, and which ones somebody asks for.

use crate::{
    driver::Engine,
    register::{REGISTER, STAGING_PREFIX},
};
use serde::{Deserialize, Serialize};

/// What no name of MySQL ends with.
const BLANKS: [char; 6] = [' ', '\t', '\n', '\u{b}', '\u{c}', '\r'];

/// Why a destination cannot have a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameProblem {
    Empty,
    /// In bytes for PostgreSQL, which cuts longer names without a word, and in characters for MySQL.
    TooLong {
        limit: usize,
    },
    /// The engine's names do not have it.
    Character(char),
    /// MySQL's names do not end with a space, a tab or a line's end.
    SpaceAtTheEnd,
    /// The engine or DataSync keeps such names for itself.
    Reserved,
    /// It is another name, of the same copy, in other letters: for the engine they are the same.
    SameAs(String),
}

impl Engine {
    /// Whether the names of two columns, or of two tables, are one for the engine.
    fn is_same_name(self, one: &str, other: &str) -> bool {
        match self {
            Self::PostgreSql => one == other,
            Self::MySql => one.to_lowercase() == other.to_lowercase(),
            Self::Sqlite => one.eq_ignore_ascii_case(other),
        }
    }

    /// Why the engine cannot have this name for a table or column; `others` are the names before it.
    pub fn name_problem<'a>(
        self,
        name: &str,
        others: impl IntoIterator<Item = &'a str>,
    ) -> Option<NameProblem> {
        if name.is_empty() {
            return Some(NameProblem::Empty);
        }
        let is_too_long =
            |length: usize, limit| (length > limit).then_some(NameProblem::TooLong { limit });
        let of_engine = match self {
            Self::PostgreSql => is_too_long(name.len(), 63),
            Self::MySql => is_too_long(name.chars().count(), 64)
                .or_else(|| name.chars().find(|c| *c > '\u{ffff}').map(NameProblem::Character))
                .or_else(|| name.ends_with(BLANKS).then_some(NameProblem::SpaceAtTheEnd)),
            Self::Sqlite => None,
        };
        let same = || {
            let same = others.into_iter().find(|other| self.is_same_name(name, other));
            same.map(|other| NameProblem::SameAs(other.to_owned()))
        };
        of_engine
            .or_else(|| name.contains('\0').then_some(NameProblem::Character('\0')))
            .or_else(same)
    }

    /// The same for a table.
    pub fn table_name_problem<'a>(
        self,
        name: &str,
        others: impl IntoIterator<Item = &'a str>,
    ) -> Option<NameProblem> {
        let small = name.to_ascii_lowercase();
        let is_reserved = small == REGISTER
            || small.starts_with(STAGING_PREFIX)
            || (self == Self::Sqlite && small.starts_with("sqlite_"));
        if is_reserved {
            return Some(NameProblem::Reserved);
        }
        self.name_problem(name, others)
    }
}

/// Whether a name is meant by a pattern, in which `*` stands for any characters and `?` for one.
pub fn is_meant(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    // Where the last star was, and what it stands for so far: only that one ever has to take more.
    let (mut at, mut of) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while of < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, of));
                at += 1;
            }
            Some(c) if *c == '?' || *c == name[of] => {
                at += 1;
                of += 1;
            }
            _ => {
                let Some((star_at, taken)) = star else { return false };
                star = Some((star_at, taken + 1));
                at = star_at + 1;
                of = taken + 1;
            }
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_a_shell_means_by_them() {
        for (pattern, name, is_match) in [
            ("orders", "orders", true),
            ("orders", "order", false),
            ("inv_*", "inv_", true),
            ("inv_*", "inv", false),
            ("*_log", "a_log_log", true),
            ("*_log", "a_log_logs", false),
            ("a*b*c", "a__b_b_c", true),
            ("a*b*c", "a__c_b", false),
            ("?a", "äa", true),
            ("?a", "a", false),
            ("*", "", true),
            ("Orders", "orders", false),
        ] {
            assert_eq!(is_meant(pattern, name), is_match, "{pattern} {name}");
        }
    }

    #[test]
    fn names_that_an_engine_would_change_or_mistake_are_refused() {
        use Engine::{MySql, PostgreSql, Sqlite};
        let (long, wide) = ("n".repeat(64), "é".repeat(32));
        for (engine, name, others, problem) in [
            (PostgreSql, &*long, vec![], Some(NameProblem::TooLong { limit: 63 })),
            (PostgreSql, &*wide, vec![], Some(NameProblem::TooLong { limit: 63 })),
            (PostgreSql, "ID", vec!["id"], None),
            (PostgreSql, "a \"quoted\" näme", vec![], None),
            (MySql, &*long, vec![], None),
            (MySql, "ID", vec!["x", "id"], Some(NameProblem::SameAs("id".to_owned()))),
            (MySql, "crab 🦀", vec![], Some(NameProblem::Character('🦀'))),
            (MySql, "end ", vec![], Some(NameProblem::SpaceAtTheEnd)),
            (Sqlite, "ID", vec!["id"], Some(NameProblem::SameAs("id".to_owned()))),
            (Sqlite, "É", vec!["é"], None),
            (Sqlite, "", vec![], Some(NameProblem::Empty)),
        ] {
            assert_eq!(engine.name_problem(name, others), problem, "{engine:?} {name}");
        }
        for (engine, name, is_refused) in [
            (PostgreSql, "datasync_register", true),
            (MySql, "DataSync_staging_1", true),
            (MySql, "datasync_sales", false),
            (Sqlite, "sqlite_stat1", true),
            (MySql, "sqlite_stat1", false),
        ] {
            let problem = engine.table_name_problem(name, []);
            assert_eq!(problem == Some(NameProblem::Reserved), is_refused, "{engine:?} {name}");
        }
    }

    /// Names of every kind of character, the same ones each time.
    fn names(seed: u64) -> impl Iterator<Item = String> {
        const CHARACTERS: &[char] = &[
            'a', 'B', '7', '_', '$', ' ', '.', ',', ';', ':', '?', '%', '#', '-', '*', '/', '\\',
            '\'', '"', '`', '(', ')', '[', ']', '{', '}', '\n', '\t', 'é', 'İ', '漢', '\u{301}',
            '\u{202e}', '🦀',
        ];
        let mut state = seed;
        let mut next = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap()
        };
        std::iter::repeat_with(move || {
            let length = 1 + next() % 14;
            (0..length).map(|_| CHARACTERS[next() % CHARACTERS.len()]).collect()
        })
    }

    #[tokio::test]
    async fn names_that_are_allowed_are_what_the_engine_keeps() {
        use crate::{
            table::CopiedColumn,
            testing::{ENGINES, TestPlace},
            types::{IntegerRange, LogicalType},
        };
        for engine in ENGINES {
            let place = TestPlace::new(engine).await;
            let mut destination = place.destination().await;
            for seed in 0..4 {
                let is_allowed = |name: &String| engine.table_name_problem(name, []).is_none();
                let table = place.table(&names(seed).find(is_allowed).unwrap());
                let mut kept: Vec<String> = Vec::new();
                for name in names(seed + 100).take(60) {
                    let others = kept.iter().map(|other| &**other);
                    if engine.name_problem(&name, others).is_none() {
                        kept.push(name);
                    }
                }
                assert!(kept.len() > 10, "{engine:?}: {kept:?}");
                let agreed = LogicalType::Integer(IntegerRange::I32);
                let column_type = engine.type_for(&agreed).0;
                let column = |name: &String| CopiedColumn {
                    name: name.clone(),
                    agreed: agreed.clone(),
                    column_type: column_type.clone(),
                    is_key: false,
                };
                let columns: Vec<_> = kept.iter().map(column).collect();
                let create = engine.create_table(&table, &columns);
                let made = destination.execute(create.clone()).await;
                made.unwrap_or_else(|error| panic!("{engine:?} {create}: {error}"));
                let shape = destination.describe(&table).await.unwrap();
                let shape = shape.unwrap_or_else(|| panic!("{engine:?} {table:?}"));
                let found: Vec<_> = shape.columns.into_iter().map(|column| column.name).collect();
                assert_eq!(found, kept, "{engine:?} {table:?}");
            }
        }
    }
}
