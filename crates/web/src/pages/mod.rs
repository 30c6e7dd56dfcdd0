//! Every page: a plain struct, its template, and samples that prove it draws.

pub(crate) mod admin;
pub(crate) mod desk;
pub(crate) mod portal;
pub(crate) mod shared;
pub(crate) mod unit;

#[cfg(test)]
pub(crate) mod samples;
