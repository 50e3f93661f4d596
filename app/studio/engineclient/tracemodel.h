#pragma once

#include "app/studio/engineclient/jsonlistmodel.h"
#include "app/studio/engineclient/runsource.h"

#include <QTimer>

namespace Saltern {

/// One run as its path: the trigger, then each step below the one it came from, with the values
/// that it saw and what came of it. A run that still goes on is followed.
class TraceModel : public Saltern::JsonListModel
{
    Q_OBJECT
    QML_ELEMENT
    /// What a play told; null = what really runs.
    Q_PROPERTY(Saltern::PlayRecord *record READ record WRITE setRecord NOTIFY runChanged)
    Q_PROPERTY(QString run READ run WRITE setRun NOTIFY runChanged)
    Q_PROPERTY(bool loading READ isLoading NOTIFY storyChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY storyChanged)
    Q_PROPERTY(QString pipeline READ pipeline NOTIFY storyChanged)
    Q_PROPERTY(QString state READ state NOTIFY storyChanged)
    Q_PROPERTY(QString mode READ mode NOTIFY storyChanged)
    Q_PROPERTY(QString started READ started NOTIFY storyChanged)
    Q_PROPERTY(QString took READ took NOTIFY storyChanged)
    Q_PROPERTY(QString reason READ reason NOTIFY storyChanged)
    /// The event that began it, as indented JSON.
    Q_PROPERTY(QString eventText READ eventText NOTIFY storyChanged)
    /// Why the trigger wanted it, a sentence for each clause.
    Q_PROPERTY(QStringList clauses READ clauses NOTIFY storyChanged)

public:
    explicit TraceModel(QObject *parent = nullptr);

    PlayRecord *record() const { return m_source.record(); }
    void setRecord(PlayRecord *record);
    QString run() const { return m_run; }
    void setRun(const QString &run);
    bool isLoading() const { return m_loading; }
    QString problem() const { return m_problem; }
    QString pipeline() const;
    QString state() const;
    QString mode() const;
    QString started() const;
    QString took() const;
    QString reason() const;
    QString eventText() const;
    QStringList clauses() const;
    const QJsonObject &story() const { return m_story; }

    /// Nodes that the run went through, in the order of the trace.
    Q_INVOKABLE QStringList path() const;

Q_SIGNALS:
    void runChanged();
    void storyChanged();

protected:
    QVariant value(const QJsonObject &row, const QString &role) const override;

private:
    void begin();
    void refresh();
    void take(const QJsonObject &story);

    RunSource m_source{this};
    QTimer m_refresh;
    QString m_run;
    QString m_problem;
    QJsonObject m_story;
    bool m_loading = false;
};

} // namespace Saltern
