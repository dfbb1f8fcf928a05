//! The machine itself: processor, backend, threads, memory, terminal.

use std::io::{self, IsTerminal};
use std::thread;

use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use super::super::args::{BackendChoice, Global};
use super::super::settings::backend;
use super::Finding;
use crate::config::Settings;
use crate::engine::{BackendName, mlx_device};

/// What a render takes at its peak, with room for the rest of the machine.
const MEMORY_WANTED: u64 = 1 << 30;

pub(super) fn checks(settings: &Settings, global: &Global) -> Vec<Finding> {
    vec![
        cpu(),
        mlx(backend(global, settings)),
        threads(settings),
        memory(),
        terminal(),
    ]
}

fn cpu() -> Finding {
    let known = instruction_sets();
    let sets = if known.is_empty() {
        "portable code only".to_owned()
    } else {
        known.join(", ")
    };
    Finding::ok("cpu backend", format!("{}, {sets}", std::env::consts::ARCH))
}

/// The vector instructions of this processor that synthesis has use for.
fn instruction_sets() -> Vec<&'static str> {
    let mut sets = Vec::new();
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected;
        let found = [
            ("AVX2", is_x86_feature_detected!("avx2")),
            ("FMA", is_x86_feature_detected!("fma")),
            ("AVX-512", is_x86_feature_detected!("avx512f")),
        ];
        sets.extend(found.into_iter().filter_map(|(name, there)| there.then_some(name)));
    }
    #[cfg(target_arch = "aarch64")]
    if std::arch::is_aarch64_feature_detected!("neon") {
        sets.push("NEON");
    }
    sets
}

/// Whether MLX is used, and why.
fn mlx(wanted: BackendChoice) -> Finding {
    const NAME: &str = "mlx backend";
    const INSTEAD: &str = "the cpu backend is used";
    let built_in = BackendName::built_in().contains(&BackendName::Mlx);
    if wanted == BackendChoice::Cpu {
        return Finding::ok(NAME, "not used: `--backend cpu` or `tts.use_mlx: false`");
    }
    let (why, mend) = if built_in {
        match mlx_device() {
            Ok(device) => return Finding::ok(NAME, format!("used, on the {device}; {INSTEAD} if it fails")),
            Err(why) => (
                format!("cannot start ({why}); {INSTEAD}"),
                "update macOS (MLX needs 14 or later)",
            ),
        }
    } else if cfg!(all(target_os = "macos", target_arch = "aarch64")) {
        let mend = "install Xcode with its Metal toolchain, then build again";
        (format!("not part of this build; {INSTEAD}"), mend)
    } else {
        (
            format!("not used: it needs Apple Silicon; {INSTEAD}"),
            "leave `--backend mlx` out",
        )
    };
    match wanted {
        BackendChoice::Auto if !built_in => Finding::ok(NAME, why),
        _ => Finding::missing(NAME, why, mend),
    }
}

fn threads(settings: &Settings) -> Finding {
    const NAME: &str = "threads";
    let there = thread::available_parallelism().map_or(1, usize::from);
    match settings.engine.threads {
        None => Finding::ok(NAME, format!("{there}, one a core")),
        Some(set) if set.get() <= there => Finding::ok(NAME, format!("{set} of {there}, as set")),
        Some(set) => Finding::missing(
            NAME,
            format!("{set} as set, but only {there} cores"),
            "set engine.threads to auto: more threads than cores are slower",
        ),
    }
}

fn memory() -> Finding {
    const NAME: &str = "memory";
    let everything = RefreshKind::nothing().with_memory(MemoryRefreshKind::everything());
    let system = System::new_with_specifics(everything);
    let (total, free) = match system.cgroup_limits() {
        Some(limits) => (limits.total_memory, limits.free_memory),
        None => (system.total_memory(), system.available_memory()),
    };
    let found = format!("{:.1} GiB free of {:.1} GiB", gibibytes(free), gibibytes(total));
    if free >= MEMORY_WANTED {
        Finding::ok(NAME, found)
    } else {
        Finding::missing(NAME, found, "end other programs: a render may need up to 1 GiB")
    }
}

fn gibibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 30)
}

fn terminal() -> Finding {
    const NAME: &str = "terminal";
    if !io::stdout().is_terminal() {
        return Finding::ok(NAME, "stdout is not one: no colours, no progress bars");
    }
    Finding::ok(
        NAME,
        if anstyle_query::no_color() {
            "no colours: NO_COLOR is set"
        } else if anstyle_query::truecolor() {
            "true colour"
        } else if anstyle_query::term_supports_ansi_color() {
            "16 or 256 colours"
        } else {
            "no colours: TERM says so"
        },
    )
}
