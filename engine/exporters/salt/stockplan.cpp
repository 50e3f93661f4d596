#include "engine/exporters/salt/stockplan.h"

#include "engine/events/template.h"
#include "engine/exporters/salt/salthosts.h"
#include "engine/exporters/salt/salttags.h"
#include "engine/exporters/salt/salttarget.h"
#include "engine/exporters/salt/salttriggers.h"
#include "engine/exporters/salt/stocklimits.h"
#include "engine/exporters/salt/stockreplay.h"
#include "engine/pipeline/parameterrendering.h"
#include "engine/pipeline/registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace Saltern {

namespace {

using Latin = QLatin1StringView;

// Goes through the plan with the helper modules and takes away what they alone can do.
class StockPlanner
{
public:
    explicit StockPlanner(const ExportInput &input) : m_input(input) {}

    void tighten(const Node &node, QJsonObject &entry, NodeReport &report);
    bool hasSteps() const { return m_hasSteps; }
    bool hearsDocker() const { return m_hearsDocker; }

private:
    void dockerEvent(const Node &node);
    void busEvent(const Node &node);
    void step(const Node &node, QJsonObject &entry);
    void delay(const Node &node, QJsonObject &entry);
    void function(const Node &node, QJsonObject &entry);
    void action(const QJsonObject &settings);
    bool readsWhatIsNotThere(const Node &node);
    void impossible(const QString &why, const QString &remedy);
    void differs(const QString &what);

    const ExportInput &m_input;
    NodeReport *m_report = nullptr;
    bool m_hasSteps = false;
    bool m_hearsDocker = false;
};

void StockPlanner::impossible(const QString &why, const QString &remedy)
{
    m_report->verdict = ExportVerdict::Impossible;
    m_report->differences = {why};
    m_report->remedy = remedy;
}

void StockPlanner::differs(const QString &what)
{
    if (m_report->verdict == ExportVerdict::Impossible)
        return;
    m_report->verdict = ExportVerdict::Approximate;
    m_report->differences += what;
}

void StockPlanner::tighten(const Node &node, QJsonObject &entry, NodeReport &report)
{
    m_report = &report;
    const QString kind = node.kind.name;
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    const bool isTrigger = descriptor && descriptor->effect == Effect::Source;
    static const QStringList onMaster{QStringLiteral("filter"),
                                      QStringLiteral("switch"),
                                      QStringLiteral("log"),
                                      QStringLiteral("emit"),
                                      QStringLiteral("timer"),
                                      QStringLiteral("manual")};
    static const QStringList steps{QStringLiteral("function"),
                                   QStringLiteral("container.action"),
                                   QStringLiteral("container.inspect")};
    if (report.verdict == ExportVerdict::Impossible)
        return;
    if (kind == Latin("docker.event"))
        dockerEvent(node);
    else if (kind == Latin("bus.event"))
        busEvent(node);
    else if (steps.contains(kind) || isReplayedOnStockSalt(kind))
        step(node, entry);
    else if (kind == Latin("delay"))
        delay(node, entry);
    else if (const auto limit = stockLimit(kind))
        impossible(limit->why, limit->remedy);
    else if (!onMaster.contains(kind))
        impossible(QStringLiteral("Salt has nothing of its own that does what %1 does.").arg(kind),
                   isTrigger
                       ? QStringLiteral("Let another program send the event, and use a bus.event "
                                        "node; or export with the profile `helper`.")
                       : QStringLiteral("Export with the profile `helper`, or let Saltern's own "
                                        "engine run it."));
    if (!isTrigger && readsWhatIsNotThere(node))
        impossible(
            QStringLiteral("It reads a secret or the labels of a host: secrets would be sent "
                           "to every minion with the job, and labels are not to be had."),
            QStringLiteral(
                "Export with the profile `helper`, or send to a service of your own that "
                "knows the secret."));
    if (report.verdict == ExportVerdict::Impossible)
        entry.insert(QStringLiteral("impossible"), report.differences.join(u' '));
}

// Whether anything in the pipeline asks why a container ended: only who heard of the signal before
// can tell, and docker_events remembers nothing.
bool asksWhyItEnded(const Pipeline &pipeline)
{
    static const QRegularExpression asks(
        QStringLiteral("container\\.(requested|oom)\\b|\"(requested|oom)\":|"
                       "\\['(requested|oom)'\\]|\\[\\\\\"(requested|oom)"));
    for (const Node &node : pipeline.nodes) {
        const QJsonDocument written(node.parameters);
        if (QString::fromUtf8(written.toJson(QJsonDocument::Compact)).contains(asks))
            return true;
    }
    return false;
}

void StockPlanner::dockerEvent(const Node &node)
{
    const auto hosts = saltTarget(node.parameters.value(Latin("hosts")).toString());
    if (hosts && hosts->readsLabels) {
        impossible(QStringLiteral("`hosts` asks for labels, and docker_events knows none."),
                   QStringLiteral("Name the hosts, or export with the profile `helper`."));
        return;
    }
    if (asksWhyItEnded(m_input.pipeline)) {
        impossible(QStringLiteral("The pipeline asks whether a stop was requested, or for want of "
                                  "memory, and Salt's docker_events cannot tell."),
                   QStringLiteral("Export with the profile `helper`, or leave the question out."));
        return;
    }
    m_hearsDocker = true;
    differs(
        QStringLiteral("What happens while docker_events is not connected (a restart of Docker or "
                       "of the minion, and up to ten seconds after a broken connection) is lost, "
                       "and no event says so."));
    differs(QStringLiteral("`data.container.requested` and `data.container.oom` are missing."));
    differs(
        QStringLiteral("Events of a container count as the pipeline's own for 15 seconds after an "
                       "action began; networks and volumes of function containers are seen."));
}

void StockPlanner::busEvent(const Node &node)
{
    const QJsonValue written = node.parameters.value(Latin("type"));
    const QJsonArray types = written.isArray() ? written.toArray() : QJsonArray{written};
    for (const QJsonValue &type : types) {
        const QString first = type.toString().section(u'/', 0, 0);
        if (first == Latin("docker") || first == Latin("host"))
            impossible(
                QStringLiteral("Docker's events are not on this bus: each pipeline has its own "
                               "docker_events."),
                QStringLiteral("Use docker.event; nothing tells of hosts that come and go."));
        else if (first.contains(u'*'))
            differs(QStringLiteral("Docker's events are not among what `%1` hears.")
                        .arg(type.toString()));
    }
}

void StockPlanner::step(const Node &node, QJsonObject &entry)
{
    const QJsonObject settings = entry.value(Latin("settings")).toObject();
    m_hasSteps = true;
    const bool replayed = isReplayedOnStockSalt(node.kind.name);
    if (replayed)
        judgeReplayed(node, *m_report);
    else if (node.kind.name == Latin("function"))
        function(node, entry);
    else if (node.kind.name == Latin("container.action"))
        action(settings);
    else if (settings.value(Latin("what")) == QJsonValue(Latin("log")) ||
             settings.value(Latin("what")).toArray().contains(Latin("log")))
        impossible(
            QStringLiteral("Salt's docker.logs mixes what it reads into one text and cannot "
                           "say how much there is."),
            QStringLiteral("Leave `log` out of `what`, or export with the profile `helper`."));
    // What it says of attempts on several minions: there are none.
    m_report->differences.removeIf(
        [](const QString &difference) { return difference.startsWith(Latin("`retry`")); });
    if (node.parameters.contains(Latin("retry")))
        differs(QStringLiteral("`retry` has no effect: a job is sent once."));
    if (node.parameters.contains(Latin("timeout")) && node.kind.name != Latin("function") &&
        !replayed)
        differs(QStringLiteral(
            "`timeout` has no effect: Salt's docker module has a limit of its own."));
    const QJsonValue kindOfPlace = entry.value(Latin("place"))[Latin("kind")];
    differs(kindOfPlace == QJsonValue(Latin("all"))
                ? QStringLiteral("A minion that does not answer ends the run without a word, "
                                 "whatever the others did.")
                : QStringLiteral("A minion that does not answer ends the run without a word."));
}

void StockPlanner::delay(const Node &node, QJsonObject &entry)
{
    m_hasSteps = true;
    m_report->differences.clear(); // what it says of the memory of an engine
    if (m_input.otherwise.isEmpty() && mayLackHost(m_input.pipeline, node.id)) {
        impossible(QStringLiteral("Its event may come from no host (a timer, a manual start or "
                                  "another pipeline), and then no minion tells when its time has "
                                  "come."),
                   QStringLiteral("Export with --minion ID."));
        return;
    }
    if (!m_input.otherwise.isEmpty())
        entry.insert(QStringLiteral("otherwise"), m_input.otherwise);
    differs(QStringLiteral("The event waits in the master's cache folder. The scheduler of the "
                           "minion that it came from tells when its time has come: a second or "
                           "two later, and as long again when that minion was away, or has "
                           "restarted."));
    differs(QStringLiteral("Nothing limits how many events wait."));
}

void StockPlanner::action(const QJsonObject &settings)
{
    if (settings.value(Latin("action")) == QJsonValue(Latin("exec"))) {
        impossible(
            QStringLiteral("Salt's docker.run hands its command to a shell, where text of an "
                           "event could become code."),
            QStringLiteral("Export with the profile `helper`."));
        return;
    }
    differs(
        QStringLiteral("It looks at the container first: two jobs. A paused container is neither "
                       "started nor stopped, and leaves by `error`."));
}

void StockPlanner::function(const Node &node, QJsonObject &entry)
{
    if (node.parameters.contains(Latin("hooks"))) {
        impossible(QStringLiteral("Salt runs nothing around a step, and has no JavaScript."),
                   QStringLiteral("Do in the function itself what the hooks do, or export with the "
                                  "profile `helper`."));
        return;
    }
    QJsonObject settings = entry.value(Latin("settings")).toObject();
    QJsonObject recipe = settings.value(Latin("recipe")).toObject();
    if (recipe.value(Latin("argv")).toArray().isEmpty()) {
        impossible(
            QStringLiteral("What the image's own program is cannot be known here."),
            QStringLiteral("Write it down as `command`, or export with the profile `helper`."));
        return;
    }
    recipe.remove(Latin("files"));
    recipe.remove(Latin("stopGrace"));
    recipe.insert(QStringLiteral("folder"),
                  QString(stockFunctionFolder(m_input.pipeline.name) + u'/' + node.id));
    settings.insert(QStringLiteral("recipe"), recipe);
    entry.insert(QStringLiteral("settings"), settings);
    differs(
        QStringLiteral("The event comes in an environment variable, 120 kB at most; the image has "
                       "to have timeout and base64, too."));
    differs(
        QStringLiteral("Result and log have to fit into /tmp beside the event, and a function that "
                       "runs out of time leaves by `error` with the kind `failed`."));
    differs(QStringLiteral(
        "Docker's own pull fetches a missing image, and every call has a container of "
        "its own, whatever `mode` says."));
}

bool StockPlanner::readsWhatIsNotThere(const Node &node)
{
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    bool reads = false;
    visitTemplates(*descriptor, node.parameters, [&](const QString &, const QString &text) {
        const auto parsed = Template::parse(text);
        const auto references = parsed ? parsed->references() : QList<TemplateReference>();
        for (const TemplateReference &reference : references)
            reads = reads || reference.segments.value(0) == Latin("secret") ||
                    (reference.segments.value(0) == Latin("host") &&
                     reference.segments.value(1) != Latin("name"));
    });
    return reads;
}

} // namespace

QString stockDockerTag(const QString &pipeline)
{
    return QStringLiteral("saltern/docker/") + pipeline;
}

QString stockFunctionFolder(const QString &pipeline)
{
    return QStringLiteral("/srv/saltern/functions/") + pipeline;
}

SaltPlan planForStockSalt(const ExportInput &input)
{
    const SaltPlan whole = planForSalt(input);
    // Only what is named here: whatever else the helper modules are told is of no use to Salt
    // alone.
    SaltPlan plan;
    plan.nodes = whole.nodes;
    plan.reports = whole.reports;
    plan.schedules = whole.schedules;
    plan.functionFiles = whole.functionFiles;
    plan.hostTargets = whole.hostTargets;
    StockPlanner planner(input);
    for (qsizetype i = 0; i < plan.nodes.size(); ++i)
        planner.tighten(
            *input.pipeline.node(plan.nodes[i].id), plan.nodes[i].node, plan.reports[i]);
    refuseHostsOfMaster(input, plan);
    for (const QString &tag : whole.tags) {
        if (tag.startsWith(saltTagPrefix) &&
            !tag.startsWith(saltTagPrefix + QStringLiteral("docker/")))
            plan.tags += tag;
    }
    if (planner.hearsDocker())
        plan.tags += stockDockerTag(input.pipeline.name) + QStringLiteral("/*");
    if (planner.hasSteps())
        plan.tags += QStringLiteral("salt/job/*/ret/*");
    return plan;
}

} // namespace Saltern
