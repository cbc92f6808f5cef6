//! Where the configuration stands, before anybody knows what it means: file and environment as one
//! list of keys with their values and places.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use jsonc_parser::{ParseOptions, ast, common::Ranged, parse_to_ast};

const VARIABLE_PREFIX: &str = "DATASYNC__";

/// Where a setting stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    File { path: PathBuf, line: usize },
    Variable(String),
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => write!(f, "${name}"),
        }
    }
}

/// The settings nobody has taken yet, and the problems found so far.
#[derive(Default)]
pub(crate) struct Settings {
    found: Vec<Setting>,
    /// Where those stood that somebody has taken.
    taken: Vec<(String, Location)>,
    problems: Vec<String>,
}

struct Setting {
    key: String,
    values: Vec<String>,
    place: Location,
}

impl Settings {
    pub(crate) fn read_file(&mut self, path: &Path, text: &str) {
        let options = ParseOptions {
            allow_comments: true,
            allow_trailing_commas: true,
            allow_loose_object_property_names: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            ..ParseOptions::default()
        };
        let line_at =
            |position: usize| 1 + text.get(..position).unwrap_or(text).matches('\n').count();
        match parse_to_ast(text, &jsonc_parser::CollectOptions::default(), &options) {
            Ok(parsed) => match &parsed.value {
                Some(ast::Value::Object(object)) => {
                    self.read_object(object, "", &|position| Location::File {
                        path: path.to_owned(),
                        line: line_at(position),
                    });
                }
                _ => self.problems.push(format!("{}:1: not a JSON object", path.display())),
            },
            Err(error) => {
                let line = line_at(error.range().start);
                self.problems.push(format!("{}:{line}: {}", path.display(), error.kind()));
            }
        }
    }

    fn read_object(
        &mut self,
        object: &ast::Object<'_>,
        prefix: &str,
        place: &dyn Fn(usize) -> Location,
    ) {
        for property in &object.properties {
            let key = format!("{prefix}{}", property.name.as_str());
            let place_here = place(property.start());
            if let Some(earlier) = self.found.iter().find(|s| s.key.eq_ignore_ascii_case(&key)) {
                self.problems
                    .push(format!("{place_here}: {key} is set twice, first at {}", earlier.place));
                continue;
            }
            let values = match &property.value {
                ast::Value::Object(inner) => {
                    self.read_object(inner, &format!("{key}."), place);
                    continue;
                }
                ast::Value::Array(array) => array.elements.iter().map(scalar).collect(),
                value => scalar(value).map(|text| vec![text]),
            };
            match values {
                Some(values) => self.found.push(Setting { key, values, place: place_here }),
                None => self.problems.push(format!("{place_here}: {key} is not a plain value")),
            }
        }
    }

    /// `DATASYNC__SERVER__ADDRESS` is `Server.Address`; `…__0`, `…__1` are the items of a list.
    pub(crate) fn read_variables(&mut self, variables: impl Iterator<Item = (String, String)>) {
        let mut variables: Vec<_> = variables
            .filter(|(name, _)| name.to_ascii_uppercase().starts_with(VARIABLE_PREFIX))
            .collect();
        variables.sort();
        let mut from_variables: Vec<Setting> = Vec::new();
        for (name, value) in variables {
            let mut parts: Vec<_> = name[VARIABLE_PREFIX.len()..].split("__").collect();
            let is_item = parts.last().is_some_and(|part| part.parse::<u16>().is_ok());
            if is_item {
                parts.pop();
            }
            let key = parts.join(".");
            match from_variables.iter_mut().find(|s| s.key.eq_ignore_ascii_case(&key)) {
                Some(earlier) if is_item => earlier.values.push(value),
                _ => from_variables.push(Setting {
                    key,
                    values: vec![value],
                    place: Location::Variable(name),
                }),
            }
        }
        // The environment wins over the file.
        self.found
            .retain(|old| !from_variables.iter().any(|new| new.key.eq_ignore_ascii_case(&old.key)));
        self.found.append(&mut from_variables);
    }

    fn remove(&mut self, key: &str) -> Option<Setting> {
        let position = self.found.iter().position(|s| s.key.eq_ignore_ascii_case(key))?;
        let setting = self.found.remove(position);
        self.taken.push((key.to_owned(), setting.place.clone()));
        Some(setting)
    }

    pub(crate) fn take<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let setting = self.remove(key)?;
        let parsed = match setting.values.as_slice() {
            [value] => parse(value),
            _ => Err("one value is wanted, not a list".to_owned()),
        };
        self.note(key, &setting.place, parsed)
    }

    /// A JSON array, numbered variables, or one variable with commas.
    pub(crate) fn take_list<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let Some(setting) = self.remove(key) else { return Vec::new() };
        setting
            .values
            .iter()
            .flat_map(|value| value.split(','))
            .filter(|value| !value.trim().is_empty())
            .filter_map(|value| self.note(key, &setting.place, parse(value.trim())))
            .collect()
    }

    /// A relative path in a file is relative to that file.
    pub(crate) fn take_path(&mut self, key: &str) -> Option<PathBuf> {
        let setting = self.remove(key)?;
        let text = setting.values.into_iter().next().filter(|text| !text.is_empty());
        let path =
            self.note(key, &setting.place, text.ok_or_else(|| "a path is wanted".to_owned()))?;
        Some(match setting.place {
            Location::File { path: file, .. } => file.parent().unwrap_or(Path::new("")).join(path),
            Location::Variable(_) => path.into(),
        })
    }

    fn note<T>(&mut self, key: &str, place: &Location, parsed: Result<T, String>) -> Option<T> {
        parsed.map_err(|problem| self.problems.push(format!("{place}: {key}: {problem}"))).ok()
    }

    pub(crate) fn place_of(&self, key: &str) -> Option<Location> {
        self.found.iter().find(|s| s.key.eq_ignore_ascii_case(key)).map(|s| s.place.clone())
    }

    pub(crate) fn complain(&mut self, problem: String) {
        self.problems.push(problem);
    }

    /// The places of all that was taken, or all problems; what nobody took is one, too.
    pub(crate) fn finish(mut self) -> Result<Vec<(String, Location)>, Vec<String>> {
        for setting in self.found {
            self.problems.push(format!("{}: unknown key {}", setting.place, setting.key));
        }
        if self.problems.is_empty() { Ok(self.taken) } else { Err(self.problems) }
    }
}

fn scalar(value: &ast::Value<'_>) -> Option<String> {
    match value {
        ast::Value::StringLit(text) => Some(text.value.to_string()),
        ast::Value::NumberLit(number) => Some(number.value.to_owned()),
        ast::Value::BooleanLit(boolean) => Some(boolean.value.to_string()),
        ast::Value::Object(_) | ast::Value::Array(_) | ast::Value::NullKeyword(_) => None,
    }
}
