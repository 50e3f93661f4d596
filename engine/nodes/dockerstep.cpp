#include "engine/nodes/dockerstep.h"

#include "engine/base/duration.h"
#include "engine/hosts/hostset.h"

#include <utility>

namespace Saltern {

namespace {

constexpr std::chrono::minutes defaultTimeout{1};

bool mayHelpAgain(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::BadInput:
    case ErrorKind::NotFound:
    case ErrorKind::PermissionDenied:
    case ErrorKind::Unsupported:
    case ErrorKind::Cancelled:
        return false;
    default:
        return true;
    }
}

} // namespace

DockerStep::DockerStep(const StepInput &input, const Services &services)
    : m_input(input), m_services(services)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        interrupt({ErrorKind::Timeout,
                   QStringLiteral("The Docker engine of %1 took longer than %2.")
                       .arg(m_input.host, formatDuration(m_deadline.intervalAsDuration())),
                   QStringLiteral("Raise `timeout`, or look at the load of the host."),
                   {}});
    });
}

DockerStep::~DockerStep() = default;

void DockerStep::start()
{
    m_client = m_services.hosts->client(m_input.host);
    Result<void> ready = prepare();
    if (!m_client)
        ready = fail(ErrorKind::NotFound,
                     m_input.host.isEmpty()
                         ? QStringLiteral("The event does not say on which host the container is.")
                         : QStringLiteral("There is no Docker host %1.").arg(m_input.host),
                     QStringLiteral("Name a host in `place`."));
    if (!ready) {
        QMetaObject::invokeMethod(
            this, [this, error = ready.error()] { failWith(error); }, Qt::QueuedConnection);
        return;
    }
    m_deadline.start(m_input.timeout.count() > 0 ? m_input.timeout : defaultTimeout);
    begin();
}

void DockerStep::cancel()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            interrupt({ErrorKind::Cancelled, QStringLiteral("The step was stopped."), {}, {}});
        },
        Qt::QueuedConnection);
}

void DockerStep::interrupt(const Error &error)
{
    if (m_finished || std::exchange(m_interrupted, true))
        return;
    m_request.reset();
    endEarly(error);
}

void DockerStep::send(std::unique_ptr<DockerRequest> request, Answer answer)
{
    m_request = std::move(request);
    m_request->setTimeout(std::chrono::milliseconds(0));
    connect(m_request.get(),
            &DockerRequest::finished,
            this,
            [this, answer = std::move(answer)](const Result<DockerResponse> &response) {
                // The request may only be deleted later: this is its own signal.
                m_request.release()->deleteLater();
                const Answer reply = answer;
                reply(response);
            });
    m_request->start();
}

void DockerStep::finish(const StepOutcome &outcome)
{
    m_deadline.stop();
    if (!std::exchange(m_finished, true))
        Q_EMIT finished(outcome);
}

void DockerStep::failWith(const Error &error)
{
    StepOutcome outcome = StepOutcome::failed(error, mayHelpAgain(error.kind));
    describeFailure(outcome);
    finish(outcome);
}

void DockerStep::describeFailure(StepOutcome &outcome) const
{
    outcome.detail = {{QStringLiteral("host"), m_input.host}};
}

} // namespace Saltern
