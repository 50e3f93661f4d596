#pragma once

namespace Saltern {

class PipelineDocument;

/// A document that is looked at and run, not edited: a demo. Every verb is refused; saving it under
/// a name of one's own takes its functions along and ends that. GUI thread.
bool isReadOnly(const PipelineDocument &document);
void setReadOnly(PipelineDocument &document, bool readOnly);

} // namespace Saltern
