#![no_main]

#[allow(dead_code)]
#[path = "../../tests/it/hostile/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|input: &[u8]| properties::profile(input));
