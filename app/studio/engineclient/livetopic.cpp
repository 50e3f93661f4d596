#include "app/studio/engineclient/livetopic.h"

#include "app/studio/engineclient/engineclient.h"
#include "engine/control/controlclient.h"

namespace Saltern {

LiveTopic::LiveTopic(QString topic, QObject *parent) : QObject(parent), m_topic(std::move(topic))
{
    connect(&EngineClient::instance(), &EngineClient::attached, this, &LiveTopic::renew);
}

LiveTopic::~LiveTopic()
{
    delete m_subscription;
}

void LiveTopic::listen(const QJsonObject &params)
{
    if (m_listening && params == m_params)
        return;
    m_params = params;
    m_listening = true;
    renew();
}

void LiveTopic::stop()
{
    m_listening = false;
    delete m_subscription;
}

void LiveTopic::renew()
{
    delete m_subscription;
    ControlClient *control = EngineClient::instance().control();
    if (!m_listening || !control)
        return;
    m_subscription = control->subscribe(m_topic, m_params);
    connect(m_subscription, &ControlSubscription::begun, this, &LiveTopic::begun);
    connect(m_subscription, &ControlSubscription::received, this, &LiveTopic::received);
    connect(m_subscription, &ControlSubscription::refused, this, &LiveTopic::refused);
}

} // namespace Saltern
