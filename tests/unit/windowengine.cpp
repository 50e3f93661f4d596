// An engine that a test kills: windowengine JOURNAL EFFECTS COUNT. The events are of ten keys; a
// window collects ten of a key at a time, which is full before time is up, and each collection is a
// line in the file EFFECTS.

#include "tests/unit/killedengine.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Saltern;
using namespace Saltern::Test;

namespace {

constexpr int keys = 10;
constexpr int atOnce = 10;

Pipeline collecting()
{
    Pipeline pipeline = makePipeline(
        {QStringLiteral("t trigger"), QStringLiteral("w window"), QStringLiteral("a effect")},
        {QStringLiteral("t -> w"), QStringLiteral("w -> a")});
    Node &window = pipeline.nodes[1];
    window.kind = {QStringLiteral("window"), 1};
    window.parameters = {{QStringLiteral("mode"), QStringLiteral("accumulate")},
                         {QStringLiteral("by"), QStringLiteral("event.data.key")},
                         {QStringLiteral("over"), QStringLiteral("1h")},
                         {QStringLiteral("atMost"), atOnce}};
    return pipeline;
}

QByteArray lineOf(const Event &collection)
{
    QByteArray line;
    const QJsonArray events = collection.data().value(QLatin1StringView("events")).toArray();
    for (const QJsonValue &event : events)
        line += event[QLatin1StringView("subject")].toString().toUtf8() + ' ';
    return line.trimmed();
}

Event eventOf(qint64 number, qint64 nowNs)
{
    return Event::make(
        {.type = QStringLiteral("demo/go"), .subject = QString::number(number), .timeNs = nowNs},
        {{QStringLiteral("key"), QString::number(number % keys)}});
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const LinesThatStay effects(arguments.at(2));
    FakeKinds kinds;
    kinds.plan(QStringLiteral("a"), [&effects](const StepInput &input) {
        effects.add(lineOf(input.event));
        return std::optional(StepOutcome::leave(QStringLiteral("ok"), QJsonObject{}));
    });
    const KilledEngine engine{.journal = arguments.at(1),
                              .pipeline = collecting(),
                              .kinds = kinds,
                              .count = arguments.at(3).toInt(),
                              .event = eventOf};
    return engine.run();
}
