// An engine that a test kills: crashengine JOURNAL EFFECTS least|most COUNT. Each event begins a
// run with two effects; an effect is a line in the file EFFECTS.

#include "tests/unit/killedengine.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

using namespace Saltern;
using namespace Saltern::Test;

namespace {

// "a" says on the bus that it begins and that it is over.
QJsonObject hooks()
{
    const auto emitting = [](const QString &type) {
        return QJsonArray{
            QJsonObject{{QStringLiteral("emit"), QJsonObject{{QStringLiteral("type"), type}}}}};
    };
    return {{QStringLiteral("entry"), emitting(QStringLiteral("said/begun"))},
            {QStringLiteral("exit"), emitting(QStringLiteral("said/done"))}};
}

Pipeline twoEffects(const QString &guarantee)
{
    Pipeline pipeline = makePipeline(
        {QStringLiteral("t trigger"), QStringLiteral("a effect"), QStringLiteral("b effect")},
        {QStringLiteral("t -> a"), QStringLiteral("a.ok -> b")});
    pipeline.guarantee =
        guarantee == QLatin1StringView("most") ? Guarantee::AtMostOnce : Guarantee::AtLeastOnce;
    pipeline.nodes[1].parameters.insert(QStringLiteral("hooks"), hooks());
    return pipeline;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const LinesThatStay effects(arguments.at(2));
    FakeKinds kinds;
    const auto effect = [&effects](const StepInput &input) {
        effects.add((input.node + u' ' + input.event.subject()).toUtf8());
        return std::optional(StepOutcome::leave(QStringLiteral("ok"), QJsonObject{}));
    };
    kinds.plan(QStringLiteral("a"), effect);
    kinds.plan(QStringLiteral("b"), effect);
    const KilledEngine engine{.journal = arguments.at(1),
                              .pipeline = twoEffects(arguments.at(3)),
                              .kinds = kinds,
                              .count = arguments.at(4).toInt(),
                              .event = [](qint64 number, qint64) {
                                  return Event::make({.type = QStringLiteral("demo/go"),
                                                      .subject = QString::number(number)},
                                                     {});
                              }};
    return engine.run();
}
