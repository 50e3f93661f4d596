#include "app/studio/engineclient/engineprocess.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>

#include <csignal>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds firstPause = 500ms;
constexpr std::chrono::milliseconds longestPause = 30s;
constexpr qint64 readAtMost = 4096;

QString lastLine(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max<qint64>(0, file.size() - readAtMost));
    return QString::fromUtf8(file.readAll()).trimmed().section(u'\n', -1);
}

} // namespace

EngineProcess::EngineProcess(QString program,
                             QStringList arguments,
                             QString logFile,
                             QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
    , m_arguments(std::move(arguments))
    , m_logFile(std::move(logFile))
{
    m_look.setInterval(250ms);
    m_pauseTimer.setSingleShot(true);
    connect(&m_look, &QTimer::timeout, this, &EngineProcess::look);
    connect(&m_pauseTimer, &QTimer::timeout, this, &EngineProcess::startNow);
}

void EngineProcess::setWanted(bool wanted)
{
    if (wanted == m_look.isActive())
        return;
    if (!wanted) {
        m_look.stop();
        m_pauseTimer.stop();
        return;
    }
    m_look.start();
    look();
}

void EngineProcess::reached()
{
    m_pause = 0ms;
    m_error.clear();
}

bool EngineProcess::isRunning() const
{
    return m_pid > 0 && ::kill(pid_t(m_pid), 0) == 0;
}

void EngineProcess::terminate()
{
    if (isRunning())
        ::kill(pid_t(m_pid), SIGTERM);
}

void EngineProcess::look()
{
    if (isRunning() || m_pauseTimer.isActive())
        return;
    if (m_pid > 0) {
        m_pid = 0;
        m_error = lastLine(m_logFile);
        Q_EMIT errorChanged();
    }
    m_pauseTimer.start(m_pause);
    m_pause = std::clamp(m_pause * 2, firstPause, longestPause);
}

void EngineProcess::startNow()
{
    QDir().mkpath(QFileInfo(m_logFile).absolutePath());
    QProcess process;
    process.setProgram(m_program);
    process.setArguments(m_arguments);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(m_logFile);
    process.setStandardErrorFile(m_logFile, QIODevice::Append);
    if (process.startDetached(&m_pid))
        return;
    m_pid = 0;
    m_error = tr("The engine %1 cannot be started: %2").arg(m_program, process.errorString());
    Q_EMIT errorChanged();
}

} // namespace Saltern
