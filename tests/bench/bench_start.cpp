#include "tests/bench/benchmark.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;

namespace {

constexpr int starts = 21;
constexpr int idleSeconds = 30;

const QByteArray document = "saltern: 1\n"
                            "pipeline: idle\n"
                            "nodes:\n"
                            "  died: {kind: docker.event@1, type: container, action: die}\n"
                            "  note: {kind: log@1, message: \"{{ event.data.container.name }}\"}\n"
                            "wires: [died -> note]\n";

/// `saltern run` on the Docker engine of the environment.
class Running
{
public:
    explicit Running(const QTemporaryDir &folder)
    {
        QFile file(folder.filePath(QStringLiteral("idle.saltern.yaml")));
        if (!file.open(QIODevice::WriteOnly) || file.write(document) != document.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
        file.close();
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_clock.start();
        m_process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/../bin/saltern"),
                        {QStringLiteral("run"),
                         file.fileName(),
                         QStringLiteral("--json"),
                         QStringLiteral("--state"),
                         folder.filePath(QStringLiteral("state"))});
    }

    ~Running()
    {
        m_process.terminate();
        m_process.waitForFinished();
    }

    /// Milliseconds from the start of the process until it says that it is subscribed.
    double subscribedAfter()
    {
        QByteArray said;
        while (!said.contains("host/local/up")) {
            if (!m_process.waitForReadyRead(30'000))
                qFatal("saltern run does not subscribe: %s", said.constData());
            said += m_process.readAll();
        }
        return static_cast<double>(m_clock.nsecsElapsed()) / 1e6;
    }

    qint64 pid() const { return m_process.processId(); }

private:
    QProcess m_process;
    QElapsedTimer m_clock;
};

/// A field of /proc/<pid>/smaps_rollup in MiB.
double memory(qint64 pid, const QByteArray &field)
{
    QFile file(QStringLiteral("/proc/%1/smaps_rollup").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(file.fileName()));
    const QList<QByteArray> lines = file.readAll().split('\n');
    const QByteArray begin = field + ':';
    for (const QByteArray &line : lines) {
        if (line.startsWith(begin))
            return line.mid(begin.size()).simplified().split(' ').first().toDouble() / 1024;
    }
    qFatal("the kernel does not tell %s", field.constData());
}

} // namespace

/// From the start of the process until events are read, and what an idle engine keeps in memory.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    std::vector<double> times;
    for (int i = 0; i < starts; ++i) {
        const QTemporaryDir folder;
        Running engine(folder);
        times.push_back(engine.subscribedAfter());
    }
    const QString benchmark = QStringLiteral("start and idle");
    const double time = Bench::median(times);
    Bench::print({.benchmark = benchmark,
                  .what = QStringLiteral("start of the process to subscribed"),
                  .value = time,
                  .unit = QStringLiteral("ms"),
                  .aim = QStringLiteral("< 150"),
                  .reached = time < 150,
                  .note = QStringLiteral("median of %1, empty state folder each").arg(starts)});
    const QTemporaryDir folder;
    Running engine(folder);
    engine.subscribedAfter();
    QTest::qSleep(idleSeconds * 1000);
    const double own = memory(engine.pid(), "Pss");
    Bench::print({.benchmark = benchmark,
                  .what = QStringLiteral("idle memory, its share (PSS)"),
                  .value = own,
                  .unit = QStringLiteral("MiB"),
                  .aim = QStringLiteral("< 40"),
                  .reached = own < 40,
                  .note = QStringLiteral("%1 s after the start").arg(idleSeconds)});
    Bench::print({.benchmark = benchmark,
                  .what = QStringLiteral("idle memory, resident (RSS)"),
                  .value = memory(engine.pid(), "Rss"),
                  .unit = QStringLiteral("MiB")});
    return 0;
}
