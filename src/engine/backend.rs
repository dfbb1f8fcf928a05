//! Which backend computes, and which comes after it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BackendName {
    /// Apple's MLX.
    Mlx,
    /// Pure Rust.
    Cpu,
}

impl BackendName {
    /// Every backend there is, built in or not.
    pub const ALL: [Self; 2] = [Self::Mlx, Self::Cpu];

    /// Those this program was built with.
    #[must_use]
    pub fn built_in() -> Vec<Self> {
        if cfg!(has_mlx) {
            Self::ALL.to_vec()
        } else {
            vec![Self::Cpu]
        }
    }

    /// `mlx` or `cpu`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mlx => "mlx",
            Self::Cpu => "cpu",
        }
    }
}

impl fmt::Display for BackendName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which backend the user wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BackendChoice {
    /// The best there is.
    #[default]
    Auto,
    /// MLX first.
    Mlx,
    /// The processor first.
    Cpu,
}

impl BackendChoice {
    /// The backends to try, in this order, of those this program has: the one that is wanted, then the others.
    #[must_use]
    pub fn order(self, available: &[BackendName]) -> Vec<BackendName> {
        let wanted = match self {
            Self::Auto | Self::Mlx => [BackendName::Mlx, BackendName::Cpu],
            Self::Cpu => [BackendName::Cpu, BackendName::Mlx],
        };
        wanted.into_iter().filter(|name| available.contains(name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BackendName::{Cpu, Mlx};

    #[test]
    fn the_wanted_one_first_and_only_what_there_is() {
        assert_eq!(BackendChoice::Auto.order(&[Cpu, Mlx]), [Mlx, Cpu]);
        assert_eq!(BackendChoice::Cpu.order(&[Cpu, Mlx]), [Cpu, Mlx]);
        assert_eq!(BackendChoice::Mlx.order(&[Cpu]), [Cpu]);
    }
}
