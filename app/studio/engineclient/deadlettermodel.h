#pragma once

#include "app/studio/engineclient/jsonlistmodel.h"
#include "app/studio/engineclient/runsource.h"

#include <QTimer>

namespace Saltern {

/// Events that a node gave up on, newest first: to run again, to mend and run again, or to drop.
class DeadLetterModel : public Saltern::JsonListModel
{
    Q_OBJECT
    QML_ELEMENT
    /// What a play told; null = what really runs.
    Q_PROPERTY(Saltern::PlayRecord *record READ record WRITE setRecord NOTIFY filterChanged)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY filterChanged)
    Q_PROPERTY(QString pipeline READ pipeline WRITE setPipeline NOTIFY filterChanged)

public:
    explicit DeadLetterModel(QObject *parent = nullptr);

    PlayRecord *record() const { return m_source.record(); }
    void setRecord(PlayRecord *record);
    bool isActive() const { return m_active; }
    void setActive(bool active);
    QString pipeline() const { return m_pipeline; }
    void setPipeline(const QString &pipeline);

    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    Q_INVOKABLE void refresh();
    /// With `event` (JSON) instead of the one that it holds unless that is empty.
    Q_INVOKABLE void again(qint64 number, const QString &event = {});
    Q_INVOKABLE void drop(qint64 number);

Q_SIGNALS:
    void filterChanged();
    void begun(const QString &run);

protected:
    QVariant value(const QJsonObject &row, const QString &role) const override;

private:
    void load(qint64 before);

    RunSource m_source{this};
    QTimer m_refresh;
    QString m_pipeline;
    bool m_active = false;
    bool m_more = false;
    int m_asked = 0;
    qint64 m_known = -1; // how many there are in the engine, for changes to be seen
};

} // namespace Saltern
