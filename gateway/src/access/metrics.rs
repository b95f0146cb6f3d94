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
use crate::worker::Stats;

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
    pub(super) fn new(worker: Option<Arc<Stats>>) -> Self {
        let mut registry = Registry::with_prefix("qrlogin");
        let requests = Family::<Answered, Counter>::default();
        registry.register("requests", "Requests answered", requests.clone());
        if let Some(stats) = worker {
            registry.register_collector(Box::new(OfWorker(stats)));
        }
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

/// The numbers of the worker at this moment.
#[derive(Debug)]
struct OfWorker(Arc<Stats>);

impl Collector for OfWorker {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let stats = &self.0;
        for (name, help, value) in [
            ("calls", "Calls to services", stats.calls()),
            ("writes", "Writes stored by the worker", stats.writes()),
            (
                "lost",
                "Logins cancelled or claimed by another worker",
                stats.lost(),
            ),
        ] {
            let counter = ConstCounter::new(value);
            let metric = encoder.encode_descriptor(name, help, None, counter.metric_type())?;
            counter.encode(metric)?;
        }
        for (name, help, value) in [
            ("owned_logins", "Logins of the worker", stats.owned()),
            (
                "lease_valid",
                "Whether the worker's lease is valid",
                stats.has_lease().into(),
            ),
        ] {
            let gauge = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
            let metric = encoder.encode_descriptor(name, help, None, gauge.metric_type())?;
            gauge.encode(metric)?;
        }
        let help = "Logins that have ended, by flow and outcome";
        let mut ended =
            encoder.encode_descriptor("logins_ended", help, None, MetricType::Counter)?;
        for row in stats.ended() {
            let labels = [("flow", row.flow), ("outcome", row.outcome.to_owned())];
            let metric = ended.encode_family(&labels)?;
            ConstCounter::new(row.count).encode(metric)?;
        }
        Ok(())
    }
}

/// All numbers as OpenMetrics text.
pub(super) async fn show(State(guards): State<Guards>) -> Response {
    let mut text = String::new();
    match encode(&mut text, &guards.0.metrics.registry) {
        Ok(()) => ([(CONTENT_TYPE, fixed(OPEN_METRICS))], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
