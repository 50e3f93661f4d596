#pragma once

#include "app/studio/document/pipelinedocument.h"
#include "app/studio/engineclient/runsource.h"
#include "engine/events/matcher.h"

#include <QAbstractListModel>
#include <QJsonObject>
#include <QPointer>
#include <QStringList>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <deque>
#include <optional>

namespace Saltern {

class LiveTopic;

/// The bus: the newest events, oldest first, at most a few thousand; older ones on demand. However
/// many arrive, the engine sends a few hundred a second, and rows are added ten times a second.
class EventListModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    /// What a play told; null = the bus of the engine.
    Q_PROPERTY(Saltern::PlayRecord *record READ record WRITE setRecord NOTIFY filterChanged)
    /// The pipeline that is looked at: its nodes are called by their titles. May be null.
    Q_PROPERTY(
        Saltern::PipelineDocument *document READ document WRITE setDocument NOTIFY documentChanged)
    /// Listens only while this is true: a screen that is not seen costs nothing.
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(bool paused READ isPaused WRITE setPaused NOTIFY pausedChanged)
    /// What was left out because there was too much, since the last clear().
    Q_PROPERTY(qint64 skipped READ skipped NOTIFY skippedChanged)
    /// "docker/container/*", "web-3", or a pattern as JSON; empty = everything.
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)
    Q_PROPERTY(QString filterProblem READ filterProblem NOTIFY filterChanged)
    Q_PROPERTY(QString host READ host WRITE setHost NOTIFY filterChanged)
    Q_PROPERTY(bool loadingOlder READ isLoadingOlder NOTIFY olderChanged)
    Q_PROPERTY(bool hasOlder READ hasOlder NOTIFY olderChanged)

public:
    enum Role {
        EventIdRole = Qt::UserRole + 1,
        SeqRole,
        TimeRole,
        HostRole,
        TypeRole,
        OriginRole,
        SummaryRole,
        FateRole,
        MatchedRole,
    };
    Q_ENUM(Role)

    explicit EventListModel(QObject *parent = nullptr);

    /// Rows that are kept.
    static constexpr int capacity = 2000;

    int count() const { return int(m_rows.size()); }
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    PlayRecord *record() const { return m_source.record(); }
    void setRecord(PlayRecord *record);
    PipelineDocument *document() const { return m_document; }
    void setDocument(PipelineDocument *document);
    bool isActive() const { return m_active; }
    void setActive(bool active);
    bool isPaused() const { return m_paused; }
    void setPaused(bool paused);
    qint64 skipped() const { return m_skipped; }
    QString filter() const { return m_filter; }
    void setFilter(const QString &filter);
    QString filterProblem() const { return m_filterProblem; }
    QString host() const { return m_host; }
    void setHost(const QString &host);
    bool isLoadingOlder() const { return m_loadingOlder; }
    bool hasOlder() const { return m_hasOlder; }

    /// The event of a row as indented JSON, or as one line.
    Q_INVOKABLE QString eventText(int row) const;
    Q_INVOKABLE QString eventLine(int row) const;
    Q_INVOKABLE QString typeAt(int row) const;
    Q_INVOKABLE QString keyAt(int row) const;
    /// The last so many events, newest first.
    Q_INVOKABLE QVariantList newest(int most) const;
    Q_INVOKABLE void clear();
    /// What came before the oldest row, from the engine's journal.
    Q_INVOKABLE void loadOlder();
    /// Writes the rows, oldest first, as JSON lines: what `saltern test` and `replay` read. The
    /// problem as a sentence, or nothing.
    Q_INVOKABLE QString saveFixture(const QUrl &file, const QList<int> &rows) const;
    QJsonObject event(int row) const;
    qint64 seq(int row) const;

Q_SIGNALS:
    void countChanged();
    void documentChanged();
    void activeChanged();
    void pausedChanged();
    void skippedChanged();
    void filterChanged();
    void olderChanged();

private:
    struct Row
    {
        qint64 seq = 0;
        QJsonObject event;
        QStringList triggers;
        bool matched = false;
    };

    static Row rowFrom(const QJsonObject &entry);
    void listen();
    void readFilter();
    void begin();
    void takeRecorded(const QJsonObject &change);
    bool fits(const QJsonObject &event);
    void take(const QJsonObject &news);
    void flush();
    void takeOlder(const QJsonObject &answer);

    RunSource m_source{this};
    QPointer<PipelineDocument> m_document;
    LiveTopic *m_topic;
    std::deque<Row> m_rows;
    std::deque<Row> m_waiting;
    QTimer m_flush;
    QString m_filter;
    QString m_filterProblem;
    QString m_host;
    QJsonObject m_pattern;
    std::optional<Matcher> m_matcher; // of a record's events
    qint64 m_skipped = 0;
    qint64 m_lookedTo = 0;
    bool m_active = false;
    bool m_paused = false;
    bool m_loadingOlder = false;
    bool m_hasOlder = true;
};

} // namespace Saltern
