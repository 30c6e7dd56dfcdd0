//! Routes, pages, forms and sessions. Knows the verbs of `app`, never the database.
//!
//! A page is a file or a folder of `pages/<area>`: its addresses, the plain struct that a template draws (of
//! `templates/<area>`; forms and lists share those of `templates/shared`), its handlers and its samples. Units' pages keep
//! their structs in `pages/unit/view`. What pages share stands in [`components`] (a struct that renders itself),
//! [`frame`] (what surrounds every page), [`page`] (from a template to an HTTP answer) and [`shell`] (what every request
//! passes).

mod assets;
mod components;
mod frame;
mod icon;
mod page;
mod pages;
mod session;
mod shell;

#[cfg(test)]
mod access_matrix;
#[cfg(test)]
#[path = "../../app/tests/city/mod.rs"]
mod city;
#[cfg(test)]
mod lists_alike;
#[cfg(test)]
mod looks;
#[cfg(test)]
mod sent_twice;
#[cfg(test)]
mod source;
#[cfg(test)]
mod testing;

pub use shell::{Config, Limits, serve};
