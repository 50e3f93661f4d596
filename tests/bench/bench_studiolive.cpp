#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/enginestatistics.h"
#include "app/studio/iconprovider.h"
#include "app/studio/settings/preferences.h"
#include "tests/bench/benchmark.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTest>
#include <QtQml/qqmlextensionplugin.h>

#include <algorithm>

Q_IMPORT_QML_PLUGIN(Saltern_StudioPlugin)
Q_IMPORT_QML_PLUGIN(Saltern_UiPlugin)

using namespace Saltern;

namespace {

constexpr int eventsPerSecond = 10'000;
constexpr int recordedSeconds = 30;
constexpr int watchedSeconds = 10;

const QByteArray pipeline =
    "saltern: 1\n"
    "pipeline: flood\n"
    "nodes:\n"
    "  started: {kind: docker.event@1, type: container, action: start}\n"
    "  only: {kind: filter@1, match: {data.container.name: [web-7]}}\n"
    "  note: {kind: log@1, message: \"{{ trigger.data.container.name }}\"}\n"
    "wires: [started -> only, only -> note]\n";

/// Half a minute of a host on which 10,000 things a second happen; one in twenty starts a
/// container.
void record(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot write %s", qPrintable(path));
    const QDateTime begin(QDate(2026, 1, 31), QTime(14, 0), Qt::UTC);
    for (int i = 0; i < eventsPerSecond * recordedSeconds; ++i) {
        const QString action = i % 20 ? QStringLiteral("exec_start") : QStringLiteral("start");
        const QJsonObject container{{QStringLiteral("id"), QString::number(i % 500, 16)},
                                    {QStringLiteral("name"), QStringLiteral("web-%1").arg(i % 500)},
                                    {QStringLiteral("image"), QStringLiteral("shop/web:2.1")}};
        const QJsonObject data{{QStringLiteral("Type"), QStringLiteral("container")},
                               {QStringLiteral("Action"), action},
                               {QStringLiteral("container"), container}};
        const QJsonObject event{
            {QStringLiteral("specversion"), QStringLiteral("1.0")},
            {QStringLiteral("id"), QString::number(i)},
            {QStringLiteral("source"), QStringLiteral("docker/flood")},
            {QStringLiteral("type"), QString(QStringLiteral("docker/container/") + action)},
            {QStringLiteral("time"),
             begin.addMSecs(qint64(i) * 1000 / eventsPerSecond).toString(Qt::ISODateWithMs)},
            {QStringLiteral("salternhost"), QStringLiteral("flood")},
            {QStringLiteral("data"), data}};
        file.write(QJsonDocument(event).toJson(QJsonDocument::Compact) + '\n');
    }
}

/// `saltern run` with the recorded host and the pipeline.
class Serving
{
public:
    explicit Serving(const QTemporaryDir &folder)
        : m_socket(folder.filePath(QStringLiteral("state/control.sock")))
    {
        record(folder.filePath(QStringLiteral("flood.jsonl")));
        QDir(folder.path()).mkdir(QStringLiteral("pipelines"));
        QFile file(folder.filePath(QStringLiteral("pipelines/flood.saltern.yaml")));
        if (!file.open(QIODevice::WriteOnly) || file.write(pipeline) != pipeline.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
        file.close();
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.setStandardOutputFile(QProcess::nullDevice());
        m_process.start(
            QCoreApplication::applicationDirPath() + QStringLiteral("/../bin/saltern"),
            {QStringLiteral("run"),
             folder.filePath(QStringLiteral("pipelines/flood.saltern.yaml")),
             QStringLiteral("--host"),
             QStringLiteral("flood=recorded:") + folder.filePath(QStringLiteral("flood.jsonl")),
             QStringLiteral("--state"),
             folder.filePath(QStringLiteral("state"))});
        if (!m_process.waitForStarted())
            qFatal("cannot start saltern run");
    }
    ~Serving()
    {
        m_process.terminate();
        m_process.waitForFinished();
    }
    QString socket() const { return m_socket; }

private:
    QString m_socket;
    QProcess m_process;
};

QQuickWindow *showDesign(QQmlApplicationEngine &engine, const QTemporaryDir &folder)
{
    engine.addImportPath(QStringLiteral(":/qt/qml"));
    engine.addImageProvider(QStringLiteral("icon"), new IconProvider);
    engine.setInitialProperties(
        {{QStringLiteral("startPage"), QStringLiteral("design")},
         {QStringLiteral("picture"), true}, // nothing of a former session is restored
         {QStringLiteral("startFiles"),
          QStringList{folder.filePath(QStringLiteral("pipelines/flood.saltern.yaml"))}}});
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Saltern/Ui/shell/Main.qml")));
    auto *window = engine.rootObjects().isEmpty()
                       ? nullptr
                       : qobject_cast<QQuickWindow *>(engine.rootObjects().front());
    if (!window)
        qFatal("the window could not be made");
    window->setProperty("drawerTab", QStringLiteral("events"));
    return window;
}

/// Milliseconds from frame to frame while each one asks for the next: what is done in between, the
/// events among it, makes it longer.
std::vector<double> frames(QQuickWindow *window)
{
    std::vector<double> times;
    QElapsedTimer clock;
    clock.start();
    const auto connection = QObject::connect(window, &QQuickWindow::frameSwapped, window, [&] {
        times.push_back(double(clock.nsecsElapsed()) / 1e6);
        clock.start();
        window->update();
    });
    window->update();
    QTest::qWait(watchedSeconds * 1000);
    QObject::disconnect(connection);
    std::sort(times.begin(), times.end());
    return times;
}

void report(const QString &what,
            double value,
            const QString &unit,
            double aim = 0,
            const QString &note = {})
{
    Bench::print({.benchmark = QStringLiteral("studio's window"),
                  .what = what,
                  .value = value,
                  .unit = unit,
                  .aim = aim > 0 ? QStringLiteral("< %1").arg(aim) : QString(),
                  .reached = aim <= 0 || value < aim,
                  .note = note});
}

} // namespace

/// The Design screen with its events while a host tells more than anybody can read.
int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_QUICK_BACKEND", "software");
    QApplication application(argc, argv);
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    const QTemporaryDir folder;
    Preferences::useFile(folder.filePath(QStringLiteral("studio.ini")));
    Workspace::useStateFolder(folder.path());
    {
        const Serving serving(folder);
        EngineClient::use({.socketPath = serving.socket()});
        EngineClient::instance().start();
        QQmlApplicationEngine engine;
        QQuickWindow *window = showDesign(engine, folder);
        const auto isFlooded = [] {
            return EngineClient::instance().isConnected() &&
                   EngineClient::instance().statistics()->eventsPerSecond() > eventsPerSecond / 2.0;
        };
        if (!QTest::qWaitFor(isFlooded, 30'000))
            qFatal("the engine does not take in what is recorded");
        const std::vector<double> times = frames(window);
        const double rate = EngineClient::instance().statistics()->eventsPerSecond();
        const QString flood =
            QStringLiteral("frame while %L1 events a second arrive").arg(eventsPerSecond);
        report(flood + QStringLiteral(", median"),
               times[times.size() / 2],
               QStringLiteral("ms"),
               16,
               QStringLiteral("%1 frames; the engine took in %2 a second")
                   .arg(times.size())
                   .arg(rate, 0, 'f', 0));
        report(
            flood + QStringLiteral(", 99 %"), times[times.size() * 99 / 100], QStringLiteral("ms"));
        report(flood + QStringLiteral(", slowest"), times.back(), QStringLiteral("ms"));
        EngineClient::instance().stop();
    }
    return 0;
}
