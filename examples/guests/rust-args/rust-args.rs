//! Prints its arguments and environment, and exits with the code that its first argument gives.

use std::{env, process};

fn main() {
    for argument in env::args() {
        println!("arg {argument}");
    }
    for (name, value) in env::vars() {
        println!("env {name}={value}");
    }
    let code = env::args().nth(1).map_or(0, |code| code.parse().expect("the first argument is a number"));
    process::exit(code);
}
