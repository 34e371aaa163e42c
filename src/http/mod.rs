//! The only HTTP: routes, what surrounds every request, and the translation of questions and answers.
//!
//! Privacy: nothing here logs a query string, a body or a client address.

mod around;
pub mod assets;
pub mod capture;
pub mod changes;
mod coding;
pub mod coverage;
pub mod downloads;
pub mod error;
mod etag;
pub mod feed;
pub mod forwarded;
mod headers;
pub mod health;
mod history;
pub mod institutions;
mod negotiate;
pub mod ogc;
pub mod openapi;
mod page_config;
pub mod pages;
mod params;
mod path;
mod policy_page;
mod purposes;
mod quality;
pub mod serve;
pub mod state;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use around::Around;
pub use state::AppState;

/// The routes that the API document describes.
fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::base())
        .routes(routes!(ogc::landing::landing))
        .routes(routes!(ogc::landing::conformance))
        .routes(routes!(ogc::collections::collections))
        .routes(routes!(ogc::collections::collection))
        .routes(routes!(ogc::queryables::queryables))
        .routes(routes!(ogc::queryables::sortables))
        .routes(routes!(ogc::schema::schema))
        .routes(routes!(ogc::items::items))
        .routes(routes!(ogc::items::item))
        .routes(routes!(ogc::tiles::matrix_sets::matrix_sets))
        .routes(routes!(ogc::tiles::matrix_sets::matrix_set))
        .routes(routes!(ogc::tiles::tilesets::tilesets))
        .routes(routes!(ogc::tiles::tilesets::tileset))
        .routes(routes!(ogc::tiles::tile))
        .routes(routes!(capture::capture))
        .routes(routes!(institutions::institutions))
        .routes(routes!(feed::changes_feed))
        .routes(routes!(changes::changes))
        .routes(routes!(coverage::coverage))
        .routes(routes!(downloads::downloads))
        .routes(routes!(downloads::download))
        .routes(routes!(downloads::dcat::dcat))
        .routes(routes!(policy_page::policy))
        .routes(routes!(quality::quality))
        .routes(routes!(purposes::purposes))
        .routes(routes!(openapi::document))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
}

/// Every route, and around them what `around` does to every request and answer.
pub fn router(state: AppState) -> Router {
    let routes = Router::new()
        .merge(Router::from(api()))
        .merge(openapi::browsable().layer(from_fn(etag::of_others)))
        .route("/api", get(ogc::landing::to_landing))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/config.json", get(page_config::page_config))
        .route("/institutions/{code}/quality", get(quality::page))
        .route("/pages.css", get(pages::stylesheet))
        .route("/boundaries.topojson", get(assets::boundaries))
        .route("/", get(assets::index))
        .route("/assets/{*path}", get(assets::asset))
        .route("/favicon.svg", get(assets::favicon))
        .fallback(path::elsewhere)
        .with_state(state.clone());
    // Around the router and not inside it, where the methods of a route are not told yet.
    Router::new()
        .fallback(around::around)
        .with_state(Around::new(routes, state))
}
