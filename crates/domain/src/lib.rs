//! The programme itself: policy, findings, brands, cases and everything a rule can be said about. Pure: no I/O, no clock, no SQL.

pub mod access;
pub mod builtin;
pub mod calendar;
pub mod ids;
pub mod source;
