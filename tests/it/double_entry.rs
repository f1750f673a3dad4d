//! The two entries of the contract agree to the last character.

use rstest::rstest;

/// The double entry holds to the last character of each snapshot.
#[rstest]
#[case("snapshots/visit-cancel/200-2000-cancelled.snap")]
#[case("snapshots/visit-cancel/415-no-content-type.snap")]
#[case("snapshots/visit-rating/200-2000-simultaneous.snap")]
#[case("snapshots/visit-rating/4xx-missing-field.snap")]
fn any_changed_character_of_a_snapshot_is_noticed(#[case] name: &str) {
    use rpgu_conformance::suite::{Snapshots, Source, read};

    let files = Source::Embedded.load().unwrap();
    let place = files
        .snapshots
        .iter()
        .position(|file| file.source.path.as_ref() == name)
        .unwrap();
    let text = files.snapshots[place].source.text.clone();
    read(&files, Snapshots::Required).unwrap();
    for (at, c) in text.char_indices() {
        let mut spoilt = text[..at].to_owned();
        spoilt.push(if c == 'x' { 'y' } else { 'x' });
        spoilt.push_str(&text[at + c.len_utf8()..]);
        for spoilt in [spoilt, text[..at].to_owned() + &text[at + c.len_utf8()..]] {
            let mut files = files.clone();
            files.snapshots[place].source.text = spoilt.as_str().into();
            let problems = read(&files, Snapshots::Required).unwrap_err();
            let stem = name
                .trim_start_matches("snapshots/")
                .trim_end_matches(".snap");
            assert!(problems.to_string().contains(stem), "character {at}");
        }
    }
}
