//! Stories of a unit, told through addresses and forms as a browser sends them.

mod browser;
mod correcting;
mod filing;
mod others;
mod rosters;
