//! Deadlines, areas, people and files as the desk words them.

use crate::{
    components::{Due, DueTone, FileItem, Files, Pair},
    pages::shared::{area_name, date_in, office_due, office_earliest, size},
};
use app::{
    App, Result,
    attachments::{self, FileView, Subject},
    people,
};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    act::form::Beside,
    calendar::shanghai_date,
    event::Moment,
    ids::{AccountId, FileId},
    turn::When,
};
use std::collections::{BTreeMap, BTreeSet};

/// By when it is somebody's turn.
pub(crate) fn when(app: &App, when: When) -> Due {
    match when {
        When::Due(day) => due(app, Some(day)),
        When::Earliest(day) => office_earliest(app, day),
        When::Paused => Due { tone: DueTone::Paused, left: "暂停计时".into(), day: String::new() },
        When::Waiting => due(app, None),
    }
}

/// A deadline as the desk reads it.
pub(crate) fn due(app: &App, until: Option<NaiveDate>) -> Due {
    office_due(app, until)
}

/// The name of an area; its code where the policy does not know it.
pub(crate) fn area(app: &App, code: &str) -> String {
    area_name(app.policies().current().1, code)
}

/// Who did something: office, name and post; the program where nobody did.
pub(crate) struct People(BTreeMap<AccountId, people::Person>);

impl People {
    pub(crate) async fn of(app: &App, reader: &Actor, ids: impl IntoIterator<Item = AccountId>) -> Result<People> {
        Ok(People(people::named(app, reader, ids).await?))
    }

    pub(crate) fn who(&self, id: Option<AccountId>) -> String {
        match id {
            None => "系统".into(),
            Some(id) => self
                .0
                .get(&id)
                .map_or_else(|| format!("账号 {id}"), |person| format!("{} {}", person.office, person.name)),
        }
    }

    pub(crate) fn name(&self, id: AccountId) -> String {
        self.0.get(&id).map_or_else(|| format!("账号 {id}"), |person| person.name.clone())
    }
}

/// 10月9日 of a moment kept in milliseconds.
pub(crate) fn day_of(at: Moment) -> String {
    shanghai_date(at).format("%-m月%-d日").to_string()
}

/// Files with type, size and date; each leads to its download. What the reader may not open is told by its kind alone:
/// its name may say whom it is about.
pub(crate) fn files(app: &App, reader: &Actor, views: &[FileView]) -> Files {
    let policies = app.policies();
    let label = |slot: &str| policies.current().1.upload(slot).map(|of| of.label.clone());
    let item = |view: &FileView| {
        let label = label(&view.slot);
        let note = format!("{} · {} · {}", view.media_type.to_uppercase(), size(view.size), day_of(view.uploaded_at));
        if attachments::may_open(app, reader, &view.slot).is_err() {
            let name = label.unwrap_or_else(|| "文件".into());
            return FileItem { name, href: String::new(), note: format!("{note} · 不向您的账号开放") };
        }
        let label = label.filter(|_| view.slot != attachments::OFFICE_PAPER);
        FileItem {
            name: label.map_or_else(|| view.name.clone(), |label| format!("{label}：{}", view.name)),
            href: format!("/files/{}", view.id),
            note,
        }
    };
    Files { files: views.iter().map(item).collect() }
}

/// Papers that the reader may open, by their numbers: read once for a page.
#[derive(Default)]
pub(crate) struct Papers(BTreeMap<FileId, FileItem>);

impl Papers {
    /// Those among `ids`; `known` is what the page shows already ([`attachments::openable`]).
    pub(crate) async fn of(
        app: &App,
        reader: &Actor,
        ids: impl IntoIterator<Item = FileId>,
        known: &BTreeSet<Subject>,
    ) -> Result<Papers> {
        let ids: Vec<FileId> = ids.into_iter().collect();
        let views = attachments::openable(app, reader, &ids, known).await?;
        let numbers: Vec<FileId> = views.keys().copied().collect();
        let views: Vec<FileView> = views.into_values().collect();
        Ok(Papers(numbers.into_iter().zip(files(app, reader, &views).files).collect()))
    }

    /// Those of `ids` that may be opened.
    pub(crate) fn items(&self, ids: impl IntoIterator<Item = FileId>) -> Vec<FileItem> {
        ids.into_iter().filter_map(|id| self.0.get(&id).cloned()).collect()
    }
}

/// The papers among `ids` that the reader may open.
pub(crate) async fn papers(app: &App, reader: &Actor, ids: impl IntoIterator<Item = FileId>) -> Result<Vec<FileItem>> {
    let ids: Vec<FileId> = ids.into_iter().collect();
    Ok(Papers::of(app, reader, ids.iter().copied(), &BTreeSet::new()).await?.items(ids))
}

/// A date as a form sends it.
pub(crate) fn parse_day(text: &str) -> Option<NaiveDate> {
    date_in(text)
}

/// A figure beside a form, with the paper that proves it.
pub(in crate::pages::desk) fn beside(of: &Beside) -> Pair {
    let pair = Pair { note: of.note.clone(), ..Pair::new(of.label.as_str(), of.value.as_str()) };
    match of.proof {
        Some(FileId(proof)) => pair.link("查看证明", format!("/files/{proof}")),
        None => pair,
    }
}
