//! Prints the TypeScript declarations of every operation, for `cargo xtask package`.

fn main() {
    print!("{}", timemark_core::typescript::declarations());
}
