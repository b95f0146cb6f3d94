//! The table of `benches/README.md`: this tree beside an earlier commit and beside what other
//! clients use, measured in one process in interleaved rounds; medians.

mod async_login;
mod count;
mod logins;
mod memory;
mod readers;
mod replies;

use std::hint::black_box;
use std::time::Instant;

use logins::{Build, Sample, before, now};

#[global_allocator]
static ALLOCATOR: count::Counting = count::Counting;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, build] = arguments.as_slice()
        && command == "memory"
    {
        return memory::print(build);
    }
    if let [command, build, flow, batches] = arguments.as_slice()
        && command == "profile"
    {
        return profile(build, flow, batches.parse().unwrap());
    }
    let rounds = arguments.first().and_then(|rounds| rounds.parse().ok());
    let rounds = rounds.unwrap_or(61);
    let wanted = |part| arguments.get(1).is_none_or(|only| only == part);
    println!("medians of {rounds} interleaved rounds; ns, and allocations in brackets\n");
    if wanted("scripts") {
        scripts(rounds);
    }
    if wanted("polls") {
        polls(rounds);
    }
    if wanted("logins") {
        whole_logins(rounds);
    }
    if wanted("memory") {
        memory_of_logins();
    }
}

/// Polls of one build and nothing else, for a profiler.
fn profile(build: &str, flow: &str, batches: usize) {
    let build: Build = if build == "now" {
        now::BUILD
    } else {
        before::BUILD
    };
    let mut batch = (build.poll)(flow);
    for _ in 0..batches {
        batch();
    }
}

type Contestant<'a> = Box<dyn FnMut() -> Sample + 'a>;

/// Runs all of them in turn, so often, and gives the median of each.
fn interleaved(rounds: usize, contestants: &mut [Contestant<'_>]) -> Vec<Sample> {
    let mut samples = vec![Vec::new(); contestants.len()];
    for round in 0..=rounds {
        for (contestant, samples) in contestants.iter_mut().zip(&mut samples) {
            let sample = contestant();
            // The first round warms the caches.
            if round > 0 {
                samples.push(sample);
            }
        }
    }
    samples.iter().map(|samples| median(samples)).collect()
}

fn median(samples: &[Sample]) -> Sample {
    let middle = |figure: fn(&Sample) -> f64| {
        let mut figures: Vec<f64> = samples.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2]
    };
    Sample {
        nanoseconds: middle(|sample| sample.nanoseconds),
        allocations: middle(|sample| sample.allocations),
    }
}

/// Repeats a short thing and gives the figures of one.
fn repeated(mut run: impl FnMut() -> bool, times: u32) -> Sample {
    let (allocated, begun) = (count::allocations(), Instant::now());
    for _ in 0..times {
        assert!(black_box(run()), "the reader has failed");
    }
    Sample {
        nanoseconds: begun.elapsed().as_nanos() as f64 / f64::from(times),
        allocations: (count::allocations() - allocated) as f64 / f64::from(times),
    }
}

fn scripts(rounds: usize) {
    let avatar = replies::poll_scanned(8192);
    let bodies = [
        (replies::JSLOGIN, false),
        (replies::POLL_WAITING, true),
        (replies::POLL_CONFIRMED, true),
        (avatar.as_str(), true),
    ];
    println!(
        "| script | before | now | now/before | regex | regex/now | plain nom | memchr2 | now/memchr2 | QuickJS kept | QuickJS fresh |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    let (mut against_before, mut against_regex) = (Vec::new(), Vec::new());
    for (body, is_poll) in bodies {
        let patterns = readers::Patterns::new();
        let engine = readers::Engine::new();
        let of = |build: Build| repeated(move || (build.read)(black_box(body), is_poll), 400);
        let mut contestants: [Contestant<'_>; 7] = [
            Box::new(|| of(before::BUILD)),
            Box::new(|| of(now::BUILD)),
            Box::new(|| repeated(|| patterns.read(black_box(body), is_poll), 200)),
            Box::new(|| repeated(|| readers::plain_grammar(black_box(body)), 400)),
            Box::new(|| repeated(|| readers::scan(black_box(body)) < usize::MAX, 400)),
            Box::new(|| repeated(|| engine.read(black_box(body), is_poll), 20)),
            Box::new(|| repeated(|| readers::Engine::new().read(body, is_poll), 2)),
        ];
        let figures = interleaved(rounds, &mut contestants);
        let [before, now, regex, plain, scan, kept, fresh] = figures.as_slice() else {
            unreachable!("seven contestants");
        };
        let ratio = |a: &Sample, b: &Sample| a.nanoseconds / b.nanoseconds;
        println!(
            "| {} B | {} | {} | {:.2} | {} | {:.1} | {} | {} | {:.2} | {} | {} |",
            body.len(),
            both(before),
            both(now),
            ratio(now, before),
            both(regex),
            ratio(regex, now),
            both(plain),
            both(scan),
            ratio(now, scan),
            both(kept),
            both(fresh),
        );
        against_before.push(ratio(now, before));
        against_regex.push(ratio(regex, now));
    }
    println!(
        "\ngeometric means: now/before {:.2}, regex/now {:.1}\n",
        geometric_mean(&against_before),
        geometric_mean(&against_regex)
    );
}

fn polls(rounds: usize) {
    println!("| one poll | before | now | now/before | `Value` of the reply |");
    println!("|---|---|---|---|---|");
    for (flow, (_, reply)) in [
        ("bilibili-web", replies::WEB_PENDING),
        ("bilibili-tv", replies::TV_PENDING),
        ("wechat-web", replies::WECHAT_PENDING),
        ("115", replies::PAN115_PENDING),
        ("taptap", replies::TAPTAP_PENDING),
    ] {
        let value = move || serde_json::from_str::<serde_json::Value>(black_box(reply));
        let mut contestants: [Contestant<'_>; 3] = [
            (before::BUILD.poll)(flow),
            (now::BUILD.poll)(flow),
            Box::new(|| repeated(|| black_box(value()).is_ok() || flow == "wechat-web", 400)),
        ];
        let figures = interleaved(rounds, &mut contestants);
        let [before, now, value] = figures.as_slice() else {
            unreachable!("three contestants");
        };
        println!(
            "| {flow} | {} | {} | {:.2} | {} |",
            both(before),
            both(now),
            now.nanoseconds / before.nanoseconds,
            if flow == "wechat-web" {
                "no JSON".to_owned()
            } else {
                both(value)
            },
        );
    }
    println!();
}

fn whole_logins(rounds: usize) {
    let runtime = async_login::runtime();
    let mut contestants: [Contestant<'_>; 3] = [
        Box::new(before::BUILD.whole_login),
        Box::new(now::BUILD.whole_login),
        Box::new(|| async_login::whole_login(&runtime)),
    ];
    let figures = interleaved(rounds, &mut contestants);
    let [before, now, paused] = figures.as_slice() else {
        unreachable!("three contestants");
    };
    println!(
        "| whole login, {} requests | before | now | now/before | async fn, paused clock |",
        logins::REQUESTS
    );
    println!("|---|---|---|---|---|");
    println!(
        "| bilibili-web | {} | {} | {:.2} | {} |\n",
        both(before),
        both(now),
        now.nanoseconds / before.nanoseconds,
        both(paused)
    );
}

fn memory_of_logins() {
    println!("| waiting login (bilibili-web, boxed), bytes | before | now |");
    println!("|---|---|---|");
    let (before, now) = (memory::of("before"), memory::of("now"));
    println!(
        "| resident, of 100,000 | {:.0} | {:.0} |",
        before.resident, now.resident
    );
    println!(
        "| allocated, of 100,000 | {:.0} | {:.0} |",
        before.live, now.live
    );
    let (before, now) = (before::BUILD, now::BUILD);
    println!("| state | {} | {} |", before.state_bytes, now.state_bytes);
    println!(
        "| snapshot as JSON | {} | {} |",
        (before.snapshot_bytes)(),
        (now.snapshot_bytes)()
    );
}

fn both(sample: &Sample) -> String {
    format!("{:.0} ({:.1})", sample.nanoseconds, sample.allocations)
}

fn geometric_mean(ratios: &[f64]) -> f64 {
    let sum: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
    (sum / ratios.len() as f64).exp()
}
