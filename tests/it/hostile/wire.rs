//! What a hostile target does on the wire: each behaviour is an error with a finding of its own, in time.

use std::time::Duration;

use rpgu_conformance::judge::VerdictKind;
use rstest::rstest;

use super::server::Step::{self, Read, Reset, Wait};
use super::server::{BODY, Hostile, ask, documented, drip, flood, head, send, slowly, with_body};

/// Short, so that the behaviours that wait do not take long.
const LIMITS: &str = "timeouts: { connect: 400ms, first_byte: 200ms, total: 400ms }\n\
                      limits: { body: 4KiB, headers: 2KiB, json_depth: 8, informational: 3 }\n";

/// A limit reached is told within a second of it.
const LATEST: Duration = Duration::from_millis(400 + 1000);

const OK: &str = "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n";
const CHUNKED: &str = "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

fn chunked(body: &str, end: &str) -> String {
    format!("{CHUNKED}{:x}\r\n{body}\r\n{end}", body.len())
}

#[rstest]
// Silence.
#[case::never_reads(vec![Wait], "first_byte_timed_out")]
#[case::never_answers(vec![Read, Wait], "first_byte_timed_out")]
#[case::stops_in_the_status_line(vec![Read, send("HTTP/1.1 4"), Wait], "timed_out")]
#[case::stops_in_the_headers(vec![Read, send(OK), Wait], "timed_out")]
#[case::announces_a_length_and_sends_nothing(vec![Read, send(head(90)), Wait], "timed_out")]
#[case::stops_in_the_body(vec![Read, send(head(90)), send("{\"code\":403,"), Wait], "timed_out")]
#[case::stops_in_a_chunk(vec![Read, send(CHUNKED), send("5a\r\n{\"code\""), Wait], "timed_out")]
#[case::never_sends_the_last_chunk(vec![Read, send(chunked(BODY, "")), Wait], "timed_out")]
#[case::stops_in_an_interim_response(vec![Read, send("HTTP/1.1 100 Con"), Wait], "timed_out")]
// Drip.
#[case::drips_the_status_line(vec![Read, drip(format!("HTTP/1.1 403 {}", "x".repeat(200)))], "timed_out")]
#[case::drips_the_headers(vec![Read, send("HTTP/1.1 403 Forbidden\r\n"), drip("A: b\r\n".repeat(40))], "timed_out")]
#[case::drips_the_body(vec![Read, send(head(BODY.len())), drip(BODY)], "timed_out")]
#[case::drips_chunks(vec![Read, send(CHUNKED), slowly("1\r\n \r\n")], "timed_out")]
#[case::drips_line_ends(vec![Read, slowly("\r\n")], "timed_out")]
// Early ends.
#[case::closes_at_once(vec![], "interrupted")]
#[case::closes_without_an_answer(vec![Read], "interrupted")]
#[case::closes_in_the_status_line(vec![Read, send("HTTP/1.1 4")], "interrupted")]
#[case::closes_in_the_headers(vec![Read, send(OK)], "interrupted")]
#[case::closes_before_the_body(vec![Read, send(head(90))], "interrupted")]
#[case::closes_in_the_body(vec![Read, send(head(90)), send("{\"code\":403}")], "interrupted")]
#[case::closes_in_a_chunk(vec![Read, send(CHUNKED), send("5a\r\n{\"code\"")], "interrupted")]
#[case::closes_before_the_last_chunk(vec![Read, send(chunked(BODY, ""))], "interrupted")]
#[case::closes_after_an_interim_response(vec![Read, send("HTTP/1.1 100 Continue\r\n\r\n")], "interrupted")]
// Resets.
#[case::resets_without_an_answer(vec![Read, Reset], "interrupted")]
#[case::resets_in_the_status_line(vec![Read, send("HTTP/1.1 4"), Reset], "interrupted")]
#[case::resets_in_the_headers(vec![Read, send(OK), Reset], "interrupted")]
#[case::resets_before_the_body(vec![Read, send(head(90)), Reset], "interrupted")]
#[case::resets_in_the_body(vec![Read, send(head(90)), send("{\"code\":403}"), Reset], "interrupted")]
#[case::resets_in_a_chunk(vec![Read, send(CHUNKED), send("5a\r\n{\"code\""), Reset], "interrupted")]
// Too much.
#[case::endless_body(vec![Read, send(OK), send("\r\n"), flood([b'['; 1000])], "too_large")]
#[case::endless_chunks(vec![Read, send(CHUNKED), flood("5\r\n{\"a\":\r\n")], "too_large")]
#[case::one_endless_chunk(vec![Read, send(CHUNKED), send("fffffff\r\n"), flood([b' '; 1000])], "too_large")]
#[case::a_body_over_the_limit(vec![Read, send(with_body(&" ".repeat(4097)))], "too_large")]
#[case::a_length_over_the_limit(vec![Read, send(head(1_000_000_000_000)), Wait], "too_large")]
#[case::endless_headers(vec![Read, send(OK), flood("X-Filler: 0123456789abcdef\r\n")], "headers_too_large")]
#[case::one_endless_header(vec![Read, send(OK), send("X: "), flood([b'x'; 1000])], "headers_too_large")]
#[case::an_endless_reason(vec![Read, send("HTTP/1.1 403 "), flood([b'x'; 1000])], "headers_too_large")]
#[case::many_small_headers(vec![Read, send(OK), send("a:\r\n".repeat(101)), send("\r\n")], "headers_too_large")]
#[case::headers_over_the_limit(vec![Read, send(OK), send(format!("X: {}\r\n\r\n", "x".repeat(2048)))], "headers_too_large")]
#[case::endless_trailers(vec![Read, send(chunked(BODY, "0\r\n")), flood("X-Filler: 0123456789abcdef\r\n")], "headers_too_large")]
#[case::endless_chunk_extensions(vec![Read, send(CHUNKED), send("5;"), flood("a=b;".repeat(100))], "not_http")]
#[case::endless_line_ends(vec![Read, flood("\r\n".repeat(500))], "headers_too_large")]
#[case::endless_continues(vec![Read, flood("HTTP/1.1 100 Continue\r\n\r\n")], "too_many_informational")]
#[case::endless_early_hints(vec![Read, flood("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")], "too_many_informational")]
#[case::slow_continues(vec![Read, slowly("HTTP/1.1 102 Processing\r\n\r\n")], "too_many_informational")]
#[case::one_interim_response_over_the_limit(
    vec![Read, send("HTTP/1.1 100 Continue\r\n\r\n".repeat(4)), send(documented())],
    "too_many_informational"
)]
#[case::nested_too_deeply(vec![Read, send(with_body(&format!("{{\"code\":{}", "[".repeat(8))))], "too_deep")]
// Garbage.
#[case::text(vec![Read, send("403 Forbidden, go away\r\n\r\n")], "not_http")]
#[case::noise(vec![Read, send([0x9f, 0x00, 0xff, 0x1b, 0x5b, 0x33, 0x0d, 0x0a, 0x0d, 0x0a])], "not_http")]
#[case::endless_noise(vec![Read, flood([0x9f, 0x00, 0xff, 0x1b])], "not_http")]
#[case::endless_nul(vec![flood([0; 1000])], "not_http")]
#[case::tls(vec![Read, send([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28])], "not_http")]
#[case::http_2(vec![Read, send([0, 0, 0, 4, 0, 0, 0, 0, 0]), Wait], "not_http")]
#[case::http_0_9(vec![Read, send(BODY)], "not_http")]
#[case::another_version(vec![Read, send("HTTP/3.7 403 Forbidden\r\n\r\n")], "not_http")]
#[case::a_status_of_two_digits(vec![Read, send("HTTP/1.1 43 Forbidden\r\n\r\n")], "not_http")]
#[case::a_status_of_letters(vec![Read, send("HTTP/1.1 abc Forbidden\r\n\r\n")], "not_http")]
#[case::a_status_below_all(vec![Read, send("HTTP/1.1 042 Forbidden\r\n\r\n")], "not_http")]
#[case::a_header_without_colon(vec![Read, send(OK), send("nonsense\r\n\r\n")], "not_http")]
#[case::a_header_with_nul(vec![Read, send(OK), send("X: a\0b\r\n\r\n")], "not_http")]
#[case::a_header_with_a_space(vec![Read, send(OK), send("Content-Length : 2\r\n\r\n{}")], "not_http")]
#[case::a_folded_header(vec![Read, send(OK), send("X: a\r\n b\r\n\r\n")], "not_http")]
#[case::a_bare_carriage_return(vec![Read, send(OK), send("X: a\rY: b\r\n\r\n")], "not_http")]
#[case::a_length_of_letters(vec![Read, send(OK), send("Content-Length: ten\r\n\r\n")], "not_http")]
#[case::a_negative_length(vec![Read, send(OK), send("Content-Length: -1\r\n\r\n")], "not_http")]
#[case::a_length_that_overflows(vec![Read, send(OK), send("Content-Length: 99999999999999999999\r\n\r\n")], "not_http")]
#[case::two_lengths(vec![Read, send(OK), send("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}}")], "not_http")]
#[case::a_length_and_chunks(vec![Read, send(OK), send("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")], "not_http")]
#[case::a_chunk_size_of_letters(vec![Read, send(CHUNKED), send("xyz\r\n{}\r\n0\r\n\r\n")], "not_http")]
#[case::a_chunk_size_that_overflows(vec![Read, send(CHUNKED), send("fffffffffffffffff\r\n{}")], "not_http")]
#[case::a_chunk_without_its_end(vec![Read, send(CHUNKED), send("2\r\n{}xx0\r\n\r\n")], "not_http")]
// More than an answer.
#[case::bytes_after_the_body(vec![Read, send(documented() + "x"), Wait], "bytes_after_answer")]
#[case::bytes_after_the_body_and_a_close(vec![Read, send(documented() + "{}")], "bytes_after_answer")]
#[case::bytes_after_the_last_chunk(vec![Read, send(chunked(BODY, "0\r\n\r\n") + "x"), Wait], "bytes_after_answer")]
#[case::a_second_answer(vec![Read, send(documented() + &documented()), Wait], "bytes_after_answer")]
#[case::a_body_where_none_may_be(vec![Read, send(format!("HTTP/1.1 204 No Content\r\n\r\n{BODY}")), Wait], "bytes_after_answer")]
#[case::a_flood_after_the_answer(vec![Read, send(documented() + &"x".repeat(500)), flood([b'x'; 1000])], "bytes_after_answer")]
#[case::bytes_after_an_upgrade(vec![Read, send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nxyz"), Wait], "bytes_after_answer")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn is_an_error(#[case] steps: Vec<Step>, #[case] code: &str) {
    let server = Hostile::start(steps).await;
    let outcome = ask(&format!("http://{}", server.address), LIMITS).await;
    assert_eq!(
        outcome.said(),
        format!("error {code}"),
        "{:?}",
        outcome.judged.findings
    );
    assert!(!outcome.exchanges.is_empty());
    for exchange in &outcome.exchanges {
        assert!(exchange.elapsed < LATEST, "{:?}", exchange.elapsed);
    }
    // Nothing is retried, and nothing is asked on a connection that was used.
    assert_eq!(server.connections(), outcome.exchanges.len());
}

/// What is odd and no error: it is judged, and not believed for more than it is.
#[rstest]
#[case::a_whole_answer_and_then_silence(vec![Read, send(documented()), Wait])]
#[case::as_many_interim_responses_as_are_allowed(
    vec![Read, send("HTTP/1.1 100 Continue\r\n\r\n".repeat(3)), send(documented())]
)]
#[case::a_trailing_line_end(vec![Read, send(documented() + "\r\n"), Wait])]
#[case::one_chunk_a_byte(vec![Read, send(chunks_of_a_byte())])]
#[case::no_length(vec![Read, send(format!("{OK}\r\n{BODY}"))])]
#[case::trailers(vec![Read, send(chunked(BODY, "0\r\nX-Code: 200\r\nContent-Length: 1\r\n\r\n"))])]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn is_judged(#[case] steps: Vec<Step>) {
    let server = Hostile::start(steps).await;
    let outcome = ask(&format!("http://{}", server.address), LIMITS).await;
    // As documented; but the control is refused likewise, so that nothing shows that it is for the stated reason.
    assert_eq!(outcome.kind(), VerdictKind::Unproven, "{}", outcome.said());
}

fn chunks_of_a_byte() -> Vec<u8> {
    let mut answer = CHUNKED.as_bytes().to_vec();
    for byte in BODY.bytes() {
        answer.extend([b'1', b'\r', b'\n', byte, b'\r', b'\n']);
    }
    answer.extend(b"0\r\n\r\n");
    answer
}
