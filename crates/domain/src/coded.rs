//! Closed lists of values that have a code for machines and a Chinese label for people.

/// A closed list whose values have a code and a label.
pub trait Coded: Copy + Eq + Ord + std::hash::Hash + std::fmt::Debug + Send + Sync + 'static {
    /// Every value, in the order shown.
    const ALL: &'static [Self];

    /// The code kept in files, the database and addresses.
    fn code(self) -> &'static str;

    /// The words people read.
    fn label(self) -> &'static str;
}

/// Declares such a list: `coded! { /// doc Name { Variant = "code" "标签", … } }`.
macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $code:literal $label:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(
                #[doc = $label]
                #[serde(rename = $code)]
                $variant,
            )+
        }

        impl $name {
            /// Every value, in the order shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code kept in files, the database and addresses.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// The words people read and write in cells.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)+
                }
            }

            /// The value of a code or of a label.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($code | $label => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl $crate::coded::Coded for $name {
            const ALL: &'static [Self] = Self::ALL;

            fn code(self) -> &'static str {
                self.code()
            }

            fn label(self) -> &'static str {
                self.label()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.label())
            }
        }
    };
}
pub(crate) use coded;
