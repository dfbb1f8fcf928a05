//! Keeps the machine from falling asleep while it renders.

use std::process::{Child, Command, Stdio};

/// Holds macOS awake by its own `caffeinate`; elsewhere, nothing.
#[derive(Debug, Default)]
pub struct Awake(Option<Child>);

impl Awake {
    /// Wants the machine awake, or no longer.
    pub fn set(&mut self, wanted: bool) {
        if !cfg!(target_os = "macos") || wanted == self.0.is_some() {
            return;
        }
        if let Some(mut child) = self.0.take() {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
            return;
        }
        let own = std::process::id().to_string();
        let caffeinate = Command::new("caffeinate")
            .args(["-i", "-w", &own])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match caffeinate {
            Ok(child) => self.0 = Some(child),
            Err(error) => tracing::warn!("the machine may fall asleep: caffeinate: {error}"),
        }
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        self.set(false);
    }
}
