//! A run that is split over several machines, and put together again.

use std::path::PathBuf;

use insta::assert_snapshot;
use rpgu_conformance::reference::Behaviour;
use rpgu_conformance::report::Report;
use rstest::rstest;

use super::owner::{Owner, each};
use crate::support::{Ran, program};

async fn ran(owner: &Owner, arguments: Vec<String>) -> Ran {
    let folder = owner.folder().to_owned();
    tokio::task::spawn_blocking(move || Ran::of(program().args(arguments), &folder))
        .await
        .unwrap()
}

async fn part(owner: &Owner, profile: &std::path::Path, part: &str) -> PathBuf {
    let path = owner.path(&format!("part-{}.json", part.replace('/', "-of-")));
    let arguments = [
        "run".to_owned(),
        "--quiet".to_owned(),
        format!("--profile={}", profile.display()),
        format!("--partition={part}"),
        format!("--report=json={}", path.display()),
    ];
    let ran = ran(owner, arguments.to_vec()).await;
    // A part is never the whole.
    assert_eq!(ran.code, Some(3), "{}", ran.show());
    path
}

fn read(path: &std::path::Path) -> Report {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

async fn merge(owner: &Owner, parts: &[PathBuf], out: &std::path::Path) -> Ran {
    let mut arguments = vec!["merge".to_owned(), "--quiet".to_owned()];
    arguments.extend(parts.iter().map(|path| path.display().to_string()));
    arguments.push(format!("--report=json={}", out.display()));
    ran(owner, arguments).await
}

#[rstest]
#[case::listed_identifiers(false)]
#[case::made_on_demand(true)]
#[tokio::test(flavor = "multi_thread")]
async fn the_parts_make_the_whole(#[case] on_demand: bool, #[values(1, 2, 5)] parts: usize) {
    let owner = Owner::start(Behaviour::Literal).await;
    let profile = if on_demand {
        owner.on_demand("p.yaml")
    } else {
        owner.listed("p.yaml", &owner.ids(&each(25)).await)
    };
    let mut paths = Vec::new();
    for number in 1..=parts {
        paths.push(part(&owner, &profile, &format!("{number}/{parts}")).await);
    }
    let sizes: Vec<usize> = paths.iter().map(|path| read(path).cases.len()).collect();
    assert!(sizes.iter().all(|size| *size > 0), "{sizes:?}");
    let out = owner.path("whole.json");
    let ran = merge(&owner, &paths, &out).await;
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    let whole = read(&out);
    let mut ids: Vec<String> = whole.cases.iter().map(|case| case.id.to_string()).collect();
    assert_eq!(ids.len(), super::owner::SUITE.cases.len());
    ids.dedup();
    assert_eq!(ids.len(), whole.cases.len());
    assert_eq!(whole.part, None);
    // No identifier was touched by two parts.
    let mut subjects: Vec<&str> = whole
        .subjects
        .iter()
        .map(|subject| subject.id.as_str())
        .collect();
    let touched = subjects.len();
    subjects.sort_unstable();
    subjects.dedup();
    assert_eq!(subjects.len(), touched);
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_that_do_not_make_a_whole() {
    let owner = Owner::start(Behaviour::Literal).await;
    let profile = owner.on_demand("p.yaml");
    let one = part(&owner, &profile, "1/3").await;
    let two = part(&owner, &profile, "2/3").await;
    let other = part(&owner, &profile, "2/2").await;
    let out = owner.path("whole.json");
    let mut said = String::new();
    let whole = owner.path("not-split.json");
    let run = vec![
        "run".to_owned(),
        "--quiet".to_owned(),
        format!("--report=json={}", whole.display()),
    ];
    assert_eq!(ran(&owner, run).await.code, Some(0));
    let none = owner.write("no-report.json", "{}");
    for parts in [
        vec![one.clone()],
        vec![one.clone(), two.clone()],
        vec![one.clone(), two.clone(), two.clone()],
        vec![one.clone(), other],
        vec![whole],
        vec![none],
        vec![owner.path("missing.json")],
    ] {
        let ran = merge(&owner, &parts, &out).await;
        assert_eq!(ran.code, Some(2), "{}", ran.show());
        said.push_str(&ran.err);
    }
    assert!(!out.exists());
    assert_snapshot!(said);
}
