//! What the list of acts becomes: their kinds, an act of any kind, and a way to do something with either.

macro_rules! acts {
    (($d:tt) $($(#[$doc:meta])* $file:ident::$name:ident,)+) => {
        $(pub use $file::$name;)+

        /// Every act, by the one spelling of its code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ActKind {
            $($(#[$doc])* $name,)+
        }

        impl ActKind {
            /// Every act.
            pub const ALL: &'static [ActKind] = &[$(ActKind::$name),+];

            /// Its code in addresses, chains, matters and events: the name of its file.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(ActKind::$name => stringify!($file),)+
                }
            }

            /// The act of a code, if it is one.
            #[must_use]
            pub fn parse(code: &str) -> Option<ActKind> {
                ActKind::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }

        /// An act of any kind, with what it is done to.
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "act", rename_all = "snake_case")]
        pub enum AnyAct {
            $($(#[$doc])* $name(Addressed<$name>),)+
        }

        impl AnyAct {
            /// Which act.
            #[must_use]
            pub fn kind(&self) -> ActKind {
                match self {
                    $(AnyAct::$name(_) => ActKind::$name,)+
                }
            }

            /// What it is done to.
            #[must_use]
            pub fn subject(&self) -> $crate::matter::Subject {
                match self {
                    $(AnyAct::$name(of) => $crate::matter::Subject {
                        stream: <<$name as Act>::On as Stream>::KIND,
                        id: of.on,
                    },)+
                }
            }

            /// The code of the part of it, such as a payment; empty for the whole.
            #[must_use]
            pub fn part(&self) -> &'static str {
                match self {
                    $(AnyAct::$name(of) => of.part_code(),)+
                }
            }

            /// The words on its button.
            #[must_use]
            pub fn label(&self) -> &'static str {
                self.kind().label()
            }
        }

        $(
            impl From<Addressed<$name>> for AnyAct {
                fn from(act: Addressed<$name>) -> AnyAct {
                    AnyAct::$name(act)
                }
            }
        )+

        /// Does something with the type of an act: `for_act!(kind, A => expression of A)`.
        #[macro_export]
        macro_rules! for_act {
            ($d kind:expr, $d act:ident => $d body:expr) => {
                match $d kind {
                    $(
                        $crate::act::ActKind::$name => {
                            type $d act = $crate::act::$name;
                            $d body
                        }
                    )+
                }
            };
        }

        /// Does something with an act of any kind: `with_act!(act, A, addressed => expression)`.
        #[macro_export]
        macro_rules! with_act {
            ($d any:expr, $d act:ident, $d of:ident => $d body:expr) => {
                match $d any {
                    $(
                        $crate::act::AnyAct::$name($d of) => {
                            type $d act = $crate::act::$name;
                            $d body
                        }
                    )+
                }
            };
        }
    };
}
