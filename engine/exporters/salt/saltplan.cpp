#include "engine/exporters/salt/saltplan.h"

#include "engine/base/bytesize.h"
#include "engine/base/duration.h"
#include "engine/exporters/exportmanifest.h"
#include "engine/exporters/salt/salthosts.h"
#include "engine/exporters/salt/saltlimits.h"
#include "engine/exporters/salt/saltrecipe.h"
#include "engine/exporters/salt/salttags.h"
#include "engine/exporters/salt/salttarget.h"
#include "engine/exporters/salt/salttriggers.h"
#include "engine/pipeline/parameterrendering.h"
#include "engine/pipeline/placement.h"
#include "engine/pipeline/registry.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

namespace Saltern {

namespace {

const QLatin1StringView placeKey("place");
const QLatin1StringView batchKey("batch");
const QLatin1StringView stopKey("stopOnFailure");
const QLatin1StringView eventHost("event-host");

// A single name is the minion of that name; all else Salt has to look up.
bool severalHosts(const Placement &placement)
{
    const QStringList globs = placement.target.globs();
    const bool oneName =
        globs.size() == 1 && !globs.first().contains(QRegularExpression(QStringLiteral("[*?\\[]")));
    return placement.kind != Placement::Kind::EventHost &&
           !(placement.kind == Placement::Kind::One && oneName);
}

QJsonObject wiresOf(const Pipeline &pipeline, const Node &node, const QString &first)
{
    QMap<QString, QJsonArray> targets;
    for (const Wire &wire : pipeline.wires) {
        if (wire.from == node.id)
            targets[wire.port.isEmpty() ? first : wire.port].append(wire.to);
    }
    QJsonObject wires;
    for (auto port = targets.begin(); port != targets.end(); ++port)
        wires.insert(port.key(), port.value());
    return wires;
}

bool isOneOf(const QString &kind, std::initializer_list<const char *> kinds)
{
    return std::any_of(kinds.begin(), kinds.end(), [&](const char *one) {
        return kind == QLatin1StringView(one);
    });
}

void impossible(NodeReport &report, const QString &why, const QString &remedy)
{
    report.verdict = ExportVerdict::Impossible;
    report.differences = {why};
    report.remedy = remedy;
}

void differs(NodeReport &report, const QString &what)
{
    report.verdict = ExportVerdict::Approximate;
    report.differences += what;
}

// Plans one node at a time; what all nodes add to is in the plan.
class NodePlanner
{
public:
    NodePlanner(const ExportInput &input, SaltPlan &plan) : m_input(input), m_plan(plan) {}

    void add(const Node &node);

private:
    QJsonObject settingsOf(const Node &node, const NodeDescriptor &descriptor, NodeReport &report);
    void addPlace(const Node &node,
                  const NodeDescriptor &descriptor,
                  QJsonObject &entry,
                  QJsonObject &settings,
                  NodeReport &report);
    void addSeveralHosts(Placement::Kind kind,
                         const QString &hosts,
                         QJsonObject spread,
                         QJsonObject &entry,
                         NodeReport &report);
    void addExternal(const Node &node,
                     const NodeDescriptor &descriptor,
                     QJsonObject &entry,
                     NodeReport &report);
    void addMemory(const Node &node, const QJsonObject &settings, NodeReport &report);
    void noteSecrets(const Node &node, const NodeDescriptor &descriptor, NodeReport &report);

    const ExportInput &m_input;
    SaltPlan &m_plan;
};

void NodePlanner::add(const Node &node)
{
    NodeReport report{node.id, node.kind.toString(), ExportVerdict::Exact, {}, {}};
    QJsonObject entry{{QStringLiteral("kind"), node.kind.name}};
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    if (descriptor) {
        const auto ports = descriptor->outputPorts(node.parameters);
        const QString first = ports.empty() ? QString() : ports.front().name;
        entry.insert(QStringLiteral("first"), first);
        entry.insert(QStringLiteral("wires"), wiresOf(m_input.pipeline, node, first));
    }
    if (node.disabled != Disabled::No)
        entry.insert(QStringLiteral("disabled"),
                     node.disabled == Disabled::Stop ? QStringLiteral("stop")
                                                     : QStringLiteral("bypass"));
    if (!descriptor)
        impossible(
            report,
            QStringLiteral("This exporter does not know the kind %1.").arg(node.kind.toString()),
            QStringLiteral("Use other kinds for what is to run on Salt."));
    else if (const auto limit = saltLimit(node.kind.name))
        impossible(report, limit->why, limit->remedy);
    else if (descriptor->effect == Effect::Source)
        addSaltTrigger(m_input, node, entry, m_plan, report);
    else
        addExternal(node, *descriptor, entry, report);
    if (report.verdict == ExportVerdict::Impossible)
        entry.insert(QStringLiteral("impossible"), report.differences.join(u' '));
    m_plan.nodes += {node.id, entry};
    m_plan.reports += report;
}

QJsonObject
NodePlanner::settingsOf(const Node &node, const NodeDescriptor &descriptor, NodeReport &report)
{
    QJsonObject settings = parametersWithDefaults(descriptor, node);
    if (descriptor.effect != Effect::External)
        return settings;
    if (node.parameters.contains(QLatin1StringView("orderBy")))
        differs(
            report,
            QStringLiteral("`orderBy` has no effect: steps run as soon as their events arrive."));
    if (node.parameters.contains(QLatin1StringView("concurrency")))
        differs(report,
                QStringLiteral("`concurrency` has no effect: Salt starts every job at once."));
    if (node.parameters.contains(QLatin1StringView("rate")))
        differs(report, QStringLiteral("`rate` has no effect: Salt starts every job at once."));
    for (const QString &unused :
         {QStringLiteral("orderBy"), QStringLiteral("concurrency"), QStringLiteral("rate")})
        settings.remove(unused);
    return settings;
}

void NodePlanner::addPlace(const Node &node,
                           const NodeDescriptor &descriptor,
                           QJsonObject &entry,
                           QJsonObject &settings,
                           NodeReport &report)
{
    QString place = settings.take(placeKey).toString();
    if (!descriptor.usesHost) {
        place = eventHost;
        report.differences += QStringLiteral(
            "It is sent from the minion that its event came from, not from the engine's machine.");
    }
    const QJsonObject spread{{QStringLiteral("batch"), settings.take(batchKey).toInt()},
                             {QStringLiteral("stopOnFailure"), settings.take(stopKey).toBool()}};
    if (const auto placement = Placement::parse(place); placement && severalHosts(*placement)) {
        static const QRegularExpression word(QStringLiteral("\\A\\s*(?:any|all)(?:\\s+|\\z)"));
        const QString hosts = place.remove(word).trimmed();
        addSeveralHosts(
            placement->kind, hosts.isEmpty() ? QStringLiteral("*") : hosts, spread, entry, report);
        return;
    }
    entry.insert(placeKey, place);
    if (place == eventHost && !m_input.otherwise.isEmpty())
        entry.insert(QStringLiteral("otherwise"), m_input.otherwise);
    if (place == eventHost && m_input.otherwise.isEmpty() && mayLackHost(m_input.pipeline, node.id))
        impossible(report,
                   QStringLiteral("Its event may come from no host (a timer, a manual start or "
                                  "another pipeline), and then Salt has no minion to run it on."),
                   QStringLiteral("Export with --minion ID, or set `place` to a host's name."));
}

void NodePlanner::addSeveralHosts(Placement::Kind kind,
                                  const QString &hosts,
                                  QJsonObject spread,
                                  QJsonObject &entry,
                                  NodeReport &report)
{
    const auto target = saltTarget(hosts);
    if (!target) {
        impossible(report, target.error().message, target.error().remedy);
        return;
    }
    for (const QString &difference : target->differences)
        differs(report, difference);
    if (kind == Placement::Kind::All) {
        differs(report, QStringLiteral("A batch begins when all of the one before have ended."));
        differs(report, QStringLiteral("`retry` is made by each minion for itself."));
    } else if (kind == Placement::Kind::Any)
        differs(report,
                QStringLiteral("Salt does not know which minion is least busy: one of them is "
                               "drawn."));
    else
        differs(report,
                QStringLiteral("When the event's host is none of them, it is the first by name."));
    static const QStringList kinds{QStringLiteral("event-host"),
                                   QStringLiteral("one"),
                                   QStringLiteral("any"),
                                   QStringLiteral("all")};
    spread.insert(QStringLiteral("kind"), kinds.at(static_cast<int>(kind)));
    spread.insert(QStringLiteral("compound"), target->compound);
    if (const QStringList onMaster = hostsPickedBy(hosts, m_input.hosts); !onMaster.isEmpty())
        spread.insert(QStringLiteral("masterHosts"), QJsonArray::fromStringList(onMaster));
    entry.insert(placeKey, spread);
}

void NodePlanner::addMemory(const Node &node, const QJsonObject &settings, NodeReport &report)
{
    m_plan.remembered.insert(node.id,
                             QJsonObject{{QStringLiteral("kind"), node.kind.name},
                                         {QStringLiteral("settings"), settings}});
    m_plan.tags += QStringLiteral("saltern/freed/%1/%2").arg(m_input.pipeline.name, node.id);
    const bool waits = node.kind.name == QLatin1StringView("delay");
    differs(report,
            QStringLiteral("%1 in the memory of an engine of the Salt master, and is lost when the "
                           "master restarts.")
                .arg(waits ? QStringLiteral("An event waits")
                           : QStringLiteral("What it remembers is")));
}

void NodePlanner::noteSecrets(const Node &node,
                              const NodeDescriptor &descriptor,
                              NodeReport &report)
{
    const bool onMaster = isOneOf(node.kind.name, {"log", "emit", "delay"});
    visitTemplates(descriptor, node.parameters, [&](const QString &, const QString &text) {
        const auto parsed = Template::parse(text);
        const auto references = parsed ? parsed->references() : QList<TemplateReference>();
        for (const TemplateReference &reference : references) {
            if (reference.segments.value(0) != QLatin1StringView("secret"))
                continue;
            if (onMaster)
                impossible(
                    report,
                    QStringLiteral("It reads a secret, and this kind runs on the master, "
                                   "where secrets of the pillar are not to be had."),
                    QStringLiteral("Leave the secret out; nobody should log or publish it."));
            else if (!m_plan.secrets.contains(reference.segments.value(1)))
                m_plan.secrets += reference.segments.value(1);
        }
    });
}

void NodePlanner::addExternal(const Node &node,
                              const NodeDescriptor &descriptor,
                              QJsonObject &entry,
                              NodeReport &report)
{
    const QString kind = node.kind.name;
    QJsonObject settings = settingsOf(node, descriptor, report);
    QJsonArray templated;
    for (const Parameter &parameter : descriptor.parameters) {
        if (parameter.templated && settings.contains(parameter.name))
            templated.append(parameter.name);
    }
    entry.insert(QStringLiteral("templated"), templated);
    const bool remembers = isOneOf(kind, {"window", "delay"});
    if (remembers)
        addMemory(node, settings, report);
    if (descriptor.effect == Effect::External || remembers) {
        noteSecrets(node, descriptor, report);
        m_plan.tags +=
            saltTagPrefix + QStringLiteral("saltern/%1/%2/*").arg(m_input.pipeline.name, node.id);
    }
    const bool onMinion = descriptor.effect == Effect::External && !isOneOf(kind, {"log", "emit"});
    if (onMinion)
        addPlace(node, descriptor, entry, settings, report);
    else
        settings.remove(placeKey);
    if (kind == QLatin1StringView("log"))
        report.differences += QStringLiteral("The line goes to the log of the Salt master.");
    if (isOneOf(kind, {"image.ensure", "container.ensure"}))
        report.differences +=
            QStringLiteral("The login for a registry is that of the account that runs the minion.");
    if (kind == QLatin1StringView("function"))
        addSaltRecipe(m_input, node, settings, m_plan, report);
    if (settings.contains(saltEmitsKey)) {
        templated.append(saltEmitsKey);
        entry.insert(QStringLiteral("templated"), templated);
    }
    entry.insert(QStringLiteral("settings"), settings);
}

} // namespace

SaltPlan planForSalt(const ExportInput &input)
{
    SaltPlan plan;
    NodePlanner planner(input, plan);
    for (const Node &node : input.pipeline.nodes)
        planner.add(node);
    plan.masterHosts = hostsOfMaster(input);
    for (const Node &node : input.leftOut)
        plan.reports += {node.id,
                         node.kind.toString(),
                         ExportVerdict::LeftOut,
                         {QStringLiteral("No enabled trigger leads to it.")},
                         {}};
    plan.tags = withoutOverlap(plan.tags);
    plan.secrets.sort();
    plan.hostTargets.removeDuplicates();
    return plan;
}

} // namespace Saltern
