#pragma once

#include "engine/pipeline/pipelinereader.h"
#include "engine/simulation/testrunner.h"

#include <QEventLoop>
#include <QSignalSpy>
#include <QTimer>

// Small documents with one test, and what runs them.
namespace Saltern::Test {

using namespace Qt::StringLiterals;

/// A document around these nodes and wires, with one test.
inline Bundle
document(const QByteArray &nodes, const QByteArray &wires, const QByteArray &test = {})
{
    Bundle bundle;
    bundle.documentName = u"p.saltern.yaml"_s;
    bundle.document = "saltern: 1\npipeline: p\nnodes:\n" + nodes + "wires: [" + wires + "]\n" +
                      (test.isEmpty() ? QByteArray() : "tests:\n  - name: t\n" + test);
    return bundle;
}

inline const QByteArray trigger = "  go: { kind: bus.event@1, type: demo/go }\n";
inline const QByteArray call = trigger +
                               "  call: { kind: notify@1, url: \"http://127.0.0.1:1/\", "
                               "text: \"{{ event.data.n }}\", retry: { max: 1, first: 1s } }\n"
                               "  after: { kind: log@1, message: \"{{ event.data.x | "
                               "default('none') }}\" }\n";
inline const QByteArray callWires = "go -> call, call.ok -> after";

/// Without the pauses of QTest's own waiting, of which there would be one for each turn.
template<typename Sender, typename Signal>
void waitFor(Sender &sender, Signal signal)
{
    QEventLoop loop;
    QObject::connect(&sender, signal, &loop, &QEventLoop::quit);
    QTimer::singleShot(60'000, &loop, &QEventLoop::quit);
    loop.exec();
}

/// Starts it and gives what it ends with.
template<typename Report, typename Player>
Result<Report> reportOf(Player &player)
{
    QSignalSpy finished(&player, &Player::finished);
    player.start();
    waitFor(player, &Player::finished);
    if (finished.size() != 1)
        return fail(ErrorKind::Internal, u"It did not finish once."_s);
    return finished.constFirst().constFirst().template value<Result<Report>>();
}

inline Result<TestReport> runFirstTest(const Bundle &bundle)
{
    const Pipeline pipeline = readPipeline(bundle.document).pipeline;
    const auto tests = readTests(pipeline, [](const QString &path) -> Result<QByteArray> {
        return fail(ErrorKind::NotFound, path);
    });
    if (!tests)
        return fail(tests.error());
    TestRunner runner(bundle, pipeline, tests->front());
    return reportOf<TestReport>(runner);
}

} // namespace Saltern::Test
