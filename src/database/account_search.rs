//! Finding accounts by how words in their names begin.
//!
//! 1. Each account has its words in a table: every place in its username, names and address where a
//!    word begins, without case and accents. `Hélène` has `helene`; `ada@engines.example` has itself,
//!    `engines.example` and `example`.
//! 2. Each of the typed [`Words`] begins such a place: a range of an index, whatever the size of the
//!    table and whatever was typed.

use std::collections::BTreeSet;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter,
    QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, Func, Query, SelectStatement},
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::entities::{account, account_word};
use crate::base::failure::Error;

/// The width of the column. Nobody types more of a word.
pub(crate) const MAX_WORD_CHARACTERS: u32 = 64;
/// The width of the column behind [`name_key`].
const MAX_KEY_CHARACTERS: usize = 255;
/// Words that count of what was typed.
const MAX_TYPED_WORDS: usize = 5;
/// A word that stands here more often is common: it does not pick accounts out, each is asked for it.
pub(crate) const MOST_OF_RARE_WORD: u64 = 5_000;
/// Rows of a statement: every engine takes so many values.
const BATCH: usize = 5_000;

/// As people look for a name: without case, accents and forms of letters.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// What lists are ordered by: the last name, then the first.
pub(crate) fn name_key(first_name: &str, last_name: &str) -> String {
    fold(&format!("{last_name} {first_name}")).chars().take(MAX_KEY_CHARACTERS).collect()
}

/// The words of an account's username, names and address.
pub(crate) fn words_of(texts: [&str; 4]) -> BTreeSet<String> {
    let texts = texts.map(fold);
    texts.iter().flat_map(|text| beginnings(text)).map(shortened).collect()
}

/// The rest of each word from each place where letters or digits begin in it.
fn beginnings(folded: &str) -> impl Iterator<Item = &str> {
    folded.split_whitespace().flat_map(beginnings_of_word)
}

fn beginnings_of_word(token: &str) -> impl Iterator<Item = &str> {
    let mut was_in_word = false;
    token.char_indices().filter_map(move |(place, c)| {
        let is_in_word = c.is_alphanumeric();
        let begins = is_in_word && !was_in_word;
        was_in_word = is_in_word;
        begins.then(|| &token[place..])
    })
}

fn shortened(word: &str) -> String {
    word.chars().take(MAX_WORD_CHARACTERS as usize).collect()
}

/// The words of what somebody typed into a search field. Signs before a word do not count.
fn typed_words(typed: &str) -> Vec<String> {
    let folded = fold(typed);
    // No name has control characters, and PostgreSQL cannot hold the first of them.
    let words = folded.split(|c: char| c.is_whitespace() || c.is_control()).map(|word| {
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        shortened(word)
    });
    let words: BTreeSet<_> = words.filter(|word| !word.is_empty()).collect();
    words.into_iter().take(MAX_TYPED_WORDS).collect()
}

/// Keeps the words of new accounts.
pub(crate) async fn insert(
    tx: &impl ConnectionTrait,
    words: impl Iterator<Item = (String, String)> + Send,
) -> Result<(), DbErr> {
    let rows = words.map(|(account_id, word)| account_word::ActiveModel {
        account_id: Set(account_id),
        word: Set(word),
    });
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let batch = account_word::Entity::insert_many(rows.by_ref().take(BATCH));
        batch.exec_without_returning(tx).await?;
    }
    Ok(())
}

/// What an account is found by.
pub(crate) fn texts_of(account: &account::Model) -> [&str; 4] {
    [&account.username, &account.first_name, &account.last_name, &account.email]
}

/// The words by which an account is to be found.
pub(crate) fn rows_of(account: &account::Model) -> impl Iterator<Item = (String, String)> + use<> {
    let words = words_of(texts_of(account));
    let id = account.id.clone();
    words.into_iter().map(move |word| (id.clone(), word))
}

/// Keeps the words of an account whose names have changed, as it is now.
pub(crate) async fn renew(tx: &impl ConnectionTrait, id: &str) -> Result<(), Error> {
    let Some(account) = account::Entity::find_by_id(id).one(tx).await? else { return Ok(()) };
    account_word::Entity::delete_many()
        .filter(account_word::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    insert(tx, rows_of(&account)).await?;
    Ok(())
}

/// What was typed, as it is looked for.
#[derive(Debug)]
pub(crate) struct Words {
    /// Picks out the accounts in which each of the rarer words begins a word.
    pub(crate) rare: Condition,
    common: Vec<String>,
}

impl Words {
    /// `None` where nothing was typed that a word could begin with.
    pub(crate) async fn of(db: &impl ConnectionTrait, typed: &str) -> Result<Option<Self>, Error> {
        let (mut rare, mut common) = (Vec::new(), Vec::new());
        for word in typed_words(typed) {
            let found = accounts_with(&word).limit(MOST_OF_RARE_WORD + 1);
            let is_rare = count(db, found.into_query()).await? <= MOST_OF_RARE_WORD;
            if is_rare { &mut rare } else { &mut common }.push(word);
        }
        let is_nothing = common.is_empty() && rare.is_empty();
        let rare = picked_out(db.get_database_backend(), &rare);
        Ok((!is_nothing).then_some(Self { rare, common }))
    }

    /// Whether some are picked out of which not all may be meant.
    pub(crate) fn are_mixed(&self) -> bool {
        !self.rare.is_empty() && !self.common.is_empty()
    }

    /// Whether an account's username, names and address have the common words, too.
    pub(crate) fn has_common(&self, texts: [&str; 4]) -> bool {
        // Folding costs the most: the first text that has the word is the last that is folded.
        let has = |word: &String, text: &str| {
            beginnings(&fold(text)).any(|beginning| beginning.starts_with(word.as_str()))
        };
        self.common.iter().all(|word| texts.iter().any(|text| has(word, text)))
    }
}

/// The rows of a query, which may have a limit.
pub(crate) async fn count(db: &impl ConnectionTrait, query: SelectStatement) -> Result<u64, Error> {
    let counting = Query::select()
        .expr(Func::count(Expr::cust("*")))
        .from_subquery(query, Alias::new("found"))
        .take();
    let row = db.query_one(&counting).await?;
    let number: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
    Ok(u64::try_from(number)?)
}

/// The accounts that have all of these words.
fn picked_out(engine: DbBackend, words: &[String]) -> Condition {
    let accounts = words.iter().map(|word| accounts_with(word));
    if engine != DbBackend::Postgres {
        let picked_out =
            |accounts: Select<_>| account::Column::Id.in_subquery(accounts.into_query());
        return accounts.map(picked_out).fold(Condition::all(), Condition::add);
    }
    // It takes reading all accounts for cheaper than looking up some thousand, unless their ids are an
    // array: one of all words, since it searches a second one from end to end for each account.
    let with_all = accounts.reduce(|others, accounts| {
        accounts.filter(account_word::Column::AccountId.in_subquery(others.into_query()))
    });
    let in_array = |accounts: Select<_>| {
        let ids = Expr::SubQuery(None, Box::new(accounts.into_query().into()));
        let id = Expr::col(account::Column::Id.as_column_ref());
        Expr::cust_with_exprs("$1 = ANY (ARRAY $2)", [id, ids])
    };
    with_all.map(in_array).into_iter().fold(Condition::all(), Condition::add)
}

fn accounts_with(beginning: &str) -> Select<account_word::Entity> {
    account_word::Entity::find()
        .select_only()
        .column(account_word::Column::AccountId)
        .filter(begins_with(beginning))
}

/// From the beginning itself up to the first word that no longer begins with it.
fn begins_with(beginning: &str) -> Condition {
    let condition = Condition::all().add(account_word::Column::Word.gte(beginning));
    match word_after(beginning) {
        Some(end) => condition.add(account_word::Column::Word.lt(end)),
        None => condition,
    }
}

fn word_after(beginning: &str) -> Option<String> {
    let mut letters: Vec<_> = beginning.chars().collect();
    while let Some(last) = letters.pop() {
        // The next number that is a letter's: some are none.
        if let Some(next) = (last as u32 + 1..=char::MAX as u32).find_map(char::from_u32) {
            letters.push(next);
            return Some(letters.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        words_of([text, "", "", ""]).into_iter().collect()
    }

    #[test]
    fn words_begin_where_letters_do() {
        assert_eq!(
            words("Ada.Lovelace@Engines.example"),
            [
                "ada.lovelace@engines.example",
                "engines.example",
                "example",
                "lovelace@engines.example"
            ]
        );
        assert_eq!(words("Hélène van der  Ärm-Ŵ"), ["arm-w", "der", "helene", "van", "w"]);
        assert_eq!(words("ＡＤＡ %_'\" -- ß"), ["ada", "ß"]);
        assert_eq!(words(" @ "), [""; 0]);
    }

    #[test]
    fn signs_before_a_typed_word_do_not_count() {
        assert_eq!(typed_words(" @Engines.example  ADA "), ["ada", "engines.example"]);
        assert_eq!(typed_words("% _ ''"), [""; 0]);
        assert_eq!(typed_words("a\0da"), ["a", "da"]);
    }

    #[test]
    fn the_end_of_a_range_is_a_word() {
        assert_eq!(word_after("ada"), Some("adb".to_owned()));
        assert_eq!(word_after("a\u{D7FF}"), Some("a\u{E000}".to_owned()));
        assert_eq!(word_after("a\u{10FFFF}"), Some("b".to_owned()));
        assert_eq!(word_after("\u{10FFFF}"), None);
    }

    proptest! {
        #[test]
        fn a_range_holds_what_begins_so_and_nothing_else(
            beginning in "\\PC{1,6}", rest in "\\PC{0,6}", other in "\\PC{1,12}",
        ) {
            let is_inside = |word: &str| {
                word >= beginning.as_str()
                    && word_after(&beginning).is_none_or(|end| *word < *end)
            };
            let longer = format!("{beginning}{rest}");
            prop_assert!(is_inside(&longer));
            prop_assert_eq!(is_inside(&other), other.starts_with(&beginning));
        }
    }
}
