//! Formats that other programs read: the Common Test Report Format and JUnit.

use rpgu_conformance::report::{Report, ctrf, junit};
use serde_json::{Map, Value as Json};

use super::runs::{blocked, failing, passing};

/// What CTRF 0.1.0 says of one object: the fields that must be there, and those that may be. No others may.
struct Shape {
    required: &'static [(&'static str, Kind)],
    optional: &'static [(&'static str, Kind)],
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Texts,
    Object,
    List,
    Status,
}

const ROOT: Shape = Shape {
    required: &[
        ("reportFormat", Kind::Text),
        ("specVersion", Kind::Text),
        ("results", Kind::Object),
    ],
    optional: &[
        ("reportId", Kind::Text),
        ("timestamp", Kind::Text),
        ("generatedBy", Kind::Text),
        ("extra", Kind::Object),
    ],
};
const RESULTS: Shape = Shape {
    required: &[
        ("tool", Kind::Object),
        ("summary", Kind::Object),
        ("tests", Kind::List),
    ],
    optional: &[("environment", Kind::Object), ("extra", Kind::Object)],
};
const TOOL: Shape = Shape {
    required: &[("name", Kind::Text)],
    optional: &[("version", Kind::Text), ("extra", Kind::Object)],
};
const SUMMARY: Shape = Shape {
    required: &[
        ("tests", Kind::Integer),
        ("passed", Kind::Integer),
        ("failed", Kind::Integer),
        ("skipped", Kind::Integer),
        ("pending", Kind::Integer),
        ("other", Kind::Integer),
        ("start", Kind::Integer),
        ("stop", Kind::Integer),
    ],
    optional: &[
        ("suites", Kind::Integer),
        ("flaky", Kind::Integer),
        ("duration", Kind::Integer),
        ("extra", Kind::Object),
    ],
};
const ENVIRONMENT: Shape = Shape {
    required: &[],
    optional: &[
        ("reportName", Kind::Text),
        ("appName", Kind::Text),
        ("appVersion", Kind::Text),
        ("testEnvironment", Kind::Text),
        ("extra", Kind::Object),
    ],
};
const TEST: Shape = Shape {
    required: &[
        ("name", Kind::Text),
        ("status", Kind::Status),
        ("duration", Kind::Integer),
    ],
    optional: &[
        ("start", Kind::Integer),
        ("stop", Kind::Integer),
        ("suite", Kind::Texts),
        ("message", Kind::Text),
        ("trace", Kind::Text),
        ("line", Kind::Integer),
        ("rawStatus", Kind::Text),
        ("tags", Kind::Texts),
        ("filePath", Kind::Text),
        ("extra", Kind::Object),
    ],
};

impl Shape {
    fn check(&self, place: &str, value: &Json) -> Vec<String> {
        let Some(object) = value.as_object() else {
            return vec![format!("{place} is no object")];
        };
        let missing = self
            .required
            .iter()
            .filter(|(name, _)| !object.contains_key(*name));
        let missing = missing.map(|(name, _)| format!("{place}.{name} is missing"));
        missing.chain(self.check_fields(place, object)).collect()
    }

    fn check_fields(&self, place: &str, object: &Map<String, Json>) -> Vec<String> {
        let known = || self.required.iter().chain(self.optional);
        let wrong = object.iter().filter(|(name, value)| {
            let kind = known().find(|(known, _)| known == name);
            !kind.is_some_and(|(_, kind)| kind.holds(value))
        });
        wrong
            .map(|(name, value)| format!("{place}.{name} must not be {value}"))
            .collect()
    }
}

impl Kind {
    fn holds(self, value: &Json) -> bool {
        match self {
            Self::Text => value.as_str().is_some_and(|text| !text.is_empty()),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Texts => value
                .as_array()
                .is_some_and(|list| list.iter().all(Json::is_string)),
            Self::Object => value.is_object(),
            Self::List => value.is_array(),
            Self::Status => ["passed", "failed", "skipped", "pending", "other"]
                .iter()
                .any(|status| value == status),
        }
    }
}

fn problems(document: &Json) -> Vec<String> {
    let results = &document["results"];
    let mut problems = ROOT.check("root", document);
    problems.extend(RESULTS.check("results", results));
    problems.extend(TOOL.check("tool", &results["tool"]));
    problems.extend(SUMMARY.check("summary", &results["summary"]));
    problems.extend(ENVIRONMENT.check("environment", &results["environment"]));
    for test in results["tests"].as_array().into_iter().flatten() {
        problems.extend(TEST.check("test", test));
    }
    problems
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrf_is_as_its_schema_says() {
    for report in [passing().await, failing().await, blocked().await] {
        let document: Json = serde_json::from_str(&ctrf(&report)).unwrap();
        assert_eq!(problems(&document), Vec::<String>::new());
        assert_eq!(document["reportFormat"], "CTRF");
        let summary = &document["results"]["summary"];
        let count = |status: &str| {
            let tests = document["results"]["tests"].as_array().unwrap();
            tests.iter().filter(|test| test["status"] == status).count()
        };
        for status in ["passed", "failed", "skipped", "other"] {
            assert_eq!(summary[status], count(status), "{status}");
        }
        assert_eq!(summary["tests"], report.cases.len());
        assert!(
            summary["start"].as_i64() > Some(1_700_000_000_000),
            "milliseconds since 1970"
        );
        assert!(summary["stop"].as_i64() >= summary["start"].as_i64());
    }
}

/// The check itself can fail.
#[tokio::test(flavor = "multi_thread")]
async fn ctrf_of_another_shape_is_noticed() {
    let document: Json = serde_json::from_str(&ctrf(&passing().await)).unwrap();
    let spoil = |change: fn(&mut Json)| {
        let mut document = document.clone();
        change(&mut document);
        problems(&document).len()
    };
    assert_eq!(
        spoil(|d| d["results"]["tests"][0]["status"] = "pass".into()),
        1
    );
    assert_eq!(
        spoil(|d| d["results"]["tests"][0]["duration"] = 0.5.into()),
        1
    );
    assert_eq!(
        spoil(|d| d["results"]["tests"][0]["verdict"] = "pass".into()),
        1
    );
    assert_eq!(
        spoil(|d| drop(
            d["results"]["summary"]
                .as_object_mut()
                .unwrap()
                .remove("other")
        )),
        1
    );
}

/// What no verdict tells must be neither passed nor failed.
#[tokio::test(flavor = "multi_thread")]
async fn ctrf_keeps_the_verdicts_apart() {
    let report: Report = blocked().await;
    let document: Json = serde_json::from_str(&ctrf(&report)).unwrap();
    for (case, test) in report
        .cases
        .iter()
        .zip(document["results"]["tests"].as_array().unwrap())
    {
        assert_eq!(test["name"], case.id.as_str());
        assert_eq!(test["rawStatus"], case.verdict.to_string());
        let status = match case.verdict.to_string().as_str() {
            "pass" | "quirk" => "passed",
            "fail" => "failed",
            "blocked" => "skipped",
            _ => "other",
        };
        assert_eq!(test["status"], status);
    }
}

/// The counts that a JUnit reader adds up are those of its elements. (`tests/junit.sh` asks xmllint with the XSD.)
#[tokio::test(flavor = "multi_thread")]
async fn junit_counts_agree_with_its_elements() {
    for report in [passing().await, failing().await, blocked().await] {
        let xml = junit(&report);
        let count = |element: &str| {
            xml.matches(&format!("<{element} ")).count()
                + xml.matches(&format!("<{element}>")).count()
        };
        let read = quick_junit::Report::deserialize_from_str(&xml).unwrap();
        assert_eq!(read.tests, report.cases.len());
        assert_eq!(read.tests, count("testcase"));
        assert_eq!(read.failures, count("failure"));
        assert_eq!(read.errors, count("error"));
        let ids: Vec<String> = read
            .test_suites
            .iter()
            .flat_map(|suite| &suite.test_cases)
            .map(|case| case.name.to_string())
            .collect();
        let expected: Vec<&str> = report.cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(ids, expected);
    }
}
