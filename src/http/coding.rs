//! Content codings: which one an answer has, and compressed answers that are kept for those who ask again.
//!
//! Compressing costs many times what rendering does, so what has a strong tag is compressed once.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Uri, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::negotiate::weights;

/// Bytes of compressed answers that are kept.
const KEPT_BYTES: u64 = 64 << 20;
/// Longest compressed answer that is kept: 10,000 capture areas take 6 MB.
const LONGEST: usize = 8 << 20;

/// A coding that is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Coding {
    /// Both, the better one first.
    pub const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// As headers name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }

    /// The most welcome one by `Accept-Encoding`; `None` for bytes as they are.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let accepted = weights(headers.get_all(header::ACCEPT_ENCODING));
        let weight = |name: &str| {
            let of = |wanted: &str| accepted.iter().find(|(other, _)| other == wanted);
            of(name).or_else(|| of("*")).map(|&(_, weight)| weight)
        };
        let plain = accepted.iter().find(|(name, _)| name == "identity");
        let least = plain.map_or(1, |&(_, weight)| weight.max(1));
        Self::ALL
            .into_iter()
            .filter_map(|coding| Some((weight(coding.name())?, coding)))
            .filter(|&(weight, _)| weight >= least)
            // The first of those that are equally welcome.
            .reduce(|best, other| if other.0 > best.0 { other } else { best })
            .map(|(_, coding)| coding)
    }
}

/// How the body of an answer comes, where it is not at hand from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// As one piece that is made when it is read.
    Whole,
    /// Piece by piece, while it is sent.
    InPieces,
}

/// Compressed answers, by what they answer.
#[derive(Clone)]
pub struct Kept(Cache<[u8; 32], Bytes>);

impl Kept {
    /// None yet.
    pub fn new() -> Self {
        let weigh = |_: &[u8; 32], bytes: &Bytes| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let kept = Cache::builder().max_capacity(KEPT_BYTES).weigher(weigh);
        Self(kept.build())
    }

    /// Puts the body of an answer in place: a compressed one from memory if it is there, and whole where
    /// it does not come in pieces, so that its length is told.
    pub async fn settle(&self, uri: &Uri, response: Response) -> Response {
        let arrival = response.extensions().get::<Arrival>().copied();
        let key = response
            .headers()
            .get(header::CONTENT_ENCODING)
            .zip(response.headers().get(header::ETAG))
            .map(|(coding, tag)| key(uri, coding.as_bytes(), tag.as_bytes()));
        let Some(key) = key else {
            return match arrival {
                Some(Arrival::Whole) => whole(response).await.0,
                _ => response,
            };
        };
        if let Some(known) = self.0.get(&key) {
            return response.map(|_| Body::from(known));
        }
        if arrival == Some(Arrival::InPieces) {
            let kept = self.clone();
            return response.map(|body| kept.while_sent(key, body));
        }
        let (response, bytes) = whole(response).await;
        if let Some(bytes) = bytes {
            self.keep(key, bytes);
        }
        response
    }

    fn keep(&self, key: [u8; 32], bytes: Bytes) {
        if bytes.len() <= LONGEST {
            self.0.insert(key, bytes);
        }
    }

    /// The same body, kept when it has been sent to its end.
    fn while_sent(self, key: [u8; 32], body: Body) -> Body {
        let sent = Arc::new(Mutex::new(Some(Vec::new())));
        let seen = Arc::clone(&sent);
        let pieces = body.into_data_stream().inspect(move |piece| {
            let mut sent = seen.lock().unwrap_or_else(PoisonError::into_inner);
            match (piece, &mut *sent) {
                (Ok(piece), Some(sent)) if sent.len() + piece.len() <= LONGEST => {
                    sent.extend_from_slice(piece);
                }
                // Too long, or cut short: then nothing of it is kept.
                _ => *sent = None,
            }
        });
        let end = stream::once(async move {
            let mut sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(sent) = sent.take() {
                self.keep(key, sent.into());
            }
            Ok(Bytes::new())
        });
        Body::from_stream(pieces.chain(end))
    }
}

/// What an answer is to: two with the same key are the same bytes.
fn key(uri: &Uri, coding: &[u8], tag: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    let path = uri.path_and_query().map_or("", |path| path.as_str());
    for part in [path.as_bytes(), coding, tag] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The answer with all of its body, and the bytes; without them when it failed on the way.
async fn whole(response: Response) -> (Response, Option<Bytes>) {
    let (parts, body) = response.into_parts();
    // No answer of ours fails while it is made; a client must not take a part for the whole.
    match axum::body::to_bytes(body, usize::MAX).await {
        Ok(bytes) => {
            let body = Body::from(bytes.clone());
            (Response::from_parts(parts, body), Some(bytes))
        }
        Err(error) => {
            let failed = super::error::ApiError::Internal(error.to_string());
            (axum::response::IntoResponse::into_response(failed), None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_welcome_coding_is_chosen() {
        for (accepted, expected) in [
            ("gzip, deflate, br", Some(Coding::Brotli)),
            ("gzip", Some(Coding::Gzip)),
            ("br;q=0.5, gzip;q=0.8", Some(Coding::Gzip)),
            ("*", Some(Coding::Brotli)),
            ("br;q=0, *;q=0.1", Some(Coding::Gzip)),
            ("identity, gzip;q=0.5", None),
            ("gzip;q=0", None),
            ("zstd", None),
            ("", None),
            ("identity;q=0, gzip;q=0.001", Some(Coding::Gzip)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accepted.parse().unwrap());
            assert_eq!(Coding::of(&headers), expected, "{accepted}");
        }
        assert_eq!(Coding::of(&HeaderMap::new()), None);
    }

    fn answer(arrival: Arrival, text: &'static str) -> Response {
        let pieces = stream::iter([
            Ok::<_, std::convert::Infallible>(Bytes::from(text)),
            Ok("!".into()),
        ]);
        let mut response = Response::new(Body::from_stream(pieces));
        response
            .headers_mut()
            .insert(header::ETAG, "\"a\"".parse().unwrap());
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, "gzip".parse().unwrap());
        response.extensions_mut().insert(arrival);
        response
    }

    async fn read(response: Response) -> Bytes {
        axum::body::to_bytes(response.into_body(), 100)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn what_was_compressed_once_is_not_made_again() {
        for arrival in [Arrival::Whole, Arrival::InPieces] {
            let kept = Kept::new();
            let uri = Uri::from_static("/a?b=c");
            let settled = kept.settle(&uri, answer(arrival, "first")).await;
            assert_eq!(read(settled).await, "first!");
            // The second one would say something else.
            let settled = kept.settle(&uri, answer(arrival, "second")).await;
            assert_eq!(read(settled).await, "first!", "{arrival:?}");
            let other = Uri::from_static("/a?b=d");
            let settled = kept.settle(&other, answer(arrival, "third")).await;
            assert_eq!(read(settled).await, "third!");
        }
    }

    #[tokio::test]
    async fn what_is_not_read_to_its_end_is_not_kept() {
        let kept = Kept::new();
        let uri = Uri::from_static("/a");
        let settled = kept.settle(&uri, answer(Arrival::InPieces, "first")).await;
        let mut pieces = settled.into_body().into_data_stream();
        assert_eq!(pieces.next().await.unwrap().unwrap(), "first");
        drop(pieces);
        let settled = kept.settle(&uri, answer(Arrival::InPieces, "second")).await;
        assert_eq!(read(settled).await, "second!");
    }
}
