//! A unit's pages: where things stand, filling in, rosters, corrections, money.

pub(crate) mod answers;
pub(crate) mod application;
pub(crate) mod corrections;
pub(crate) mod home;
pub(crate) mod money;
pub(crate) mod recommendation_form;
pub(crate) mod roster;
pub(crate) mod roster_check;
pub(crate) mod roster_report;
pub(crate) mod section;
pub(crate) mod submit;
