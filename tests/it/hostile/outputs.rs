//! What a target says stays what it says, wherever it is shown.

use std::process::Command;

use proptest::prelude::*;
use rpgu_conformance::report::{RequestReport, curl};
use serde_json::Value as Json;
use tempfile::TempDir;

use super::server::{Hostile, Step, send};
use crate::support::{Ran, program, with_all_reports};

/// Terminal sequences in both codings, a hyperlink, the clipboard, both kinds of line break, direction marks, text
/// without width, XML's and HTML's ends, workflow commands, and what a shell acts on.
const ACTING: &str = "\u{1b}[31m\u{1b}]0;owned\u{7}\u{1b}]8;;http://evil.example\u{1b}\\x\u{1b}]52;c;b3du\u{7}\u{9b}2J\u{9d}0;x\u{9c}\u{8}\u{7f}\r\n::error file=x,line=1::owned\n##[error]owned\n%0A::stop-commands::x\u{85}\u{2028}\u{2029}\u{202e}gpj.exe\u{202c}\u{2066}\u{2069}\u{200b}\u{feff}\u{e0041}]]></failure><script>alert(1)</script>'\"`$(touch owned);|&*~#\\ {{ 7*7 }} [a](javascript:x) @everyone \u{fffe}\u{ffff}";

fn acts(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// Runs some cases against a target that says such things wherever it can.
async fn attacked() -> (TempDir, Ran) {
    let body = serde_json::json!({ "code": 403, "message": ACTING, "message_code": ACTING, ACTING: ACTING });
    let body = body.to_string();
    // Unescaped as far as JSON allows, so that nothing is made harmless by the target.
    let body = body.replace("\\u007f", "\u{7f}");
    let field = ACTING.replace(['\r', '\n', '\u{1b}', '\u{7}', '\u{8}', '\u{7f}'], "");
    let answer = format!(
        "HTTP/1.1 403 {field}\r\nContent-Type: text/{field}\r\nX-{}: {field}\r\nContent-Length: {}\r\n\r\n{body}",
        "Name",
        body.len()
    );
    let server = Hostile::start(vec![Step::Read, send(answer)]).await;
    let folder = tempfile::tempdir().unwrap();
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    let profile = format!(
        "target: http://{}\ntokens: {{ valid: {jwt}, expired: {jwt} }}\nstates: {{ visit.active: [\"v1$$(x)'\\\"\"] }}\n",
        server.address
    );
    std::fs::write(folder.path().join("p.yaml"), profile).unwrap();
    let mut command = program();
    command
        .current_dir(folder.path())
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", folder.path().join("summary.md"))
        .args([
            "run",
            "--profile",
            "p.yaml",
            "--color",
            "never",
            "--lang",
            "en",
        ]);
    with_all_reports(&mut command);
    tokio::task::spawn_blocking(move || {
        let ran = Ran::of(&mut command, folder.path());
        (folder, ran)
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_a_target_says_acts_on_a_reader() {
    let (folder, ran) = attacked().await;
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    let mut outputs = vec![
        ("stdout".to_owned(), ran.out.clone()),
        ("stderr".to_owned(), ran.err.clone()),
    ];
    for name in [
        "r.json",
        "r.xml",
        "r.html",
        "r.md",
        "r.ctrf.json",
        "summary.md",
    ] {
        outputs.push((
            name.to_owned(),
            std::fs::read_to_string(folder.path().join(name)).unwrap(),
        ));
    }
    for (name, text) in &outputs {
        let acting: Vec<char> = text.chars().filter(|c| acts(*c)).collect();
        assert_eq!(acting, Vec::<char>::new(), "{name}");
        if name != "stderr" {
            assert!(text.contains("owned"), "{name} shows what was said");
        }
    }
    // The same files and no others: nothing that was said named one.
    let mut names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "p.yaml",
            "r.ctrf.json",
            "r.html",
            "r.json",
            "r.md",
            "r.xml",
            "summary.md"
        ]
    );

    // Only our own workflow commands, one a line.
    for line in ran
        .out
        .lines()
        .filter(|line| line.starts_with("::") || line.starts_with("##"))
    {
        assert!(
            line.starts_with("::error file=cases/") || line.starts_with("::warning file=cases/"),
            "{line}"
        );
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    // To programs the text is the same as ever.
    let report: Json = serde_json::from_str(&read("r.json")).unwrap();
    let bodies = report["cases"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|case| case["exchanges"].as_array().unwrap());
    let said: Vec<&str> = bodies
        .filter_map(|exchange| exchange["response"]["body"].as_str())
        .collect();
    assert!(!said.is_empty());
    for body in said {
        let body: Json = serde_json::from_str(body).unwrap();
        assert_eq!(body["message"], ACTING);
    }
    quick_junit::Report::deserialize_from_str(&read("r.xml")).unwrap();
    assert!(!read("r.html").contains("<script>alert"));
    assert!(!outside_of_code(&read("r.md")).contains("<script>alert"));
}

/// What Markdown does not take for code: there, a browser sees text only.
fn outside_of_code(markdown: &str) -> String {
    let mut fence: Option<&str> = None;
    let mut outside = String::new();
    for line in markdown.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if ticks.len() >= open.len() && line == ticks => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => {
                outside.push_str(line);
                outside.push('\n');
            }
        }
    }
    assert_eq!(fence, None, "a block of code is left open");
    outside
}

/// What a shell makes of a command, as words.
fn words(command: &str) -> Vec<String> {
    let script =
        format!("curl() {{ for word in \"$@\"; do printf '%s\\0' \"$word\"; done; }}\n{command}");
    let output = Command::new("sh")
        .env_clear()
        .env("RPGU_TOKEN", "token")
        .args(["-c", &script])
        .output()
        .unwrap();
    assert!(output.status.success(), "{command}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A method, header, body or address is one word to the shell, whatever is in it, and the token is the only thing that is
    /// filled in.
    #[test]
    fn a_curl_line_is_words(
        method in "[A-Z0-9!#$%&'*+.^_`|~-]{1,12}",
        value in "([^\\x00]|\\$\\(touch x\\)|`id`|'|\"|\\\\|\\$HOME|\\$\\{IFS\\}|!|\n){0,20}",
        body in "([^\\x00]|'\"|\\$\\(id\\)|&&|\n){1,20}",
    ) {
        prop_assume!(method != "GET");
        let request = RequestReport {
            method: method.clone(),
            url: format!("http://h/{value}"),
            headers: vec![
                ("Authorization".to_owned(), "Bearer $RPGU_TOKEN".to_owned()),
                ("X".to_owned(), format!("a{value}")),
                ("Content-Type".to_owned(), "a".to_owned()),
            ],
            body: Some(body.clone()),
        };
        let expected = [
            "-i", "--path-as-is", "-X", &method, "-H", "Authorization: Bearer token", "-H",
        ];
        let mut expected: Vec<String> = expected.map(str::to_owned).to_vec();
        expected.extend([format!("X: a{value}"), "-H".to_owned(), "Content-Type: a".to_owned(), "--data-raw".to_owned(), body, format!("http://h/{value}")]);
        prop_assert_eq!(words(&curl(&request)), expected);
    }
}
