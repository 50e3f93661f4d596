#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/storedfile.h"
#include "app/studio/models/nodelistmodel.h"
#include "app/studio/models/outlinemodel.h"
#include "app/studio/models/wirelistmodel.h"
#include "tests/bench/benchmark.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <ctime>

using namespace Saltern;

namespace {

constexpr int nodeCount = 2000; // with twice as many wires

QByteArray largeDocument()
{
    QByteArray text = "saltern: 1\npipeline: large\nnodes:\n  go: { kind: manual@1 }\n";
    for (int i = 0; i < nodeCount; ++i)
        text += "  n" + QByteArray::number(i) + ":\n    kind: filter@1\n    label: Node " +
                QByteArray::number(i) +
                "\n    match:\n      data.container.exitCode: [{ anything-but: 0 }]\n"
                "      data.container.requested: [false]\n";
    text += "wires:\n";
    for (int i = 0; i < nodeCount; ++i) {
        const QByteArray from = "  - n" + QByteArray::number(i);
        text += from + ".out -> n" + QByteArray::number((i + 1) % nodeCount) + '\n' + from +
                ".else -> n" + QByteArray::number((i + 7) % nodeCount) + '\n';
    }
    return text;
}

// Milliseconds of this process, the best of several times: whatever else the machine does can only
// make it slower.
double bestMs(int times, const std::function<void()> &work)
{
    double best = 1e9;
    for (int i = 0; i < times; ++i) {
        const std::clock_t start = std::clock();
        work();
        best = std::min(best, 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    return best;
}

void report(const char *what, double ms, double aim)
{
    Bench::print({.benchmark = QStringLiteral("studio"),
                  .what = QString::fromLatin1(what),
                  .value = ms,
                  .unit = QStringLiteral("ms"),
                  .aim = QStringLiteral("< %1").arg(aim),
                  .reached = ms < aim});
}

} // namespace

/// How long the studio's document takes to open and to follow an edit, with the models that the
/// canvas and the outline show.
int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("large.saltern.yaml"));
    if (!writeStoredFile(path, largeDocument()))
        return 1;
    report("opening 2,000 nodes and 4,000 wires",
           bestMs(5,
                  [&] {
                      if (!PipelineDocument::load(path))
                          qFatal("the document does not open");
                  }),
           300);

    const auto document = *PipelineDocument::load(path);
    NodeListModel nodes;
    WireListModel wires;
    OutlineModel outline;
    nodes.setDocument(document.get());
    wires.setDocument(document.get());
    outline.setDocument(document.get());
    int round = 0;
    const auto edit = [&](const char *what, const std::function<void(const QString &)> &verb) {
        report(what, bestMs(15, [&] { verb(QString::number(++round)); }), 50);
    };
    const QString id = QStringLiteral("n1000");
    edit("setting a field", [&](const QString &text) {
        document->setParameter({id}, QStringLiteral("/match/x"), text);
        document->endTyping();
    });
    edit("undoing it", [&](const QString &) { document->undo(); });
    edit("adding a node",
         [&](const QString &) { document->addNode(QStringLiteral("filter"), {}); });
    edit("connecting two nodes", [&](const QString &text) {
        document->connectNodes(QStringLiteral("n1"), {}, QStringLiteral("n10") + text);
    });
    edit("moving ten nodes", [&](const QString &text) {
        QVariantMap places;
        for (int i = 0; i < 10; ++i)
            places.insert(QStringLiteral("n%1").arg(i), QPointF(text.toInt() * 8.0, i * 8.0));
        document->moveNodes(places);
    });
    edit("adding a node with a wire",
         [&](const QString &) { document->addNodeAndConnect(QStringLiteral("filter"), {}, id); });
    edit("removing a node with its wires", [&](const QString &text) {
        document->removeItems({QStringLiteral("n%1").arg(100 + text.toInt())});
    });
    edit("renaming a node", [&](const QString &text) {
        document->renameNode(QStringLiteral("n%1").arg(500 + text.toInt()),
                             QStringLiteral("renamed") + text);
    });
    edit("checking after the pause", [&](const QString &) { document->checkNow(); });
    return 0;
}
