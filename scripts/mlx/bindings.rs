//! Makes mlx-sys's bindings with mlx-sys's own settings: `bindings MLX_SYS_FOLDER OUTPUT`.

#[allow(dead_code)]
#[path = "bindgen_config.rs"]
mod bindgen_config;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(mlx_sys), Some(output)) = (arguments.next(), arguments.next()) else {
        panic!("usage: bindings MLX_SYS_FOLDER OUTPUT");
    };
    let mlx_c = std::path::Path::new(&mlx_sys).join("src/mlx-c");
    let headers = bindgen_config::discover_headers(&mlx_c).expect("mlx-c has headers");
    let bindings = bindgen_config::builder(&mlx_c, &headers).generate().expect("bindgen reads mlx-c's headers");
    bindings.write_to_file(output).expect("the output can be written");
}
