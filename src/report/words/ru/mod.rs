//! Russian. A case is «проверка», a control «контрольный запрос», a quirk «допустимое отклонение», a ruling «трактовка».

mod certificate;
mod comparison;
mod labels;
mod plan;
mod run;

pub(super) use labels::LABELS;

pub(super) struct Russian;

/// The form of a noun that its number asks for: 1 проверка, 2 проверки, 5 проверок.
pub(super) fn plural<'a>(count: usize, one: &'a str, few: &'a str, many: &'a str) -> &'a str {
    match (count % 10, count % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}
