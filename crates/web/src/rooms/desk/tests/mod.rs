//! The desk through its doors: requests in process against a small city in a temporary folder.

#[path = "../../../../../app/tests/city/mod.rs"]
mod city;
mod client;
mod doors;
mod story;
