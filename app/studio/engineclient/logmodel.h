#pragma once

#include "app/studio/engineclient/runsource.h"

#include <QAbstractListModel>
#include <QJsonObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <deque>

namespace Saltern {

/// What functions and containers said, call by call: a heading for each step, its lines below.
/// Live for one pipeline, or that of one past run. GUI thread.
class LogModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    /// What a play told; null = what really runs.
    Q_PROPERTY(Saltern::PlayRecord *record READ record WRITE setRecord NOTIFY filterChanged)
    Q_PROPERTY(QString pipeline READ pipeline WRITE setPipeline NOTIFY filterChanged)
    /// Only this node; empty = all.
    Q_PROPERTY(QString node READ node WRITE setNode NOTIFY filterChanged)
    /// Only lines with these words; whatever the case.
    Q_PROPERTY(QString search READ search WRITE setSearch NOTIFY filterChanged)
    /// Only this run, with everything that was kept of it; empty = what comes in.
    Q_PROPERTY(QString run READ run WRITE setRun NOTIFY filterChanged)

public:
    enum Role { TextRole = Qt::UserRole + 1, HtmlRole, HeadingRole, NodeRole, RunRole, StateRole };
    Q_ENUM(Role)

    explicit LogModel(QObject *parent = nullptr);

    static constexpr int capacity = 5000;

    int count() const { return int(m_shown.size()); }
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    PlayRecord *record() const { return m_source.record(); }
    void setRecord(PlayRecord *record);
    QString pipeline() const { return m_pipeline; }
    void setPipeline(const QString &pipeline);
    QString node() const { return m_node; }
    void setNode(const QString &node);
    QString search() const { return m_search; }
    void setSearch(const QString &search);
    QString run() const { return m_run; }
    void setRun(const QString &run);

    /// Everything that is shown, as plain text.
    Q_INVOKABLE QString allText() const;
    Q_INVOKABLE QString nodeAt(int row) const;
    Q_INVOKABLE int firstRowOf(const QString &node) const;
    Q_INVOKABLE void clear();

Q_SIGNALS:
    void countChanged();
    void filterChanged();

private:
    struct Line
    {
        QString text;
        QString node;
        QString run;
        QString state;
        bool heading = false;
    };

    void begin();
    void takeChange(const QJsonObject &change);
    void addStep(const QJsonObject &step, const QString &run);
    void addLines(const std::deque<Line> &lines);
    bool isShown(const Line &line) const;
    void show();
    void loadRun();

    RunSource m_source{this};
    std::deque<Line> m_lines;
    std::deque<Line> m_shown;
    QString m_pipeline;
    QString m_node;
    QString m_search;
    QString m_run;
};

} // namespace Saltern
