//! Starts the page.

fn main() {
    timemark_web::start();
}
