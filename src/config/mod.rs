//! YAML files become validated settings; the only room that knows `serde_yaml`.
