#include "engine/scripts/scriptprocess.h"

#include "engine/base/duration.h"
#include "engine/events/event.h"

#include <QJsonDocument>
#include <QProcessEnvironment>

namespace Saltern {

namespace {

constexpr std::chrono::seconds longestStart{20};
// The worker refuses results over the event limit; a longer line means that it is not itself.
constexpr qsizetype longestLine = 2 * maximumEventBytes;
constexpr int outOfMemoryExit = 86; // see app/script/processlimits.h

// Nothing of ours: the engine's environment may hold secrets.
QProcessEnvironment bareEnvironment()
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    if (qEnvironmentVariableIsSet("TZ"))
        environment.insert(QStringLiteral("TZ"), qEnvironmentVariable("TZ"));
    return environment;
}

Error scriptError(const QJsonObject &answer)
{
    const int line = answer.value(QLatin1StringView("line")).toInt();
    const QString text = answer.value(QLatin1StringView("error")).toString();
    return {ErrorKind::Failed,
            line > 0 ? QStringLiteral("The script failed in line %1: %2").arg(line).arg(text)
                     : QStringLiteral("The script failed: %1").arg(text),
            {},
            {}};
}

Error deathOf(int exitCode, QProcess::ExitStatus status)
{
    if (status == QProcess::NormalExit && exitCode != outOfMemoryExit) {
        return {ErrorKind::Internal,
                QStringLiteral("The script's process ended with exit code %1.").arg(exitCode),
                QStringLiteral("Report this as a mistake of Saltern."),
                {}};
    }
    return {ErrorKind::OutOfMemory,
            QStringLiteral("The script used more than its 256 MiB of memory."),
            QStringLiteral("Let it build smaller results, or use a function node."),
            status == QProcess::CrashExit ? QStringLiteral("the process crashed") : QString()};
}

} // namespace

ScriptProcess::ScriptProcess(QObject *parent) : QObject(parent)
{
    m_process.setProcessEnvironment(bareEnvironment());
    m_process.setWorkingDirectory(QStringLiteral("/"));
    m_process.setStandardErrorFile(QProcess::nullDevice());
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, &ScriptProcess::deadlinePassed);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &ScriptProcess::readLines);
    connect(&m_process, &QProcess::finished, this, &ScriptProcess::processFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return; // finished() follows
        m_state = State::Ended;
        Q_EMIT ended(fail(ErrorKind::Internal,
                          QStringLiteral("The program saltern-script could not be started."),
                          QStringLiteral("Build or install Saltern again."),
                          m_process.errorString()));
    });
}

ScriptProcess::~ScriptProcess()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished(1000); // a killed process is gone at once; QProcess wants to see it
}

void ScriptProcess::start(const QString &program)
{
    m_deadline.start(longestStart);
    m_process.start(program, QStringList());
}

void ScriptProcess::evaluate(const QJsonObject &request, std::chrono::milliseconds deadline)
{
    Q_ASSERT(isIdle());
    m_state = State::Busy;
    m_allowed = deadline;
    m_deadline.start(deadline);
    m_process.write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
}

void ScriptProcess::abort()
{
    if (m_state == State::Ended)
        return;
    m_state = State::Ending;
    m_deadline.stop();
    m_process.kill();
}

void ScriptProcess::readLines()
{
    m_unread += m_process.readAllStandardOutput();
    for (qsizetype end = 0; (end = m_unread.indexOf('\n')) >= 0;) {
        const QByteArray line = m_unread.left(end);
        m_unread.remove(0, end + 1);
        handle(line);
    }
    if (m_unread.size() > longestLine) {
        m_unread.clear();
        answer(fail(ErrorKind::TooLarge, QStringLiteral("The script's result is over 1 MiB.")),
               State::Ending);
        abort();
    }
}

void ScriptProcess::handle(const QByteArray &line)
{
    if (m_state != State::Busy && m_state != State::Starting)
        return; // what a process says that is being ended counts no more
    m_deadline.stop();
    m_wasReady = true;
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    if (object.contains(QLatin1StringView("error")))
        answer(fail(scriptError(object)), State::Idle);
    else
        answer(object.value(QLatin1StringView("results")).toArray(), State::Idle);
    m_state = State::Idle;
    Q_EMIT idle();
}

// Leaves the busy state before anybody hears of it, so that each evaluation has one answer.
void ScriptProcess::answer(const Result<QJsonArray> &results, State next)
{
    if (m_state != State::Busy)
        return;
    m_state = next;
    Q_EMIT answered(results);
}

void ScriptProcess::deadlinePassed()
{
    answer(fail(ErrorKind::Timeout,
                QStringLiteral("The script ran longer than %1 and was ended.")
                    .arg(formatDuration(m_allowed)),
                QStringLiteral("Look for an endless loop, or raise `timeout`.")),
           State::Ending);
    abort();
}

void ScriptProcess::processFinished(int exitCode, QProcess::ExitStatus status)
{
    m_deadline.stop();
    answer(fail(deathOf(exitCode, status)), State::Ending);
    m_state = State::Ended;
    if (m_wasReady) {
        Q_EMIT ended({});
        return;
    }
    Q_EMIT ended(fail(ErrorKind::Internal,
                      QStringLiteral("The program saltern-script ended before it was ready."),
                      QStringLiteral("Build or install Saltern again."),
                      QStringLiteral("exit code %1").arg(exitCode)));
}

} // namespace Saltern
