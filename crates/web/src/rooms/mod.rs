//! The handlers of the desk that have not moved to their pages yet.

pub(crate) mod desk;

pub(crate) use crate::pages::unit;
