//! Logins at the services' real addresses, through the simulator's proxy for HTTPS.

use std::thread::scope;

use qrlogin_simulator::{Scenario, Server, Tls};
use qrlogin_test_support::{FLOWS, FlowUnderTest};

use crate::support::*;

/// A proxy, and a file with its authority.
struct Proxy {
    server: Server,
    ca: tempfile::NamedTempFile,
}

impl Proxy {
    fn start() -> Self {
        let tls = Tls::new().unwrap();
        let ca = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(ca.path(), tls.ca_pem()).unwrap();
        let scenario = Scenario::default().with("person", "scan@0s confirm@0s");
        let listen = ([127, 0, 0, 1], 0).into();
        let server = Server::start_with_tls(scenario.unwrap(), listen, tls).unwrap();
        Self { server, ca }
    }

    fn ca(&self) -> &str {
        self.ca.path().to_str().unwrap()
    }

    /// A login with the proxy and the authority in the environment.
    fn login(&self, arguments: &[&str]) -> Ran {
        let started = std::time::Instant::now();
        let output = command(&[&["login"], arguments].concat())
            .env("HTTPS_PROXY", self.server.origin())
            .env("SSL_CERT_FILE", self.ca())
            .output();
        ran(output.unwrap(), started)
    }
}

/// The options that a login at the flow's real address needs.
fn needs(flow: &FlowUnderTest) -> Vec<String> {
    let address = flow.own_server.into_iter();
    let address = address.flat_map(|(name, url)| ["--set".to_owned(), format!("{name}={url}")]);
    address.chain(required(flow)).collect()
}

#[test]
fn every_flow_over_both_transports_logs_in_through_the_proxy() {
    scope(|scope| {
        for flow in FLOWS {
            for transport in ["blocking", "async"] {
                scope.spawn(move || {
                    let proxy = Proxy::start();
                    let needs = needs(flow);
                    let mut arguments = vec![flow.id, "--transport", transport];
                    arguments.extend(needs.iter().map(String::as_str));
                    let ran = proxy.login(&arguments);
                    assert_eq!(ran.code, 0, "{} {transport}: {}", flow.id, ran.err);
                    assert_eq!(ran.json()["flow"], flow.id);
                    assert_eq!(issued(&proxy.server).len(), 1, "{}", flow.id);
                });
            }
        }
    });
}

#[test]
fn the_proxy_and_the_authority_can_be_options() {
    let proxy = Proxy::start();
    let origin = proxy.server.origin();
    for transport in ["blocking", "async"] {
        let options = ["--proxy", &origin, "--ca-file", proxy.ca()];
        let login = ["login", "wechat-web", "--transport", transport];
        let ran = run(&[&login[..], &options].concat());
        assert_eq!(ran.code, 0, "{transport}: {}", ran.err);
    }
}

#[test]
fn no_proxy_exempts_a_network_over_both_transports() {
    let server = simulator(&["person=scan@0s confirm@0s"]);
    let url = format!("{}/phiApi", server.origin());
    let over = |transport| {
        let started = std::time::Instant::now();
        let output = command(&["login", "phi-api", "--transport", transport])
            .args(["--base-url", &url])
            // There is no listener.
            .env("ALL_PROXY", "http://127.0.0.1:1")
            .env("NO_PROXY", "*.example.com, 127.0.0.0/8")
            .output();
        let ran = ran(output.unwrap(), started);
        assert_eq!(ran.code, 0, "{transport}: {}", ran.err);
    };
    scope(|scope| {
        scope.spawn(|| over("blocking"));
        scope.spawn(|| over("async"));
    });
}

#[test]
fn an_untrusted_authority_ends_the_login() {
    let (proxy, other) = (Proxy::start(), Proxy::start());
    let origin = proxy.server.origin();
    let over = |transport| {
        let options = ["--proxy", &origin, "--ca-file", other.ca()];
        let login = ["wechat-web", "--transport", transport];
        // The authority of the environment does not count if there is an option.
        let ran = proxy.login(&[&login[..], &options].concat());
        assert_eq!(ran.code, 14, "{transport}: {}", ran.err);
    };
    scope(|scope| {
        scope.spawn(|| over("blocking"));
        scope.spawn(|| over("async"));
    });
    assert_eq!(requests(&proxy.server), 0);
}

#[test]
fn a_bundle_with_an_invalid_certificate_is_used() {
    let proxy = Proxy::start();
    let good = std::fs::read_to_string(proxy.ca()).unwrap();
    let odd = "-----BEGIN CERTIFICATE-----\nb2Rk\n-----END CERTIFICATE-----\n";
    std::fs::write(proxy.ca(), format!("# a bundle\n{odd}{good}{odd}")).unwrap();
    let ran = proxy.login(&["wechat-web"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn the_error_names_an_unusable_file_of_the_environment() {
    let proxy = Proxy::start();
    std::fs::write(proxy.ca(), "no certificate").unwrap();
    let useless = proxy.login(&["wechat-web"]);
    std::fs::remove_file(proxy.ca()).unwrap();
    let missing = proxy.login(&["wechat-web"]);
    for ran in [useless, missing] {
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("SSL_CERT_FILE: "), "{}", ran.err);
    }
    assert_eq!(requests(&proxy.server), 0);
    // It is not read for calls without TLS.
    let rerouted = proxy.login(&["wechat-web", "--reroute", &proxy.server.origin()]);
    assert_eq!(rerouted.code, 0, "{}", rerouted.err);
}

#[test]
fn an_unnamed_gateway_is_unreachable() {
    let proxy = Proxy::start();
    let over = |transport| {
        let url = "https://elsewhere.example";
        let ran = proxy.login(&["115-gateway", "--transport", transport, "--base-url", url]);
        assert_eq!(ran.code, 16, "{transport}: {}", ran.err);
        let because = "did not connect to elsewhere.example: it refused (HTTP status 403)";
        assert!(ran.err.contains(because), "{transport}: {}", ran.err);
    };
    scope(|scope| {
        scope.spawn(|| over("blocking"));
        scope.spawn(|| over("async"));
    });
    assert!(issued(&proxy.server).is_empty());
}
