//! Of a suite only the cases that somebody names are read; and a suite of many files, which several threads read, is
//! read as a small one is.

use crate::support::SuiteFolder;

const NAMED: &str = "visit-cancel/403-5010-no-authorization";
const UNRELATED: &str = "cases/visit-cancel/403-5007-expired-token.yaml";

fn suite() -> SuiteFolder {
    let suite = SuiteFolder::new();
    assert!(suite.path().join(format!("cases/{NAMED}.yaml")).exists());
    suite
}

#[test]
fn a_mistake_in_another_case_is_no_hindrance() {
    let suite = suite();
    suite.write(UNRELATED, "titel: Nothing\n");
    let named = suite.run(&["list", "--select", NAMED]);
    assert_eq!(named.code, Some(0), "{}", named.show());
    assert!(named.out.starts_with(NAMED), "{}", named.out);
    // Whoever asks for more is told.
    for more in [
        &["list"][..],
        &["list", "--select", "visit-cancel/*"],
        &["check"],
    ] {
        let more = suite.run(more);
        assert_eq!(more.code, Some(2), "{}", more.show());
        assert!(more.err.contains("titel"), "{}", more.err);
    }
}

#[test]
fn a_mistake_in_a_named_case_or_in_its_control_is_said_with_all_others() {
    for mistaken in [
        format!("cases/{NAMED}.yaml"),
        "cases/visit-cancel/operation.yaml".to_owned(),
        "snapshots/visit-cancel/403-5010-no-authorization.snap".to_owned(),
    ] {
        let suite = suite();
        suite.write(UNRELATED, "titel: Nothing\n");
        suite.write(&mistaken, "mistake: here\n");
        let named = suite.run(&["list", "--select", NAMED]);
        assert_eq!(named.code, Some(2), "{}", named.show());
        assert_eq!(named.err, suite.run(&["check"]).err);
        assert!(named.err.contains("titel"), "{}", named.err);
    }
}

#[test]
fn a_named_case_is_listed_and_planned_as_it_is_among_all() {
    let suite = suite();
    let list = suite.run(&["list", "--format", "json"]);
    let all: Vec<serde_json::Value> = serde_json::from_str(&list.out).unwrap();
    for case in &all {
        let id = case["id"].as_str().unwrap();
        let one = suite.run(&["list", "--format", "json", "--select", id]);
        let one: Vec<serde_json::Value> = serde_json::from_str(&one.out).unwrap();
        assert_eq!(one, std::slice::from_ref(case));
    }
    // A glob that matches one case reads the whole suite; its name does not.
    for id in [NAMED, "visit-cancel/200-2000-after-refusals"] {
        let glob = format!("{}[{}]", &id[..id.len() - 1], &id[id.len() - 1..]);
        let [by_name, by_glob] = [id, glob.as_str()]
            .map(|pattern| suite.run(&["run", "--dry-run", "--select", pattern]).out);
        assert!(by_name.contains(id), "{by_name}");
        assert_eq!(by_name, by_glob);
    }
}

/// Even the only case that is read is not the whole suite.
#[test]
fn a_run_of_the_control_alone_is_a_filtered_one() {
    let suite = suite();
    let run = suite.run(&[
        "run",
        "--format",
        "json",
        "--select",
        "visit-cancel/200-2000-cancelled",
    ]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["scope"], "filtered", "{}", run.show());
    assert_eq!(run.code, Some(3), "{}", run.show());
}

#[test]
fn many_files_are_read_in_the_order_of_their_names() {
    let suite = suite();
    let many = 400;
    for number in 0..many {
        let name = format!("visit-cancel/403-5010-many-{number:03}");
        suite.write(
            &format!("cases/{name}.yaml"),
            format!(
                "title: Many {number}\noutcome: 403/5010\nchange:\n  headers: {{ Authorization: \"Bearer {number}\" }}\n"
            ),
        );
        suite.copy_file(
            "snapshots/visit-cancel/403-5010-no-authorization.snap",
            &format!("snapshots/{name}.snap"),
        );
    }
    let listed = suite.run(&["list"]);
    assert_eq!(listed.code, Some(0), "{}", listed.show());
    let ids = listed.out.lines().filter_map(|line| line.split(' ').next());
    let ids: Vec<&str> = ids.filter(|id| id.contains("-many-")).collect();
    assert!(ids.len() == many && ids.is_sorted(), "{ids:?}");

    // Three mistakes in each of many files, one of which only others show.
    for number in (0..many).step_by(5) {
        suite.write(
            &format!("cases/visit-cancel/403-5010-many-{number:03}.yaml"),
            "title: Many\noutcome: 403/5010\nrulings: [R999]\nunknown: 1\nchange:\n  headers: { Authorization: \"{{ nothing }}\" }\n",
        );
    }
    let first = suite.run(&["check", "--format", "json"]);
    assert_eq!(first.code, Some(2));
    let problems: Vec<serde_json::Value> = serde_json::from_str(&first.out).unwrap();
    let place = |problem: &serde_json::Value| {
        let path = problem["path"].as_str().unwrap().to_owned();
        (path, problem["line"].as_u64(), problem["column"].as_u64())
    };
    let places: Vec<_> = problems.iter().map(place).collect();
    assert!(places.is_sorted(), "{places:?}");
    // The title repeats in all but the first.
    assert_eq!(problems.len(), many / 5 * 4 - 1);
    for _ in 0..5 {
        assert_eq!(suite.run(&["check", "--format", "json"]).out, first.out);
    }
}
