//! Stories of a unit, told through addresses and forms as a browser sends them.

mod browser;
#[path = "../../../../../app/tests/city/mod.rs"]
mod city;
mod correcting;
mod filing;
mod others;
