#include "engine/functions/functioncall.h"

#include "engine/docker/dockerclient.h"
#include "engine/functions/containerfate.h"
#include "engine/functions/functioncontainer.h"
#include "engine/functions/functionhost.h"
#include "engine/functions/functionhosts.h"
#include "engine/functions/functionoutcome.h"

namespace Saltern {

using namespace std::chrono_literals;

namespace {

// "Stop means stopped" within two seconds: this for the handler, the rest for the container.
constexpr auto cancelGrace = 1000ms;
constexpr auto cancelLimit = 1500ms;

// How much later than the shim we give up on it.
constexpr auto shimSlack = 1s;

} // namespace

FunctionCall::FunctionCall(std::shared_ptr<const FunctionPlan> plan,
                           FunctionHosts *hosts,
                           const StepInput &input)
    : m_plan(std::move(plan))
    , m_hosts(hosts)
    , m_input(input)
    , m_reader([this](quint8 type, const QByteArray &payload) { frameReceived(type, payload); })
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, &FunctionCall::timeIsUp);
}

FunctionCall::~FunctionCall()
{
    releaseStart();
    if (m_host && !m_container.isEmpty())
        m_host->remove(m_container);
}

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
    if (m_input.event.json().size() > maximumEventBytes)
        return finishWith({ErrorKind::TooLarge,
                           QStringLiteral("The event for the function %1 is larger than 1 MiB.")
                               .arg(m_plan->node),
                           QStringLiteral("Send a reference to the data instead.")},
                          false);
    const auto host = m_hosts->host(m_input.host);
    if (!host)
        return finishWith(host.error(), false);
    m_host = *host;
    m_host->prepareImage(m_plan->image, this, [this](const auto &image) { imageReady(image); });
}

void FunctionCall::imageReady(const Result<FunctionImage> &image)
{
    if (m_finished)
        return;
    if (!image)
        return finishWith(image.error());
    m_image = *image;
    if (m_plan->command.isEmpty() && m_image.ownCommand.isEmpty())
        return finishWith(
            {ErrorKind::BadInput,
             QStringLiteral("The image %1 has no program of its own.").arg(m_plan->image),
             QStringLiteral("Add `command` to the node %1.").arg(m_plan->node)},
            false);
    m_host->waitForStart(this, [this] {
        m_holdsStart = true;
        if (!m_finished)
            createContainer();
    });
}

void FunctionCall::createContainer()
{
    m_host->create(functionContainer(*m_plan, m_image, *m_host, m_input),
                   this,
                   [this](const auto &id) { containerCreated(id); });
}

void FunctionCall::containerCreated(const Result<QString> &id)
{
    if (m_finished) {
        if (id)
            m_host->remove(*id);
        return;
    }
    if (!id && id.error().kind == ErrorKind::NotFound && !m_imageForgotten) {
        // Somebody removed the derived image since we looked.
        m_imageForgotten = true;
        releaseStart();
        m_host->forgetImage(m_plan->image);
        m_host->prepareImage(m_plan->image, this, [this](const auto &image) { imageReady(image); });
        return;
    }
    if (!id)
        return finishWith(id.error(), id.error().kind != ErrorKind::BadInput);
    m_container = *id;
    m_containerName = *id;
    const auto frames = functionCallFrames(*m_plan, m_image, m_input);
    if (!frames)
        return finishWith(frames.error(), false);
    attach(*frames);
}

void FunctionCall::attach(const QByteArray &frames)
{
    m_stream =
        m_host->client()->stream(QStringLiteral("/containers/%1/attach").arg(m_container),
                                 dockerQuery({{QStringLiteral("stream"), QStringLiteral("1")},
                                              {QStringLiteral("stdin"), QStringLiteral("1")},
                                              {QStringLiteral("stdout"), QStringLiteral("1")},
                                              {QStringLiteral("stderr"), QStringLiteral("1")}}));
    // Started only once attached, else what the shim says first would be lost.
    connect(m_stream.get(), &DockerStream::opened, this, &FunctionCall::startContainer);
    connect(m_stream.get(), &DockerStream::stdoutReceived, this, [this](const QByteArray &bytes) {
        if (!m_finished && !m_reader.feed(bytes))
            lost();
    });
    connect(m_stream.get(), &DockerStream::closed, this, &FunctionCall::streamClosed);
    m_stream->start();
    m_stream->write(frames);
}

void FunctionCall::startContainer()
{
    m_start =
        m_host->client()->request("POST", QStringLiteral("/containers/%1/start").arg(m_container));
    connect(m_start.get(), &DockerRequest::finished, this, &FunctionCall::containerStarted);
    m_start->start();
}

void FunctionCall::containerStarted(const Result<DockerResponse> &answer)
{
    // The shim may have spoken, and even ended, before the daemon's answer arrives.
    if (!answer && !m_running)
        finishWith(answer.error(), answer.error().kind != ErrorKind::BadInput);
}

void FunctionCall::frameReceived(quint8 type, const QByteArray &payload)
{
    switch (type) {
    case SALTERN_FRAME_HELLO:
        runHandler();
        break;
    case SALTERN_FRAME_DONE:
        m_container.clear();
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
    releaseStart();
    const auto left = remaining();
    const auto grace = m_plan->stopGrace;
    if (!m_deadline.isForever())
        m_limit.start(left + grace + shimSlack);
    // Zero would mean no limit.
    const auto limit =
        m_deadline.isForever() ? 0ms : std::max<std::chrono::milliseconds>(left, 1ms);
    m_stream->write(
        shimNumbers(SALTERN_FRAME_CALL,
                    coldCall,
                    {static_cast<quint32>(limit.count()), static_cast<quint32>(grace.count())}));
}

void FunctionCall::streamClosed(const Result<void> &)
{
    if (!m_finished)
        lost();
}

// The shim is gone or talks nonsense. Docker knows why, for a while.
void FunctionCall::lost()
{
    if (m_fate)
        return;
    m_fate = std::make_unique<ContainerFate>(m_host->client(), m_containerName);
    connect(m_fate.get(), &ContainerFate::finished, this, [this](bool outOfMemory, int exitCode) {
        if (m_cancelled)
            finishWith({ErrorKind::Cancelled,
                        QStringLiteral("The function %1 was cancelled.").arg(m_plan->node)});
        else
            finish(lostFunctionOutcome(*m_plan, outOfMemory, exitCode, m_output));
    });
    m_fate->start();
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
    m_stream->write(shimNumbers(
        SALTERN_FRAME_CANCEL,
        coldCall,
        {static_cast<quint32>(
            std::min<std::chrono::milliseconds>(m_plan->stopGrace, cancelGrace).count())}));
}

void FunctionCall::releaseStart()
{
    if (std::exchange(m_holdsStart, false) && m_host)
        m_host->startDone();
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
    releaseStart();
    if (m_host && !m_container.isEmpty())
        m_host->remove(std::exchange(m_container, {}));
    outcome.detail.insert(QStringLiteral("image"), m_plan->image);
    if (!m_containerName.isEmpty())
        outcome.detail.insert(QStringLiteral("container"), m_containerName.left(12));
    if (m_coldStartMs >= 0)
        outcome.detail.insert(QStringLiteral("coldStartMs"), m_coldStartMs);
    outcome.detail.insert(QStringLiteral("totalMs"), m_since.elapsed());
    Q_EMIT finished(outcome);
}

} // namespace Saltern
