//! Routes, pages, forms and sessions. Knows the verbs of `app`, never the database.
//!
//! A page is a plain struct and its template: `pages/<room>/<page>.rs` and `templates/<room>/<page>.html`.
//! What pages share stands in [`components`] (a struct that renders itself), [`frame`] (the walls of
//! every page) and [`page`] (from a template to an HTTP answer).

#![expect(dead_code, unused_imports, reason = "the handlers that fill these pages come room by room")]

mod assets;
mod components;
mod frame;
mod icon;
mod page;
mod pages;
mod rooms;
mod session;
mod shell;

#[cfg(test)]
mod access_matrix;
#[cfg(test)]
#[path = "../../app/tests/city/mod.rs"]
mod city;
#[cfg(test)]
mod sent_twice;
#[cfg(test)]
mod testing;

pub use shell::{Config, Limits, serve};
