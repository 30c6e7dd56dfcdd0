//! Sessions.

use crate::shell::Web;
use tower::layer::util::Identity;

/// The layer that gives handlers their session.
pub(crate) fn layer(_web: &Web) -> Identity {
    Identity::new()
}
