//! The `lector` program: parse the arguments, hand them to [`lector::cli`], turn the outcome into an exit code.

fn main() -> std::process::ExitCode {
    lector::cli::main()
}
