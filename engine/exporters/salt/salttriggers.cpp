#include "engine/exporters/salt/salttriggers.h"

#include "engine/base/duration.h"
#include "engine/exporters/salt/salttags.h"
#include "engine/exporters/salt/salttarget.h"
#include "engine/pipeline/registry.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>

namespace Saltern {

namespace {

using Latin = QLatin1StringView;

QStringList listOf(const QJsonValue &value)
{
    if (value.isString())
        return {value.toString()};
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &item : array)
        list += item.toString();
    return list;
}

// A text in which `*` stands for any text, as a clause of a pattern.
QJsonValue globClause(QString glob)
{
    if (!glob.contains(u'*'))
        return glob;
    glob.replace(u'\\', QStringLiteral("\\\\"));
    static const QRegularExpression several(QStringLiteral("\\*+"));
    glob.replace(several, QStringLiteral("*"));
    return QJsonObject{{QStringLiteral("wildcard"), glob}};
}

QJsonArray globClauses(const QStringList &globs)
{
    QJsonArray clauses;
    for (const QString &glob : globs)
        clauses.append(globClause(glob));
    return clauses;
}

void listenTo(SaltPlan &plan, const QStringList &types)
{
    static const QRegularExpression several(QStringLiteral("\\*+"));
    for (QString type : types)
        plan.tags += saltTagPrefix + type.replace(several, QStringLiteral("*"));
}

void addPatterns(QJsonObject &entry, const QJsonObject &own, const QJsonValue &match)
{
    QJsonArray patterns{own};
    if (!match.toObject().isEmpty())
        patterns.append(match);
    entry.insert(QStringLiteral("patterns"), patterns);
}

void addDockerEvent(const QJsonObject &settings,
                    QJsonObject &entry,
                    SaltPlan &plan,
                    NodeReport &report)
{
    const QString type = settings.value(Latin("type")).toString();
    QStringList types;
    for (const QString &action : listOf(settings.value(Latin("action"))))
        types += QStringLiteral("docker/%1/%2").arg(type, action);
    if (types.isEmpty())
        types += QStringLiteral("docker/%1/*").arg(type);
    QJsonObject pattern{{QStringLiteral("type"), globClauses(types)}};
    for (const auto &[field, path] : {std::pair(Latin("container"), Latin("data.container.name")),
                                      std::pair(Latin("image"), Latin("data.container.image"))}) {
        if (settings.contains(field))
            pattern.insert(path, QJsonArray{globClause(settings.value(field).toString())});
    }
    const QJsonObject labels = settings.value(Latin("labels")).toObject();
    for (auto label = labels.begin(); label != labels.end(); ++label)
        pattern.insert(QStringLiteral("data.container.labels.") + label.key(),
                       QJsonArray{globClause(label.value().toString())});
    addPatterns(entry, pattern, settings.value(Latin("match")));
    const QString text = settings.value(Latin("hosts")).toString();
    const auto hosts = saltTarget(text);
    if (!hosts) {
        report.verdict = ExportVerdict::Impossible;
        report.differences = {hosts.error().message};
        report.remedy = hosts.error().remedy;
        return;
    }
    if (!hosts->differences.isEmpty())
        report.verdict = ExportVerdict::Approximate;
    report.differences += hosts->differences;
    entry.insert(QStringLiteral("hosts"), hosts->tree);
    entry.insert(QStringLiteral("own"), settings.value(Latin("own")));
    plan.hostTargets += hosts->compound;
    listenTo(plan, types);
}

void addTimer(const Node &node, const QJsonObject &settings, SaltPlan &plan, NodeReport &report)
{
    SaltSchedule schedule{node.id, 0, settings.value(Latin("cron")).toString(), false};
    const auto impossible = [&](const QString &why, const QString &remedy) {
        report.verdict = ExportVerdict::Impossible;
        report.differences = {why};
        report.remedy = remedy;
    };
    if (settings.contains(Latin("timezone"))) {
        impossible(QStringLiteral("Salt's schedule knows no time zone but the master's own."),
                   QStringLiteral("Remove `timezone` and run the master in that zone."));
        return;
    }
    if (schedule.cron.isEmpty()) {
        const auto every = parseDuration(settings.value(Latin("every")).toString());
        const qint64 ms = every ? every->count() : 0;
        if (ms < 1000 || ms % 1000 != 0) {
            impossible(QStringLiteral("Salt's schedule only knows whole seconds."),
                       QStringLiteral("Round `every` to whole seconds."));
            return;
        }
        schedule.seconds = ms / 1000;
        schedule.atStart = settings.value(Latin("atStart")).toBool();
    }
    report.verdict = ExportVerdict::Approximate;
    report.differences +=
        QStringLiteral("Salt's schedule looks about once a second, so a tick may be "
                       "a second late.");
    report.differences +=
        QStringLiteral("`data.count` is missing, and `data.scheduled` is when the "
                       "tick came, not when it was due.");
    if (!schedule.cron.isEmpty())
        report.differences += QStringLiteral("Times that the clock skips or repeats are treated as "
                                             "Salt's croniter does.");
    plan.schedules += schedule;
}

void addWebhook(const ExportInput &input,
                const Node &node,
                const QJsonObject &settings,
                SaltPlan &plan,
                NodeReport &report)
{
    const QString reply = settings.value(Latin("reply")).toString();
    if (reply == Latin("result")) {
        report.verdict = ExportVerdict::Impossible;
        report.differences = {QStringLiteral(
            "On Salt nobody knows when a run has ended, so no client can wait for its result.")};
        report.remedy = QStringLiteral("Use `reply: accepted`, and send the result with "
                                       "http.request.");
        return;
    }
    report.verdict = ExportVerdict::Approximate;
    report.differences = {
        QStringLiteral("It is answered with 202 and `id` alone once the event is on Salt's bus, "
                       "where nothing keeps it."),
        QStringLiteral("Its secrets are files on the Salt master, in `saltern-secrets` beside its "
                       "configuration."),
        QStringLiteral("A body has to come with Content-Length, and every answer ends the "
                       "connection.")};
    plan.webhooks.insert(input.pipeline.name + u'/' + node.id, settings);
}

} // namespace

void addSaltTrigger(const ExportInput &input,
                    const Node &node,
                    QJsonObject &entry,
                    SaltPlan &plan,
                    NodeReport &report)
{
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    const QJsonObject settings = parametersWithDefaults(*descriptor, node);
    const QString kind = node.kind.name;
    if (kind == Latin("docker.event")) {
        addDockerEvent(settings, entry, plan, report);
    } else if (kind == Latin("bus.event")) {
        const QStringList types = listOf(settings.value(Latin("type")));
        addPatterns(
            entry, {{QStringLiteral("type"), globClauses(types)}}, settings.value(Latin("match")));
        listenTo(plan, types);
    } else if (kind == Latin("timer") || kind == Latin("manual")) {
        const QString type = QStringLiteral("%1/%2/%3").arg(kind, input.pipeline.name, node.id);
        addPatterns(entry, {{QStringLiteral("type"), QJsonArray{type}}}, {});
        listenTo(plan, {type});
        if (kind == Latin("timer"))
            addTimer(node, settings, plan, report);
        else
            entry.insert(QStringLiteral("data"), settings.value(Latin("data")));
    } else if (kind == Latin("webhook")) {
        const QString type = QStringLiteral("webhook/") + settings.value(Latin("path")).toString();
        addPatterns(entry, {{QStringLiteral("type"), QJsonArray{type}}}, {});
        listenTo(plan, {type});
        addWebhook(input, node, settings, plan, report);
    } else {
        report.verdict = ExportVerdict::Impossible;
        report.differences = {
            QStringLiteral("This exporter does not know the trigger %1.").arg(kind)};
        report.remedy =
            QStringLiteral("Let another program send the event, and use a bus.event node.");
    }
}

namespace {

// A window that knows what will come tells of its absence before any event came.
bool missesTheFirst(const Node &node)
{
    const auto has = [&](const char *name) { return node.parameters.contains(Latin(name)); };
    return node.kind.name == Latin("window") && !has("by") && !has("expect") &&
           node.parameters.value(Latin("mode")).toString() == Latin("absence");
}

} // namespace

bool mayLackHost(const Pipeline &pipeline, const QString &node)
{
    QSet<QString> seen;
    QStringList open{node};
    while (!open.isEmpty()) {
        const QString id = open.takeLast();
        if (seen.contains(id))
            continue;
        seen.insert(id);
        const Node *found = pipeline.node(id);
        const NodeDescriptor *descriptor = found ? findDescriptor(found->kind) : nullptr;
        if (descriptor && descriptor->effect == Effect::Source &&
            found->kind.name != Latin("docker.event"))
            return true;
        if (found && missesTheFirst(*found))
            return true;
        for (const Wire &wire : pipeline.wires) {
            if (wire.to == id)
                open += wire.from;
        }
    }
    return false;
}

} // namespace Saltern
