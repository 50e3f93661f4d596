#include "engine/nodes/containerstep.h"

#include "engine/base/duration.h"
#include "engine/nodes/jsontext.h"

#include <QRegularExpression>

namespace Saltern {

namespace {

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

} // namespace

Result<void> ContainerStep::prepare()
{
    const auto reference =
        containerReference(input().parameters.value(QLatin1StringView("container")));
    if (!reference)
        return fail(reference.error());
    m_reference = *reference;
    return {};
}

void ContainerStep::begin()
{
    send(client()->request("GET", QStringLiteral("/containers/%1/json").arg(m_reference)),
         [this](const Result<DockerResponse> &response) {
             if (response)
                 found(response->object());
             else if (response.error().kind == ErrorKind::NotFound)
                 missing(response.error());
             else
                 failWith(response.error());
         });
}

void ContainerStep::describeFailure(StepOutcome &outcome) const
{
    outcome.detail = {{QStringLiteral("host"), input().host},
                      {QStringLiteral("container"), m_reference}};
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

Result<QString> stopSeconds(const QJsonObject &parameters)
{
    const QString text = parameters.value(QLatin1StringView("stopTimeout")).toString();
    if (text.isEmpty())
        return QString();
    const auto timeout = parseDuration(text);
    if (!timeout)
        return fail(timeout.error());
    // Rounded up, so that 500ms does not become "kill at once".
    return QString::number(std::chrono::ceil<std::chrono::seconds>(*timeout).count());
}

} // namespace Saltern
