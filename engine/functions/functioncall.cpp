#include "engine/functions/functioncall.h"

#include "engine/functions/calltimes.h"
#include "engine/functions/functioncontainer.h"
#include "engine/functions/functionhost.h"
#include "engine/functions/functionhosts.h"
#include "engine/functions/functionoutcome.h"
#include "engine/functions/shimcontainer.h"

#include <QJsonDocument>

namespace Saltern {

using namespace std::chrono_literals;

FunctionCall::FunctionCall(std::shared_ptr<const FunctionPlan> plan,
                           FunctionHosts *hosts,
                           const StepInput &input)
    : m_plan(std::move(plan)), m_hosts(hosts), m_input(input)
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, &FunctionCall::timeIsUp);
}

FunctionCall::~FunctionCall() = default;

void FunctionCall::start()
{
    m_since.start();
    m_deadline = m_input.timeout.count() > 0 ? QDeadlineTimer(m_input.timeout)
                                             : QDeadlineTimer(QDeadlineTimer::Forever);
    if (!m_deadline.isForever())
        m_limit.start(m_input.timeout);
    QTimer::singleShot(0, this, &FunctionCall::begin);
}

void FunctionCall::begin()
{
    if (m_finished)
        return;
    if (const auto tooLarge = eventTooLarge(*m_plan, m_input))
        return finishWith(*tooLarge, false);
    const auto host = m_hosts->host(m_input.host);
    if (!host)
        return finishWith(host.error(), false);
    startContainer(*host);
}

void FunctionCall::startContainer(FunctionHost *host)
{
    m_host = host;
    m_container = std::make_unique<ShimContainer>(
        m_plan,
        host,
        ContainerRecipe{.body =
                            [this](const FunctionImage &image) {
                                return functionContainer(*m_plan, image, *m_host, m_input);
                            },
                        .frames =
                            [this](const FunctionImage &image) {
                                return functionCallFrames(*m_plan, image, m_input);
                            }});
    ShimContainer *const container = m_container.get();
    connect(container, &ShimContainer::greeted, this, &FunctionCall::runHandler);
    connect(
        container,
        &ShimContainer::frameReceived,
        this,
        [this](quint8 type, quint32, const QByteArray &payload) { frameReceived(type, payload); });
    connect(container, &ShimContainer::failed, this, &FunctionCall::finishWith);
    connect(container, &ShimContainer::lost, this, &FunctionCall::lost);
    container->start();
}

void FunctionCall::frameReceived(quint8 type, const QByteArray &payload)
{
    switch (type) {
    case SALTERN_FRAME_DONE:
        m_container->leaveToItself();
        finish(
            functionOutcome(*m_plan, m_input, QJsonDocument::fromJson(payload).object(), m_output));
        break;
    case SALTERN_FRAME_REFUSED:
        if (m_cancelled)
            finishWith({ErrorKind::Cancelled,
                        QStringLiteral("The function %1 was cancelled.").arg(m_plan->node)});
        else
            finishWith({ErrorKind::Failed,
                        QStringLiteral("The function %1 could not be handed over: %2.")
                            .arg(m_plan->node, QString::fromUtf8(payload)),
                        QStringLiteral("Raise `memory` when the code is large.")},
                       false);
        break;
    default:
        m_output.add(type, payload);
    }
}

void FunctionCall::runHandler()
{
    m_coldStartMs = m_since.elapsed();
    m_running = true;
    const auto left = remaining();
    const auto grace = m_plan->stopGrace;
    if (!m_deadline.isForever())
        m_limit.start(left + grace + shimSlack);
    // Zero would mean no limit.
    const auto limit =
        m_deadline.isForever() ? 0ms : std::max<std::chrono::milliseconds>(left, 1ms);
    m_container->write(
        shimNumbers(SALTERN_FRAME_CALL,
                    coldCall,
                    {static_cast<quint32>(limit.count()), static_cast<quint32>(grace.count())}));
}

void FunctionCall::lost(bool outOfMemory, int exitCode)
{
    if (m_cancelled)
        return finishWith({ErrorKind::Cancelled,
                           QStringLiteral("The function %1 was cancelled.").arg(m_plan->node)});
    StepOutcome outcome = lostFunctionOutcome(*m_plan, outOfMemory, exitCode, m_output);
    const bool unknown = m_running && outcome.error->kind == ErrorKind::Unreachable;
    if (unknown && m_input.guarantee == Guarantee::AtMostOnce)
        outcome = notTriedAgain(outcome);
    finish(std::move(outcome));
}

void FunctionCall::timeIsUp()
{
    if (m_cancelled)
        return finishWith({ErrorKind::Cancelled,
                           QStringLiteral("The function %1 was cancelled.").arg(m_plan->node)});
    QString activity;
    if (!m_running) {
        activity = m_host ? m_host->imageActivity(m_plan->image) : QString();
        if (activity.isEmpty())
            activity = QStringLiteral("waiting for its container to start");
    }
    finishWith(functionTimeout(*m_plan, m_input, activity));
}

void FunctionCall::cancel()
{
    if (m_finished || std::exchange(m_cancelled, true))
        return;
    if (!m_running) {
        // Also keeps the promise that nothing is emitted from inside the call.
        m_limit.start(0ms);
        return;
    }
    m_limit.start(cancelLimit);
    m_container->write(shimNumbers(
        SALTERN_FRAME_CANCEL,
        coldCall,
        {static_cast<quint32>(
            std::min<std::chrono::milliseconds>(m_plan->stopGrace, cancelGrace).count())}));
}

std::chrono::milliseconds FunctionCall::remaining() const
{
    return m_deadline.isForever() ? 0ms : std::chrono::milliseconds(m_deadline.remainingTime());
}

void FunctionCall::finishWith(const Error &error, bool mayRetry)
{
    StepOutcome outcome = StepOutcome::failed(error, mayRetry);
    outcome.log = m_output.log(true);
    finish(std::move(outcome));
}

void FunctionCall::finish(StepOutcome outcome)
{
    if (std::exchange(m_finished, true))
        return;
    m_limit.stop();
    // Not yet destroyed: it may be the sender.
    if (m_container)
        m_container->end();
    noteImage(outcome, *m_plan, m_container ? m_container->image() : FunctionImage());
    if (m_container && !m_container->name().isEmpty())
        outcome.detail.insert(QStringLiteral("container"), m_container->name().left(12));
    if (m_coldStartMs >= 0)
        outcome.detail.insert(QStringLiteral("coldStartMs"), m_coldStartMs);
    outcome.detail.insert(QStringLiteral("totalMs"), m_since.elapsed());
    Q_EMIT finished(outcome);
}

} // namespace Saltern
