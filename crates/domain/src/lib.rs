//! The programme itself: policy, findings, brands, applications and everything a rule can be said about. Pure: no I/O, no clock, no SQL.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod access;
pub mod account;
pub mod act;
pub mod application;
pub mod brand;
pub mod brand_name;
pub mod builtin;
pub mod calendar;
pub mod clauses;
pub mod coded;
pub mod comparison;
pub mod credit_code;
pub mod cultivation;
pub mod days;
pub mod document_numbering;
pub mod event;
pub mod finding;
pub mod identity;
pub mod ids;
pub mod installation;
pub mod intake;
pub mod level;
pub mod matter;
pub mod mobile;
pub mod money;
pub mod notice;
pub mod objection;
pub mod parsing;
pub mod person_name;
pub mod policy;
pub mod refusal;
pub mod retention;
pub mod rights;
pub mod roster;
pub mod round;
pub mod sampling;
pub mod service;
pub mod source;
pub mod stream;
pub mod thousands;
pub mod turn;
pub mod unit;
pub mod unit_kind;
pub mod word_count;
