// Random pairs of pattern and event with what Saltern's matcher decides: one JSON array
// [pattern, event, decision] a line. About half of them match.
// usage: salt_randompairs COUNT SEED

#include "engine/events/matcher.h"
#include "tests/support/randompatterns.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>
#include <vector>

using namespace Saltern;

namespace {

bool decide(const Pattern &pattern, const QJsonObject &event)
{
    QByteArray json = QJsonDocument(event).toJson(QJsonDocument::Compact);
    json.reserve(json.size() + 64);
    Matcher matcher({{1, pattern}});
    std::vector<quint32> matches;
    if (!matcher.match(json, matches))
        qFatal("The matcher cannot read %s", json.constData());
    return !matches.empty();
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 3)
        return 2;
    const int count = QByteArray(argv[1]).toInt();
    Test::RandomPatterns random(QByteArray(argv[2]).toUInt());
    int matched = 0;
    int refused = 0;
    while (matched + refused < count) {
        const auto pattern = Pattern::fromJson(random.pattern());
        if (!pattern)
            continue;
        const QJsonObject event = random.event();
        const bool decision = decide(*pattern, event);
        // Most random pairs do not match, which would prove little.
        if (!decision && refused >= (count + 1) / 2)
            continue;
        ++(decision ? matched : refused);
        std::puts(QJsonDocument(QJsonArray{pattern->source(), event, decision})
                      .toJson(QJsonDocument::Compact)
                      .constData());
    }
    return 0;
}
