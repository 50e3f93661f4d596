#pragma once

#include "engine/base/result.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// What happened in a demo or a replay, which have an engine of their own: the newest events, runs
/// and steps, as they were told. Models ask it by the methods by which they ask an engine. GUI
/// thread.
class PlayRecord : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("A Player has it.")
    Q_PROPERTY(qint64 events READ eventCount NOTIFY counted)
    Q_PROPERTY(qint64 runs READ runCount NOTIFY counted)
    /// Runs that did not end as done.
    Q_PROPERTY(qint64 failed READ failedCount NOTIFY counted)
    /// What was not told because there was too much.
    Q_PROPERTY(qint64 skipped READ skipped NOTIFY counted)

public:
    using QObject::QObject;

    /// Changes that are kept.
    static constexpr qsizetype capacity = 5000;

    qint64 eventCount() const { return m_eventCount; }
    qint64 runCount() const { return m_runCount; }
    qint64 failedCount() const { return m_failedCount; }
    qint64 skipped() const { return m_skipped; }

    void clear();
    /// A *Change* of docs/control-protocol.md, or an event of the bus.
    void take(QJsonObject change);
    void setSkipped(qint64 skipped);

    /// In the order in which they were told; events have a `seq`.
    const QList<QJsonObject> &changes() const { return m_changes; }

    /// What an engine would answer to runs.list, runs.show, runs.arrivals or deadLetters.list.
    Result<QJsonObject> answer(const QString &method, const QJsonObject &params) const;

Q_SIGNALS:
    void cleared();
    void took(const QJsonObject &change);
    void counted();

private:
    /// The same by what it is about.
    struct Digest
    {
        QHash<QString, QJsonObject> events;           // by id
        QList<QJsonObject> runs;                      // as in runs.list, oldest first
        QHash<QString, QMap<int, QJsonObject>> steps; // by run and number, as in runs.show

        QJsonArray stepsOf(const QString &run) const;
    };

    void count(const QJsonObject &change);
    Digest digest() const;
    Result<QJsonObject> story(const QString &run) const;
    QJsonArray arrivals(const QJsonObject &params) const;
    QJsonArray letters() const;

    QList<QJsonObject> m_changes;
    qint64 m_eventCount = 0;
    qint64 m_runCount = 0;
    qint64 m_failedCount = 0;
    qint64 m_skipped = 0;
};

} // namespace Saltern
