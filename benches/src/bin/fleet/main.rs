//! Measures `qrlogin_tokio::Fleet`.
//!
//! ```text
//! cargo run --release --bin fleet [LOGINS [ROUNDS]]            speed and memory beside tasks
//! ```

#[path = "../../replies.rs"]
#[allow(dead_code)]
mod replies;

mod idle;
mod process;
mod speed;
mod world;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, default| {
        let argument = arguments.get(place);
        argument.and_then(|it| it.parse().ok()).unwrap_or(default)
    };
    match arguments.first().map(String::as_str) {
        Some("memory") => process::print_resident(&arguments[1], number(2, 100_000)),
        _ => speed::print(number(0, 100_000), number(1, 15)),
    }
}
