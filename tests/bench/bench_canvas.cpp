#include "tests/bench/benchmark.h"
#include "tests/studio/canvas/canvasfixture.h"

#include <QElapsedTimer>
#include <QFile>
#include <QGuiApplication>

#include <algorithm>

using namespace Saltern;

namespace {

constexpr int columns = 50;
constexpr int frames = 60;
const QString table = QStringLiteral("canvas");

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// A lattice of filters, each with two wires to its neighbours in the next column.
std::pair<QByteArray, Layout> lattice(int nodes)
{
    QByteArray yaml = "saltern: 1\npipeline: lattice\nnodes:\n";
    QByteArray wires = "wires:\n";
    Layout layout;
    const int rows = nodes / columns;
    for (int i = 0; i < nodes; ++i) {
        const int column = i / rows;
        const int row = i % rows;
        const QByteArray id = "n" + QByteArray::number(i);
        yaml += "  " + id +
                (column == 0 ? ": { kind: manual@1, label: Begin "
                             : ": { kind: filter@1, match: { type: [a] }, label: Node ") +
                QByteArray::number(i) + " }\n";
        layout.nodes.insert(QString::fromLatin1(id), {QPointF(column * 232, row * 128)});
        if (column + 1 < columns) {
            wires += "  - " + id + " -> n" + QByteArray::number(i + rows) + "\n";
            wires += "  - " + id + " -> n" +
                     QByteArray::number((column + 1) * rows + (row + 1) % rows) + "\n";
        }
    }
    return {yaml + wires, layout};
}

double memoryMiB()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).simplified().split(' ').value(0).toDouble() / 1024;
    }
    return 0;
}

/// The median time of a frame, from the change to the finished picture, while `change` goes on.
double frameTime(CanvasFixture &fixture, const std::function<void(int)> &change)
{
    std::vector<double> times;
    for (int frame = 0; frame < frames; ++frame) {
        QElapsedTimer clock;
        clock.start();
        change(frame);
        fixture.window()->grabWindow();
        times.push_back(double(clock.nsecsElapsed()) / 1e6);
    }
    return median(times);
}

void report(const QString &what, double value, const QString &unit, double most)
{
    Bench::print({.benchmark = table,
                  .what = what,
                  .value = value,
                  .unit = unit,
                  .aim = QStringLiteral("at most %1 %2").arg(most).arg(unit),
                  .reached = value <= most});
}

void measure(CanvasFixture &fixture, int nodes)
{
    const QString size = QStringLiteral("%1 nodes: ").arg(nodes);
    const auto [yaml, layout] = lattice(nodes);
    PipelineDocument document;
    QElapsedTimer clock;
    clock.start();
    document.begin(yaml, layout, true);
    const double readTime = double(clock.nsecsElapsed()) / 1e6;
    clock.start();
    fixture.view()->setDocument(&document);
    fixture.window()->grabWindow();
    const double showTime = double(clock.nsecsElapsed()) / 1e6;
    report(size + QStringLiteral("show a document"), showTime, QStringLiteral("ms"), 300);
    report(size + QStringLiteral("read, check and show it"),
           readTime + showTime,
           QStringLiteral("ms"),
           300);

    CanvasView *view = fixture.view();
    const auto middle = std::size_t(nodes / 2);
    const auto pan = [view](int frame) {
        view->setTransform(
            view->transform().panned(QPointF(frame % 2 ? -23 : -17, frame % 3 ? 7 : -9)));
    };
    const auto drag = [view, middle](int frame) {
        const NodeBox &box = view->scene()->nodes()[middle];
        view->scene()->place({{box.id, box.position + QPointF(frame % 2 ? 8 : -6, 4)}});
    };
    for (const double zoom : {1.0, 0.25}) {
        view->zoomTo(zoom);
        view->centreOn(view->scene()->nodes()[middle].rect().center());
        const QString at = QStringLiteral(" at %1 %").arg(zoom * 100);
        const double most = zoom < 1 ? 20 : 16;
        report(size + QStringLiteral("frame while panning") + at,
               frameTime(fixture, pan),
               QStringLiteral("ms"),
               most);
        view->centreOn(view->scene()->nodes()[middle].rect().center());
        report(size + QStringLiteral("frame while dragging a node") + at,
               frameTime(fixture, drag),
               QStringLiteral("ms"),
               most);
    }
    report(size + QStringLiteral("memory of the process"), memoryMiB(), QStringLiteral("MiB"), 200);
    view->setDocument(nullptr);
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_QUICK_BACKEND", "software");
    const QGuiApplication application(argc, argv);
    CanvasFixture fixture;
    for (const int nodes : {200, 2000})
        measure(fixture, nodes);
    return 0;
}
