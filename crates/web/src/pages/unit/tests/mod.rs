//! Stories of a unit, told through addresses and forms as a browser sends them.

mod browser;
mod correcting;
mod filing;
mod keying_in;
mod others;
mod rosters;
mod standing;
