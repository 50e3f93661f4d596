#include "tests/bench/benchmark.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>

using namespace Saltern;

namespace {

constexpr int starts = 11;

/// Milliseconds from the start of the process until the window has been drawn once. Each start has
/// an empty home: no settings, no caches.
double firstFrameAfter()
{
    const QTemporaryDir home;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *place : {"HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"})
        environment.insert(QString::fromLatin1(place), home.path());
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), home.path());
    environment.insert(QStringLiteral("QML_DISABLE_DISK_CACHE"), QStringLiteral("1"));
    QProcess studio;
    studio.setProcessEnvironment(environment);
    studio.setProcessChannelMode(QProcess::MergedChannels);
    QElapsedTimer clock;
    clock.start();
    studio.start(QCoreApplication::applicationDirPath() + QStringLiteral("/../bin/saltern-studio"),
                 {QStringLiteral("--first-frame"),
                  QStringLiteral("--socket"),
                  home.filePath(QStringLiteral("none.sock"))});
    QByteArray said;
    while (!said.contains("first frame\n")) {
        if (!studio.waitForReadyRead(60'000))
            qFatal("the studio draws nothing: %s", said.constData());
        said += studio.readAll();
    }
    const double time = double(clock.nsecsElapsed()) / 1e6;
    studio.waitForFinished();
    return time;
}

} // namespace

/// How long a person waits for the studio's window.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    std::vector<double> times;
    for (int i = 0; i < starts; ++i)
        times.push_back(firstFrameAfter());
    const double time = Bench::median(times);
    Bench::print({.benchmark = QStringLiteral("studio's window"),
                  .what = QStringLiteral("start of the process to the first frame"),
                  .value = time,
                  .unit = QStringLiteral("ms"),
                  .aim = QStringLiteral("< 700"),
                  .reached = time < 700,
                  .note = QStringLiteral("median of %1, empty caches each").arg(starts)});
    return 0;
}
