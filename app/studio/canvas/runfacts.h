#pragma once

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// What a node is doing. The order is that of the protocol's words.
enum class NodeRunState {
    Idle,
    Queued,
    Running,
    Retrying,
    Ok,
    Failed,
    Skipped,
    TimedOut,
    Cancelled,
};

/// What is known of one node since its pipeline started.
struct NodeRunFacts
{
    NodeRunState state = NodeRunState::Idle;
    qint64 in = 0;
    qint64 matched = 0;
    qint64 out = 0;
    qint64 failed = 0;
    int queued = 0;
    QString footer;         // "p50 0.4 ms  p99 2 ms", "retry 2/5 in 8 s"; empty = no footer
    QString lastError;      // one sentence; stands in the summary's place while it failed
    bool isStale = false;   // edited since this was seen
    bool isChanged = false; // what is drawn differs from what is deployed

    bool operator==(const NodeRunFacts &) const = default;
};

struct WireRunFacts
{
    qint64 count = 0;
    double perSecond = 0;

    bool operator==(const WireRunFacts &) const = default;
};

/// What the canvas draws over a pipeline that runs; it does not know where it comes from. GUI
/// thread.
class RunFacts : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("What runs has its own.")

public:
    using QObject::QObject;

    /// Nothing known = a default value.
    virtual NodeRunFacts nodeFacts(const QString &id) const = 0;
    /// By Selection's key of a wire, "from.port->to".
    virtual WireRunFacts wireFacts(const QString &key) const = 0;

Q_SIGNALS:
    void nodeFactsChanged(const QString &id);
    void wireFactsChanged(const QString &key);
    /// An event went over the wire just now.
    void pulsed(const QString &key);
    void wasReset();
};

} // namespace Saltern
