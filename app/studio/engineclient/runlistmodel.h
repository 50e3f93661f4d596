#pragma once

#include "app/studio/engineclient/jsonlistmodel.h"
#include "app/studio/engineclient/runsource.h"

#include <QTimer>

namespace Saltern {

/// The history of runs, newest first, by filter; runs that begin or end meanwhile are followed.
class RunListModel : public Saltern::JsonListModel
{
    Q_OBJECT
    QML_ELEMENT
    /// What a play told; null = what really runs.
    Q_PROPERTY(Saltern::PlayRecord *record READ record WRITE setRecord NOTIFY filterChanged)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY filterChanged)
    Q_PROPERTY(QString pipeline READ pipeline WRITE setPipeline NOTIFY filterChanged)
    Q_PROPERTY(QString state READ state WRITE setState NOTIFY filterChanged)
    /// Runs that began in the last so many hours; 0 = all.
    Q_PROPERTY(int hours READ hours WRITE setHours NOTIFY filterChanged)
    Q_PROPERTY(bool loading READ isLoading NOTIFY loadingChanged)

public:
    explicit RunListModel(QObject *parent = nullptr);

    PlayRecord *record() const { return m_source.record(); }
    void setRecord(PlayRecord *record);
    bool isActive() const { return m_active; }
    void setActive(bool active);
    QString pipeline() const { return m_pipeline; }
    void setPipeline(const QString &pipeline);
    QString state() const { return m_state; }
    void setState(const QString &state);
    int hours() const { return m_hours; }
    void setHours(int hours);
    bool isLoading() const { return m_loading; }

    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    Q_INVOKABLE void refresh();
    Q_INVOKABLE void cancel(const QString &run);
    /// Runs it again, with `event` (JSON) instead of the one that began it unless that is empty.
    Q_INVOKABLE void again(const QString &run, const QString &event = {});
    /// A run in which `event` (JSON) arrives at `node`, as in a former run of the pipeline.
    Q_INVOKABLE void againAt(const QString &run, const QString &node, const QString &event);

Q_SIGNALS:
    void filterChanged();
    void loadingChanged();
    void begun(const QString &run);

protected:
    QVariant value(const QJsonObject &row, const QString &role) const override;

private:
    QJsonObject params() const;
    void filterWasChanged();
    void load(const QString &before);
    void take(const QJsonObject &answer, bool older);
    void takeChange(const QJsonObject &change);

    RunSource m_source{this};
    QTimer m_refresh;
    QString m_pipeline;
    QString m_state;
    int m_hours = 0;
    int m_asked = 0;
    bool m_active = false;
    bool m_loading = false;
    bool m_more = false;
    bool m_tailFits = false; // what was loaded fits the filter
};

} // namespace Saltern
