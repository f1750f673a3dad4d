//! A fast target in a process of its own: it keeps which items are taken, and waits as long as it is told to.

use std::collections::HashSet;
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::measure::Problem;
use super::workload::{REFUSAL_HEADER, TAKEN};

/// The argument that makes this program the server.
pub(super) const ARGUMENT: &str = "serve";

/// A running server; it ends with this value.
pub(super) struct Server {
    child: Child,
    pub(super) url: String,
}

impl Server {
    pub(super) fn start(answer_time: Duration) -> Result<Self, Problem> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(ARGUMENT)
            .arg(answer_time.as_millis().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let stdout = child.stdout.take().ok_or("the server has no output")?;
        std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut line)?;
        let url = line.trim().to_owned();
        Ok(Self { child, url })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to do about either.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until the standard input ends.
pub(super) fn serve(answer_time: Duration) -> Result<(), Problem> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    println!("http://{}", listener.local_addr()?);
    std::io::stdout().flush()?;
    let taken = Arc::new(Mutex::new(HashSet::new()));
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_all(stream, Arc::clone(&taken), answer_time));
        }
    });
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}

/// Answers the requests of one connection; ends it at the first thing that is no request.
async fn answer_all(mut stream: TcpStream, taken: Arc<Mutex<HashSet<String>>>, wait: Duration) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let mut bytes = Vec::new();
    loop {
        while let Some((answer, length)) = answered(&bytes, &taken) {
            bytes.drain(..length);
            if !wait.is_zero() {
                tokio::time::sleep(wait).await;
            }
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
        match stream.read_buf(&mut bytes).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// The answer to the first whole request, and how long that was.
fn answered(bytes: &[u8], taken: &Mutex<HashSet<String>>) -> Option<(String, usize)> {
    let head = bytes.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..head]).ok()?;
    let mut lines = text.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let mut body = 0;
    let mut refusal = None;
    for line in lines {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            body = value.trim().parse().ok()?;
        } else if name.eq_ignore_ascii_case(REFUSAL_HEADER) {
            refusal = value.trim().split('-').next().map(str::to_owned);
        }
    }
    if bytes.len() < head + body {
        return None;
    }
    let refusal = refusal.or_else(|| {
        let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
        (!taken.insert(path)).then(|| TAKEN.to_owned())
    });
    let (status, code, reason) = match refusal {
        None => (200, "2000".to_owned(), "OK"),
        Some(code) => (400, code, "Bad Request"),
    };
    let json = format!(r#"{{"code":{status},"message":"text {code}","message_code":"{code}"}}"#);
    let answer = format!(
        "HTTP/1.1 {status} {reason}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{json}",
        json.len()
    );
    Some((answer, head + body))
}
