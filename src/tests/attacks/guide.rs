//! `docs/security.md` names the tests that hold each promise.

use std::{collections::BTreeSet, path::Path};

/// All of the code below a directory, in one text.
fn code_below(directory: &Path) -> String {
    let mut code = String::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            code += &code_below(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            code += &std::fs::read_to_string(&path).unwrap();
        }
    }
    code
}

#[test]
fn every_test_that_the_guide_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = std::fs::read_to_string(root.join("docs/security.md")).unwrap();
    let code = code_below(&root.join("src")) + &code_below(&root.join("engine/src"));
    let tables = guide.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    let mut named = BTreeSet::new();
    for column in tables.filter_map(|line| line.trim_end_matches([' ', '|']).rsplit(" | ").next()) {
        named.extend(column.split('`').skip(1).step_by(2));
    }
    assert!(named.len() > 30, "{named:?}");
    for test in named {
        let is_there = if test.contains('/') {
            root.join(test).exists()
        } else {
            code.contains(&format!("fn {test}("))
        };
        assert!(is_there, "{test}");
    }
}
