//! The officials' desk: the work list, an application, acts, matters, and the lists around them.

pub(crate) mod act;
pub(crate) mod application;
pub(crate) mod comparison;
pub(crate) mod disputed;
pub(crate) mod lists;
pub(crate) mod matter;
pub(crate) mod notice_draft;
pub(crate) mod recommend;
pub(crate) mod rights;
pub(crate) mod round;
pub(crate) mod sample;
pub(crate) mod signs;
pub(crate) mod work_list;
