//! Says `has_mlx` to the compiler where there is an mlx backend, so that the sources ask one question and not four.

use std::env;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(has_mlx)");
    println!("cargo::rerun-if-changed=build.rs");
    let is = |variable: &str, value: &str| env::var(variable).is_ok_and(|found| found == value);
    let asked = |feature: &str| env::var_os(feature).is_some();
    let on_apple_silicon = is("CARGO_CFG_TARGET_OS", "macos") && is("CARGO_CFG_TARGET_ARCH", "aarch64");
    let on_linux = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ARCH", "x86_64");
    if asked("CARGO_FEATURE_MLX") && on_apple_silicon || asked("CARGO_FEATURE_MLX_LINUX") && on_linux {
        println!("cargo::rustc-cfg=has_mlx");
        // `scripts/mlx-linux` has put MLX where the system does not look.
        println!("cargo::rerun-if-env-changed=LECTOR_MLX_LIBRARY");
        if let Ok(folder) = env::var("LECTOR_MLX_LIBRARY") {
            println!("cargo::rustc-link-arg=-Wl,-rpath,{folder}");
        }
    }
}
