#pragma once

#include "engine/control/topiclistener.h"

namespace Saltern {

/// A topic with few messages (hosts, pipelines, engine): each is passed on as it is, with the
/// number of those that did not get through before it.
class NewsListener : public TopicListener
{
    Q_OBJECT
public:
    using TopicListener::TopicListener;

    void pass(QJsonObject news)
    {
        if (m_skipped > 0)
            news.insert(QStringLiteral("skipped"), m_skipped);
        m_skipped = tell(news) ? 0 : m_skipped + 1;
    }

private:
    int m_skipped = 0;
};

} // namespace Saltern
