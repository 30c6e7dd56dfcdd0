//! The way back from a page that could not be drawn: the nearest address above that has a page for the reader.

use super::{Caller, Who};
use crate::pages;
use axum::http::Method;
use domain::access::Role;
use std::sync::LazyLock;

/// The addresses that can be opened, and by whom.
static PAGES: LazyLock<Vec<(&'static str, Who)>> = LazyLock::new(|| {
    let routes = pages::routes();
    let pages = routes.lines().iter().filter(|line| line.method == Method::GET);
    pages.map(|line| (line.path, line.who)).collect()
});

/// The page that whoever asked can go back to: `/desk/applications/12` of a form at `/desk/applications/12/return`, the list
/// of rounds of one at `/desk/rounds/2/close_round`. A page that was asked for is not its own way back.
pub(super) fn of(caller: &Caller) -> String {
    let role = caller.who.as_ref().map(|who| who.actor.role);
    let path = caller.uri.path();
    above(path, role, caller.method == Method::GET).unwrap_or_else(|| caller.home().home().to_owned())
}

fn above(path: &str, role: Option<Role>, asked_for: bool) -> Option<String> {
    // A form that was sent has a page at its own address.
    if !asked_for && is_page(path, role) {
        return Some(path.to_owned());
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    // What has a number is a thing; what stands behind it is done to it.
    let thing = parts.iter().rposition(|part| part.parse::<i64>().is_ok());
    if let Some(thing) = thing.filter(|_| !has_rest(path)) {
        parts.truncate(thing + 1);
    }
    if parts.join("/") == path {
        parts.pop();
    }
    while parts.len() > 1 {
        let address = parts.join("/");
        if is_page(&address, role) && !has_rest(&address) {
            return Some(address);
        }
        parts.pop();
    }
    None
}

/// Whether an address can be opened by a reader; by somebody not signed in, whether it can be at all: they sign in first.
fn is_page(address: &str, role: Option<Role>) -> bool {
    page_at(address).is_some_and(|(_, who)| role.is_none() || who.lets_in(role))
}

/// Whether an address is one of those whose last name takes all that remains, numbers too.
fn has_rest(address: &str) -> bool {
    page_at(address).is_some_and(|(path, _)| path.contains("{*"))
}

/// The page at an address; a word goes before a name, as in the router.
fn page_at(address: &str) -> Option<(&'static str, Who)> {
    let fits = |path: &str| {
        let mut segments = address.split('/');
        let taken = path.split('/').all(|name| match segments.next() {
            Some(_) if name.starts_with("{*") => segments.by_ref().count() < usize::MAX,
            Some(segment) => name == segment || name.starts_with('{'),
            None => false,
        });
        taken && segments.next().is_none()
    };
    PAGES.iter().filter(|(path, _)| fits(path)).min_by_key(|(path, _)| path.matches('{').count()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_from_a_thing_without_a_page_is_its_list() {
        let city = Some(Role::City);
        assert_eq!(above("/desk/rounds/2/close_round", city, true).as_deref(), Some("/desk/rounds"));
        assert_eq!(above("/desk/applications/7/decline", city, true).as_deref(), Some("/desk/applications/7"));
        let unit = Some(Role::Unit);
        let section = "/unit/applications/3/sections/figures/2024";
        assert_eq!(above(section, unit, false).as_deref(), Some(section), "a section is found again");
        assert_eq!(above(section, None, false).as_deref(), Some(section), "by who signs in anew too");
        assert_eq!(above(section, unit, true).as_deref(), Some("/unit/applications/3"));
        assert_eq!(above("/desk/rounds/new", city, false).as_deref(), Some("/desk/rounds/new"), "the form again");
        assert_eq!(above("/desk/rounds/new", city, true).as_deref(), Some("/desk/rounds"));
        assert_eq!(above("/desk/matters/3", city, false).as_deref(), Some("/desk/matters/3"));
        assert_eq!(above("/desk/intake/3", city, true).as_deref(), Some("/desk/intake"), "not to itself again");
        assert_eq!(above("/desk/notices/3/publish_notice", Some(Role::Finance), true).as_deref(), Some("/desk"));
    }
}
