//! Numbers for Prometheus.

use std::fmt;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use super::{Guards, fixed};
use crate::v1::counts::Counts;
use crate::worker::{Ended, Stats};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What requests are counted by. The route is a pattern, so that there are few.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

/// The numbers of a gateway and of its worker.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
}

impl Metrics {
    pub(super) fn new(worker: Option<Arc<Stats>>, counts: Option<Arc<Counts>>) -> Self {
        let mut registry = Registry::with_prefix("qrlogin");
        let requests = Family::<Answered, Counter>::default();
        registry.register("requests", "Requests answered", requests.clone());
        registry.register_collector(Box::new(OfLogins { worker, counts }));
        Self { registry, requests }
    }

    /// Counts an answer.
    pub(super) fn count(&self, method: &Method, route: &str, status: StatusCode) {
        let answered = Answered {
            method: name(method),
            route: route.to_owned(),
            status: status.as_u16(),
        };
        self.requests.get_or_create(&answered).inc();
    }
}

/// A client can make up methods.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// The numbers of the logins at this moment.
#[derive(Debug)]
struct OfLogins {
    worker: Option<Arc<Stats>>,
    counts: Option<Arc<Counts>>,
}

impl Collector for OfLogins {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        if let Some(stats) = &self.worker {
            encode_worker(stats, &mut encoder)?;
        }
        let started = self.counts.as_ref().map(|it| it.started());
        let started = started.unwrap_or_default().into_iter();
        let started = started.map(|(flow, count)| ([("flow", flow.to_owned())], count));
        let help = "Logins started through this process, by flow";
        encode_family("logins_started", help, started, &mut encoder)?;
        let help = "Logins ended by this process, by flow and outcome";
        let ended = self.ended().into_iter().map(|row| {
            let outcome = ("outcome", row.outcome.to_owned());
            ([("flow", row.flow), outcome], row.count)
        });
        encode_family("logins_ended", help, ended, &mut encoder)
    }
}

impl OfLogins {
    /// Those that the worker has ended, and those that were cancelled by a request, which the
    /// worker cannot tell from those that another one has claimed.
    fn ended(&self) -> Vec<Ended> {
        let mut rows = self
            .worker
            .as_ref()
            .map(|it| it.ended())
            .unwrap_or_default();
        let cancelled = self.counts.as_ref().map(|it| it.cancelled());
        let cancelled = cancelled.unwrap_or_default().into_iter();
        rows.extend(cancelled.map(|(flow, count)| Ended {
            flow: flow.to_owned(),
            outcome: "cancelled",
            count,
        }));
        rows
    }
}

fn encode_worker(stats: &Stats, encoder: &mut DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
    let lost = "Logins cancelled or claimed by another worker";
    for (name, help, value) in [
        ("calls", "Calls to services", stats.calls()),
        ("writes", "Writes stored by the worker", stats.writes()),
        (
            "refused_writes",
            "Writes refused by the database",
            stats.refused(),
        ),
        ("lost", lost, stats.lost()),
    ] {
        let counter = ConstCounter::new(value);
        let metric = encoder.encode_descriptor(name, help, None, counter.metric_type())?;
        counter.encode(metric)?;
    }
    let help = "Time from the ends of logins to their commits";
    let counter = ConstCounter::new(stats.storing().as_secs_f64());
    let kind = counter.metric_type();
    counter.encode(encoder.encode_descriptor("storing_seconds", help, None, kind)?)?;
    let (name, longest) = ("longest_storing_seconds", stats.longest_storing());
    let help = "Longest time from the end of a login to its commit";
    let gauge = ConstGauge::new(longest.as_secs_f64());
    let metric = encoder.encode_descriptor(name, help, None, gauge.metric_type())?;
    gauge.encode(metric)?;
    let lease = "Whether the worker's lease is valid";
    for (name, help, value) in [
        ("owned_logins", "Logins of the worker", stats.owned()),
        ("lease_valid", lease, stats.has_lease().into()),
    ] {
        let gauge = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
        let metric = encoder.encode_descriptor(name, help, None, gauge.metric_type())?;
        gauge.encode(metric)?;
    }
    Ok(())
}

fn encode_family<const LABELS: usize>(
    name: &str,
    help: &str,
    rows: impl Iterator<Item = ([(&'static str, String); LABELS], u64)>,
    encoder: &mut DescriptorEncoder<'_>,
) -> Result<(), fmt::Error> {
    let mut family = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
    for (labels, count) in rows {
        let metric = family.encode_family(&labels)?;
        ConstCounter::new(count).encode(metric)?;
    }
    Ok(())
}

/// All numbers as OpenMetrics text.
pub(super) async fn show(State(guards): State<Guards>) -> Response {
    let mut text = String::new();
    match encode(&mut text, &guards.0.metrics.registry) {
        Ok(()) => ([(CONTENT_TYPE, fixed(OPEN_METRICS))], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
