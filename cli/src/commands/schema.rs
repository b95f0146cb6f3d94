//! `qrlogin schema`.

use super::plain;
use crate::args::SchemaArgs;
use crate::exit::Exit;
use crate::output;

pub(crate) fn schema(args: &SchemaArgs) -> Exit {
    plain(output::write(&format!("{:#}\n", args.of.schema())))
}
