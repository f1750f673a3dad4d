//! `message_code`, and what one page's example makes of its name (ruling R2).

use serde_json::Value as Json;

use super::comparer::{Comparer, MESSAGE_CODE, shown};
use super::finding::FindingCode;
use super::observation::Member;
use crate::suite::{Deviation, ExpectedMessageCode, MessageCodeMember, RulingId};

impl Comparer<'_> {
    /// The misspelling of `message_code` that this operation's documents print, and its ruling.
    pub(super) fn misspelling(&self) -> Option<(String, RulingId)> {
        self.operation
            .quirks
            .iter()
            .find_map(|quirk| match &quirk.allows {
                Deviation::MisspeltMessageCode(name) => Some((name.clone(), quirk.ruling.clone())),
                _ => None,
            })
    }

    /// R2: `message_code`, and what the cancel page's example makes of it.
    pub(super) fn message_code(
        &mut self,
        member: &MessageCodeMember,
        expected: &ExpectedMessageCode,
    ) {
        let line = format!("{}: {expected}", member.as_str());
        let regular = self.observation.member(MESSAGE_CODE);
        let misspelling = self.misspelling();
        let misspelt = match &misspelling {
            Some((name, _)) => self.observation.member(name),
            None => Member::Absent,
        };
        let agrees = |member: Member<'_>| match (member, expected) {
            (Member::Once(Json::String(code)), ExpectedMessageCode::Exactly(wanted)) => {
                code == wanted
            }
            (Member::Once(Json::String(_)), ExpectedMessageCode::AnyString) => true,
            _ => false,
        };
        let printed_misspelt = *member != MessageCodeMember::Regular;
        match (regular, misspelt, misspelling) {
            (regular, Member::Absent, _) if agrees(regular) => {
                self.lines.push(line);
                self.undocumented_misspelling();
            }
            (Member::Absent, misspelt, Some(_)) if printed_misspelt && agrees(misspelt) => {
                self.lines.push(line);
            }
            (Member::Absent, misspelt, Some((name, ruling))) if agrees(misspelt) => {
                self.lines.push(format!("{name}: {}", shown(misspelt)));
                let expected = format!("{MESSAGE_CODE}: {expected}");
                let actual = format!("{name}: {}", shown(misspelt));
                self.finding(
                    FindingCode::MessageOde,
                    &name,
                    expected,
                    actual,
                    Some(ruling),
                );
            }
            (regular, misspelt, Some((name, ruling)))
                if agrees(regular) && agrees(misspelt) && regular == misspelt =>
            {
                self.lines.push(line);
                self.lines
                    .push(format!("{name}: {} as well", shown(misspelt)));
                let actual = format!("both, each {}", shown(regular));
                self.finding(
                    FindingCode::MessageOde,
                    &name,
                    "one of the two names",
                    actual,
                    Some(ruling),
                );
            }
            (regular, misspelt, misspelling) => {
                let both = misspelling.filter(|_| misspelt != Member::Absent);
                let actual = match (&both, regular) {
                    (None, _) => shown(regular),
                    (Some((name, _)), Member::Absent) => format!("{name}: {}", shown(misspelt)),
                    (Some((name, _)), _) => {
                        format!("{}, and {name}: {}", shown(regular), shown(misspelt))
                    }
                };
                self.lines.push(format!("{MESSAGE_CODE}: {actual}"));
                self.finding(
                    FindingCode::MessageCode,
                    MESSAGE_CODE,
                    expected.to_string(),
                    actual,
                    None,
                );
                self.undocumented_misspelling();
            }
        }
    }

    /// R2: on an operation whose documents do not print the misspelling it is wrong, even beside the right name.
    fn undocumented_misspelling(&mut self) {
        const MISSPELT: &str = "message_ode";
        if self.misspelling().is_some() {
            return;
        }
        let member = self.observation.member(MISSPELT);
        if member != Member::Absent {
            let actual = shown(member);
            self.lines.push(format!("{MISSPELT}: {actual}"));
            self.finding(FindingCode::MessageOde, MISSPELT, "absent", actual, None);
        }
    }
}
