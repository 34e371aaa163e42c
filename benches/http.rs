//! Server CPU for `POST /api/capture` with about 25 hits, against a bare axum handler that reads the
//! same body and returns fixed bytes of the same size.
//!
//! Both run in this process on one thread each and are asked over loopback by `wrk` (Debian's package),
//! in turns; what is compared is the CPU time of the server's thread (`/proc`), which neighbours on
//! the machine hardly touch. One connection pays for a wake-up of the server with every request, on
//! both sides; 32 connections share the wake-ups, and show the work itself.
//! `cargo bench --bench http` prints a table.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use siya::http::capture::answer_json;
use siya::http::state::Settings;
use siya::http::{AppState, router, serve};
use siya::query::interval::parse_time;
use siya::query::{CaptureQuery, Interval, PurposeSet, capture};
use siya::spatial::LonLat;

#[path = "../tests/support/synthetic.rs"]
mod synthetic;
use synthetic::Random;

/// What the shipped binary allocates with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CONNECTIONS: [usize; 2] = [1, 32];
const ROUNDS: usize = 15;

fn main() {
    let (dataset, country) = synthetic::register(700_000, 1);
    let mut random = Random(5);
    let points: Vec<LonLat> = (0..20_000).map(|_| country.position(&mut random)).collect();
    let state = AppState::new(dataset, Settings::default());
    let served = state.clone();
    let siya = Server::start("siya", move || router(served));
    // Questions whose answers list about 25 cameras.
    let mut client = Client::connect(siya.address);
    let bodies: Vec<String> = points
        .iter()
        .map(|point| {
            format!(
                r#"{{"geometry":{{"type":"Point","coordinates":[{:.6},{:.6}]}},"from":"2026-11-20T21:00","to":"2026-11-20T21:30","as_of":"2026-11-22T10:00"}}"#,
                point.lon(),
                point.lat()
            )
        })
        .filter(|body| {
            let answer = client.ask(body);
            let text = String::from_utf8_lossy(answer);
            let hits = text.split("\"numberReturned\":").nth(1).and_then(|rest| rest.split(',').next());
            hits.and_then(|hits| hits.parse::<usize>().ok()).is_some_and(|hits| (22..=28).contains(&hits))
        })
        .take(200)
        .collect();
    in_process(&state, &points[..2000]);
    let sizes: Vec<usize> = bodies.iter().map(|body| client.ask(body).len()).collect();
    let mean = sizes.iter().sum::<usize>() / sizes.len();
    let fixed = Bytes::from(vec![b'x'; mean]);
    let bare = Server::start("bare", move || {
        Router::new().route(
            "/api/capture",
            post(move |_body: Bytes| {
                let fixed = fixed.clone();
                async move { fixed }
            }),
        )
    });
    println!(
        "700,000 sites, {} questions with 22 to 28 hits, answers of {mean} bytes on average",
        bodies.len()
    );
    println!(
        "| connections | bare handler, CPU us | siya, every layer, CPU us | median of the ratios |"
    );
    println!("|---|---|---|---|");
    let script = write_script(&bodies);
    for connections in CONNECTIONS {
        // Of two seconds side by side, the machine's other work disturbs both or neither.
        let pairs: Vec<[f64; 2]> = (0..ROUNDS)
            .map(|_| {
                [&bare, &siya].map(|server| {
                    server.cpu_us_per_request(|| wrk(server.address, connections, &script))
                })
            })
            .collect();
        println!(
            "| {connections} | {:.1} | {:.1} | {:.2} |",
            median(pairs.iter().map(|pair| pair[0])),
            median(pairs.iter().map(|pair| pair[1])),
            median(pairs.iter().map(|pair| pair[1] / pair[0]))
        );
    }
    std::fs::remove_file(script).expect("the script is ours");
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// What of it is finding the answer, and what is writing it.
fn in_process(state: &AppState, points: &[LonLat]) {
    let snapshot = state.snapshot();
    let as_of = parse_time("2026-11-22T10:00").expect("a time");
    let queries: Vec<CaptureQuery> = points
        .iter()
        .map(|&point| CaptureQuery {
            point,
            accuracy_m: 0.0,
            interval: Interval::new(as_of, as_of, as_of).ok(),
            as_of,
            purposes: PurposeSet::default(),
            institutions: Vec::new(),
        })
        .collect();
    let (mut find, mut write, mut bytes) = (0, 0, 0);
    for query in &queries {
        let start = Instant::now();
        let answer = capture(&snapshot.dataset, state.places(), query.clone());
        find += start.elapsed().as_nanos();
        let start = Instant::now();
        bytes += answer_json(&answer, as_of).len();
        write += start.elapsed().as_nanos();
    }
    let count = queries.len() as u128;
    println!(
        "in process, any number of hits: finding {} ns, writing {} ns for {} bytes on average",
        find / count,
        write / count,
        bytes / queries.len()
    );
}

/// Writes the questions as a script for wrk, which asks them in turn.
fn write_script(bodies: &[String]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("siya-http-bench-{}.lua", std::process::id()));
    let list: Vec<String> = bodies.iter().map(|body| format!("[[{body}]]")).collect();
    let script = format!(
        "local bodies = {{{}}}\nlocal i = 0\nrequest = function()\n  i = i % #bodies + 1\n  \
         return wrk.format(\"POST\", nil, {{[\"content-type\"] = \"application/json\"}}, bodies[i])\nend\n",
        list.join(",\n")
    );
    std::fs::write(&path, script).expect("a folder for temporary files");
    path
}

/// Asks for a second over so many connections. Returns the number of answers.
fn wrk(address: SocketAddr, connections: usize, script: &Path) -> u64 {
    let output = Command::new("wrk")
        .args(["-t1", "-d1s", &format!("-c{connections}"), "-s"])
        .arg(script)
        .arg(format!("http://{address}/api/capture"))
        .output()
        .expect("wrk is installed (apt-get install wrk)");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        !text.contains("Non-2xx"),
        "answers that are refusals: {text}"
    );
    text.lines()
        .find_map(|line| line.trim().split_once(" requests in")?.0.parse().ok())
        .unwrap_or_else(|| panic!("wrk counts its requests: {text}"))
}

/// A server on a thread of its own.
struct Server {
    address: SocketAddr,
    thread_id: u64,
}

impl Server {
    fn start(name: &str, make: impl FnOnce() -> Router + Send + 'static) -> Self {
        let (sender, receiver) = mpsc::channel();
        let body = move || {
            let router = make();
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let listener = serve::listen(([127, 0, 0, 1], 0).into())
                    .await
                    .expect("a free port");
                let thread_id = std::fs::read_link("/proc/thread-self").expect("Linux");
                let thread_id = thread_id
                    .file_name()
                    .and_then(|name| name.to_str()?.parse().ok())
                    .expect("a number");
                sender
                    .send((listener.local_addr().expect("an address"), thread_id))
                    .expect("the bench waits");
                serve::serve(listener, router, std::future::pending()).await;
            });
        };
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(body)
            .expect("a thread");
        let (address, thread_id) = receiver.recv().expect("the server starts");
        Self { address, thread_id }
    }

    /// CPU time of the server's thread, nanoseconds (first field of schedstat).
    fn cpu_ns(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/self/task/{}/schedstat", self.thread_id))
            .expect("Linux");
        text.split_whitespace()
            .next()
            .and_then(|field| field.parse().ok())
            .expect("a number")
    }

    /// CPU time for each of the requests that `work` makes and counts.
    fn cpu_us_per_request(&self, work: impl FnOnce() -> u64) -> f64 {
        let before = self.cpu_ns();
        let requests = work();
        #[expect(clippy::cast_precision_loss, reason = "microseconds for people")]
        let per_request = (self.cpu_ns() - before) as f64 / requests as f64 / 1000.0;
        per_request
    }
}

/// One connection that is kept open.
struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        Self {
            stream,
            buffer: vec![0; 1 << 18],
        }
    }

    fn ask(&mut self, body: &str) -> &[u8] {
        self.send(body);
        self.receive()
    }

    fn send(&mut self, body: &str) {
        let head = format!(
            "POST /api/capture HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.stream
            .write_all(format!("{head}{body}").as_bytes())
            .expect("the server reads");
    }

    /// Reads an answer's body by its length.
    fn receive(&mut self) -> &[u8] {
        let mut filled = 0;
        loop {
            filled += self
                .stream
                .read(&mut self.buffer[filled..])
                .expect("the server answers");
            let Some(end) = self.buffer[..filled]
                .windows(4)
                .position(|four| four == b"\r\n\r\n")
            else {
                continue;
            };
            let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
            let length: usize = head
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.split("\r\n").next()?.parse().ok())
                .expect("answers have a length");
            while filled < end + 4 + length {
                filled += self
                    .stream
                    .read(&mut self.buffer[filled..])
                    .expect("the server answers");
            }
            return &self.buffer[end + 4..end + 4 + length];
        }
    }
}
