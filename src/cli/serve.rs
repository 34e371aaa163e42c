//! `siya serve`: the map and the API.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use tokio::signal;

use super::{DONE, DataDirectory, data, pick, print};
use crate::http::forwarded::Network;
use crate::http::serve::{listen, serve};
use crate::http::state::{Basemap, Settings};
use crate::http::{AppState, router};
use crate::place::Places;
use crate::store::Store;

/// How often the database is asked whether another process has published.
const WATCH_INTERVAL: Duration = Duration::from_secs(2);

/// Serves the map and the API.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataDirectory,
    /// Address to listen on | 수신 주소
    #[arg(
        long,
        value_name = "ADDR:PORT",
        env = "SIYA_LISTEN",
        default_value = "127.0.0.1:8080",
        value_parser = socket_address
    )]
    listen: SocketAddr,
    /// Leave the sample register out | 표본 대장을 쓰지 않는다
    #[arg(long)]
    no_sample: bool,
    /// Base tiles: `none`, `vworld:KEY`, or an address with {z}, {x} and {y} | 배경 지도
    #[arg(long, value_name = "TILES", env = "SIYA_BASEMAP", default_value = "none", value_parser = basemap)]
    basemap: BasemapChoice,
    /// Credit line of the base tiles | 배경 지도 출처 표시
    #[arg(long, value_name = "TEXT", env = "SIYA_BASEMAP_ATTRIBUTION")]
    basemap_attribution: Option<String>,
    /// Address under which the service is reached from outside | 외부에서 접속하는 주소
    #[arg(long, value_name = "URL", env = "SIYA_PUBLIC_URL", value_parser = public_url)]
    public_url: Option<String>,
    /// Proxies whose Forwarded and X-Forwarded-* are believed: addresses or networks, parted by commas | 믿을 프록시
    #[arg(long, value_name = "IP[/BITS]", env = "SIYA_TRUSTED_PROXIES", value_delimiter = ',', value_parser = network)]
    trusted_proxies: Vec<Network>,
}

fn network(text: &str) -> Result<Network, String> {
    text.trim().parse().map_err(|()| {
        pick(
            "127.0.0.1이나 10.0.0.0/8과 같은 주소나 네트워크여야 합니다",
            "expected an address or a network, such as 127.0.0.1 or 10.0.0.0/8",
        )
    })
}

fn socket_address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        pick(
            "127.0.0.1:8080과 같은 주소와 포트여야 합니다",
            "expected an address and a port, such as 127.0.0.1:8080",
        )
    })
}

#[derive(Clone)]
struct BasemapChoice(Option<Basemap>);

fn basemap(text: &str) -> Result<BasemapChoice, String> {
    if text == "none" {
        return Ok(BasemapChoice(None));
    }
    if let Some(key) = text.strip_prefix("vworld:") {
        if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Err(pick(
                "vworld: 뒤에는 글자, 숫자, 붙임표로 된 키가 와야 합니다",
                "vworld: must be followed by a key of letters, digits and hyphens",
            ));
        }
        return Ok(BasemapChoice(Some(Basemap {
            // VWorld puts the row before the column.
            url: format!("https://api.vworld.kr/req/wmts/1.0.0/{key}/Base/{{z}}/{{y}}/{{x}}.png"),
            attribution: "공간정보 오픈플랫폼(브이월드)".to_owned(),
            max_zoom: 19,
        })));
    }
    let is_web =
        text.starts_with("https://") || text.starts_with("http://") || text.starts_with('/');
    if is_web && ["{z}", "{x}", "{y}"].iter().all(|part| text.contains(part)) {
        let url = text.to_owned();
        return Ok(BasemapChoice(Some(Basemap {
            url,
            attribution: String::new(),
            max_zoom: 19,
        })));
    }
    Err(pick(
        "none, vworld:KEY, 또는 {z}, {x}, {y}가 든 주소여야 합니다",
        "expected none, vworld:KEY, or an address with {z}, {x} and {y}",
    ))
}

fn public_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '?' | '#' | '\\');
    let has_host = url.parse::<axum::http::Uri>().is_ok_and(|uri| {
        // The page and its files stand at the root of their host.
        uri.host().is_some_and(|host| !host.is_empty()) && matches!(uri.path(), "" | "/")
    });
    if is_web && has_host && url.chars().all(plain) {
        Ok(url.to_owned())
    } else {
        Err(pick(
            "https://나 http://로 시작하고 경로, ?, #가 없는 주소여야 합니다",
            "expected an address that begins with https:// or http://, without a path, ? and #",
        ))
    }
}

/// Runs the command.
pub fn run(arguments: Arguments) -> anyhow::Result<u8> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("SIYA_LOG")
                .unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run_service(arguments))
}

async fn run_service(arguments: Arguments) -> anyhow::Result<u8> {
    // The port first: a busy one should be told before seconds of loading.
    let listener = listen(arguments.listen).await?;
    let address = listener.local_addr()?;
    let with_sample = !arguments.no_sample;
    let mut store = Store::open(&arguments.data.directory)?;
    let dataset = tokio::task::block_in_place(|| {
        // The outlines take a moment to index; not during the first question.
        let _ = Places::embedded();
        data::load(Some(&mut store), with_sample)
    })?;
    tracing::info!(
        sites = dataset.len(),
        registers = dataset.releases().len(),
        "dataset loaded"
    );
    let mut basemap = arguments.basemap.0;
    if let (Some(basemap), Some(attribution)) = (&mut basemap, arguments.basemap_attribution) {
        basemap.attribution = attribution;
    }
    let state = AppState::with_history(
        dataset,
        Settings {
            basemap,
            public_url: arguments.public_url,
            trusted_proxies: arguments.trusted_proxies,
        },
        arguments.data.directory.clone(),
    );
    state.prepare_coverage();
    state.prepare_downloads();
    print(&format!("Siya 시야: http://{address}/\n"))?;
    tokio::task::spawn_blocking({
        let (state, directory) = (state.clone(), arguments.data.directory);
        move || watch(&state, store, &directory, with_sample)
    });
    serve(listener, router(state), stop_signal()).await;
    // The watcher sleeps between looks; nothing is lost by leaving it.
    std::process::exit(i32::from(DONE));
}

/// Serves what other processes publish, as soon as they have.
fn watch(state: &AppState, mut store: Store, directory: &Path, with_sample: bool) {
    let mut seen = store.change_counter().ok();
    loop {
        std::thread::sleep(WATCH_INTERVAL);
        let now = store.change_counter().ok();
        if now == seen {
            continue;
        }
        match data::load(Some(&mut store), with_sample) {
            Ok(dataset) => {
                if dataset.token() != state.snapshot().dataset.token() {
                    tracing::info!(
                        sites = dataset.len(),
                        registers = dataset.releases().len(),
                        "new dataset served"
                    );
                    state.replace(dataset);
                    state.prepare_coverage();
                    state.prepare_downloads();
                }
                seen = now;
            }
            Err(error) => {
                tracing::warn!(%error, directory = %directory.display(), "the new dataset cannot be loaded");
            }
        }
    }
}

async fn stop_signal() {
    let interrupt = async {
        let _ = signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                () = interrupt => {}
                _ = terminate.recv() => {}
            },
            Err(_) => interrupt.await,
        }
    }
    #[cfg(not(unix))]
    interrupt.await;
    tracing::info!("stopping");
}
