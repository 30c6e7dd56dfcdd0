//! A QR code drawn as one path: no picture, no script, nothing the CSP would have to let in.

use super::html_safe;
use askama::Template;
use qrcode::{Color, QrCode};
use std::fmt::Write;

/// White cells around the code, as the standard asks.
const QUIET: usize = 4;

/// A QR code of an address.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<svg class="qr" viewBox="0 0 {{ side }} {{ side }}" width="132" height="132" role="img" aria-label="核验二维码"><rect width="{{ side }}" height="{{ side }}"/><path d="{{ path }}"/></svg>"#,
    ext = "html"
)]
pub(crate) struct Qr {
    side: usize,
    path: String,
}

impl Qr {
    /// The code of an address; none where it is too long for one.
    pub(crate) fn of(address: &str) -> Option<Self> {
        let code = QrCode::new(address).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (place, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let (x, y) = (place % width + QUIET, place / width + QUIET);
                write!(path, "M{x} {y}h1v1h-1z").expect("writing to a string");
            }
        }
        Some(Self { side: width + 2 * QUIET, path })
    }
}

html_safe!(Qr);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_a_quiet_zone() {
        let qr = Qr::of("https://brands.example.gov.cn/verify/1").unwrap();
        let corner = |x: usize, y: usize| qr.path.contains(&format!("M{x} {y}h"));
        let last = qr.side - QUIET - 1;
        assert!(corner(QUIET, QUIET) && corner(last, QUIET) && corner(QUIET, last));
        assert!(!qr.path.contains("M3 ") && Qr::of(&"长".repeat(3000)).is_none());
        assert!(!qr.to_string().contains("style"));
    }
}
