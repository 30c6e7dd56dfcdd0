//! How often one address may come to what is open to everybody: so many at once, then one by one as time passes.

use super::Config;
use app::App;
use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};
use governor::{Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, state::keyed::HashMapStateStore};
use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// What one address may do at what is open to everybody. Zero is without limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Forms that leave something behind or take work: registration, objections, leads, self-checks.
    pub forms_an_hour: u32,
    /// Questions about a number, a receipt, a link or a password.
    pub questions_a_minute: u32,
}

impl Default for Limits {
    /// Wide enough for a hall of people behind one address.
    fn default() -> Self {
        Limits { forms_an_hour: 60, questions_a_minute: 120 }
    }
}

/// Which rate bounds an address, by what is counted at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RateClass {
    /// A form: [`Limits::forms_an_hour`].
    Form,
    /// A question: [`Limits::questions_a_minute`].
    Question,
}

/// Counts who comes how often.
pub(crate) struct Pace {
    forms: Option<Counter>,
    questions: Option<Counter>,
    trusted_proxy: bool,
    asked: AtomicU32,
}

type Counter = RateLimiter<IpAddr, HashMapStateStore<IpAddr>, HouseClock, NoOpMiddleware<Duration>>;

/// Addresses that have not come for a while are forgotten each time so many have come.
const FORGET_EVERY: u32 = 1024;

impl Pace {
    pub(crate) fn new(app: &App, config: &Config) -> Pace {
        let counter = |most: u32, quota: fn(NonZeroU32) -> Quota| {
            let quota = quota(NonZeroU32::new(most)?);
            Some(RateLimiter::new(quota, HashMapStateStore::default(), HouseClock(app.clone())))
        };
        Pace {
            forms: counter(config.limits.forms_an_hour, Quota::per_hour),
            questions: counter(config.limits.questions_a_minute, Quota::per_minute),
            trusted_proxy: config.trusted_proxy,
            asked: AtomicU32::new(0),
        }
    }

    /// Counts a request of a class.
    ///
    /// # Errors
    /// Too many from its address: how long until the next is taken.
    pub(crate) fn count(&self, class: RateClass, request: &Request) -> Result<(), Duration> {
        let counter = match class {
            RateClass::Form => &self.forms,
            RateClass::Question => &self.questions,
        };
        // Only `serve` lets anybody in from outside, and it tells every request's address.
        let (Some(counter), Some(address)) = (counter, self.address(request)) else { return Ok(()) };
        if self.asked.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            [&self.forms, &self.questions].into_iter().flatten().for_each(RateLimiter::retain_recent);
        }
        counter.check_key(&address).map_err(|early| early.wait_time_from(counter.clock().now()))
    }

    /// Where a request comes from; behind a trusted proxy, what the proxy says.
    fn address(&self, request: &Request) -> Option<IpAddr> {
        let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
        let told = if self.trusted_proxy { forwarded(request.headers()) } else { None };
        Some(holder(told.unwrap_or(peer.ip())))
    }
}

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pace")
    }
}

/// The address that the proxy itself added to `X-Forwarded-For`: the last one. Those before it are the asker's word.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim();
    last.parse().or_else(|_| last.parse::<SocketAddr>().map(|with_port| with_port.ip())).ok()
}

/// One holder of addresses: an IPv6 line is given 64 bits of its own to choose from.
fn holder(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => Ipv6Addr::from_bits(six.to_bits() >> 64 << 64).into(),
        four => four,
    }
}

/// The installation's clock as the counters read it.
#[derive(Clone, Debug)]
struct HouseClock(App);

impl Clock for HouseClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.now().timestamp_millis()).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        city::city,
        shell::{Config, router},
    };
    use axum::{
        Router,
        body::{Body, to_bytes},
        http::{StatusCode, header},
    };
    use tower::ServiceExt;

    async fn come(
        router: &Router,
        path: &str,
        from: &str,
        forwarded: &[&str],
        body: &str,
    ) -> (StatusCode, u64, String) {
        let method = if body.is_empty() { "GET" } else { "POST" };
        let peer = SocketAddr::new(from.parse().unwrap(), 40_000);
        let mut request = Request::builder().method(method).uri(path).extension(ConnectInfo(peer));
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for told in forwarded {
            request = request.header("x-forwarded-for", *told);
        }
        let response = router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        let status = response.status();
        let wait =
            response.headers().get(header::RETRY_AFTER).map_or(0, |wait| wait.to_str().unwrap().parse().unwrap());
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, wait, String::from_utf8_lossy(&body).into_owned())
    }

    fn config(forms_an_hour: u32, questions_a_minute: u32, trusted_proxy: bool) -> Config {
        Config { trusted_proxy, limits: Limits { forms_an_hour, questions_a_minute }, ..Config::default() }
    }

    #[tokio::test]
    async fn who_sends_too_many_forms_is_told_when_to_come_again_and_keeps_the_words() {
        let city = city().await;
        let router = router(city.app.clone(), config(2, 1, false));
        let text = "about=晋江鞋服&text=花名册不实&key=k";
        for _ in 0..2 {
            let (status, ..) = come(&router, "/leads/new", "198.51.100.7", &[], text).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "counted, taken and judged");
        }
        let (status, wait, page) = come(&router, "/leads/new", "198.51.100.7", &[], text).await;
        assert_eq!((status, wait), (StatusCode::TOO_MANY_REQUESTS, 30 * 60));
        assert!(page.contains("请在 30 分钟后再试") && page.contains("花名册不实"), "{page}");
        let (status, ..) = come(&router, "/leads/new", "198.51.100.8", &[], text).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "somebody else's address is not held up");
        for page in ["/leads/new", "/self-check", "/register"] {
            assert_eq!(come(&router, page, "198.51.100.7", &[], "").await.0, StatusCode::OK, "reading {page} is free");
        }
        city.go_to("2025-03-03 09:30");
        let (status, ..) = come(&router, "/leads/new", "198.51.100.7", &[], text).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "in time one more is taken");
        let (status, ..) = come(&router, "/self-check", "198.51.100.7", &[], "lead=yes").await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "the forms are counted together");
    }

    #[tokio::test]
    async fn numbers_are_not_tried_one_after_the_other() {
        let city = city().await;
        let router = router(city.app.clone(), config(1, 2, false));
        for path in ["/verify/2025-0001", "/objections?receipt=YY-0000-0000-0000"] {
            assert_ne!(come(&router, path, "2001:db8::1", &[], "").await.0, StatusCode::TOO_MANY_REQUESTS);
        }
        let (status, wait, page) = come(&router, "/verify?number=2025-0002", "2001:db8::2", &[], "").await;
        assert_eq!((status, wait), (StatusCode::TOO_MANY_REQUESTS, 30), "one line has many addresses");
        assert!(page.contains("请在 30 秒后再试"), "{page}");
        let (status, ..) = come(&router, "/verify?number=2025-0002", "2001:db8:0:1::2", &[], "").await;
        assert_eq!(status, StatusCode::OK);
    }

    #[tokio::test]
    async fn a_forwarded_address_is_believed_only_behind_a_trusted_proxy_and_only_its_own_word() {
        let city = city().await;
        let open = router(city.app.clone(), config(1, 1, false));
        assert_eq!(come(&open, "/verify", "10.0.0.1", &["203.0.113.1"], "").await.0, StatusCode::OK);
        let (status, ..) = come(&open, "/verify", "10.0.0.1", &["203.0.113.2"], "").await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "anybody can write such a header");

        let behind = router(city.app.clone(), config(1, 1, true));
        assert_eq!(come(&behind, "/verify", "10.0.0.1", &["203.0.113.1"], "").await.0, StatusCode::OK);
        assert_eq!(come(&behind, "/verify", "10.0.0.1", &["203.0.113.2"], "").await.0, StatusCode::OK);
        let forged = [&["203.0.113.9, 203.0.113.1"][..], &["203.0.113.9", "203.0.113.1:50000"]];
        for told in forged {
            let (status, ..) = come(&behind, "/verify", "10.0.0.1", told, "").await;
            assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{told:?}: the proxy's own word is the last");
        }
    }

    #[tokio::test]
    async fn zero_is_without_limit_and_stale_addresses_are_forgotten() {
        let city = city().await;
        let open = router(city.app.clone(), config(0, 0, false));
        for _ in 0..3 {
            assert_eq!(come(&open, "/verify", "198.51.100.7", &[], "").await.0, StatusCode::OK);
        }
        let pace = Pace::new(&city.app, &config(0, 1, false));
        let from = |last: u32| {
            let peer = SocketAddr::new(std::net::Ipv4Addr::from_bits(0xC633_0000 + last).into(), 1);
            let mut request = Request::new(Body::empty());
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        };
        (0..FORGET_EVERY - 1).for_each(|last| assert!(pace.count(RateClass::Question, &from(last)).is_ok()));
        city.go_to("2025-03-03 10:00");
        assert!(pace.count(RateClass::Question, &from(FORGET_EVERY)).is_ok());
        assert_eq!(pace.questions.as_ref().unwrap().len(), 1);
    }
}
