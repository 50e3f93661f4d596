#include "engine/nodes/containerstep.h"

#include "engine/base/duration.h"
#include "engine/hosts/hostset.h"
#include "engine/nodes/jsontext.h"

#include <QRegularExpression>

#include <utility>

namespace Saltern {

namespace {

constexpr std::chrono::minutes defaultTimeout{1};

// The reference becomes part of a path; it often comes out of an event.
Result<QString> containerReference(const QJsonValue &value)
{
    static const QRegularExpression valid(QStringLiteral("\\A[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}\\z"));
    QString reference = textOf(value);
    if (reference.startsWith(u'/')) // the Engine API writes names so
        reference.remove(0, 1);
    if (valid.match(reference).hasMatch())
        return reference;
    return fail(ErrorKind::BadInput,
                QStringLiteral("\"%1\" is neither the id nor the name of a container.")
                    .arg(reference.left(60).simplified()),
                QStringLiteral("Check what the template in `container` reads."));
}

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

ContainerStep::ContainerStep(const StepInput &input, const Services &services)
    : m_input(input), m_services(services)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        endEarly({ErrorKind::Timeout,
                  QStringLiteral("The Docker engine of %1 took longer than %2.")
                      .arg(m_input.host, formatDuration(m_deadline.intervalAsDuration())),
                  QStringLiteral("Raise `timeout`, or look at the load of the host."),
                  {}});
    });
}

ContainerStep::~ContainerStep() = default;

Result<void> ContainerStep::prepare()
{
    m_client = m_services.hosts->client(m_input.host);
    if (!m_client) {
        return fail(ErrorKind::NotFound,
                    m_input.host.isEmpty()
                        ? QStringLiteral("The event does not say on which host the container is.")
                        : QStringLiteral("There is no Docker host %1.").arg(m_input.host),
                    QStringLiteral("Name a host in `place`."));
    }
    const auto reference =
        containerReference(m_input.parameters.value(QLatin1StringView("container")));
    if (!reference)
        return fail(reference.error());
    m_reference = *reference;
    return {};
}

void ContainerStep::start()
{
    if (const auto ready = prepare(); !ready) {
        QMetaObject::invokeMethod(
            this, [this, error = ready.error()] { failWith(error); }, Qt::QueuedConnection);
        return;
    }
    m_deadline.start(m_input.timeout.count() > 0 ? m_input.timeout : defaultTimeout);
    send(m_client->request("GET", QStringLiteral("/containers/%1/json").arg(m_reference)),
         [this](const Result<DockerResponse> &response) {
             if (response)
                 found(response->object());
             else if (response.error().kind == ErrorKind::NotFound)
                 missing(response.error());
             else
                 failWith(response.error());
         });
}

void ContainerStep::cancel()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            endEarly({ErrorKind::Cancelled, QStringLiteral("The step was stopped."), {}, {}});
        },
        Qt::QueuedConnection);
}

void ContainerStep::endEarly(const Error &error)
{
    if (m_finished)
        return;
    m_request.reset();
    abandon();
    failWith(error);
}

void ContainerStep::send(std::unique_ptr<DockerRequest> request, Answer answer)
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

void ContainerStep::finish(const StepOutcome &outcome)
{
    m_deadline.stop();
    if (!std::exchange(m_finished, true))
        Q_EMIT finished(outcome);
}

void ContainerStep::failWith(const Error &error)
{
    StepOutcome outcome = StepOutcome::failed(error, mayHelpAgain(error.kind));
    outcome.detail = {{QStringLiteral("host"), m_input.host},
                      {QStringLiteral("container"), m_reference}};
    finish(outcome);
}

QJsonObject containerIdentity(const QJsonObject &container)
{
    QString name = container.value(QLatin1StringView("Name")).toString();
    if (name.startsWith(u'/'))
        name.remove(0, 1);
    return {{QStringLiteral("id"), container.value(QLatin1StringView("Id"))},
            {QStringLiteral("name"), name},
            {QStringLiteral("image"),
             container.value(QLatin1StringView("Config"))
                 .toObject()
                 .value(QLatin1StringView("Image"))}};
}

} // namespace Saltern
