//! Logins of two builds of the core, by the same code.

/// What one run took.
#[derive(Clone, Copy)]
pub struct Sample {
    pub nanoseconds: f64,
    pub allocations: f64,
}

/// What a build offers. Each function makes what runs a batch and returns the figures of one.
pub struct Build {
    pub poll: fn(flow: &str) -> Box<dyn FnMut() -> Sample>,
    pub whole_login: fn() -> Sample,
    pub read: fn(body: &str, is_poll: bool) -> bool,
    pub waiting: fn(count: usize) -> Box<dyn std::any::Any>,
    pub state_bytes: usize,
    pub snapshot_bytes: fn() -> usize,
}

/// Requests of a whole login, from the code to its end.
pub const REQUESTS: u32 = 91;

macro_rules! build {
    ($name:ident, $core:ident) => {
        pub mod $name {
            use std::hint::black_box;
            use std::time::Instant;

            use $core::http::StatusCode;
            use $core::wechat::script::{JsLogin, Poll};
            use $core::{BoxFlow, Flow, Login, Provider, Response, Seed, Step, Timestamp};
            use $core::{Settings, bilibili, flows, pan115, taptap, wechat};

            use super::{Build, Sample};
            use crate::count;
            use crate::replies::*;

            pub const BUILD: Build = Build {
                poll,
                whole_login,
                read,
                waiting,
                state_bytes: size_of::<Login<bilibili::Web>>(),
                snapshot_bytes,
            };

            const START: Timestamp = Timestamp::from_secs(1_800_000_000);
            /// Logins of a batch, and polls of each.
            const LOGINS: usize = 16;
            const POLLS: usize = 32;

            fn reply((status, body): Reply) -> Response {
                let mut reply = Response::new(body.as_bytes().to_vec());
                *reply.status_mut() = StatusCode::from_u16(status).unwrap();
                reply
            }

            /// Up to the moment of the first poll.
            fn shown<F: Flow>(mut login: F, first: Reply) -> (F, Timestamp) {
                let mut now = START;
                let Ok(Step::Send(_)) = login.poll(now) else {
                    panic!("no first call");
                };
                login.handle(now, Ok(reply(first)));
                loop {
                    match login.poll(now) {
                        Ok(Step::Wait(until)) => now = until,
                        Ok(Step::Send(_)) => return (login, now),
                        Ok(Step::Event(_)) => {}
                        _ => panic!("the login has ended"),
                    }
                }
            }

            fn seed() -> Seed {
                Seed::new([7; 16])
            }

            fn poll(flow: &str) -> Box<dyn FnMut() -> Sample> {
                match flow {
                    "bilibili-web" => polls(bilibili::Web::new(), WEB_STARTED, WEB_PENDING),
                    "bilibili-tv" => polls(bilibili::Tv::new(), TV_STARTED, TV_PENDING),
                    "wechat-web" => polls(wechat::Web::new(), WECHAT_STARTED, WECHAT_PENDING),
                    "115" => polls(pan115::Web::new(), PAN115_STARTED, PAN115_PENDING),
                    "taptap" => {
                        let (region, goal) = (taptap::Region::China, taptap::Goal::Token);
                        polls(
                            taptap::Direct::new(region, goal),
                            TAPTAP_STARTED,
                            TAPTAP_PENDING,
                        )
                    }
                    other => panic!("no flow {other}"),
                }
            }

            /// The request is built, "not yet" is read, the next poll is scheduled.
            fn polls<P: Provider + Clone + 'static>(
                provider: P,
                first: Reply,
                pending: Reply,
            ) -> Box<dyn FnMut() -> Sample> {
                Box::new(move || {
                    let login = || shown(Login::new(provider.clone(), seed()), first);
                    let mut logins: Vec<_> = (0..LOGINS).map(|_| login()).collect();
                    let mut replies: Vec<_> = (0..LOGINS * POLLS).map(|_| reply(pending)).collect();
                    let (allocated, begun) = (count::allocations(), Instant::now());
                    for _ in 0..POLLS {
                        for (login, now) in &mut logins {
                            let Ok(Step::Send(call)) = login.poll(*now) else {
                                panic!("no call");
                            };
                            black_box(&call);
                            login.handle(*now, Ok(replies.pop().unwrap()));
                            let Ok(Step::Wait(until)) = login.poll(*now) else {
                                panic!("not scheduled");
                            };
                            *now = until;
                        }
                    }
                    let per_poll = (LOGINS * POLLS) as f64;
                    Sample {
                        nanoseconds: begun.elapsed().as_nanos() as f64 / per_poll,
                        allocations: (count::allocations() - allocated) as f64 / per_poll,
                    }
                })
            }

            /// A login without a confirmation, with the replies that a driver would make.
            fn whole_login() -> Sample {
                const RUNS: u32 = 10;
                let (allocated, begun) = (count::allocations(), Instant::now());
                for _ in 0..RUNS {
                    let mut login = Login::new(bilibili::Web::new(), seed());
                    let (mut now, mut requests) = (START, 0);
                    while let Ok(step) = login.poll(now) {
                        match step {
                            Step::Send(call) => {
                                black_box(&call);
                                let first = requests == 0;
                                requests += 1;
                                let body = if first { WEB_STARTED } else { WEB_PENDING };
                                login.handle(now, Ok(reply(body)));
                            }
                            Step::Wait(until) => now = until,
                            _ => {}
                        }
                    }
                    assert_eq!(requests, super::REQUESTS);
                }
                Sample {
                    nanoseconds: begun.elapsed().as_nanos() as f64 / f64::from(RUNS),
                    allocations: (count::allocations() - allocated) as f64 / f64::from(RUNS),
                }
            }

            fn read(body: &str, is_poll: bool) -> bool {
                if is_poll {
                    let poll = Poll::read(body.as_bytes());
                    black_box(&poll).is_ok()
                } else {
                    let started = JsLogin::read(body.as_bytes());
                    black_box(&started).is_ok()
                }
            }

            fn boxed() -> BoxFlow {
                let info = flows::find("bilibili-web").unwrap();
                let options = flows::Options::default();
                let login = info.login(&Settings::new(), seed(), &options);
                let Ok(login) = login else {
                    panic!("no login");
                };
                let (mut login, now) = shown(login, WEB_STARTED);
                login.handle(now, Ok(reply(WEB_PENDING)));
                login
            }

            fn waiting(count: usize) -> Box<dyn std::any::Any> {
                let logins: Vec<BoxFlow> = (0..count).map(|_| boxed()).collect();
                Box::new(logins)
            }

            fn snapshot_bytes() -> usize {
                boxed().snapshot().unwrap().to_json().len()
            }
        }
    };
}

build!(now, qrlogin);
build!(before, qrlogin_before);
