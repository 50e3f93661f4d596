#include "engine/functions/hotcontainer.h"

#include "engine/base/compactjson.h"
#include "engine/functions/calltimes.h"
#include "engine/functions/functioncontainer.h"
#include "engine/functions/functionoutcome.h"
#include "engine/functions/pooledcall.h"

#include <QJsonDocument>
#include <QtEndian>

namespace Saltern {

using namespace std::chrono_literals;

namespace {

// A handler that has not said that it is ready by then has failed.
constexpr auto readyLimit = 5s;

// How many bytes of compact JSON a byte of a line becomes at most: 1e15 is written out.
constexpr qint64 longestGrowth = 6;

constexpr auto longestGrace = 1000ms;
constexpr qint64 memoryIntervalMs = 1000;

} // namespace

void HotContainer::Answer::log(const QByteArray &bytes)
{
    const qsizetype head = qMin(bytes.size(), logHalf - logHead.size());
    logHead += bytes.left(head);
    logTail += bytes.mid(head);
    if (logTail.size() <= 2 * logHalf)
        return;
    logSkipped += static_cast<quint64>(logTail.size() - logHalf);
    logTail = logTail.right(logHalf);
}

void HotContainer::Answer::skipLog(quint64 bytes)
{
    logSkipped += bytes + static_cast<quint64>(logTail.size());
    logTail.clear();
}

HandlerOutput HotContainer::Answer::output() const
{
    HandlerOutput output;
    output.add(SALTERN_FRAME_STDERR, logHead);
    output.add(SALTERN_FRAME_STDERR, logTail);
    QByteArray skipped(9, '\0');
    skipped[0] = static_cast<char>(SALTERN_FRAME_STDERR);
    qToBigEndian(logSkipped, skipped.data() + 1);
    output.add(SALTERN_FRAME_SKIPPED, skipped);
    return output;
}

// Above the limit one value too many is enough to be told so.
void HotContainer::Answer::add(const QJsonValue &value, qsizetype bytes)
{
    if (valueBytes > maximumEventBytes)
        return;
    values.push_back(value);
    valueBytes += measured ? compactJson(value).size() : longestGrowth * bytes;
    if (measured || valueBytes <= maximumEventBytes)
        return;
    // To measure is as much work as to send, so that it is left out as long as it can be.
    measured = true;
    valueBytes = 0;
    for (const QJsonValue &each : values)
        valueBytes += compactJson(each).size();
}

HotContainer::HotContainer(std::shared_ptr<const FunctionPlan> plan,
                           FunctionHost *host,
                           const StepInput &model)
    : KeptContainer(std::move(plan), host, model)
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, &HotContainer::timeIsUp);
}

Result<QByteArray> HotContainer::setUpFrames(const FunctionImage &image)
{
    // What the code may read already while it is loaded; what differs from call to call comes
    // later.
    QMap<QString, QString> variables = functionEnvironment(plan(), model());
    for (auto variable = variables.begin(); variable != variables.end();)
        variable = variable.key().startsWith(QLatin1StringView("SALTERN_"))
                       ? variables.erase(variable)
                       : std::next(variable);
    const auto code = functionCodeFrames(plan(), image, 0);
    const auto environment = environmentFrames(variables, 0);
    if (!code || !environment)
        return fail(code ? environment.error() : code.error());
    return shimFrames(SALTERN_FRAME_KEEP, 0, {}) + *code + *environment;
}

void HotContainer::startHandler()
{
    m_state = Handler::Starting;
    m_handler = nextNumber();
    m_lines = LineSplitter(longestHandlerLine);
    m_start = {};
    m_limit.start(readyLimit);
    m_ageAsked = false;
    const auto grace = static_cast<quint32>(plan().stopGrace.count());
    write(shimNumbers(SALTERN_FRAME_CALL, m_handler, {0, grace, 1}));
}

void HotContainer::begin(quint32 number, PooledCall *call)
{
    const QByteArray line = eventLine(number, plan(), call->input());
    if (line.size() > SALTERN_INPUT_MAX) {
        KeptContainer::take(number);
        call->fail({ErrorKind::TooLarge,
                    QStringLiteral("The environment of %1 is larger than 1 MiB.").arg(plan().node),
                    QStringLiteral("Read it from the event instead.")},
                   false);
        return release();
    }
    m_answers[number].lineBytes = line.size();
    m_unsent.push_back(line);
    sendWaiting();
}

// Never more than the shim keeps for a handler that does not read.
void HotContainer::sendWaiting()
{
    while (!m_unsent.empty() && m_unanswered + m_unsent.front().size() <= SALTERN_INPUT_MAX) {
        m_unanswered += m_unsent.front().size();
        write(shimFrames(SALTERN_FRAME_EVENT, m_handler, m_unsent.front()));
        m_unsent.pop_front();
    }
}

void HotContainer::receive(quint8 type, quint32 number, const QByteArray &payload)
{
    if (type == SALTERN_FRAME_REFUSED)
        return failToStart(
            StepOutcome::failed({ErrorKind::Failed,
                                 QStringLiteral("The function %1 could not be handed over: %2.")
                                     .arg(plan().node, QString::fromUtf8(payload)),
                                 QStringLiteral("Raise `memory` when the code is large.")},
                                false));
    if (number != m_handler)
        return;
    if (type == SALTERN_FRAME_DONE)
        handlerEnded(QJsonDocument::fromJson(payload).object());
    else if (type == SALTERN_FRAME_RESULT && m_state != Handler::Ending)
        readLines(payload);
    else if (type == SALTERN_FRAME_STDOUT || type == SALTERN_FRAME_STDERR)
        addLog(0, payload);
    else if (type == SALTERN_FRAME_SKIPPED && payload.size() == 9) {
        if (Answer *const answer = loggedFor(0))
            answer->skipLog(qFromBigEndian<quint64>(payload.constData() + 1));
    } else if (type == SALTERN_FRAME_RESIDENT && payload.size() == 4 &&
               qFromBigEndian<quint32>(payload.constData()) * qint64(1024) >
                   plan().pool.maximumMemory)
        wearOut();
    else if (type == SALTERN_FRAME_AGED && payload.size() == 4 && m_state == Handler::Starting)
        takeAge(std::chrono::milliseconds(qFromBigEndian<quint32>(payload.constData())));
}

void HotContainer::readLines(const QByteArray &bytes)
{
    for (const QByteArray &text : m_lines.feed(bytes)) {
        const auto line = HandlerLine::read(text);
        if (!line)
            return replaceHandler(brokenProtocol(QStringLiteral(
                                      "it wrote a line to file descriptor 3 that is no message")),
                                  0ms);
        take(*line);
        if (m_state == Handler::Ending)
            return;
    }
    if (m_lines.takeSkipped() > 0)
        replaceHandler(brokenProtocol(QStringLiteral("it wrote a line of more than 2 MiB to file "
                                                     "descriptor 3")),
                       0ms);
}

void HotContainer::take(HandlerLine line)
{
    if (line.kind == HandlerLine::Kind::Log)
        return addLog(line.call, line.text.toUtf8());
    if (line.kind == HandlerLine::Kind::Ready && m_state == Handler::Starting) {
        m_state = Handler::Ready;
        m_limit.stop();
        return setReady(true);
    }
    const auto answer = m_answers.find(line.call);
    if (m_state != Handler::Ready || answer == m_answers.end())
        return replaceHandler(
            brokenProtocol(QStringLiteral("it answered a call that it was not given")), 0ms);
    switch (line.kind) {
    case HandlerLine::Kind::Emit:
        return answer->second.add(line.value, line.bytes);
    case HandlerLine::Kind::Ok:
        if (!line.value.isUndefined() || answer->second.values.empty())
            answer->second.add(line.value.isUndefined() || line.value.isNull() ? QJsonObject()
                                                                               : line.value,
                               line.bytes);
        return finishCall(
            line.call, hotFunctionOutcome(plan(), answer->second.values, answer->second.measured));
    default:
        break;
    }
    const Error error{line.tooLarge ? ErrorKind::TooLarge : ErrorKind::Failed,
                      QStringLiteral("The function %1 failed: %2").arg(plan().node, line.text),
                      line.tooLarge ? QStringLiteral("Give back less, or store it elsewhere and "
                                                     "give back where.")
                                    : QStringLiteral("Its log says more.")};
    finishCall(line.call, StepOutcome::failed(error, line.mayRetry && !line.tooLarge));
}

void HotContainer::addLog(quint32 number, const QByteArray &bytes)
{
    if (Answer *const answer = loggedFor(number))
        answer->log(bytes);
}

// What tells no call belongs to the oldest one.
HotContainer::Answer *HotContainer::loggedFor(quint32 number)
{
    if (m_state == Handler::Starting)
        return &m_start;
    const auto answer = m_answers.contains(number) ? m_answers.find(number) : m_answers.begin();
    return answer == m_answers.end() ? nullptr : &answer->second;
}

void HotContainer::finishCall(quint32 number, StepOutcome outcome)
{
    const Answer answer = m_answers.extract(number).mapped();
    m_unanswered -= answer.lineBytes;
    if (!answer.logHead.isEmpty())
        outcome.log = answer.output().log(false);
    askForMemory();
    if (PooledCall *const over = KeptContainer::take(number))
        over->finish(std::move(outcome));
    release();
    sendWaiting();
}

void HotContainer::askForMemory()
{
    if (plan().pool.maximumMemory == 0 ||
        (m_memoryAsked.isValid() && !m_memoryAsked.hasExpired(memoryIntervalMs)))
        return;
    m_memoryAsked.start();
    write(shimFrames(SALTERN_FRAME_MEMORY, m_handler, {}));
}

StepOutcome HotContainer::brokenProtocol(const QString &how) const
{
    return StepOutcome::failed(
        {ErrorKind::Failed,
         QStringLiteral("The handler of %1 broke the line protocol: %2.").arg(plan().node, how),
         QStringLiteral("Only messages of the protocol go to file descriptor 3; docs/functions.md "
                        "describes them.")});
}

void HotContainer::endHandler(quint32)
{
    if (m_state != Handler::Ready)
        return;
    replaceHandler(StepOutcome::failed({ErrorKind::Failed,
                                        QStringLiteral("The handler of %1 was ended because of "
                                                       "another call that ran out of time.")
                                            .arg(plan().node),
                                        QStringLiteral("Lower `concurrency` in `pool`.")}),
                   std::min<std::chrono::milliseconds>(plan().stopGrace, longestGrace));
}

void HotContainer::replaceHandler(const StepOutcome &why, std::chrono::milliseconds grace)
{
    const bool starting = m_state == Handler::Starting;
    m_state = Handler::Ending;
    setReady(false);
    m_limit.start(grace + shimSlack);
    write(shimNumbers(SALTERN_FRAME_CANCEL, m_handler, {static_cast<quint32>(grace.count())}));
    m_answers.clear();
    m_unsent.clear();
    m_unanswered = 0;
    if (starting)
        return failToStart(why);
    giveBackAll(why);
}

void HotContainer::timeIsUp()
{
    if (m_state == Handler::Ending)
        return breakDown(nullptr);
    // Without an answer it is late, too.
    if (std::exchange(m_ageAsked, true))
        return handlerIsLate();
    m_limit.start(readyLimit);
    write(shimFrames(SALTERN_FRAME_AGE, m_handler, {}));
}

// On a busy machine it may not have had its time yet.
void HotContainer::takeAge(std::chrono::milliseconds age)
{
    if (age >= readyLimit)
        return handlerIsLate();
    m_ageAsked = false;
    m_limit.start(readyLimit - age);
}

void HotContainer::handlerIsLate()
{
    const HandlerOutput output = m_start.output();
    StepOutcome outcome = StepOutcome::failed(
        {ErrorKind::Timeout,
         QStringLiteral("The handler of %1 was not ready within 5 seconds.").arg(plan().node),
         QStringLiteral("Do less while the code is loaded, or use `mode: warm`.")});
    outcome.log = output.log(true);
    failToStart(outcome);
}

void HotContainer::handlerEnded(const QJsonObject &done)
{
    m_limit.stop();
    if (m_state == Handler::Starting)
        return failToStart(endedHandlerOutcome(plan(), model(), done, m_start.output()));
    if (m_state == Handler::Ready) {
        m_state = Handler::Ending;
        setReady(false);
        endCallsOf(done);
    }
    if (isRetired())
        goWhenIdle();
    else
        startHandler();
}

// One call alone did it, whatever it was; of several nobody knows which.
void HotContainer::endCallsOf(const QJsonObject &done)
{
    const auto answers = std::exchange(m_answers, {});
    m_unsent.clear();
    m_unanswered = 0;
    const bool killed = done.value(QLatin1StringView("signal")).toInt() != 0 &&
                        done.value(QLatin1StringView("memoryKills")).toInt() <= 0;
    const HandlerOutput output =
        answers.empty() ? HandlerOutput() : answers.begin()->second.output();
    const StepOutcome outcome = endedHandlerOutcome(plan(), model(), done, output);
    if (answers.size() != 1 || killed)
        return giveBackAll(outcome);
    if (PooledCall *const over = KeptContainer::take(answers.begin()->first))
        over->finish(outcome);
}

} // namespace Saltern
