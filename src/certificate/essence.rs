//! What two versions of this program must agree on, though they may put it into other words.

use serde_json::Value as Json;

use super::statement::DIGEST_OF;

/// Of a report what another version of this program must say just so.
pub(super) fn verdicts(report: &Json) -> Json {
    let keep = |value: &Json, fields: &[&str]| -> Json {
        let kept = fields
            .iter()
            .map(|field| ((*field).to_owned(), value[*field].clone()));
        Json::Object(kept.collect())
    };
    let cases = report["cases"].as_array().map(Vec::as_slice);
    let cases = cases.unwrap_or_default().iter().map(|case| {
        let mut kept = keep(case, &["id", "operation", "outcome", "level", "verdict"]);
        let findings = case["findings"].as_array().map(Vec::as_slice);
        kept["findings"] = findings
            .unwrap_or_default()
            .iter()
            .map(|finding| keep(finding, &["code", "field", "severity", "ruling"]))
            .collect();
        kept
    });
    let cases: Json = cases.collect();
    let mut kept = keep(
        report,
        &[
            "suite_digest",
            "target",
            "level",
            "scope",
            "conclusion",
            "counts",
        ],
    );
    kept["cases"] = cases;
    kept
}

/// Of a statement what another version of this program must say just so.
pub(super) fn essence(statement: &Json) -> Json {
    let mut kept = statement.clone();
    for place in ["/subject", "/predicate/configuration"] {
        let resources = kept.pointer_mut(place).and_then(Json::as_array_mut);
        for resource in resources.into_iter().flatten() {
            if let Some(annotations) = resource
                .get_mut("annotations")
                .and_then(Json::as_object_mut)
            {
                annotations.retain(|name, _| name != DIGEST_OF);
            }
        }
    }
    let extension = &mut kept["predicate"]["rpguConformance"];
    if let Some(members) = extension.as_object_mut() {
        let prose = ["scope", "doesNotEstablish", "suite"];
        members.retain(|name, _| !prose.contains(&name.as_str()));
    }
    kept
}
