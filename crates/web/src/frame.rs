//! The frame of every page: room, title, who is signed in, the policy in force, the demo clock.

use crate::components::Key;

/// The four rooms of the installation; the name is the class of `<body>` and decides the density.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// The open portal: warm and roomy.
    Portal,
    /// A unit's pages: roomy and guiding.
    Unit,
    /// The officials' desk: dense and quiet.
    Desk,
    /// Accounts and settings.
    Admin,
}

impl Room {
    /// Class of `<body>`.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Unit => "unit",
            Self::Desk => "desk",
            Self::Admin => "admin",
        }
    }

    /// First page of the room.
    pub(crate) const fn home(self) -> &'static str {
        match self {
            Self::Portal => "/",
            Self::Unit => "/unit",
            Self::Desk => "/desk",
            Self::Admin => "/admin",
        }
    }

    /// What people call the room, shown beside the name of the installation.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Portal => "",
            Self::Unit => "培育单位",
            Self::Desk => "工作台",
            Self::Admin => "系统管理",
        }
    }
}

/// A link with its words; `current` marks where the reader stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Link {
    /// Words of the link.
    pub(crate) label: String,
    /// Address.
    pub(crate) href: String,
    /// True for the page being shown.
    pub(crate) current: bool,
}

impl Link {
    /// A link that is not the current page.
    pub(crate) fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into(), current: false }
    }
}

/// Who is signed in, as shown in the header.
#[derive(Clone, Debug)]
pub(crate) struct UserView {
    /// Name.
    pub(crate) name: String,
    /// Office or unit.
    pub(crate) office: String,
    /// Role in Chinese, e.g. 经办.
    pub(crate) role_label: String,
}

/// The demo clock, shown only in a demo folder.
#[derive(Clone, Debug)]
pub(crate) struct DemoBarView {
    /// Today by the demo clock, e.g. `2025年9月26日 星期五`.
    pub(crate) today_text: String,
}

/// For whom an official fills in what came on paper (代录, 7.2.b).
#[derive(Clone, Debug)]
pub(crate) struct OnBehalf {
    /// Whose application it is and what it still asks for, in sentences.
    pub(crate) line: String,
    /// The application at the desk.
    pub(crate) desk: Link,
}

/// What every page is framed by. Handlers build it once per request and set the title.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// Which room.
    pub(crate) room: Room,
    /// Title of the page; makes sense in a history list.
    pub(crate) title: String,
    /// Name of the installation, e.g. `泉州市劳务品牌`.
    pub(crate) site: String,
    /// Links in the header.
    pub(crate) nav: Vec<Link>,
    /// Who is signed in.
    pub(crate) user: Option<UserView>,
    /// The demo clock.
    pub(crate) demo: Option<DemoBarView>,
    /// Who interprets the policy and its number, e.g. `泉州市人力资源和社会保障局解释 · 泉人社规〔2024〕4号` (8.3).
    pub(crate) policy_line: String,
    /// One sentence on what was just done.
    pub(crate) flash: Option<String>,
    /// The one-time key of the page's form.
    pub(crate) key: Key,
    /// On whose behalf the page is filled in; none where people act for themselves.
    pub(crate) on_behalf: Option<OnBehalf>,
}

impl Frame {
    /// A frame for `room` with these links in its header.
    pub(crate) fn new(room: Room, title: impl Into<String>, nav: Vec<Link>) -> Self {
        Self {
            room,
            title: title.into(),
            site: String::new(),
            nav,
            user: None,
            demo: None,
            policy_line: String::new(),
            flash: None,
            key: Key::default(),
            on_behalf: None,
        }
    }
}
