//! The desk through its doors: requests in process against a small city in a temporary folder.

mod client;
mod comparisons;
mod disputed;
mod doors;
mod files;
mod intake;
mod lists;
mod objections;
mod offered;
mod ranking;
mod refused;
mod rights;
mod seen;
mod signs;
mod story;
