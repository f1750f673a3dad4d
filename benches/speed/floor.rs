//! The floor: the same requests from a bare reqwest loop, which judges nothing and reports nothing.

use futures_util::StreamExt as _;

use super::measure::Problem;
use super::workload::{Lane, REFUSAL_HEADER, lanes};

/// The argument that makes this program the loop: URL, cases, run and requests at the same time follow.
pub(super) const ARGUMENT: &str = "floor";

pub(super) fn send(arguments: &[String]) -> Result<(), Problem> {
    let [url, cases, run, jobs] = arguments else {
        return Err("floor needs four arguments".into());
    };
    let lanes = lanes(cases.parse()?);
    let jobs: usize = jobs.parse()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let client = reqwest::Client::builder()
            .http1_only()
            .no_proxy()
            .tls_certs_only([])
            .build()?;
        let client = &client;
        let mut lanes = futures_util::stream::iter(lanes)
            .map(|lane| send_lane(client, url, run, lane))
            .buffer_unordered(jobs);
        while let Some(sent) = lanes.next().await {
            sent?;
        }
        Ok(())
    })
}

async fn send_lane(
    client: &reqwest::Client,
    url: &str,
    run: &str,
    lane: Lane,
) -> Result<(), Problem> {
    for request in lane.requests {
        let mut sent = client
            .post(format!("{url}/items/r{run}-{}", lane.item))
            .header("authorization", "Bearer a-token-of-the-benchmark")
            .header("content-type", "application/json")
            .body(request.body);
        if let Some(refuse) = request.refuse {
            sent = sent.header(REFUSAL_HEADER, refuse);
        }
        let answer = sent.send().await?;
        // A loop that sends into the void would be faster.
        if answer.status().as_u16() != request.status {
            return Err(format!("status {}", answer.status()).into());
        }
        answer.bytes().await?;
    }
    Ok(())
}
