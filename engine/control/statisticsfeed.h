#pragma once

#include "engine/control/runstatistics.h"

#include <QJsonObject>
#include <QTimer>

#include <deque>
#include <map>

namespace Saltern {

class DeployedPipeline;
class Engine;
struct DeployedNode;

/// A counter with its rate over the last two seconds.
class RateMeter
{
public:
    /// Call every half second, and once to begin with.
    void sample(quint64 count);
    double perSecond() const { return m_perSecond; }

private:
    std::array<quint64, 4> m_past = {};
    std::size_t m_next = 0;
    bool m_begun = false;
    double m_perSecond = 0;
};

/// The topic `statistics`: looks ten times a second while somebody listens, and tells what has
/// become different since. docs/control-protocol.md has the fields. Engine thread.
class StatisticsFeed : public QObject
{
    Q_OBJECT
public:
    StatisticsFeed(Engine &engine, RunStatistics &statistics);

    /// Everything, as it was last told. Between join() and leave().
    QJsonObject everything() const;

    void join();
    void leave();

    /// The counters of one host, with its rate while somebody listens.
    QJsonObject hostJson(const QString &host) const;

    /// The counters of one node, for functions.list.
    QJsonObject nodeJson(DeployedNode &node, const NodeCounters &counters) const;

Q_SIGNALS:
    void changed(const QJsonObject &difference);

private:
    struct WireView
    {
        QString name;
        QString port;
        RateMeter rate;
        QJsonObject told;
    };
    struct NodeView
    {
        quint64 announced = 0;
        std::size_t waiting = 0;
        int running = 0;
        QJsonObject told;
        std::vector<WireView> wires;
    };
    struct PipelineView
    {
        const DeployedPipeline *pipeline = nullptr; // only to see that it is another one
        QJsonObject head;
        std::map<QString, NodeView> nodes;
    };

    void look();
    void lookAtEngine(QJsonObject &difference);
    void lookAtHosts(QJsonObject &difference);
    void lookAtPipelines(QJsonObject &difference);
    QJsonObject lookAt(DeployedPipeline &pipeline, PipelineView &view);
    void lookAt(DeployedNode &node,
                NodeCounters &counters,
                NodeView &view,
                QJsonObject &nodes,
                QJsonObject &wires) const;
    static PipelineView newView(DeployedPipeline &pipeline);

    Engine &m_engine;
    RunStatistics &m_statistics;
    QTimer m_timer;
    int m_listeners = 0;
    int m_looks = 0;
    bool m_slow = true; // every fifth look: rates, and what changes by time alone
    RateMeter m_events;
    QJsonObject m_engineTold;
    QJsonObject m_hostsTold;
    std::map<QString, RateMeter> m_hostRates;
    std::map<QString, PipelineView> m_views;
};

} // namespace Saltern
