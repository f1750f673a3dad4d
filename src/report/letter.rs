//! One letter for each verdict, so that nothing hangs on a colour.

use crate::judge::VerdictKind;

/// The letter that stands for a verdict beside its colour. It is the same in every language, as the verdict is.
pub(crate) fn verdict_letter(verdict: VerdictKind) -> char {
    match verdict {
        VerdictKind::Pass => 'P',
        VerdictKind::Quirk => 'Q',
        VerdictKind::Fail => 'F',
        VerdictKind::Unproven => 'U',
        VerdictKind::Blocked => 'B',
        VerdictKind::Error => 'E',
    }
}
