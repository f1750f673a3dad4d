#![no_main]

#[allow(dead_code)]
#[path = "../../tests/it/hostile/properties.rs"]
mod properties;

// The certificate that is changed is made before any input is timed.
libfuzzer_sys::fuzz_target!(
    init: properties::prepare_certificate(),
    |input: &[u8]| properties::certificate(input)
);
