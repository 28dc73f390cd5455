//! The memory of the module, which all its engines share.

/// What an engine of a module may hold by default, which is less than the 4 GiB that the memory of a module can have.
pub const MAX_BYTES: u64 = 3_000_000_000;

/// The memory of the module, in **bytes**.
pub fn module_bytes() -> usize {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size::<0>() * 64 * 1024;
    #[cfg(not(target_arch = "wasm32"))]
    0
}

/// Has the memory grow ahead of what is asked for.
///
/// The allocator takes 64 KiB at a time, and to each growth of a memory of over 64 MB V8 answers with a collection of the
/// script's heap. So whenever the memory has grown, an eighth of it, 1 to 64 MiB, is taken and given back at once: the
/// allocator keeps it and gives from it.
pub fn grow_ahead() {
    #[cfg(target_arch = "wasm32")]
    {
        thread_local! {
            static BYTES: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
        }
        let bytes = module_bytes();
        if BYTES.get() != bytes {
            let mut ahead = Vec::<u8>::new();
            // At the end of the memory there is nothing to take ahead.
            let _ = ahead.try_reserve_exact((bytes / 8).clamp(1 << 20, 64 << 20));
            drop(std::hint::black_box(ahead));
            BYTES.set(module_bytes());
        }
    }
}
