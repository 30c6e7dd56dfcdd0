//! What types cannot say about a policy file: order, completeness, and that names used are names defined.

use std::collections::BTreeSet;

use super::{Field, FieldKind, Policy, PolicyError, ScaleWindow, Step};
use crate::act::ActKind;
use crate::{
    access::Role,
    clauses,
    money::Fen,
    sampling::{Plan, PlanRefused},
    source::Source,
};

type Checked = Result<(), PolicyError>;

pub(super) fn all(policy: &Policy, source: &Source<'_>) -> Checked {
    let check = Check { policy, source };
    check.rules()?;
    check.dates()?;
    check.areas()?;
    check.numbers()?;
    check.materials()?;
    check.grades()?;
    check.chains()?;
    check.quotas()?;
    check.obeyed()?;
    check.signs()?;
    check.form()
}

struct Check<'a> {
    policy: &'a Policy,
    source: &'a Source<'a>,
}

impl Check<'_> {
    fn must(&self, holds: bool, key: &str, problem: impl Into<String>) -> Checked {
        if holds { Ok(()) } else { Err(self.source.fault(key, problem)) }
    }

    /// Codes of one list are all different.
    fn distinct<'c>(&self, list: &str, codes: impl Iterator<Item = &'c str>) -> Checked {
        let mut seen = BTreeSet::new();
        for (index, code) in codes.enumerate() {
            self.must(seen.insert(code), &format!("{list}[{}]", index + 1), format!("“{code}”写了两遍，请留一处"))?;
        }
        self.must(!seen.is_empty(), list, "不能空着，请至少写一项")
    }

    /// Every clause exists, and every choice of the city says why.
    fn rules(&self) -> Checked {
        self.must(self.policy.schema == 1, "schema", "只认得第 1 版格式，应为 1")?;
        for setting in self.policy.settings() {
            let key = |name: &str| format!("{}.{name}", setting.key);
            self.must(
                clauses::is_known(&setting.clause),
                &key("clause"),
                format!("没有条款 {}，应为 clauses.csv 里的条款号，如 3.3.a", setting.clause),
            )?;
            let told = setting.note.as_deref().is_some_and(|note| !note.trim().is_empty());
            self.must(told || !setting.local_setting, &key("note"), "本市设定的，要在 note 写明理由")?;
        }
        for (index, clause) in self.policy.pool.entry.value.iter().enumerate() {
            self.must(
                clauses::is_known(clause),
                &format!("pool.entry.value[{}]", index + 1),
                format!("没有条款 {clause}"),
            )?;
        }
        Ok(())
    }

    fn dates(&self) -> Checked {
        let identity = &self.policy.identity;
        let (issued, from, until) =
            (identity.issued_on.value, identity.in_force_from.value, identity.trial_ends_on.value);
        self.must(issued <= from, "identity.in_force_from.value", "施行日期不能早于印发日期")?;
        self.must(from < until, "identity.trial_ends_on.value", "试行期最后一日应晚于施行日期")
    }

    fn areas(&self) -> Checked {
        let areas = &self.policy.city.areas;
        self.distinct("city.areas", areas.iter().map(|area| area.code.as_str()))?;
        for (index, area) in areas.iter().enumerate() {
            let complete = area.hr_bureau.is_some() && area.finance_bureau.is_some();
            let key = format!("city.areas[{}]", index + 1);
            self.must(complete || !area.participates, &key, "参加的属地要写 hr_bureau 和 finance_bureau")?;
        }
        self.distinct("city.notice_hosts.value", self.policy.city.notice_hosts.value.iter().map(String::as_str))
    }

    fn numbers(&self) -> Checked {
        let policy = self.policy;
        let (county, city) = (policy.scale.county_more_than.value, policy.scale.city_more_than.value);
        self.must(county < city, "scale.city_more_than.value", format!("市级人数应大于县级的 {county}"))?;
        self.distinct("training.categories", policy.training.categories.iter().map(|category| category.code.as_str()))?;
        for (index, category) in policy.training.categories.iter().enumerate() {
            self.must(category.at_least > 0, &format!("training.categories[{}].at_least", index + 1), "应大于 0")?;
        }
        self.distinct("units.kinds", policy.units.kinds.iter().map(|kind| kind.code.as_str()))?;
        let heads = &policy.review.evaluation_heads;
        self.distinct("review.evaluation_heads", heads.iter().map(|head| head.code.as_str()))?;
        let points: u32 = heads.iter().map(|head| head.points).sum();
        self.must(points == 100, "review.evaluation_heads", format!("各项分值合计应为 100，现为 {points}"))?;
        self.must(policy.notice.working_days.value > 0, "notice.working_days.value", "应大于 0")?;
        self.must((1..=30).contains(&policy.cycle.years.value), "cycle.years.value", "应为 1 到 30")?;
        let days = policy.cycle.rectification_days.value;
        self.must((1..=3650).contains(&days), "cycle.rectification_days.value", "应为 1 到 3650")?;
        let assessed_in_cycle = policy.cycle.assessment_after_years.value < policy.cycle.years.value;
        self.must(assessed_in_cycle, "cycle.assessment_after_years.value", "考核应在培育周期之内")?;
        self.distinct("revocation.grounds", policy.revocation.grounds.iter().map(|ground| ground.clause.as_str()))?;
        let log_kept = policy.retention.access_log_months.value >= 6;
        self.must(log_kept, "retention.access_log_months.value", "网络安全法要求日志保存不少于 6 个月，应不小于 6")
    }

    fn materials(&self) -> Checked {
        let materials = &self.policy.materials;
        self.must(materials.roster_years.value > 0, "materials.roster_years.value", "应大于 0")?;
        self.distinct(
            "materials.introduction_headings.value",
            materials.introduction_headings.value.iter().map(String::as_str),
        )?;
        self.distinct("materials.uploads", materials.uploads.iter().map(|upload| upload.slot.as_str()))?;
        for (index, upload) in materials.uploads.iter().enumerate() {
            let key = |name: &str| format!("materials.uploads[{}].{name}", index + 1);
            self.must(upload.max_bytes > 0, &key("max_bytes"), "应大于 0")?;
            self.must(!upload.types.is_empty(), &key("types"), "至少写一种文件类型")?;
            let others = upload.open_to.iter().all(|role| matches!(role, Role::Finance | Role::Auditor));
            self.must(others, &key("open_to"), "只写 finance（财政）、auditor（审计）；其他角色不在这里设定")?;
        }
        self.distinct("materials.items", materials.items.iter().map(|item| item.clause.as_str()))?;
        for (index, item) in materials.items.iter().enumerate() {
            for slot in &item.files {
                let key = format!("materials.items[{}].files", index + 1);
                self.must(self.policy.upload(slot).is_some(), &key, format!("uploads 里没有“{slot}”，请补上或改名"))?;
            }
        }
        Ok(())
    }

    fn grades(&self) -> Checked {
        let subsidies = &self.policy.subsidies;
        self.must(subsidies.first_subsidy.value > Fen::ZERO, "subsidies.first_fen.value", "应大于 0（单位：分）")?;
        self.distinct("subsidies.uses", subsidies.uses.iter().map(|fund_use| fund_use.code.as_str()))?;
        self.distinct("subsidies.grades", subsidies.grades.iter().map(|grade| grade.code.as_str()))?;
        let key = |index: usize, name: &str| format!("subsidies.grades[{}].{name}", index + 1);
        for (index, pair) in subsidies.grades.windows(2).enumerate() {
            let [better, worse] = pair else { continue };
            let lower = worse.at_least < better.at_least;
            self.must(lower, &key(index + 1, "at_least"), format!("应低于上一等次的 {} 分", better.at_least))?;
            let no_more = worse.second_subsidy <= better.second_subsidy;
            self.must(no_more, &key(index + 1, "second_fen"), format!("不应高于上一等次的 {}", better.second_subsidy))?;
        }
        for (index, grade) in subsidies.grades.iter().enumerate() {
            self.must(grade.at_least <= 100, &key(index, "at_least"), "满分 100，不应超过 100")?;
            self.must(grade.second_subsidy >= Fen::ZERO, &key(index, "second_fen"), "不能为负数")?;
        }
        let last = subsidies.grades.len() - 1;
        self.must(subsidies.grades[last].at_least == 0, &key(last, "at_least"), "最低等次应从 0 分起")
    }

    fn chains(&self) -> Checked {
        let mut seen = BTreeSet::new();
        for (index, chain) in self.policy.chains().iter().enumerate() {
            let key = |name: &str| format!("chains.list[{}].{name}", index + 1);
            let (act, level) = (chain.act.code(), chain.level);
            let known = ActKind::chains().any(|known| known == (chain.act, level));
            self.must(
                known,
                &key("act"),
                format!("{}没有“{act}”这个事项；可用的有 {}", level.label(), acts_of(level)),
            )?;
            self.must(seen.insert((act, level)), &key("act"), format!("{}“{act}”写了两遍，请留一处", level.label()))?;
            let rising = chain.steps.is_sorted_by(|a, b| a < b) && chain.steps.last() == Some(&Step::Approve);
            self.must(rising, &key("steps"), "步骤应按 draft、check、approve 的次序，各至多一次，以 approve 结束")?;
        }
        for (act, level) in ActKind::chains() {
            let act = act.code();
            self.must(
                seen.contains(&(act, level)),
                "chains.list",
                format!("缺少{}“{act}”的审批链，请补上", level.label()),
            )?;
        }
        Ok(())
    }

    fn quotas(&self) -> Checked {
        let mut seen = BTreeSet::new();
        for (index, quota) in self.policy.quotas.figures.iter().enumerate() {
            let key = format!("quotas.figures[{}].area", index + 1);
            let takes_part = self.policy.area(&quota.area).is_some_and(|area| area.participates);
            self.must(takes_part, &key, format!("“{}”不是参加的属地，应为 city.areas 里的 code", quota.area))?;
            self.must(seen.insert((quota.year, &quota.area)), &key, "同一年度的这个属地写了两遍，请留一处")?;
        }
        Ok(())
    }

    /// What the program does not do yet cannot be set: a setting has its effect or is refused.
    fn obeyed(&self) -> Checked {
        let policy = self.policy;
        let later = "本版本还不支持，请保留";
        self.must(!policy.quotas.binding.value, "quotas.binding.value", format!("{later} false：超额须市级书面同意"))?;
        self.must(!policy.notice.stops_others.value, "notice.stops_others.value", format!("{later} false"))?;
        self.must(policy.review.experts.value == 0, "review.experts.value", format!("{later} 0"))?;
        let united = policy.scale.window.value == ScaleWindow::UnionOfFiledYears;
        self.must(united, "scale.window.value", format!("{later} union_of_filed_years"))?;
        let first = policy.scale.poverty_alleviated_first.value;
        self.must(first, "scale.poverty_alleviated_first.value", format!("{later} true"))?;
        self.must(policy.training.passed_only.value, "training.passed_only.value", format!("{later} true"))
    }

    fn signs(&self) -> Checked {
        let (signs, sampling) = (&self.policy.signs, &self.policy.sampling);
        for (key, percent) in [("edge_percent", &signs.edge_percent), ("equal_percent", &signs.equal_percent)] {
            let key = format!("signs.{key}.value");
            self.must((1..=100).contains(&percent.value), &key, "是百分数，应为 1 到 100")?;
        }
        let plan = Plan::new(1, sampling.confidence.value, sampling.margin.value, sampling.expected.value);
        let fault = |refused: PlanRefused| {
            let key = match refused {
                PlanRefused::Margin => "sampling.margin.value",
                PlanRefused::Expected => "sampling.expected.value",
                PlanRefused::Confidence | PlanRefused::Nobody => "sampling.confidence.value",
            };
            self.source.fault(key, refused.to_string().trim_end_matches('。').to_owned())
        };
        plan.map(drop).map_err(fault)
    }

    fn form(&self) -> Checked {
        let sections = &self.policy.form.sections;
        self.distinct("form.section", sections.iter().map(|section| section.code.as_str()))?;
        let mut seen = BTreeSet::new();
        for (index, section) in sections.iter().enumerate() {
            for (place, field) in section.fields.iter().enumerate() {
                let key = format!("form.section[{}].fields[{}]", index + 1, place + 1);
                self.must(seen.insert(field.id.as_str()), &key, format!("字段“{}”写了两遍，请改名", field.id))?;
                self.field(&key, field)?;
            }
        }
        Ok(())
    }

    fn field(&self, key: &str, field: &Field) -> Checked {
        let chosen = usize::from(!field.options.is_empty()) + usize::from(field.options_from.is_some());
        let wants = usize::from(field.kind == FieldKind::Code);
        self.must(chosen == wants, key, "选项字段（code）要写 options 或 options_from 之一，其他字段不写")?;
        let sized = field.max.is_some() || !matches!(field.kind, FieldKind::Text | FieldKind::Long | FieldKind::Int);
        self.must(sized, key, "文字和整数字段要写上限 max")?;
        let uploaded = field.kind != FieldKind::File || self.policy.upload(&field.id).is_some();
        self.must(uploaded, key, format!("文件字段“{}”要在 materials.uploads 里有同名的 slot", field.id))?;
        self.must(
            field.columns.is_empty() == (field.kind != FieldKind::List),
            key,
            "列表字段（list）要写 columns，其他字段不写",
        )?;
        self.must(!(field.required && field.required_when.is_some()), key, "required 和 required_when 只写一个")?;
        for (index, column) in field.columns.iter().enumerate() {
            let nested = matches!(column.kind, FieldKind::List | FieldKind::File);
            let key = format!("{key}.columns[{}]", index + 1);
            self.must(!nested, &key, "列表的列不能再是列表或文件")?;
            self.field(&key, column)?;
        }
        Ok(())
    }
}

fn acts_of(level: super::Level) -> String {
    ActKind::chains().filter(|(_, at)| *at == level).map(|(act, _)| act.code()).collect::<Vec<_>>().join("、")
}
