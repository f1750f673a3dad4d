//! Runs to report on: one that passes, one that fails, one that is mostly blocked.

use rpgu_conformance::reference::{Behaviour, FAULTS, FREEDOMS};
use rpgu_conformance::report::{Language, Report, html};

use crate::targets::owner::{Owner, all, each, run};

pub(super) fn fault(name: &str) -> Behaviour {
    Behaviour::Fault(FAULTS.iter().find(|fault| fault.name == name).unwrap())
}

/// The literal server, with states on demand.
pub(super) async fn passing() -> Report {
    let owner = Owner::start(Behaviour::Literal).await;
    run(&owner.on_demand("p.yaml"), all(), 4).await
}

/// A server that answers expired tokens with 401.
pub(super) async fn failing() -> Report {
    let owner = Owner::start(fault("expired-401")).await;
    run(&owner.on_demand("p.yaml"), all(), 4).await
}

/// The literal server, whose owner lists one active visit and nothing else.
pub(super) async fn blocked() -> Report {
    let owner = Owner::start(Behaviour::Literal).await;
    let mut ids = owner.ids(&each(1)).await;
    ids.retain(|state, _| state.as_str() == "visit.active");
    run(&owner.listed("p.yaml", &ids), all(), 4).await
}

/// Writes pages to look at: `RPGU_PAGES=/tmp/pages cargo test --test it -- --ignored pages_to_look_at`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes files for eyes and other tools"]
async fn pages_to_look_at() {
    use rpgu_conformance::report::{ctrf, json, junit, markdown};

    let folder = std::path::PathBuf::from(std::env::var("RPGU_PAGES").unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    let bom = FREEDOMS.iter().find(|freedom| freedom.name.contains("bom"));
    let quirky = Owner::start(bom.map_or(Behaviour::Literal, Behaviour::Freedom)).await;
    let quirky = run(&quirky.on_demand("p.yaml"), all(), 4).await;
    let runs = [
        ("passing", passing().await),
        ("failing", failing().await),
        ("blocked", blocked().await),
        ("quirky", quirky),
        ("hostile", super::hostile::hostile(failing().await)),
    ];
    for (name, report) in runs {
        let write = |ending: &str, text: String| {
            std::fs::write(folder.join(format!("{name}.{ending}")), text).unwrap();
        };
        write("en.html", html(&report, Language::En).unwrap());
        write("ru.html", html(&report, Language::Ru).unwrap());
        write("en.md", markdown(&report, Language::En));
        write("ru.md", markdown(&report, Language::Ru));
        write("ctrf.json", ctrf(&report));
        write("json", json(&report));
        write("xml", junit(&report));
    }
}
