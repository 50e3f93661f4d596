#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QSharedDataPointer>

namespace Saltern {

/// Events, results and handler input larger than this are refused, never cut (bytes).
inline constexpr qsizetype maximumEventBytes = 1024 * 1024;

/// What Event::make() needs to know. `data` becomes the event's `data` as it is.
struct EventFields
{
    QString id;        // empty = a fresh unique id
    QString source;    // URI reference, e.g. "docker/local", "saltern/hello"
    QString type;      // slash path, e.g. "docker/container/die"
    QString subject;   // what it is about; order is kept per subject
    qint64 timeNs = 0; // nanoseconds since 1970; written as RFC 3339 with nine decimals
    QString host;      // extension salternhost: where it happened
    QString cause;     // extension salterncause: "<pipeline>/<run>/<step>" of ours that led to it
    int hops = 0;      // extension salternhops: how many steps of ours lie behind it
    bool synthetic = false; // extension salternsynthetic: derived by us, not seen on the wire
};

/// A CloudEvents 1.0 object (https://github.com/cloudevents/spec, v1.0.2, JSON format). An
/// implicitly shared value; its JSON bytes are built once and read by matching as they are.
class Event
{
public:
    Event();
    ~Event();
    Event(const Event &);
    Event(Event &&) noexcept;
    Event &operator=(const Event &);
    Event &operator=(Event &&) noexcept;

    /// Builds the bytes from fields and data.
    static Event make(const EventFields &fields, const QJsonObject &data);

    /// The same with `data` already serialised: a compact JSON object, which is copied in unparsed.
    static Event makeRaw(const EventFields &fields, const QByteArray &dataJson);

    /// Reads one JSON object. Missing `specversion`, `id`, `source` or `time` are filled in,
    /// because people write test events by hand; a missing `type` or anything over the size limit
    /// is an error. The bytes are kept as given when nothing had to be filled in.
    static Result<Event> fromJson(const QByteArray &json);

    bool isNull() const;

    /// The compact JSON text. Its capacity has 64 spare bytes so that simdjson may read past the
    /// end.
    const QByteArray &json() const;

    const QString &id() const;
    const QString &source() const;
    const QString &type() const;
    const QString &subject() const;
    const QString &host() const;
    const QString &cause() const;
    qint64 timeNs() const;
    int hops() const;
    bool isSynthetic() const;

    /// The whole event and its data, parsed on first use.
    const QJsonObject &object() const;
    QJsonObject data() const;

    /// The same event with another cause and hop count.
    Event withCause(const QString &cause, int hops) const;

    bool operator==(const Event &other) const { return json() == other.json(); }

private:
    class Private;
    QSharedDataPointer<Private> d;
};

/// "2026-01-31T12:00:00.000000000Z" for nanoseconds since 1970.
QString formatTimeNs(qint64 timeNs);

/// The reverse; accepts any RFC 3339 time with up to nine decimals.
Result<qint64> parseTimeNs(QStringView text);

/// Whether every character of `type` may stand in an event type: letters, digits and -_./:@%+
/// (CloudEvents asks for a non-empty string; the slash path and this set are ours).
bool isValidEventType(QStringView type);

} // namespace Saltern
