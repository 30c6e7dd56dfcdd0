//! The open portal: library, notices and objections, self-check, signing in.

pub(crate) mod brand;
pub(crate) mod home;
pub(crate) mod library;
pub(crate) mod notice;
pub(crate) mod objection;
pub(crate) mod privacy;
pub(crate) mod self_check;
pub(crate) mod verify;
