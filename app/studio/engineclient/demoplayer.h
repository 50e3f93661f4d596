#pragma once

#include "app/studio/engineclient/player.h"
#include "engine/demos/demo.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QQueue>
#include <QTimer>

class QJSEngine;
class QQmlEngine;

namespace Saltern {

/// How a demo is drawn, from its folder.
QByteArray demoLayout(const QString &demo);

/// Plays one demo at a time: opens its pipeline on the canvas, shows every event and step of it,
/// says act by act what happens and at the end whether it passed. GUI thread.
class DemoPlayer : public Saltern::Player
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(QString demo READ demo NOTIFY changed)
    Q_PROPERTY(QString took READ took NOTIFY changed)
    Q_PROPERTY(int actsDone READ actsDone NOTIFY changed)
    Q_PROPERTY(int actCount READ actCount NOTIFY changed)

public:
    explicit DemoPlayer(QObject *parent);

    static DemoPlayer &instance();
    static DemoPlayer *create(QQmlEngine *, QJSEngine *);

    QString demo() const { return m_demo; }
    QString took() const { return m_took; }
    int actsDone() const { return m_actsDone; }
    int actCount() const { return m_actCount; }
    QString line() const override;
    double progress() const override;

    /// Against Docker when a host is connected, else from recorded events.
    Q_INVOKABLE void play(const QString &demo);
    /// Opens it at once and plays it when a Docker host has answered, or after a few seconds
    /// without one: for a studio that has just started.
    Q_INVOKABLE void playSoon(const QString &demo);
    void stop() override;
    void again() override { play(m_demo); }
    /// "passed", "failed" or "" and the time, of the last time it was played in this session.
    Q_INVOKABLE QString resultOf(const QString &demo) const;
    Q_INVOKABLE QString timeOf(const QString &demo) const;
    /// Opens it to look at, without playing it.
    Q_INVOKABLE Saltern::PipelineDocument *open(const QString &demo);

Q_SIGNALS:
    void finished(const QString &demo, bool passed);

private:
    PipelineDocument *show(const Result<Demo> &demo, const QString &name);
    void lookForHosts();
    void hear(const QJsonObject &news);
    void takeNext();
    void take(const QJsonObject &news);
    void takeAct(const QJsonObject &act);
    void takeEnd(const QJsonObject &news);
    void cancel();
    void end(const QString &state, const QString &sentence);

    QString m_demo;
    QString m_took;
    QString m_demoRun;
    int m_actsDone = 0;
    int m_actCount = 0;
    QString m_whySimulated; // although there is a Docker host
    bool m_stopWanted = false;
    QElapsedTimer m_time;
    QHash<QString, QPair<QString, QString>> m_results; // demo -> (state, time)
    QString m_wanted;                                  // to be played when a host has answered
    QTimer m_hostsAppear;
    QQueue<QJsonObject> m_heard; // of a simulated demo, shown one by one
    QTimer m_pace;
};

} // namespace Saltern
