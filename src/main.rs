//! scratch
use rpgu_conformance::*;
struct Quiet;
impl exchange::Progress for Quiet {
    fn lane_ended(&self, _: &exchange::LaneRecord) {}
}
fn main() {
    let files = suite::Source::Embedded
        .load()
        .map_err(|d| eprintln!("{d}"))
        .unwrap();
    let mut s = match suite::read(&files, suite::Snapshots::Unchecked) {
        Ok(s) => s,
        Err(d) => {
            eprintln!("{d}");
            std::process::exit(2)
        }
    };
    println!("{} cases", s.cases.len());
    for c in &s.cases {
        let p = format!("snapshots/{}/{}.snap", c.id.operation(), c.id.file_stem());
        std::fs::create_dir_all(std::path::Path::new(&p).parent().unwrap()).unwrap();
        std::fs::write(&p, suite::snapshot::file(&c.snapshot)).unwrap();
    }
    let rt = tokio::runtime::Runtime::new().unwrap();
    rt.block_on(async {
        let server = reference::Reference::start(Default::default())
            .await
            .unwrap();
        let target = pipeline::reference_target(&s, &server).unwrap();
        let all: Vec<_> = s.indexed_cases().map(|(i, _)| i).collect();
        let run = pipeline::run(&s, all, &target, 16, &Default::default(), &Quiet).await;
        println!(
            "{:?} lanes {} needs {:?}",
            run.elapsed,
            run.plan.lanes.len(),
            run.plan.needs
        );
        for j in &run.judged {
            println!("{} {:?} {:?}", s[j.case].id, j.verdict, j.findings);
        }
    });
    let _ = &mut s;
}
