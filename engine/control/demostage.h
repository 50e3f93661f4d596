#pragma once

#include "engine/base/result.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>

#include <memory>

namespace Saltern {

class DemoPlay;
class Engine;
class TopicListener;
struct DemoOutcome;

/// The demos that clients have asked for and that are under way. They go on when the client goes
/// away, for only their own end leaves the host as it was. Engine thread.
class DemoStage : public QObject
{
    Q_OBJECT
public:
    explicit DemoStage(Engine &engine, QObject *parent = nullptr);
    ~DemoStage() override;

    /// A demo that has begun, and a listener that tells how it goes.
    struct Performance
    {
        QString run;
        std::unique_ptr<TopicListener> listener;
    };
    /// `host` empty = the first one, or as many as the demo wants.
    Result<Performance> begin(const QString &demo, const QString &host);
    /// The same from a recording, without Docker.
    Result<Performance> beginSimulated(const QString &demo);
    Result<void> cancel(const QString &run);

    void cancelAll();
    bool isEmpty() const { return m_plays.isEmpty(); }

Q_SIGNALS:
    /// The last one that was under way is over.
    void emptied();

private:
    Performance perform(const QString &demo, const QString &run, DemoPlay *play);
    void end(const QString &run);

    Engine &m_engine;
    int m_simulated = 0;                // begun so far
    QHash<QString, DemoPlay *> m_plays; // by demo run; children of this
};

/// As `saltern demo --json` prints it.
QJsonObject outcomeJson(const QString &demo, const DemoOutcome &outcome);

} // namespace Saltern
