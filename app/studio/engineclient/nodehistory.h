#pragma once

#include "app/studio/engineclient/jsonlistmodel.h"
#include "app/studio/engineclient/runsource.h"

#include <QTimer>
#include <QVariantMap>

namespace Saltern {

/// What really reached a node, or went along one wire to it, newest first, and what came of it:
/// what the inspector shows, templates and patterns are tried on, and handlers are tested with. Of
/// the newest run, or of one that is looked at. GUI thread.
class NodeHistory : public Saltern::JsonListModel
{
    Q_OBJECT
    QML_ELEMENT
    /// What a play told; null = what really runs.
    Q_PROPERTY(Saltern::PlayRecord *record READ record WRITE setRecord NOTIFY subjectChanged)
    Q_PROPERTY(QString pipeline READ pipeline WRITE setPipeline NOTIFY subjectChanged)
    Q_PROPERTY(QString node READ node WRITE setNode NOTIFY subjectChanged)
    /// Only what came from this node by this port; empty = from wherever.
    Q_PROPERTY(QString from READ from WRITE setFrom NOTIFY subjectChanged)
    Q_PROPERTY(QString port READ port WRITE setPort NOTIFY subjectChanged)
    /// The values are those of this run; empty = of the newest that reached the node.
    Q_PROPERTY(QString run READ run WRITE setRun NOTIFY subjectChanged)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    /// CloudEvents objects; null while nothing is known.
    Q_PROPERTY(QVariant lastInput READ lastInput NOTIFY valuesChanged)
    Q_PROPERTY(QVariant lastOutput READ lastOutput NOTIFY valuesChanged)
    /// Of which run they are, and when that was; empty while nothing is known.
    Q_PROPERTY(QString origin READ origin NOTIFY valuesChanged)
    /// The port by which lastOutput left.
    Q_PROPERTY(QString lastPort READ lastPort NOTIFY valuesChanged)
    /// {trigger, steps} as templates of the node saw them; empty while nothing is known.
    Q_PROPERTY(QVariantMap lastScope READ lastScope NOTIFY valuesChanged)
    /// The events of all rows, newest first.
    Q_PROPERTY(QVariantList events READ events NOTIFY valuesChanged)
    /// {step, text}: how the node failed the last time, when that is what it did last.
    Q_PROPERTY(QVariantMap failure READ failure NOTIFY valuesChanged)

public:
    explicit NodeHistory(QObject *parent = nullptr);

    PlayRecord *record() const { return m_source.record(); }
    void setRecord(PlayRecord *record);
    QString pipeline() const { return m_pipeline; }
    void setPipeline(const QString &pipeline) { setSubject(m_pipeline, pipeline); }
    QString node() const { return m_node; }
    void setNode(const QString &node) { setSubject(m_node, node); }
    QString from() const { return m_from; }
    void setFrom(const QString &from) { setSubject(m_from, from); }
    QString port() const { return m_port; }
    void setPort(const QString &port) { setSubject(m_port, port); }
    QString run() const { return m_run; }
    void setRun(const QString &run);
    bool isActive() const { return m_active; }
    void setActive(bool active);

    QVariant lastInput() const;
    QVariant lastOutput() const;
    QString origin() const;
    QString lastPort() const;
    QVariantMap lastScope() const;
    QVariantList events() const;
    QVariantMap failure() const;

    /// Puts what the node got in the run aside as a dead letter; putAside() tells.
    Q_INVOKABLE void moveToDeadLetters();
    /// {port, data} of what left any node in the run that the values are of; empty when nothing
    /// did.
    Q_INVOKABLE QVariantMap outputOf(const QString &node) const;

Q_SIGNALS:
    void subjectChanged();
    void activeChanged();
    void valuesChanged();
    void putAside();

protected:
    QVariant value(const QJsonObject &row, const QString &role) const override;

private:
    void forget();
    void setSubject(QString &member, const QString &value);
    void refresh();
    void takeArrivals(const QJsonArray &arrivals);
    void askStory();
    QJsonObject stepOfNode(const QString &node) const;
    QJsonObject step() const { return stepOfNode(m_node); }
    QJsonObject exitOf(const QJsonObject &step) const;
    QJsonObject shownRow() const;
    QJsonObject storyRow() const;

    RunSource m_source{this};
    QTimer m_refresh;
    QString m_pipeline;
    QString m_node;
    QString m_from;
    QString m_port;
    QString m_run;
    QJsonObject m_story; // of the run that the values are of
    bool m_active = false;
    int m_asked = 0;
    int m_storyAsked = 0;
};

} // namespace Saltern
