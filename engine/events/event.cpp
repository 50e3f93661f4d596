#include "engine/events/event.h"

#include "engine/base/compactjson.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QUuid>

#include <algorithm>
#include <chrono>
#include <limits>

namespace Saltern {

namespace {

constexpr qint64 nsPerSecond = 1'000'000'000;
constexpr qsizetype simdjsonPadding = 64;

QString str(const QJsonObject &object, QLatin1StringView key)
{
    return object.value(key).toString();
}

void appendField(QByteArray &out, QByteArrayView key, const QString &value)
{
    if (!value.isEmpty())
        appendJsonMember(out, key, value);
}

void pad(QByteArray &json)
{
    json.reserve(json.size() + simdjsonPadding);
}

} // namespace

class Event::Private : public QSharedData
{
public:
    QByteArray json;
    EventFields fields;
    // Filled on first use. An event is read on one thread at a time: it changes hands by value
    // through a queue, and parsing twice in a race would only waste time on a detached copy.
    mutable QJsonObject object;
};

Event::Event() = default;
Event::~Event() = default;
Event::Event(const Event &) = default;
Event::Event(Event &&) noexcept = default;
Event &Event::operator=(const Event &) = default;
Event &Event::operator=(Event &&) noexcept = default;

Event Event::make(const EventFields &fields, const QJsonObject &data)
{
    return makeRaw(fields, QJsonDocument(data).toJson(QJsonDocument::Compact));
}

Event Event::makeRaw(const EventFields &fields, const QByteArray &dataJson)
{
    Event event;
    event.d = new Private;
    Private &p = *event.d;
    p.fields = fields;
    if (p.fields.id.isEmpty())
        p.fields.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QByteArray &out = p.json;
    out.reserve(dataJson.size() + 512);
    out += "{\"specversion\":\"1.0\"";
    appendField(out, "id", p.fields.id);
    appendField(out, "source", p.fields.source);
    appendField(out, "type", p.fields.type);
    appendField(out, "subject", p.fields.subject);
    appendField(out, "time", formatTimeNs(p.fields.timeNs));
    appendField(out, "salternhost", p.fields.host);
    appendField(out, "salterncause", p.fields.cause);
    if (p.fields.hops > 0)
        out += ",\"salternhops\":" + QByteArray::number(p.fields.hops);
    if (p.fields.synthetic)
        out += ",\"salternsynthetic\":true";
    out += ",\"datacontenttype\":\"application/json\",\"data\":";
    out += dataJson.isEmpty() ? QByteArrayLiteral("{}") : dataJson;
    out += '}';
    pad(out);
    return event;
}

Result<Event> Event::fromJson(const QByteArray &json)
{
    if (json.size() > maximumEventBytes)
        return fail(
            ErrorKind::TooLarge,
            QStringLiteral("The event has %1 bytes; at most 1 MiB is accepted.").arg(json.size()),
            QStringLiteral("Put large content elsewhere and send a reference to it."));
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(json, &parseError);
    if (!document.isObject())
        return fail(
            ErrorKind::BadInput,
            parseError.error == QJsonParseError::NoError
                ? QStringLiteral("The event is not a JSON object.")
                : QStringLiteral("The event is not valid JSON: %1 at byte %2.")
                      .arg(parseError.errorString())
                      .arg(parseError.offset),
            QStringLiteral("Write one object such as {\"type\":\"demo/hello\",\"data\":{}}."));
    QJsonObject object = document.object();
    const QString type = str(object, QLatin1StringView("type"));
    if (!isValidEventType(type))
        return fail(ErrorKind::BadInput,
                    type.isEmpty()
                        ? QStringLiteral("The event has no \"type\".")
                        : QStringLiteral("\"%1\" is not an event type.").arg(type.left(80)),
                    QStringLiteral("Give it a slash path such as \"docker/container/die\"."));
    bool filledIn = false;
    const auto fill = [&](QLatin1StringView key, const QString &value) {
        if (str(object, key).isEmpty()) {
            object.insert(key, value);
            filledIn = true;
        }
    };
    fill(QLatin1StringView("specversion"), QStringLiteral("1.0"));
    fill(QLatin1StringView("id"), QUuid::createUuid().toString(QUuid::WithoutBraces));
    fill(QLatin1StringView("source"), QStringLiteral("saltern"));
    fill(QLatin1StringView("time"), formatTimeNs(QDateTime::currentMSecsSinceEpoch() * 1'000'000));
    const auto time = parseTimeNs(str(object, QLatin1StringView("time")));
    if (!time)
        return fail(time.error());

    Event event;
    event.d = new Private;
    Private &p = *event.d;
    p.fields.id = str(object, QLatin1StringView("id"));
    p.fields.source = str(object, QLatin1StringView("source"));
    p.fields.type = type;
    p.fields.subject = str(object, QLatin1StringView("subject"));
    p.fields.timeNs = *time;
    p.fields.host = str(object, QLatin1StringView("salternhost"));
    p.fields.cause = str(object, QLatin1StringView("salterncause"));
    p.fields.hops = object.value(QLatin1StringView("salternhops")).toInt();
    p.fields.synthetic = object.value(QLatin1StringView("salternsynthetic")).toBool();
    p.json = filledIn ? QJsonDocument(object).toJson(QJsonDocument::Compact) : json;
    pad(p.json);
    p.object = object;
    return event;
}

bool Event::isNull() const
{
    return !d;
}

namespace {

const EventFields nullFields;
const QByteArray nullJson;
const QJsonObject nullObject;

} // namespace

const QByteArray &Event::json() const
{
    return d ? d->json : nullJson;
}

const QString &Event::id() const
{
    return d ? d->fields.id : nullFields.id;
}

const QString &Event::source() const
{
    return d ? d->fields.source : nullFields.source;
}

const QString &Event::type() const
{
    return d ? d->fields.type : nullFields.type;
}

const QString &Event::subject() const
{
    return d ? d->fields.subject : nullFields.subject;
}

const QString &Event::host() const
{
    return d ? d->fields.host : nullFields.host;
}

const QString &Event::cause() const
{
    return d ? d->fields.cause : nullFields.cause;
}

qint64 Event::timeNs() const
{
    return d ? d->fields.timeNs : 0;
}

int Event::hops() const
{
    return d ? d->fields.hops : 0;
}

bool Event::isSynthetic() const
{
    return d && d->fields.synthetic;
}

const QJsonObject &Event::object() const
{
    if (!d)
        return nullObject;
    if (d->object.isEmpty())
        d->object = QJsonDocument::fromJson(d->json).object();
    return d->object;
}

QJsonObject Event::data() const
{
    return object().value(QLatin1StringView("data")).toObject();
}

Event Event::withCause(const QString &cause, int hops) const
{
    QJsonObject changed = object();
    changed.insert(QLatin1StringView("salterncause"), cause);
    changed.insert(QLatin1StringView("salternhops"), hops);
    Event event;
    event.d = new Private;
    event.d->fields = d ? d->fields : EventFields{};
    event.d->fields.cause = cause;
    event.d->fields.hops = hops;
    event.d->json = QJsonDocument(changed).toJson(QJsonDocument::Compact);
    pad(event.d->json);
    event.d->object = changed;
    return event;
}

QString formatTimeNs(qint64 timeNs)
{
    qint64 seconds = timeNs / nsPerSecond;
    qint64 fraction = timeNs % nsPerSecond;
    if (fraction < 0) {
        --seconds;
        fraction += nsPerSecond;
    }
    // By hand, for every event has one: QDateTime and printf take ten times as long.
    const std::chrono::sys_seconds at{std::chrono::seconds(seconds)};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(at - day);
    char text[] = "0000-00-00T00:00:00.000000000Z";
    const auto put = [&text](std::size_t place, std::size_t digits, qint64 value) {
        for (; digits > 0; value /= 10)
            text[place + --digits] = static_cast<char>('0' + value % 10);
    };
    put(0, 4, static_cast<int>(date.year())); // 64 bits hold the years 1677 to 2262
    put(5, 2, static_cast<unsigned>(date.month()));
    put(8, 2, static_cast<unsigned>(date.day()));
    put(11, 2, time.hours().count());
    put(14, 2, time.minutes().count());
    put(17, 2, time.seconds().count());
    put(20, 9, fraction);
    return QString::fromLatin1(text, sizeof text - 1);
}

Result<qint64> parseTimeNs(QStringView text)
{
    const auto wrong = [&] {
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" is not a time.").arg(text.left(40)),
                    QStringLiteral("Write it as in 2026-01-31T12:00:00Z (RFC 3339)."));
    };
    // Qt reads at most milliseconds, so the fraction is cut out and read apart.
    QString whole = text.toString();
    qint64 fraction = 0;
    if (const qsizetype dot = whole.indexOf(u'.'); dot >= 0) {
        qsizetype end = dot + 1;
        while (end < whole.size() && whole[end].isDigit())
            ++end;
        const QString digits = whole.mid(dot + 1, end - dot - 1);
        if (digits.isEmpty() || digits.size() > 9)
            return wrong();
        fraction = digits.leftJustified(9, u'0').toLongLong();
        whole.remove(dot, end - dot);
    }
    const QDateTime time = QDateTime::fromString(whole, Qt::ISODate);
    if (!time.isValid() || !whole.contains(u'T'))
        return wrong();
    // What fits into 64 bits of nanoseconds, whole seconds at both ends.
    constexpr qint64 mostSeconds = std::numeric_limits<qint64>::max() / nsPerSecond;
    const qint64 seconds = time.toSecsSinceEpoch();
    if (seconds < -mostSeconds || seconds >= mostSeconds)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The time \"%1\" is too far away.").arg(text.left(40)),
                    QStringLiteral("Times from 1678 to 2261 can be told."));
    return seconds * nsPerSecond + fraction;
}

bool isValidEventType(QStringView type)
{
    return !type.isEmpty() && std::all_of(type.begin(), type.end(), [](QChar c) {
        return (c < QChar(0x80) && c.isLetterOrNumber()) || QStringView(u"-_./:@%+").contains(c);
    });
}

} // namespace Saltern
