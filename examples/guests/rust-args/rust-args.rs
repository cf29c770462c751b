//! Prints its arguments and environment, and exits with the code that its first argument gives, 0 to 4294967295.

use std::{env, process};

fn main() {
    for argument in env::args() {
        println!("arg {argument}");
    }
    for (name, value) in env::vars() {
        println!("env {name}={value}");
    }
    process::exit(env::args().nth(1).map_or(0, |code| parse_code(&code)));
}

/// As the 32 bits that the exit code has.
fn parse_code(text: &str) -> i32 {
    text.parse::<u32>().unwrap_or_else(|_| {
        eprintln!("rust-args: CODE must be 0 to 4294967295, not {text:?}");
        process::exit(2)
    }) as i32
}
