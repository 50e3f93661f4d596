#include "app/studio/document/readonly.h"

#include "app/studio/document/pipelinedocument.h"

namespace Saltern {

namespace {

// On the object itself, so that it goes with it.
constexpr const char *mark = "salternReadOnly";

} // namespace

bool isReadOnly(const PipelineDocument &document)
{
    return document.property(mark).toBool();
}

void setReadOnly(PipelineDocument &document, bool readOnly)
{
    document.setProperty(mark, readOnly);
}

} // namespace Saltern
