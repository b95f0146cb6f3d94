//! Groups of settings, and how they are listed.

/// One setting, as [`Scenario::settings`](crate::Scenario::settings) lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// Its name, such as `bilibili-web.era`.
    pub name: String,
    /// Its present value.
    pub value: String,
    /// The values it can have.
    pub allowed: String,
    /// What it does, in one line.
    pub help: String,
}

/// A group of settings with a common prefix.
pub(crate) trait Section {
    /// Sets one value; `None`: no such name, `Some(false)`: no such value.
    fn set(&mut self, name: &str, value: &str) -> Option<bool>;
    fn list(&self) -> Vec<Setting>;
    /// The settings that have no effect because of the others in this section.
    fn idle(&self) -> Option<Idle> {
        None
    }
}

/// Settings without an effect, by their names in the section, and the reason.
pub(crate) struct Idle {
    names: Names,
    pub(super) why: &'static str,
}

enum Names {
    AllBut(&'static [&'static str]),
    Only(&'static [&'static str]),
}

impl Idle {
    /// All settings of the section but these.
    pub(crate) fn all_but(names: &'static [&'static str], why: &'static str) -> Self {
        let names = Names::AllBut(names);
        Self { names, why }
    }

    /// These settings.
    pub(crate) fn only(names: &'static [&'static str], why: &'static str) -> Self {
        let names = Names::Only(names);
        Self { names, why }
    }

    /// Whether the setting of this name is one of them.
    pub(super) fn contains(&self, name: &str) -> bool {
        match self.names {
            Names::AllBut(names) => !names.contains(&name),
            Names::Only(names) => names.contains(&name),
        }
    }
}
