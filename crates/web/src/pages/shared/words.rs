//! Words that every area says in the same way.

use domain::policy::Policy;

/// The name of an area; its code where the policy does not know it.
pub(crate) fn area_name(policy: &Policy, code: &str) -> String {
    policy.area(code).map_or_else(|| code.to_owned(), |area| area.name.clone())
}
