//! What `qrlogin --version` says about the build. Nothing here fails: what is not known is
//! `unknown`.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The packages whose versions are named.
const PACKAGES: [&str; 3] = ["rustls", "ureq", "hyper"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    set("TARGET", env::var("TARGET").ok());
    set("PROFILE", env::var("PROFILE").ok());
    set("COMMIT", commit());
    let lock = lock();
    for package in PACKAGES {
        let found = lock.as_deref().and_then(|text| version(text, package));
        set(&package.to_uppercase(), found);
    }
}

/// Sets a variable for the program.
fn set(name: &str, value: Option<String>) {
    let value = value.unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env=QRLOGIN_BUILD_{name}={value}");
}

/// The commit: of the packager (`QRLOGIN_COMMIT`), else of git, if this is its working tree.
fn commit() -> Option<String> {
    println!("cargo::rerun-if-env-changed=QRLOGIN_COMMIT");
    if let Ok(commit) = env::var("QRLOGIN_COMMIT") {
        return Some(commit);
    }
    // A published package names its commit here.
    if let Ok(text) = fs::read_to_string(".cargo_vcs_info.json") {
        let rest = text.split_once("\"sha1\": \"")?.1;
        return rest.get(..12).map(str::to_owned);
    }
    // Not the tree of another project around this package.
    git(&["ls-files", "--error-unmatch", "build.rs"])?;
    for name in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", name])
            && Path::new(&path).exists()
        {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    git(&["log", "-1", "--format=%h %cs", "--abbrev=12"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let text = text.trim();
    (output.status.success() && !text.is_empty()).then(|| text.to_owned())
}

/// The lock file: beside this package as it is published, else of the workspace.
fn lock() -> Option<String> {
    let path = ["Cargo.lock", "../Cargo.lock"]
        .into_iter()
        .find(|path| Path::new(path).exists())?;
    println!("cargo::rerun-if-changed={path}");
    fs::read_to_string(path).ok()
}

/// The version of a package in the lock file.
fn version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    Some(version.strip_suffix('"')?.to_owned())
}
