// Input: a pattern on the first line, an event behind it. The matcher must survive any bytes, and
// agree with the naive reading of the pattern wherever that is quick enough to ask.

#include "engine/events/matcher.h"
#include "tests/support/naivematch.h"

#include <QJsonDocument>

#include <cstdint>
#include <cstdlib>

using namespace Saltern;

namespace {

bool matches(Matcher &matcher, QByteArray json)
{
    json.reserve(json.size() + 64);
    std::vector<quint32> ids;
    return matcher.match(json, ids).has_value() && !ids.empty();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(size));
    const qsizetype line = input.indexOf('\n');
    const auto pattern = Pattern::parse(input.left(line));
    if (!pattern)
        return 0;
    const QByteArray json = line < 0 ? QByteArray() : input.mid(line + 1);
    Matcher matcher({{1, *pattern}});
    matches(matcher, json);

    const QJsonObject event = QJsonDocument::fromJson(json).object();
    constexpr qsizetype quick = 512; // bytes; every combination of values is tried
    if (event.isEmpty() || json.size() > quick)
        return 0;
    // Written anew, because Qt keeps one value of a key that is there twice, and the matcher both.
    const bool actual = matches(matcher, QJsonDocument(event).toJson());
    if (actual != Test::NaiveEvent(event).isMatchedBy(pattern->source()))
        std::abort();
    if (explainPattern(*pattern, event).empty())
        std::abort();
    return 0;
}
