#pragma once

#include "app/studio/document/pipelinedocument.h"
#include "engine/demos/demo.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QQueue>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

class QJSEngine;
class QQmlEngine;

namespace Saltern {

class RunOverlay;

/// How a demo is drawn, from its folder.
QByteArray demoLayout(const QString &demo);

/// Plays one demo at a time: opens its pipeline on the canvas, shows every event and step of it in
/// the overlay, says act by act what happens and at the end whether it passed. GUI thread.
class DemoPlayer : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(QString demo READ demo NOTIFY changed)
    /// "", "starting", "running", "stopping" (it cleans up), "passed", "failed" or "cancelled".
    Q_PROPERTY(QString state READ state NOTIFY changed)
    Q_PROPERTY(bool busy READ isBusy NOTIFY changed)
    /// Played from recorded events, no container was started.
    Q_PROPERTY(bool simulated READ isSimulated NOTIFY changed)
    /// What happens now, or how it ended.
    Q_PROPERTY(QString sentence READ sentence NOTIFY changed)
    Q_PROPERTY(QString took READ took NOTIFY changed)
    Q_PROPERTY(int actsDone READ actsDone NOTIFY changed)
    Q_PROPERTY(int actCount READ actCount NOTIFY changed)
    Q_PROPERTY(Saltern::PipelineDocument *document READ document NOTIFY changed)

public:
    explicit DemoPlayer(QObject *parent);

    static DemoPlayer &instance();
    static DemoPlayer *create(QQmlEngine *, QJSEngine *);

    QString demo() const { return m_demo; }
    QString state() const { return m_state; }
    bool isBusy() const;
    bool isSimulated() const { return m_simulated; }
    QString sentence() const { return m_sentence; }
    QString took() const { return m_took; }
    int actsDone() const { return m_actsDone; }
    int actCount() const { return m_actCount; }
    PipelineDocument *document() const { return m_document; }

    /// Against Docker when a host is connected, else from recorded events.
    Q_INVOKABLE void play(const QString &demo);
    /// Opens it at once and plays it when a Docker host has answered, or after a few seconds
    /// without one: for a studio that has just started.
    Q_INVOKABLE void playSoon(const QString &demo);
    Q_INVOKABLE void stop();
    /// "passed", "failed" or "" and the time, of the last time it was played in this session.
    Q_INVOKABLE QString resultOf(const QString &demo) const;
    Q_INVOKABLE QString timeOf(const QString &demo) const;
    /// Opens it to look at, without playing it.
    Q_INVOKABLE Saltern::PipelineDocument *open(const QString &demo);

Q_SIGNALS:
    void changed();
    void finished(const QString &demo, bool passed);
    /// An event of the demo's own bus.
    void eventSeen(const QJsonObject &entry);

private:
    PipelineDocument *show(const Result<Demo> &demo, const QString &name);
    void lookForHosts();
    void hear(const QJsonObject &news);
    void beginSimulation(const QString &why);
    void takeNext();
    void take(const QJsonObject &news);
    void takeAct(const QJsonObject &act);
    void end(const QString &state, const QString &sentence);

    QString m_demo;
    QString m_state;
    QString m_sentence;
    QString m_took;
    QString m_demoRun;
    int m_actsDone = 0;
    int m_actCount = 0;
    bool m_simulated = false;
    QString m_whySimulated; // although there is a Docker host
    bool m_stopWanted = false;
    QElapsedTimer m_time;
    QPointer<PipelineDocument> m_document;
    QPointer<RunOverlay> m_overlay;
    QHash<QString, QPair<QString, QString>> m_results; // demo -> (state, time)
    QString m_wanted;                                  // to be played when a host has answered
    QTimer m_hostsAppear;
    QQueue<QJsonObject> m_heard; // of a simulated demo, shown one by one
    QTimer m_pace;
};

} // namespace Saltern
