#include "engine/exporters/salt/stockreplay.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace Saltern {

namespace {

using Latin = QLatin1StringView;

// What the code of those consists of that ask and change several things, by kind.
const QHash<QString, QStringList> replayedParts{
    {QStringLiteral("container.ensure"),
     {QStringLiteral("saltern_body"),
      QStringLiteral("saltern_desired"),
      QStringLiteral("saltern_difference"),
      QStringLiteral("saltern_ensure_container"),
      QStringLiteral("saltern_image"),
      QStringLiteral("saltern_replacement")}},
    {QStringLiteral("http.request"),
     {QStringLiteral("saltern_request"), QStringLiteral("saltern_web")}},
    {QStringLiteral("image.ensure"),
     {QStringLiteral("saltern_image"), QStringLiteral("saltern_ensure_image")}},
    {QStringLiteral("network.ensure"), {QStringLiteral("saltern_resource")}},
    {QStringLiteral("notify"), {QStringLiteral("saltern_notify"), QStringLiteral("saltern_web")}},
    {QStringLiteral("volume.ensure"), {QStringLiteral("saltern_resource")}},
};

bool isAbsent(const Node &node)
{
    return node.parameters.value(Latin("state")) == QJsonValue(Latin("absent"));
}

void impossible(NodeReport &report, const QString &why, const QString &remedy)
{
    report.verdict = ExportVerdict::Impossible;
    report.differences = {why};
    report.remedy = remedy;
}

void judgeVolume(const Node &node, NodeReport &report)
{
    if (isAbsent(node))
        return;
    if (!node.parameters.value(Latin("labels")).toObject().isEmpty())
        impossible(report,
                   QStringLiteral("Salt's docker module makes no volumes with labels."),
                   QStringLiteral("Leave `labels` out, or export with the profile `helper`."));
    else if (node.parameters.value(Latin("recreate")).toBool())
        impossible(report,
                   QStringLiteral("Salt's docker module cannot tell whether a volume is empty, "
                                  "and Saltern makes only empty ones anew."),
                   QStringLiteral("Leave `recreate` out, or export with the profile `helper`."));
}

void judgeImage(const Node &node, NodeReport &report)
{
    if (isAbsent(node))
        report.differences +=
            QStringLiteral("Salt removes an image under all of its names: one that has several "
                           "leaves by `error`.");
    else
        report.differences +=
            QStringLiteral("The error of a pull that is refused always speaks of a login.");
}

void judgeContainer(const Node &node, NodeReport &report)
{
    if (isAbsent(node))
        return;
    report.differences += QStringLiteral(
        "Whether it keeps running, or gets healthy, is looked at once a second or less often.");
    report.differences +=
        QStringLiteral("A master or minion that ends in the midst of a replacement brings nothing "
                       "back: the next step on the container does.");
}

// One job, of Salt's http.query.
void judgeRequest(NodeReport &report)
{
    report.differences += QStringLiteral(
        "Salt follows redirects, up to five and also to other places, whatever the node says.");
    report.differences += QStringLiteral(
        "All that is sent goes to every minion with the job, and stays in the master's job cache.");
    report.differences +=
        QStringLiteral("Why no answer came is not told: a wrong host, a refused connection and "
                       "time that is up all leave by `error` as `unreachable`.");
    report.differences +=
        QStringLiteral("No time limit of the node holds, but the minion's `http_request_timeout`: "
                       "an hour, unless it is set.");
}

void judgeState(const Node &node, NodeReport &report)
{
    report.differences += QStringLiteral(
        "Every question to Docker and every change is a job of its own: it takes a second or more, "
        "and what ends in the midst of it (a minion, the master) leaves it half done, without a "
        "word.");
    report.differences += QStringLiteral("A minion's `test: true` does not make it a dry run.");
    if (node.kind.name == Latin("volume.ensure"))
        judgeVolume(node, report);
    else if (node.kind.name == Latin("image.ensure"))
        judgeImage(node, report);
    else if (node.kind.name == Latin("container.ensure"))
        judgeContainer(node, report);
}

bool isRequest(const Node &node)
{
    return node.kind.name == Latin("http.request") || node.kind.name == Latin("notify");
}

} // namespace

bool isReplayedOnStockSalt(const QString &kind)
{
    return replayedParts.contains(kind);
}

bool hasReplayedOnStockSalt(const SaltPlan &plan)
{
    return std::any_of(plan.nodes.begin(), plan.nodes.end(), [](const SaltPlan::Entry &entry) {
        return isReplayedOnStockSalt(entry.node.value(Latin("kind")).toString());
    });
}

QStringList stockPartsOfKinds(const SaltPlan &plan)
{
    QStringList parts;
    for (const SaltPlan::Entry &entry : plan.nodes) {
        const QString kind = entry.node.value(Latin("kind")).toString();
        parts += replayedParts.value(kind);
        if (kind == Latin("delay"))
            parts += {QStringLiteral("saltern_fault"), QStringLiteral("saltern_moment")};
    }
    if (hasReplayedOnStockSalt(plan))
        parts += {QStringLiteral("saltern_ensure"), QStringLiteral("saltern_fault")};
    parts.removeDuplicates();
    parts.sort();
    return parts;
}

void judgeReplayed(const Node &node, NodeReport &report)
{
    report.verdict = ExportVerdict::Approximate;
    if (isRequest(node))
        judgeRequest(report);
    else
        judgeState(node, report);
}

} // namespace Saltern
