#pragma once

#include "engine/control/statisticsfeed.h"
#include "engine/control/topiclistener.h"

#include <QPointer>

namespace Saltern {

/// The topic `statistics` for one client. When something did not get through, the next message has
/// everything.
class StatisticsListener : public TopicListener
{
    Q_OBJECT
public:
    explicit StatisticsListener(StatisticsFeed &feed)
        : TopicListener(QStringLiteral("statistics")), m_feed(&feed)
    {
        feed.join();
        connect(&feed, &StatisticsFeed::changed, this, &StatisticsListener::pass);
    }

    ~StatisticsListener() override
    {
        if (m_feed)
            m_feed->leave();
    }

private:
    void pass(const QJsonObject &difference)
    {
        const QJsonObject said = m_missed ? m_feed->everything() : difference;
        m_missed = !tell({{QStringLiteral("statistics"), said}});
    }

    QPointer<StatisticsFeed> m_feed;
    bool m_missed = false;
};

} // namespace Saltern
