//! Many logins against one simulator: the time of each, and the memory of the process.
//!
//! ```sh
//! cargo run -p qrlogin-simulator --example soak -- 100000
//! ```

#![allow(clippy::print_stdout, reason = "a measurement for the terminal")]

use std::error::Error;
use std::time::{Duration, Instant};

use http::Request;
use qrlogin_simulator::{Scenario, VirtualClient};

const ORIGIN: &str = "https://passport.bilibili.com/x/passport-login/web/qrcode";

fn main() -> Result<(), Box<dyn Error>> {
    let logins: u32 = std::env::args()
        .nth(1)
        .as_deref()
        .unwrap_or("20000")
        .parse()?;
    let mut client = VirtualClient::new(Scenario::default(), 1_800_000_000_000);
    let step = (logins / 10).max(1);
    println!("logins   ms each   MB");
    let mut began = Instant::now();
    for number in 1..=logins {
        log_in(&mut client)?;
        if number % step == 0 {
            let each = began.elapsed().as_secs_f64() * 1000.0 / f64::from(step);
            println!("{number:6}   {each:7.3}   {}", memory());
            began = Instant::now();
        }
    }
    Ok(())
}

/// A login with five polls, and the check that follows it.
fn log_in(client: &mut VirtualClient) -> Result<(), Box<dyn Error>> {
    let code = get(client, &format!("{ORIGIN}/generate"), "")?;
    let code: serde_json::Value = serde_json::from_slice(code.body())?;
    let key = code
        .pointer("/data/qrcode_key")
        .and_then(|key| key.as_str());
    let key = key.unwrap_or_default();
    for _ in 0..4 {
        get(client, &format!("{ORIGIN}/poll?qrcode_key={key}"), "")?;
        client.wait(Duration::from_secs(1));
    }
    let success = get(client, &format!("{ORIGIN}/poll?qrcode_key={key}"), "")?;
    let cookie = success.headers().get("set-cookie").ok_or("no login")?;
    let nav = "https://api.bilibili.com/x/web-interface/nav";
    let nav = get(client, nav, cookie.to_str()?)?;
    match nav.body().starts_with(b"{\"code\":0") {
        true => Ok(()),
        false => Err("the credentials are not known".into()),
    }
}

fn get(
    client: &mut VirtualClient,
    url: &str,
    cookie: &str,
) -> Result<http::Response<Vec<u8>>, Box<dyn Error>> {
    let request = Request::get(url)
        .header("user-agent", "soak")
        .header("cookie", cookie)
        .body(Vec::new())?;
    Ok(client.send(request, Duration::from_secs(10))?)
}

/// The resident memory in MB, on systems with `/proc`.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.map_or_else(
        || "?".to_owned(),
        |kilobytes| (kilobytes / 1024).to_string(),
    )
}
