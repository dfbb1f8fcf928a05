//! Gives memory back that the allocator keeps for nobody.

/// To be called where much was needed for a moment: weights and dictionaries are read by way of buffers that glibc would
/// keep, some tens of megabytes of them. Other allocators give back what they do not need by themselves.
pub(super) fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        unsafe extern "C" {
            fn malloc_trim(kept_at_top: usize) -> std::ffi::c_int;
        }
        // SAFETY: glibc lets any thread call it at any time; it gives back pages that hold nothing alive.
        unsafe { malloc_trim(0) };
    }
}
