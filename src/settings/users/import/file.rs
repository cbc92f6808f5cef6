//! A file of users: comma-separated values as spreadsheets write them, with a line of column names.

use std::collections::HashSet;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, sea_query::ExprTrait,
};

use crate::{
    accounts::new_account::{NewAccount, TypedPerson},
    base::{
        csv::unguarded,
        failure::{Checked, Error},
        field::{AccountField, FieldName, Fields},
        field_error::FieldError,
        language::Language,
        names::Username,
        skeleton::skeleton_of,
    },
    database::{
        accounts,
        entities::account::{self, Role},
    },
};

/// More people than an installation takes on in a day; the transaction of so many takes seconds.
pub(crate) const MOST_LINES: usize = 20_000;
/// Usernames that are looked up at once.
const BATCH: usize = 1_000;

/// Characters of a bad cell.
const MOST_SHOWN: usize = 100;

/// The columns that are read. The first four are those of the registration.
const COLUMNS: [AccountField; 7] = [
    AccountField::Username,
    AccountField::Email,
    AccountField::FirstName,
    AccountField::LastName,
    AccountField::Role,
    AccountField::Language,
    AccountField::EmailNotifications,
];
/// Without these nobody can be added. Without a username, the address is it.
const NEEDED: [AccountField; 3] =
    [AccountField::Email, AccountField::FirstName, AccountField::LastName];

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unreadable {
    NoFile,
    TooLarge,
    NotUtf8,
    Empty,
    MissingColumn(AccountField),
    TooManyLines,
}

/// A file that was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    pub(crate) good: Vec<GoodLine>,
    pub(crate) bad: Vec<BadLine>,
    /// Names of columns that mean nothing here.
    pub(crate) ignored: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct GoodLine {
    /// As editors count.
    pub(crate) number: u64,
    pub(crate) person: NewAccount,
    pub(crate) role: Role,
}

/// A line that nobody can be added from, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadLine {
    /// As editors count.
    pub(crate) number: u64,
    /// With what stands in the field.
    pub(crate) errors: Vec<(AccountField, FieldError, String)>,
}

/// Reads the lines and checks each by itself and against the others.
pub(crate) fn read(text: &str, language: Language) -> Result<Lines, Unreadable> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .has_headers(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let names = reader.headers().map_err(|_| Unreadable::NotUtf8)?.clone();
    if names.iter().all(str::is_empty) {
        return Err(Unreadable::Empty);
    }
    let column_of =
        |field: AccountField| names.iter().position(|n| n.eq_ignore_ascii_case(field.name()));
    let places = COLUMNS.map(|field| (field, column_of(field)));
    for field in NEEDED {
        if column_of(field).is_none() {
            return Err(Unreadable::MissingColumn(field));
        }
    }
    let is_ignored = |place: &usize| !places.iter().any(|(_, known)| *known == Some(*place));
    let ignored = names.iter().enumerate().filter(|(place, _)| is_ignored(place));
    let ignored = ignored.map(|(_, name)| name.to_owned()).filter(|name| !name.is_empty());
    let mut lines = Lines { ignored: ignored.collect(), ..Lines::default() };
    let mut usernames = HashSet::new();
    let mut lines_before = LineNumbers { text, place: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|_| Unreadable::NotUtf8)?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        if lines.good.len() + lines.bad.len() == MOST_LINES {
            return Err(Unreadable::TooManyLines);
        }
        let number = lines_before.next(record.position().map_or(0, csv::Position::byte));
        let cells = places.map(|(field, place)| {
            let text = place.and_then(|place| record.get(place));
            (field, text.map(unguarded).unwrap_or_default())
        });
        let cell = |field: AccountField| {
            cells.iter().find(|(known, _)| *known == field).map_or("", |(_, text)| text)
        };
        let shown = |field: AccountField| match (field, cell(field)) {
            (AccountField::Username, "") => cell(AccountField::Email),
            (_, text) => text,
        };
        match line(cell, language, &mut usernames) {
            Ok((person, role)) => lines.good.push(GoodLine { number, person, role }),
            Err(errors) => {
                let errors = errors
                    .into_iter()
                    .map(|(field, error)| (field, error, shortened(shown(field))));
                lines.bad.push(BadLine { number, errors: errors.collect() });
            }
        }
    }
    if lines.good.is_empty() && lines.bad.is_empty() { Err(Unreadable::Empty) } else { Ok(lines) }
}

/// Counts lines as editors do. (The reader counts the end of a line to the line that follows.)
struct LineNumbers<'a> {
    text: &'a str,
    place: usize,
    line: u64,
}

impl LineNumbers<'_> {
    /// The line of what is read from this byte on, which is not before the one of the last call.
    fn next(&mut self, byte: u64) -> u64 {
        let bytes = self.text.as_bytes();
        let mut end = usize::try_from(byte).unwrap_or(usize::MAX).min(bytes.len());
        while matches!(bytes.get(end), Some(b'\r' | b'\n')) {
            end += 1;
        }
        let passed = self.text.get(self.place..end).unwrap_or_default();
        self.line += passed.matches('\n').count() as u64;
        self.place = end;
        self.line
    }
}

/// Spreadsheets separate by semicolons where the comma is the decimal sign.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| head.bytes().filter(|byte| byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(count).unwrap_or(b',')
}

fn line<'a>(
    cell: impl Fn(AccountField) -> &'a str,
    language: Language,
    usernames: &mut HashSet<String>,
) -> Result<(NewAccount, Role), Vec<(AccountField, FieldError)>> {
    let mut checked = Checked::default();
    let role = checked.take(
        AccountField::Role,
        Role::typed(&cell(AccountField::Role).to_lowercase()).ok_or(FieldError::NotAnOption),
    );
    let language = checked.take(
        AccountField::Language,
        match cell(AccountField::Language).to_lowercase().as_str() {
            "" => Ok(language),
            tag => Language::from_tag(tag).ok_or(FieldError::NotAnOption),
        },
    );
    let email_notifications = checked.take(
        AccountField::EmailNotifications,
        match cell(AccountField::EmailNotifications).to_lowercase().as_str() {
            "" | "off" | "no" | "false" | "0" => Ok(false),
            "on" | "yes" | "true" | "1" => Ok(true),
            _ => Err(FieldError::NotAnOption),
        },
    );
    let person = TypedPerson {
        email: cell(AccountField::Email),
        username: cell(AccountField::Username),
        first_name: cell(AccountField::FirstName),
        last_name: cell(AccountField::LastName),
    };
    let new = NewAccount::parse(
        person,
        language.unwrap_or(Language::English),
        email_notifications.unwrap_or_default(),
        &mut checked,
    );
    if let Some(new) = &new
        && !usernames.insert(new.username.key().as_str().to_owned())
    {
        checked.take::<()>(AccountField::Username, Err(FieldError::UsernameTwice));
    }
    match (new, role) {
        (Some(new), Some(role)) if checked.errors().is_empty() => Ok((new, role)),
        _ => Err(checked.errors().iter().filter_map(in_its_column).collect()),
    }
}

fn in_its_column((field, error): &(FieldName, FieldError)) -> Option<(AccountField, FieldError)> {
    let column = COLUMNS.into_iter().find(|column| FieldName::from(*column) == *field)?;
    Some((column, *error))
}

/// Enough to know it again.
fn shortened(cell: &str) -> String {
    match cell.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &cell[..end]),
        None => cell.to_owned(),
    }
}

/// Usernames that the lines of a file cannot have.
pub(super) struct TakenNames {
    keys: HashSet<String>,
    /// Of those that were activated, and of the lines before.
    skeletons: HashSet<String>,
}

impl TakenNames {
    pub(super) async fn find(db: &impl ConnectionTrait, lines: &[GoodLine]) -> Result<Self, Error> {
        let mut taken = Self { keys: HashSet::new(), skeletons: HashSet::new() };
        for lines in lines.chunks(BATCH) {
            let usernames = || lines.iter().map(|line| &line.person.username);
            let keys = usernames()
                .flat_map(|username| username.key().forms().map(str::to_owned).collect::<Vec<_>>());
            let skeletons = usernames().map(|username| skeleton_of(username.as_str()));
            let looks_alike =
                account::Column::UsernameSkeleton.is_in(skeletons).and(accounts::was_activated());
            let is_taken =
                Condition::any().add(account::Column::UsernameKey.is_in(keys)).add(looks_alike);
            let found = account::Entity::find().filter(is_taken).all(db).await?;
            for other in found {
                if other.activated_at.is_some() {
                    taken.skeletons.insert(other.username_skeleton);
                }
                taken.keys.insert(other.username_key);
            }
        }
        Ok(taken)
    }

    /// Why a line cannot have this username; otherwise it is taken from now on.
    pub(super) fn refuse(&mut self, username: &Username) -> Option<FieldError> {
        if username.key().forms().any(|form| self.keys.contains(form)) {
            Some(FieldError::UsernameTaken)
        } else if !self.skeletons.insert(skeleton_of(username.as_str())) {
            Some(FieldError::UsernameLooksTaken)
        } else {
            None
        }
    }
}

impl Lines {
    /// Sorts out those whose usernames belong to somebody already, or look like it.
    pub(crate) async fn without_taken(mut self, db: &impl ConnectionTrait) -> Result<Self, Error> {
        let (mut good, mut taken) = (Vec::new(), TakenNames::find(db, &self.good).await?);
        for line in std::mem::take(&mut self.good) {
            let Some(error) = taken.refuse(&line.person.username) else {
                good.push(line);
                continue;
            };
            let username = line.person.username.as_str().to_owned();
            let errors = vec![(AccountField::Username, error, username)];
            self.bad.push(BadLine { number: line.number, errors });
        }
        self.good = good;
        self.bad.sort_by_key(|line| line.number);
        Ok(self)
    }

    pub(crate) fn has_administrators(&self) -> bool {
        self.good.iter().any(|line| line.role == Role::Administrator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(text: &str) -> Vec<String> {
        let lines = read(text, Language::English).unwrap();
        assert_eq!(lines.bad, []);
        lines.good.iter().map(|line| line.person.username.as_str().to_owned()).collect()
    }

    #[test]
    fn files_are_read_as_spreadsheets_write_them() {
        let head = "email,first_name,last_name,username";
        assert_eq!(good(&format!("{head}\r\na@b.example,A,\"B, C\",ada\r\n\r\n")), ["ada"]);
        assert_eq!(good("\u{FEFF}Email;FIRST_NAME;last_name\na@b.example;A;B"), ["a@b.example"]);
        assert_eq!(good("last_name\temail\tfirst_name\nA\ta@b.example\tB"), ["a@b.example"]);
        assert_eq!(good(&format!("{head}\na@b.example,A,B,'=ada")), ["=ada"]);
        assert_eq!(good(&format!("{head}\na@b.example,A,B,'ada")), ["'ada"]);
        assert_eq!(good(&format!("{head}\na@b.example,A,B,''=ada")), ["'=ada"]);
    }

    #[test]
    fn every_bad_line_says_why() {
        let text = "email,first_name,last_name,username,role,language,email_notifications\n\
                    nonsense,,B,ada,root,de,perhaps\n\
                    a@b.example,A,B,Grace,administrator,fr,on\n\
                    a@b.example,A,B,gRACE,,,\n\
                    a@b.example\n";
        let lines = read(text, Language::English).unwrap();
        assert_eq!(lines.good.len(), 1);
        let why: Vec<_> = lines
            .bad
            .iter()
            .map(|line| {
                (
                    line.number,
                    line.errors.iter().map(|(field, e, _)| (*field, *e)).collect::<Vec<_>>(),
                )
            })
            .collect();
        assert_eq!(
            why,
            [
                (
                    2,
                    vec![
                        (AccountField::Role, FieldError::NotAnOption),
                        (AccountField::Language, FieldError::NotAnOption),
                        (AccountField::EmailNotifications, FieldError::NotAnOption),
                        (AccountField::Email, FieldError::NotAnEmailAddress),
                        (AccountField::FirstName, FieldError::Required),
                    ]
                ),
                (4, vec![(AccountField::Username, FieldError::UsernameTwice)]),
                (
                    5,
                    vec![
                        (AccountField::FirstName, FieldError::Required),
                        (AccountField::LastName, FieldError::Required)
                    ]
                ),
            ]
        );
    }

    #[test]
    fn lines_are_numbered_as_editors_do() {
        for (text, numbers) in [
            ("x\n1\n2\n", vec![2, 3]),
            ("x\r\n1\r\n2\r\n", vec![2, 3]),
            ("x\n\n1\n\n\n2", vec![3, 6]),
            ("x\r\n\r\n\"1\r\n1\"\r\n2", vec![3, 5]),
        ] {
            let text = text.replacen('x', "email,first_name,last_name", 1);
            let lines = read(&text, Language::English).unwrap();
            let found: Vec<_> = lines.bad.iter().map(|line| line.number).collect();
            assert_eq!(found, numbers, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_list_of_users_is_said_to_be_none() {
        let why = |text: &str| read(text, Language::English).unwrap_err();
        assert_eq!(why(""), Unreadable::Empty);
        assert_eq!(why("email,first_name,last_name\n"), Unreadable::Empty);
        assert_eq!(why("a,b\n1,2"), Unreadable::MissingColumn(AccountField::Email));
        let lines = "x\n".repeat(MOST_LINES + 1);
        assert_eq!(why(&format!("email,first_name,last_name\n{lines}")), Unreadable::TooManyLines);
    }
}
