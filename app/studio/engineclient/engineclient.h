#pragma once

#include "app/studio/engineclient/deployedlistmodel.h"
#include "app/studio/engineclient/enginestatistics.h"
#include "app/studio/engineclient/hostlistmodel.h"
#include "engine/base/error.h"
#include "engine/runs/bundle.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>

class QJSEngine;
class QQmlEngine;

namespace Saltern {

class ControlClient;
class EngineProcess;
class LiveTopic;

/// A bundle as docs/control-protocol.md describes it: the document as text, files in base64.
QJsonObject protocolBundle(const Bundle &bundle);

/// Which engine the studio works with.
struct EngineOptions
{
    QString socketPath;    // of the engine's control protocol
    QString program;       // started when nobody listens there; empty = only ever attach
    QStringList arguments; // of the program
    QString logFile;       // what the program says
};

/// The studio's line to the engine: attaches to one that runs or starts one beside the studio, and
/// finds it again when it dies. Everything that shows what runs goes through it; editing never
/// does. GUI thread; nothing blocks.
class EngineClient : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    /// "off", "starting", "connected" or "reconnecting" (it was connected before).
    Q_PROPERTY(QString state READ state NOTIFY stateChanged)
    Q_PROPERTY(bool connected READ isConnected NOTIFY stateChanged)
    Q_PROPERTY(QString version READ version NOTIFY stateChanged)
    Q_PROPERTY(QString error READ error NOTIFY stateChanged)
    Q_PROPERTY(bool observeOnly READ isObserveOnly NOTIFY stateChanged)
    /// How long the engine took to answer the last time it was asked; -1 = not known yet.
    Q_PROPERTY(int latencyMs READ latencyMs NOTIFY latencyChanged)
    Q_PROPERTY(Saltern::EngineStatistics *statistics READ statistics CONSTANT)
    Q_PROPERTY(Saltern::HostListModel *hosts READ hosts CONSTANT)
    Q_PROPERTY(Saltern::DeployedListModel *pipelines READ pipelines CONSTANT)

public:
    using Answer = std::function<void(const QJsonObject &)>;
    using Refusal = std::function<void(const Error &)>;

    explicit EngineClient(EngineOptions options, QObject *parent = nullptr);
    ~EngineClient() override;

    /// The one that QML and C++ share.
    static EngineClient &instance();
    /// Before the first instance(): another engine than the user's own. For tests and pictures.
    static void use(const EngineOptions &options);
    /// The user's own: the socket in the state folder, `saltern serve` beside this program.
    static EngineOptions ownEngine();
    static EngineClient *create(QQmlEngine *, QJSEngine *);

    /// Connects, and starts the engine when there is none.
    Q_INVOKABLE void start();
    /// Works with the engine that listens at `socketPath` from now on, and starts none.
    Q_INVOKABLE void attach(const QString &socketPath);
    /// Ends the connection. The engine goes on, unless the studio started it and it runs nothing.
    Q_INVOKABLE void stop();

    QString state() const;
    bool isConnected() const;
    QString version() const;
    QString error() const;
    bool isObserveOnly() const;
    int latencyMs() const { return m_latencyMs; }
    EngineStatistics *statistics() { return &m_statistics; }
    HostListModel *hosts() { return m_hosts; }
    DeployedListModel *pipelines() { return m_pipelines; }
    /// Of the engine that was started here; 0 = none was.
    qint64 enginePid() const;

    /// Null before start().
    ControlClient *control() { return m_control.get(); }

    /// Asks the engine on behalf of `context`: one of the two is called, unless `context` is gone.
    /// Without a refusal of its own the error is told by failed().
    void ask(const QString &method,
             const QJsonObject &params,
             QObject *context,
             Answer answer,
             Refusal refusal = {});

    /// Deploys in mode "run" or "observe". Ends in deployed(), refused() or failed().
    void deploy(const Bundle &bundle, const QString &mode);
    Q_INVOKABLE void stopPipeline(const QString &pipeline);

Q_SIGNALS:
    void stateChanged();
    void latencyChanged();
    /// There is another ControlClient: subscriptions have to be made again.
    void attached();
    /// What happened in runs, in order (Change in docs/control-protocol.md).
    void changed(const QJsonObject &change);
    /// Some changes were left out, because there were too many: ask for what is being looked at.
    void changesSkipped();
    void demoTold(const QJsonObject &news);
    void replayTold(const QJsonObject &news);
    void deployed(const QString &pipeline, const QString &mode);
    /// Follows deployed(): nodes that have forgotten what they remembered, for their settings
    /// changed.
    void begunAnew(const QString &pipeline, const QStringList &nodes);
    void refused(const QString &pipeline, const QJsonArray &problems);
    /// Something that a person asked for did not work. A sentence and what to do.
    void failed(const QString &message, const QString &remedy);

private:
    void connectTo(const QString &socketPath);
    void controlStateChanged();
    void takeChanges(const QJsonObject &news);
    void measure();

    const EngineOptions m_options;
    std::unique_ptr<ControlClient> m_control;
    EngineProcess *m_process = nullptr;
    EngineStatistics m_statistics;
    HostListModel *m_hosts = nullptr;
    DeployedListModel *m_pipelines = nullptr;
    LiveTopic *m_figures = nullptr;
    LiveTopic *m_changes = nullptr;
    LiveTopic *m_engineNews = nullptr;
    QTimer m_measure;
    int m_latencyMs = -1;
    bool m_wasConnected = false;
};

} // namespace Saltern
