// Input: a pipeline document. Reading and validating it must survive any bytes, and whatever is
// told about it must be usable: a place inside the text, a message, a remedy.

#include "engine/pipeline/validation.h"
#include "engine/pipeline/yamlsource.h"

#include <cstdint>
#include <cstdlib>

using namespace Saltern;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size)
{
    const QByteArray text(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(size));
    const LoadedPipeline loaded = checkPipeline(text, nullptr);
    const qsizetype lines = YamlSource(text).lineCount();
    for (const Problem &problem : loaded.problems) {
        if (problem.message.isEmpty() || problem.code.isEmpty())
            std::abort();
        if (problem.position.line > lines + 1)
            std::abort();
    }
    // What is wrong without a problem would run.
    if (!loaded.understood && loaded.problems.isEmpty())
        std::abort();
    return 0;
}
