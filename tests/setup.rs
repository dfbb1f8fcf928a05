//! `scripts/setup` on machines that lack one thing or another: it names and installs that, and nothing else.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};

/// A machine, as far as a script can tell by looking at its programs: a `PATH` with these and no others.
struct Machine(tempfile::TempDir);

impl Machine {
    /// A Debian on which everything is there, and a checkout in which no model has been fetched.
    fn complete() -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        let checkout = machine.path().join("checkout");
        fs::create_dir_all(checkout.join("scripts")).unwrap();
        fs::create_dir_all(machine.path().join("bin")).unwrap();
        for file in ["scripts/setup", "Cargo.toml"] {
            fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), checkout.join(file)).unwrap();
        }
        for tool in ["bash", "dirname", "sed", "sort", "paste"] {
            let real = which(tool);
            symlink(real, machine.path().join("bin").join(tool)).unwrap();
        }
        for program in ["cargo", "cc", "c++", "cmake", "pkg-config", "python3", "npm"] {
            machine.program(program, "exit 0");
        }
        machine.program("rustc", "echo 'rustc 1.99.0 (abc 2026-01-01)'");
        machine.program("uname", "echo Linux");
        machine.program("id", "echo 0");
        machine.program("apt-get", "echo \"apt-get $*\" >>\"$LOG\"");
        machine
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Puts a program in place of what was there.
    fn program(&self, name: &str, script: &str) {
        let path = self.path().join("bin").join(name);
        fs::write(&path, format!("#!{}\n{script}\n", which("bash"))).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn without(self, name: &str) -> Self {
        fs::remove_file(self.path().join("bin").join(name)).unwrap();
        self
    }

    fn setup(&self) -> Output {
        Command::new(which("bash"))
            .arg(self.path().join("checkout/scripts/setup"))
            .env_clear()
            .env("PATH", self.path().join("bin"))
            .env("LOG", self.path().join("log"))
            .output()
            .unwrap()
    }

    /// Everything that was installed.
    fn installed(&self) -> String {
        let log = fs::read_to_string(self.path().join("log")).unwrap_or_default();
        let install = log
            .lines()
            .filter_map(|line| line.split_once("--no-install-recommends "));
        install.map(|(_, packages)| packages).collect()
    }
}

fn which(tool: &str) -> String {
    let output = Command::new("sh")
        .args(["-c", &format!("command -v {tool}")])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_complete_machine_is_left_alone() {
    let machine = Machine::complete();
    let output = machine.setup();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(said(&output), "");
    assert_eq!(machine.installed(), "");
}

#[test]
fn only_what_is_missing_is_installed_and_is_named_before() {
    let machine = Machine::complete().without("npm").without("cmake");
    machine.program("pkg-config", "exit 1");
    let output = machine.setup();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(
        said(&output),
        "setup: about to install with apt: cmake libasound2-dev npm (this can take a few minutes)\n"
    );
    assert_eq!(machine.installed(), "cmake libasound2-dev npm");
}

#[test]
fn pip_and_npm_are_not_missed_once_the_model_is_there() {
    let machine = Machine::complete().without("npm");
    let model = machine.path().join("checkout/models/kokoro-82m-int8");
    fs::create_dir_all(&model).unwrap();
    fs::write(model.join("config.json"), "{}").unwrap();
    assert!(machine.setup().status.success());
    assert_eq!(machine.installed(), "");
}

#[test]
fn a_user_without_sudo_is_told_what_to_do() {
    let machine = Machine::complete().without("cmake");
    machine.program("id", "echo 1000");
    let output = machine.setup();
    assert!(!output.status.success());
    assert_eq!(
        said(&output),
        "setup: missing: cmake; run as root: apt-get install cmake\n"
    );

    machine.program("sudo", "\"$@\"");
    assert!(machine.setup().status.success());
    assert_eq!(machine.installed(), "cmake");
}

#[test]
fn an_old_rust_and_no_rust_are_told_apart() {
    let machine = Machine::complete();
    machine.program("rustc", "echo 'rustc 1.70.0 (abc 2023-01-01)'");
    let output = machine.setup();
    assert!(!output.status.success());
    assert!(
        said(&output).contains("rustc is 1.70.0, lector needs 1.94 or later"),
        "{}",
        said(&output)
    );

    let machine = machine.without("cargo");
    assert!(said(&machine.setup()).contains("there is no Rust toolchain"));
}

#[test]
fn a_mac_without_homebrew_is_told_what_is_missing() {
    let machine = Machine::complete().without("apt-get").without("cmake").without("npm");
    machine.program("uname", "echo Darwin");
    machine.program("xcode-select", "exit 0");
    let output = machine.setup();
    assert!(!output.status.success());
    assert!(
        said(&output).starts_with("setup: missing: cmake node; install Homebrew"),
        "{}",
        said(&output)
    );

    machine.program("brew", "echo \"brew --no-install-recommends ${*:2}\" >>\"$LOG\"");
    assert!(machine.setup().status.success());
    assert_eq!(machine.installed(), "cmake node");
}
