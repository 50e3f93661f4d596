#include "tests/lab/lab.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <unistd.h>

namespace Saltern::Lab {
namespace {

QString folder()
{
    const QString named = qEnvironmentVariable("SALTERN_LAB");
    return named.isEmpty() ? QStringLiteral("/var/tmp/saltern-lab-%1").arg(::getuid()) : named;
}

Engine fromJson(const QJsonObject &object)
{
    return Engine{
        .name = object.value(QLatin1String("name")).toString(),
        .endpoint = object.value(QLatin1String("endpoint")).toString(),
        .tcp = object.value(QLatin1String("tcp")).toString(),
        .tlsFolder = object.value(QLatin1String("tlsFolder")).toString(),
        .pid = object.value(QLatin1String("pid")).toInteger(),
        .dataRoot = object.value(QLatin1String("dataRoot")).toString(),
    };
}

// What `lab ...` printed; nothing when it failed, with its words in the test's output.
std::optional<QByteArray> lab(const QStringList &arguments)
{
    QProcess process;
    QEventLoop loop;
    QObject::connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    QObject::connect(&process, &QProcess::errorOccurred, &loop, &QEventLoop::quit);
    process.start(QStringLiteral(SALTERN_LAB_SCRIPT), arguments);
    loop.exec();
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return process.readAllStandardOutput();
    qWarning(
        "lab %s: %s", qPrintable(arguments.join(u' ')), process.readAllStandardError().constData());
    return std::nullopt;
}

std::optional<QByteArray> labEngine(const QStringList &arguments)
{
    return lab(QStringList{QStringLiteral("engine")} + arguments);
}

} // namespace

QList<Engine> engines()
{
    QFile file(folder() + QStringLiteral("/hosts.json"));
    QList<Engine> result;
    if (!file.open(QIODevice::ReadOnly))
        return result;
    for (const QJsonValue &entry : QJsonDocument::fromJson(file.readAll()).array())
        result.append(fromJson(entry.toObject()));
    return result;
}

bool available()
{
    return !engines().isEmpty();
}

const char *howToStart()
{
    return "this test needs real Docker engines: run './dev lab up 2' first, or the test by ctest";
}

QString endpoint(int number)
{
    const QList<Engine> all = engines();
    return number < all.size() ? all.at(number).endpoint : QString();
}

QString imageFile(const QString &name)
{
    const std::optional<QByteArray> printed = lab({QStringLiteral("image"), name});
    return printed ? QString::fromUtf8(*printed).trimmed() : QString();
}

std::optional<Engine> tlsEngine()
{
    for (const Engine &engine : engines()) {
        if (!engine.tlsFolder.isEmpty())
            return engine;
    }
    return std::nullopt;
}

PrivateEngine::PrivateEngine(const QString &name) : PrivateEngine(name, Options())
{
}

PrivateEngine::PrivateEngine(const QString &name, const Options &options) : m_options(options)
{
    m_engine.name = name;
}

PrivateEngine::~PrivateEngine()
{
    labEngine({QStringLiteral("remove"), m_engine.name});
}

bool PrivateEngine::start()
{
    QStringList arguments{
        QStringLiteral("start"), m_engine.name, QStringLiteral("--images"), m_options.images};
    if (m_options.tls)
        arguments.append(QStringLiteral("--tls"));
    const std::optional<QByteArray> output = labEngine(arguments);
    if (!output)
        return false;
    m_engine = fromJson(QJsonDocument::fromJson(*output).object());
    return m_engine.pid != 0;
}

bool PrivateEngine::stop()
{
    m_engine.pid = 0;
    return labEngine({QStringLiteral("stop"), m_engine.name}).has_value();
}

bool PrivateEngine::kill()
{
    return signal(QStringLiteral("KILL")) && waitForEnd();
}

bool PrivateEngine::pause()
{
    return signal(QStringLiteral("STOP"));
}

bool PrivateEngine::resume()
{
    return signal(QStringLiteral("CONT"));
}

bool PrivateEngine::signal(const QString &name)
{
    return labEngine({QStringLiteral("signal"), m_engine.name, name}).has_value();
}

bool PrivateEngine::waitForEnd()
{
    const QString process = QStringLiteral("/proc/%1").arg(m_engine.pid);
    m_engine.pid = 0;
    return QTest::qWaitFor([&process] { return !QDir(process).exists(); }, 60'000);
}

} // namespace Saltern::Lab
