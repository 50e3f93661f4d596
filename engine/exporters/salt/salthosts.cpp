#include "engine/exporters/salt/salthosts.h"

#include "engine/exporters/salt/pythonliteral.h"
#include "engine/pipeline/parameterrendering.h"
#include "engine/pipeline/placement.h"
#include "engine/pipeline/registry.h"

#include <QJsonArray>

#include <algorithm>

namespace Saltern {

namespace {

using Latin = QLatin1StringView;

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    const QJsonArray list = value.isArray() ? value.toArray() : QJsonArray{value};
    for (const QJsonValue &item : list)
        texts += item.toString();
    return texts;
}

QStringList pickedBy(const Target &target, const QList<ExportHost> &hosts)
{
    QStringList names;
    for (const ExportHost &host : hosts) {
        if (target.matches({host.name, host.labels}))
            names += host.name;
    }
    names.sort();
    return names;
}

QStringList allNames(const QList<ExportHost> &hosts)
{
    return pickedBy(*Target::parse(QStringLiteral("*")), hosts);
}

// Events of Docker and of hosts that a bus.event node takes come from all hosts alike.
bool hearsAllHosts(const QJsonObject &settings)
{
    const QStringList types = textsOf(settings.value(Latin("type")));
    return std::any_of(types.begin(), types.end(), [](const QString &type) {
        const QString first = type.section(u'/', 0, 0);
        return first.contains(u'*') || first == Latin("docker") || first == Latin("host");
    });
}

QStringList hostsOfNode(const ExportInput &input, const Node &node)
{
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    if (!descriptor)
        return {};
    const QJsonObject settings = parametersWithDefaults(*descriptor, node);
    if (node.kind.name == Latin("docker.event"))
        return hostsPickedBy(settings.value(Latin("hosts")).toString(), input.hosts);
    if (node.kind.name == Latin("bus.event"))
        return hearsAllHosts(settings) ? allNames(input.hosts) : QStringList();
    const auto place = Placement::parse(settings.value(Latin("place")).toString());
    return descriptor->usesHost && place ? pickedBy(place->target, input.hosts) : QStringList();
}

QString folderOf(const ExportHost &host)
{
    return QStringLiteral("saltern-tls/") + host.name;
}

void impossible(NodeReport &report, QJsonObject &entry, const QString &why)
{
    report.verdict = ExportVerdict::Impossible;
    report.differences = {why};
    report.remedy = QStringLiteral("Run a minion beside that Docker engine, and leave the host out "
                                   "of the hosts file; or export with the profile `helper`.");
    entry.insert(QStringLiteral("impossible"), why);
}

void refuseStep(const QStringList &known, QJsonObject &entry, NodeReport &report)
{
    QStringList leftOut;
    const QJsonArray picked = entry.value(Latin("place"))[Latin("masterHosts")].toArray();
    for (const QJsonValue &name : picked)
        leftOut += name.toString();
    if (!leftOut.isEmpty()) {
        report.verdict = ExportVerdict::Approximate;
        report.differences += QStringLiteral("Nothing is done on %1: there is no minion.")
                                  .arg(leftOut.join(QStringLiteral(", ")));
    }
    const QString place = entry.value(Latin("place")).toString();
    const QString host =
        place == Latin("event-host") ? entry.value(Latin("otherwise")).toString() : place;
    if (known.contains(host))
        impossible(report,
                   entry,
                   QStringLiteral("%1 has no minion, and nothing of Salt's own works on it from "
                                  "the master.")
                       .arg(host));
}

void refuseEvents(const ExportInput &input,
                  const Node &node,
                  QJsonObject &entry,
                  NodeReport &report)
{
    const QStringList silent = hostsOfNode(input, node);
    if (silent.isEmpty())
        return;
    const QString why =
        QStringLiteral("Events of %1 do not come: there is no minion, and Salt's docker_events "
                       "takes an address, but no certificates.")
            .arg(silent.join(QStringLiteral(", ")));
    const auto target =
        Target::parse(node.parameters.value(Latin("hosts")).toString(QStringLiteral("*")));
    const QStringList names = target ? target->globs() : QStringList();
    const bool noOthers =
        !names.isEmpty() && std::all_of(names.begin(), names.end(), [&](const QString &name) {
            return silent.contains(name);
        });
    if (noOthers) {
        impossible(report, entry, why);
        return;
    }
    report.verdict = ExportVerdict::Approximate;
    report.differences += why;
}

} // namespace

QStringList hostsPickedBy(const QString &target, const QList<ExportHost> &hosts)
{
    const auto parsed = Target::parse(target);
    return parsed ? pickedBy(*parsed, hosts) : QStringList();
}

QList<ExportHost> hostsOfMaster(const ExportInput &input)
{
    QStringList picked{input.otherwise};
    for (const Node &node : input.pipeline.nodes)
        picked += hostsOfNode(input, node);
    QList<ExportHost> hosts = input.hosts;
    hosts.removeIf([&](const ExportHost &host) { return !picked.contains(host.name); });
    std::sort(hosts.begin(), hosts.end(), [](const ExportHost &a, const ExportHost &b) {
        return a.name < b.name;
    });
    return hosts;
}

QJsonArray namesOf(const QList<ExportHost> &hosts)
{
    return QJsonArray::fromStringList(allNames(hosts));
}

QByteArray masterHostEngines(const QList<ExportHost> &hosts)
{
    QByteArray text;
    for (const ExportHost &host : hosts)
        text += "  - " + quotedText(QStringLiteral("saltern_docker_") + host.name) +
                ":\n      engine_module: saltern_docker\n      host: " + quotedText(host.name) +
                '\n';
    return text;
}

QByteArray masterHostSettings(const QList<ExportHost> &hosts)
{
    QByteArray text = hosts.isEmpty() ? QByteArray() : QByteArray("\nsaltern_hosts:\n");
    for (const ExportHost &host : hosts) {
        text += "  " + quotedText(host.name) + ":\n    docker: " + quotedText(host.address) + '\n';
        if (host.tls)
            text += "    # ca.pem, cert.pem and key.pem, beside the master's configuration.\n"
                    "    tls: " +
                    quotedText(folderOf(host)) + '\n';
        QStringList labels = host.labels.keys();
        labels.sort();
        text += labels.isEmpty() ? "" : "    labels:\n";
        for (const QString &label : std::as_const(labels))
            text +=
                "      " + quotedText(label) + ": " + quotedText(host.labels.value(label)) + '\n';
    }
    return text;
}

QString withoutMasterHosts(const QString &compound, const QList<ExportHost> &hosts)
{
    if (hosts.isEmpty())
        return compound;
    return QStringLiteral("( %1 ) and not L@%2").arg(compound, allNames(hosts).join(u','));
}

QString certificatesStep(const QList<ExportHost> &hosts)
{
    QStringList folders;
    for (const ExportHost &host : hosts) {
        if (host.tls)
            folders += folderOf(host);
    }
    if (folders.isEmpty())
        return {};
    return QStringLiteral("Put ca.pem, cert.pem and key.pem into %1 beside the master's "
                          "configuration, for root alone.")
        .arg(folders.join(QStringLiteral(" and ")));
}

QString masterHostDifference(const ExportHost &host)
{
    return QStringLiteral("%1 has no minion: an engine of the Salt master reads its events from "
                          "%2, and steps on it run on the master, whose secrets are files in "
                          "`saltern-secrets` beside its configuration.")
        .arg(host.name, host.address);
}

void noteHostsOfMaster(const ExportInput &input, SaltPlan &plan)
{
    for (qsizetype i = 0; i < plan.nodes.size(); ++i) {
        NodeReport &report = plan.reports[i];
        const Node &node = *input.pipeline.node(plan.nodes[i].id);
        const QString names = hostsOfNode(input, node).join(QStringLiteral(", "));
        if (names.isEmpty() || report.verdict == ExportVerdict::Impossible)
            continue;
        report.differences +=
            findDescriptor(node.kind)->effect == Effect::Source
                ? QStringLiteral("Events of %1 are read by the Salt master: there is no minion.")
                      .arg(names)
                : QStringLiteral("For %1 it runs on the Salt master: there is no minion.")
                      .arg(names);
    }
}

void refuseHostsOfMaster(const ExportInput &input, SaltPlan &plan)
{
    const QStringList known = allNames(input.hosts);
    for (qsizetype i = 0; i < plan.nodes.size() && !known.isEmpty(); ++i) {
        NodeReport &report = plan.reports[i];
        QJsonObject &entry = plan.nodes[i].node;
        if (report.verdict == ExportVerdict::Impossible)
            continue;
        refuseStep(known, entry, report);
        if (entry.value(Latin("kind")) == QJsonValue(Latin("docker.event")))
            refuseEvents(input, *input.pipeline.node(plan.nodes[i].id), entry, report);
    }
}

} // namespace Saltern
