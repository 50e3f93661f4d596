#pragma once

#include "engine/base/result.h"
#include "engine/control/topiclistener.h"
#include "engine/runs/changes.h"

#include <QElapsedTimer>
#include <QTimer>

#include <vector>

namespace Saltern {

class Scheduler;

/// Which changes a client wants to see, and how many.
struct RunWish
{
    QString pipeline; // empty = all
    int rate = 500;   // changes a second

    static Result<RunWish> fromJson(const QJsonObject &params);
};

/// The topic `runs`: what becomes of runs and their steps, up to a rate.
class RunListener : public TopicListener
{
    Q_OBJECT
public:
    RunListener(const Scheduler &scheduler, const RunWish &wish);

private:
    template<typename Seen>
    void see(const Seen &change);
    void flush();

    RunWish m_wish;
    QTimer m_timer;
    QElapsedTimer m_second;
    int m_sentThisSecond = 0;
    std::vector<Change> m_waiting;
    qint64 m_skipped = 0;
};

} // namespace Saltern
