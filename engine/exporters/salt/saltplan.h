#pragma once

#include "engine/exporters/exporter.h"

#include <QJsonObject>

namespace Saltern {

/// One line of the master's schedule: fires the timer event of a node.
struct SaltSchedule
{
    QString node;
    qint64 seconds = 0; // or else
    QString cron;
    bool atStart = false;
};

/// What a pipeline comes to in Salt, before it is written down.
struct SaltPlan
{
    struct Entry
    {
        QString id;
        QJsonObject node; // what the helper module `saltern_flow` reads
    };
    QList<Entry> nodes;
    QStringList tags; // the globs that the Reactor listens to; no tag fits two of them
    QList<SaltSchedule> schedules;
    QMap<QString, QByteArray> functionFiles; // by path below saltern/functions/<pipeline>
    QStringList hostTargets; // the minions whose Docker events are needed, for a compound matcher
    QStringList secrets;
    QJsonObject webhooks;   // by pipeline/node: the settings of webhooks, for `saltern_webhook`
    QJsonObject remembered; // by node: what the master's engine `saltern_memory` keeps for them
    QList<ExportHost> masterHosts; // Docker hosts without a minion, which the master speaks to
    QList<NodeReport> reports;
};

/// Decides for every node how it is said in Salt. Pure.
SaltPlan planForSalt(const ExportInput &input);

} // namespace Saltern
