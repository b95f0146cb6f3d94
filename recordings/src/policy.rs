//! What the redaction knows of the recorded flow besides the file.

use std::sync::Arc;

use qrlogin::flows::{self, FlowInfo, Options};
use qrlogin::{BoxFlow, Error, Mapped, Seed, SettingInfo, Settings};

use crate::PublicNames;

/// What is known of the recorded flow. It comes from the program and never from the file, which
/// could claim anything.
#[derive(Clone)]
pub(crate) struct RecordingPolicy {
    /// What may stay.
    pub(crate) names: PublicNames,
    /// The flow, to be run again over the redacted responses.
    pub(crate) flow: Option<Arc<dyn KnownFlow>>,
}

impl RecordingPolicy {
    /// Of an unknown flow.
    pub(crate) const NOTHING: Self = Self::of_names(PublicNames::NOTHING);

    /// Of a flow that cannot be made anew.
    pub(crate) const fn of_names(names: PublicNames) -> Self {
        Self { names, flow: None }
    }

    /// Of this flow; the names are those of a flow of `qrlogin`, or none.
    pub(crate) fn of_flow<C: 'static>(info: &FlowInfo<C>) -> Self {
        Self {
            names: PublicNames::of_flow(info.id).unwrap_or(PublicNames::NOTHING),
            flow: Some(Arc::new(*info)),
        }
    }

    /// Of the flow of this name, if it comes with `qrlogin`.
    pub(crate) fn by_name(flow: &str) -> Self {
        flows::find(flow).map_or(Self::NOTHING, Self::of_flow)
    }

    /// The settings of the flow.
    pub(crate) fn settings(&self) -> &'static [SettingInfo] {
        self.flow.as_ref().map_or(&[], |flow| flow.settings())
    }
}

/// A [`FlowInfo`] of any credentials.
pub(crate) trait KnownFlow: Send + Sync {
    fn id(&self) -> &'static str;

    fn settings(&self) -> &'static [SettingInfo];

    /// A login of this flow, whose credentials are dropped.
    fn login(
        &self,
        settings: &Settings,
        seed: Seed,
        options: &Options,
    ) -> Result<BoxFlow<()>, Error>;
}

impl<C: 'static> KnownFlow for FlowInfo<C> {
    fn id(&self) -> &'static str {
        self.id
    }

    fn settings(&self) -> &'static [SettingInfo] {
        self.settings
    }

    fn login(
        &self,
        settings: &Settings,
        seed: Seed,
        options: &Options,
    ) -> Result<BoxFlow<()>, Error> {
        let login = FlowInfo::login(self, settings, seed, options)?;
        Ok(Box::new(Mapped::new(login, drop)))
    }
}
