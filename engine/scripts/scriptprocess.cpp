#include "engine/scripts/scriptprocess.h"

#include "engine/base/duration.h"
#include "engine/events/event.h"

#include <QJsonDocument>
#include <QProcessEnvironment>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds longestStart{20};
// As many as are worth a system call less each, and few enough for one process to be done with
// soon.
constexpr std::size_t mostUnderWay = 8;
// What a script may have taken last for others to be sent after it, and how long that may be ago.
constexpr int quickMicroseconds = 500;
constexpr std::chrono::milliseconds notLong = 20ms;
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

bool ScriptProcess::takesAhead(const QString &code) const
{
    return m_state == State::Ready && m_isQuick && m_underWay.size() < mostUnderWay &&
           !m_turn.hasExpired(notLong.count()) && code == m_code;
}

void ScriptProcess::evaluate(const ScriptRequest &request)
{
    Q_ASSERT(isIdle() || takesAhead(request.code));
    m_underWay.push_back(request.deadline);
    if (m_underWay.size() == 1)
        watchFirst();
    QByteArray code;
    qsizetype codeSize = -1; // the same as before
    if (m_code != request.code) {
        m_code = request.code;
        code = request.code.toUtf8();
        codeSize = code.size();
    }
    m_process.write(QByteArray::number(codeSize) + ' ' +
                    QByteArray::number(request.eventJson.size()) + ' ' +
                    QByteArray::number(request.contextJson.size()) + '\n' + code +
                    request.eventJson + request.contextJson);
}

// The timer runs on from one to the next unless it would come too late: nearly all end long before.
void ScriptProcess::watchFirst()
{
    m_turn.start();
    const std::chrono::milliseconds allowed = m_underWay.front();
    if (!m_deadline.isActive() || m_deadline.intervalAsDuration() > allowed)
        m_deadline.start(allowed);
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
    qsizetype begin = 0;
    for (qsizetype end = 0; (end = m_unread.indexOf('\n', begin)) >= 0; begin = end + 1)
        handle(m_unread.sliced(begin, end - begin));
    m_unread.remove(0, begin);
    if (m_unread.size() > longestLine) {
        m_unread.clear();
        answer(fail(ErrorKind::TooLarge, QStringLiteral("The script's result is over 1 MiB.")),
               State::Ending);
        abort();
    } else if (begin > 0 && m_state == State::Ready)
        Q_EMIT roomMade();
}

void ScriptProcess::handle(const QByteArray &line)
{
    if (m_state == State::Starting) {
        m_deadline.stop();
        m_state = State::Ready;
        m_wasReady = true;
        return;
    }
    if (m_state != State::Ready)
        return; // what a process says that is being ended counts no more
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    m_isQuick = object.value(QLatin1StringView("took")).toInt() < quickMicroseconds;
    if (object.contains(QLatin1StringView("error")))
        answer(fail(scriptError(object)), State::Ready);
    else
        answer(object.value(QLatin1StringView("results")).toArray(), State::Ready);
}

// The next one's turn comes before anybody hears of this one, so that each has one answer.
void ScriptProcess::answer(const Result<QJsonArray> &results, State next)
{
    if (m_state != State::Ready || m_underWay.empty())
        return;
    m_state = next;
    m_underWay.pop_front();
    if (next == State::Ready && !m_underWay.empty())
        watchFirst();
    Q_EMIT answered(results);
}

void ScriptProcess::deadlinePassed()
{
    if (m_state == State::Starting) {
        abort();
        return;
    }
    if (m_underWay.empty())
        return;
    const std::chrono::milliseconds allowed = m_underWay.front();
    const std::chrono::milliseconds left = allowed - std::chrono::milliseconds(m_turn.elapsed());
    if (left > 0ms) {
        m_deadline.start(left);
        return;
    }
    answer(fail(ErrorKind::Timeout,
                QStringLiteral("The script ran longer than %1 and was ended.")
                    .arg(formatDuration(allowed)),
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
