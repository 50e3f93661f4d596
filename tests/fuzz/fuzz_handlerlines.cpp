#include "engine/functions/lineprotocol.h"

#include <cstdlib>

using namespace Saltern;

/// Lines from a hot handler: whatever they hold, they mean one thing or nothing.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, std::size_t count)
{
    const QByteArray text(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(count));
    const auto line = HandlerLine::read(text);
    if (!line)
        return 0;
    const bool endsCall =
        line->kind == HandlerLine::Kind::Ok || line->kind == HandlerLine::Kind::Failed;
    // What belongs to a call names one, so that no other is touched.
    if ((endsCall || line->kind == HandlerLine::Kind::Emit) && line->call == 0)
        std::abort();
    return 0;
}
