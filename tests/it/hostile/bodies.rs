//! JSON that is made to be misread: a verdict and a finding each, never a wrong pass.

use rstest::rstest;

use super::server::{BODY, Hostile, Step, ask, send};

const M: &str = "Запрос должен содержать 'Authorization: Bearer ...'";

/// The documented body with one member's value replaced.
fn with(member: &str, value: &str) -> Vec<u8> {
    let values = [
        ("code", "403".to_owned()),
        ("message", format!("\"{M}\"")),
        ("message_code", "\"5010\"".to_owned()),
    ];
    let members = values.map(|(name, documented)| {
        let value = if name == member {
            value.to_owned()
        } else {
            documented
        };
        format!("\"{name}\":{value}")
    });
    format!("{{{}}}", members.join(",")).into_bytes()
}

/// The documented body with more members before and behind.
fn around(before: &str, behind: &str) -> Vec<u8> {
    let inner = BODY.trim_start_matches('{').trim_end_matches('}');
    format!("{{{before}{inner}{behind}}}").into_bytes()
}

fn bytes(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

#[rstest]
// The answer that the others are made from.
#[case::documented(BODY.into(), "unproven")]
// Two readers, two answers.
#[case::code_twice(around("\"code\":403,", ""), "fail duplicate_member code")]
#[case::another_code_first(around("\"code\":200,", ""), "fail duplicate_member code")]
#[case::another_code_last(around("", ",\"code\":200"), "fail duplicate_member code")]
#[case::a_name_in_escapes(around("", ",\"\\u0063ode\":200"), "fail duplicate_member code")]
#[case::message_code_twice(
    around("", ",\"message_code\":\"2000\""),
    "fail duplicate_member message_code"
)]
#[case::message_twice(around("", ",\"message\":\"\""), "fail duplicate_member message")]
#[case::a_name_in_capitals(around("", ",\"CODE\":200"), "unproven")]
#[case::a_name_with_nul(around("", ",\"code\\u0000\":200"), "unproven")]
#[case::other_members_twice(around("", ",\"a\":1,\"a\":2"), "unproven")]
#[case::prototype(around("\"__proto__\":{\"code\":200},", ""), "unproven")]
// Numbers.
#[case::fraction(with("code", "403.0"), "fail code")]
#[case::exponent(with("code", "4.03e2"), "fail code")]
#[case::almost(with("code", "403.00000000000000000001"), "fail code")]
#[case::beyond_all_numbers(with("code", "1e400"), "fail code")]
#[case::beyond_64_bits(with("code", "340282366920938463463374607431768211859"), "fail code")]
#[case::around_32_bits(with("code", "4294967699"), "fail code")]
#[case::a_thousand_digits(with("code", &"4".repeat(1000)), "fail code")]
#[case::negative(with("code", "-403"), "fail code")]
#[case::negative_zero(with("code", "-0"), "fail code")]
#[case::plus(with("code", "+403"), "fail body_not_json")]
#[case::leading_zero(with("code", "0403"), "fail body_not_json")]
#[case::hexadecimal(with("code", "0x193"), "fail body_not_json")]
#[case::not_a_number(with("code", "NaN"), "fail body_not_json")]
#[case::a_text(with("code", "\"403\""), "fail code")]
#[case::a_list(with("code", "[403]"), "fail code")]
#[case::truth(with("code", "true"), "fail code")]
#[case::message_code_a_number(with("message_code", "5010"), "fail message_code")]
#[case::message_code_a_list(with("message_code", "[\"5010\"]"), "fail message_code")]
#[case::message_code_with_nul(with("message_code", "\"5010\\u0000\""), "fail message_code")]
#[case::message_code_without_width(with("message_code", "\"50\u{200b}10\""), "fail message_code")]
#[case::message_code_in_other_digits(with("message_code", "\"５０１０\""), "fail message_code")]
// Texts.
#[case::message_beyond_all_numbers(with("message", "1e400"), "fail message")]
#[case::message_nothing(with("message", "null"), "fail message")]
#[case::half_a_pair(with("message", "\"\\ud800\""), "fail message")]
#[case::the_other_half(with("message", "\"\\udc00\""), "fail message")]
#[case::half_a_pair_as_code(with("message_code", "\"\\udbff5010\""), "fail message_code")]
#[case::half_a_pair_as_name(around("\"\\ud800\":1,", ""), "fail body_not_json")]
#[case::half_a_pair_elsewhere(around("\"a\":\"\\ud800\",", ""), "unproven")]
#[case::no_utf_8(bytes(&[b"{\"message\":\"", &[0xff, 0xfe], b"\",\"code\":403,\"message_code\":\"5010\"}"]), "fail body_not_json")]
#[case::no_utf_8_elsewhere(bytes(&[b"{\"a\":\"", &[0xc3], b"\",", &BODY.as_bytes()[1..]]), "fail body_not_json")]
#[case::overlong(bytes(&[b"{\"a\":\"", &[0xc0, 0xaf], b"\",", &BODY.as_bytes()[1..]]), "fail body_not_json")]
#[case::surrogates_in_utf_8(bytes(&[b"{\"a\":\"", &[0xed, 0xa0, 0x80], b"\",", &BODY.as_bytes()[1..]]), "fail body_not_json")]
#[case::nul_in_a_text(around("\"a\":\"\0\",", ""), "fail body_not_json")]
#[case::nul_behind(bytes(&[BODY.as_bytes(), b"\0"]), "fail body_not_json")]
#[case::a_line_break_in_a_text(around("\"a\":\"\n\",", ""), "fail body_not_json")]
// Not one value.
#[case::a_byte_order_mark(bytes(&[b"\xef\xbb\xbf", BODY.as_bytes()]), "unproven byte_order_mark")]
#[case::two_byte_order_marks(bytes(&[b"\xef\xbb\xbf\xef\xbb\xbf", BODY.as_bytes()]), "fail body_not_json")]
#[case::utf_16(BODY.encode_utf16().flat_map(u16::to_le_bytes).collect(), "fail body_not_json")]
#[case::two_values(bytes(&[BODY.as_bytes(), BODY.as_bytes()]), "fail body_not_json")]
#[case::two_lines(bytes(&[BODY.as_bytes(), b"\n", BODY.as_bytes()]), "fail body_not_json")]
#[case::a_comma_behind(bytes(&[BODY.as_bytes(), b","]), "fail body_not_json")]
#[case::a_comma_inside(around("", ","), "fail body_not_json")]
#[case::a_comment(around("/* */", ""), "fail body_not_json")]
#[case::single_quotes(BODY.replace('"', "'").into(), "fail body_not_json")]
#[case::cut_short(BODY.as_bytes()[..BODY.len() - 1].into(), "fail body_not_json")]
#[case::a_guard(bytes(&[b")]}',\n", BODY.as_bytes()]), "fail body_not_json")]
#[case::a_callback(format!("f({BODY})").into(), "fail body_not_json")]
#[case::white_space(b" \n\t ".into(), "fail body_not_json")]
#[case::nothing(Vec::new(), "fail body_empty")]
#[case::in_a_list(format!("[{BODY}]").into(), "fail body_not_object")]
#[case::in_a_text(serde_json::to_vec(BODY).unwrap(), "fail body_not_object")]
#[case::null(b"null".into(), "fail body_not_object")]
#[case::an_empty_object(b"{}".into(), "fail code message_code message")]
#[case::compressed(vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], "fail body_not_json")]
// Deep and long.
#[case::deep(vec![b'['; 200_000], "error too_deep")]
#[case::deep_objects("{\"a\":".repeat(200_000).into_bytes(), "error too_deep")]
#[case::deep_in_a_member(with("message", &format!("{}{}", "[".repeat(200_000), "]".repeat(200_000))), "error too_deep")]
#[case::brackets_in_a_text(with("message", &format!("\"{}\"", "[".repeat(200_000))), "unproven message")]
#[case::closing_brackets(vec![b']'; 200_000], "fail body_not_json")]
#[case::megabytes_of_message(with("message", &format!("\"{}\"", "ж".repeat(1_500_000))), "unproven message")]
#[case::megabytes_of_white_space(bytes(&[&vec![b' '; 3_000_000], BODY.as_bytes()]), "unproven")]
#[case::a_hundred_thousand_members(around("", &(0..100_000).map(|n| format!(",\"m{n}\":{n}")).collect::<String>()), "unproven")]
#[case::a_hundred_thousand_codes(around("", &",\"code\":403".repeat(100_000)), "fail duplicate_member code")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn has_a_verdict(#[case] body: Vec<u8>, #[case] said: &str) {
    let mut answer = super::server::head(body.len()).into_bytes();
    answer.extend(body);
    let server = Hostile::start(vec![Step::Read, send(answer)]).await;
    let target = format!("http://{}", server.address);
    let outcome = ask(&target, "limits: { body: 4MiB }\n").await;
    assert_eq!(outcome.said(), said, "{:?}", outcome.judged.findings);
    // What is shown of an answer is short, however long the answer is.
    for finding in &outcome.judged.findings {
        assert!(
            finding.actual.chars().count() < 1000,
            "{}",
            finding.actual.len()
        );
    }
}
