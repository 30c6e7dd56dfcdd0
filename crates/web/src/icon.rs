//! The small set of line icons, drawn inline: 20 by 20, in the colour of the words beside them.

use std::fmt;

/// An icon is decoration: the word beside it carries the meaning, so readers skip it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    /// Met, done.
    Check,
    /// Unmet, refused.
    Cross,
    /// Unknown, to be judged.
    Question,
    /// Waiting, a deadline.
    Clock,
    /// Needs care, overdue.
    Alert,
    /// Just so you know.
    Info,
    /// Not allowed now.
    Lock,
    /// Previous page.
    Left,
    /// Next page, onward.
    Right,
    /// Down: download.
    Down,
    /// Up: upload.
    Up,
    /// A paper or file.
    File,
    /// A person or people.
    People,
    /// An official seal: acts with legal effect.
    Seal,
    /// To print.
    Print,
    /// To edit.
    Pencil,
    /// A pause of the clock.
    Pause,
    /// Not begun.
    Circle,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Check => "M4 10.5l4 4 8-9",
            Self::Cross => "M5 5l10 10M15 5L5 15",
            Self::Question => "M7 7.2a3 3 0 1 1 4.4 2.7c-1 .6-1.4 1.1-1.4 2.3M10 15.2v.3",
            Self::Clock => "M10 2.8a7.2 7.2 0 1 0 0 14.4a7.2 7.2 0 0 0 0-14.4M10 6v4.2l2.8 1.8",
            Self::Alert => "M10 3L2.6 16.5h14.8zM10 8.2v4M10 14.2v.2",
            Self::Info => "M10 2.8a7.2 7.2 0 1 0 0 14.4a7.2 7.2 0 0 0 0-14.4M10 9.2v4.4M10 6.4v.2",
            Self::Lock => "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
            Self::Left => "M12 4.5L6.5 10l5.5 5.5",
            Self::Right => "M8 4.5l5.5 5.5L8 15.5",
            Self::Down => "M10 3v10M5.8 9l4.2 4.2L14.2 9M4 16.5h12",
            Self::Up => "M10 13.5V3.5M5.8 7.6L10 3.4l4.2 4.2M4 16.5h12",
            Self::File => "M5 2.8h6.5L15 6.4v10.8H5zM11.2 2.8v4H15M7.5 10.5h5M7.5 13.5h5",
            Self::People => {
                "M7.5 9a2.7 2.7 0 1 0 0-5.4a2.7 2.7 0 0 0 0 5.4M2.5 16.5c0-3 2.2-4.8 5-4.8s5 1.8 5 4.8M13 4a2.6 2.6 0 0 1 0 5M14.5 11.9c1.8.6 3 2.2 3 4.6"
            }
            Self::Seal => "M7.4 3.6h5.2l-.9 5.6h3.1v3.6H5.2V9.2h3.1zM4 16.4h12",
            Self::Print => "M6 7.5V3h8v4.5M6 14H3.5V7.5h13V14H14M6 11.5h8V17H6z",
            Self::Pencil => "M4 16l.8-3.4L13.2 4.2l2.6 2.6-8.4 8.4z",
            Self::Pause => "M7 5v10M13 5v10",
            Self::Circle => "M10 3.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 0 0 0-12.4",
        }
    }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            r#"<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><path d="{}"/></svg>"#,
            self.path()
        )
    }
}

impl askama::filters::HtmlSafe for Icon {}
