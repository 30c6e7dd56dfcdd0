//! The programme itself: policy, findings, brands, cases and everything a rule can be said about. Pure: no I/O, no clock, no SQL.

pub mod access;
pub mod act;
pub mod brand;
pub mod builtin;
pub mod calendar;
pub mod case;
pub mod clauses;
mod coded;
pub mod credit_code;
pub mod document_numbering;
pub mod door;
pub mod event;
pub mod finding;
pub mod identity;
pub mod ids;
pub mod level;
pub mod matter;
pub mod mobile;
pub mod money;
pub mod notice;
pub mod person_name;
pub mod policy;
pub mod roster;
pub mod round;
pub mod source;
pub mod unit_kind;
pub mod word_count;
