#include "engine/nodes/container.inspect/containerreport.h"

#include "engine/nodes/jsontext.h"
#include "engine/runs/secretstore.h"

#include <QJsonArray>

namespace Saltern {

namespace {

QJsonValue at(const QJsonObject &object, QLatin1StringView field)
{
    return object.value(field);
}

QString stringAt(const QJsonObject &object, QLatin1StringView field)
{
    return object.value(field).toString();
}

// Docker writes null for an empty list.
QJsonArray listAt(const QJsonObject &object, QLatin1StringView field)
{
    return object.value(field).toArray();
}

QJsonObject environmentReport(const QJsonArray &variables, bool showValues)
{
    QJsonObject report;
    for (const QJsonValue &variable : variables) {
        const QString text = variable.toString();
        const QString value = text.section(u'=', 1);
        report.insert(text.section(u'=', 0, 0), showValues ? value : QString(secretMask));
    }
    return report;
}

QJsonObject networksReport(const QJsonObject &networks)
{
    QJsonObject report;
    for (auto it = networks.begin(); it != networks.end(); ++it)
        report.insert(it.key(), stringAt(it->toObject(), QLatin1StringView("IPAddress")));
    return report;
}

// "80/tcp": "0.0.0.0:8080", or "" for a port that is not published.
QJsonObject portsReport(const QJsonObject &ports)
{
    QJsonObject report;
    for (auto it = ports.begin(); it != ports.end(); ++it) {
        const QJsonObject binding = it->toArray().first().toObject();
        const QString port = stringAt(binding, QLatin1StringView("HostPort"));
        report.insert(it.key(),
                      port.isEmpty()
                          ? QString()
                          : stringAt(binding, QLatin1StringView("HostIp")) + u':' + port);
    }
    return report;
}

QJsonArray mountsReport(const QJsonArray &mounts)
{
    QJsonArray report;
    for (const QJsonValue &entry : mounts) {
        const QJsonObject mount = entry.toObject();
        const QString name = stringAt(mount, QLatin1StringView("Name")); // of a volume
        report.append(QJsonObject{
            {QStringLiteral("type"), at(mount, QLatin1StringView("Type"))},
            {QStringLiteral("source"),
             name.isEmpty() ? stringAt(mount, QLatin1StringView("Source")) : name},
            {QStringLiteral("target"), at(mount, QLatin1StringView("Destination"))},
            {QStringLiteral("readOnly"), !at(mount, QLatin1StringView("RW")).toBool()}});
    }
    return report;
}

} // namespace

QJsonObject stateReport(const QJsonObject &container)
{
    const QJsonObject state = objectAt(container, QLatin1StringView("State"));
    const QJsonObject health = objectAt(state, QLatin1StringView("Health"));
    return {{QStringLiteral("status"), at(state, QLatin1StringView("Status"))},
            {QStringLiteral("running"), at(state, QLatin1StringView("Running"))},
            {QStringLiteral("paused"), at(state, QLatin1StringView("Paused"))},
            {QStringLiteral("exitCode"), at(state, QLatin1StringView("ExitCode"))},
            {QStringLiteral("oomKilled"), at(state, QLatin1StringView("OOMKilled"))},
            {QStringLiteral("error"), stringAt(state, QLatin1StringView("Error"))},
            {QStringLiteral("startedAt"), at(state, QLatin1StringView("StartedAt"))},
            {QStringLiteral("finishedAt"), at(state, QLatin1StringView("FinishedAt"))},
            {QStringLiteral("health"), stringAt(health, QLatin1StringView("Status"))},
            {QStringLiteral("restarts"), at(container, QLatin1StringView("RestartCount"))}};
}

QJsonObject configReport(const QJsonObject &container, bool showValues)
{
    const QJsonObject config = objectAt(container, QLatin1StringView("Config"));
    const QJsonObject host = objectAt(container, QLatin1StringView("HostConfig"));
    const QJsonObject network = objectAt(container, QLatin1StringView("NetworkSettings"));
    const QJsonObject restart = objectAt(host, QLatin1StringView("RestartPolicy"));
    const QString policy = stringAt(restart, QLatin1StringView("Name"));
    return {
        {QStringLiteral("image"), at(config, QLatin1StringView("Image"))},
        {QStringLiteral("imageId"), at(container, QLatin1StringView("Image"))},
        {QStringLiteral("entrypoint"), listAt(config, QLatin1StringView("Entrypoint"))},
        {QStringLiteral("command"), listAt(config, QLatin1StringView("Cmd"))},
        {QStringLiteral("user"), stringAt(config, QLatin1StringView("User"))},
        {QStringLiteral("workdir"), stringAt(config, QLatin1StringView("WorkingDir"))},
        {QStringLiteral("environment"),
         environmentReport(listAt(config, QLatin1StringView("Env")), showValues)},
        {QStringLiteral("privileged"), at(host, QLatin1StringView("Privileged")).toBool()},
        {QStringLiteral("restartPolicy"), policy.isEmpty() ? QStringLiteral("no") : policy},
        {QStringLiteral("memoryBytes"), at(host, QLatin1StringView("Memory"))},
        {QStringLiteral("cpus"), at(host, QLatin1StringView("NanoCpus")).toDouble() / 1e9},
        {QStringLiteral("networkMode"), stringAt(host, QLatin1StringView("NetworkMode"))},
        {QStringLiteral("networks"),
         networksReport(objectAt(network, QLatin1StringView("Networks")))},
        {QStringLiteral("ports"), portsReport(objectAt(network, QLatin1StringView("Ports")))},
        {QStringLiteral("mounts"), mountsReport(listAt(container, QLatin1StringView("Mounts")))}};
}

} // namespace Saltern
