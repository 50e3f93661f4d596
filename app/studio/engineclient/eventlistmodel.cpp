#include "app/studio/engineclient/eventlistmodel.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/eventroute.h"
#include "app/studio/engineclient/eventtext.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/livetopic.h"
#include "app/studio/engineclient/timetext.h"
#include "engine/events/event.h"

#include <QSaveFile>
#include <QUrl>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr auto addRowsEvery = 100ms;
constexpr int eventsPerSecond = 200;
constexpr int olderAtOnce = 200;

} // namespace

EventListModel::EventListModel(QObject *parent)
    : QAbstractListModel(parent), m_topic(new LiveTopic(QStringLiteral("events"), this))
{
    m_flush.setSingleShot(true);
    m_flush.setInterval(addRowsEvery);
    connect(&m_flush, &QTimer::timeout, this, &EventListModel::flush);
    connect(m_topic, &LiveTopic::received, this, &EventListModel::take);
    connect(&m_source, &RunSource::replaced, this, [this] {
        begin();
        if (m_active)
            loadOlder();
    });
    connect(&m_source, &RunSource::changed, this, &EventListModel::takeRecorded);
    connect(m_topic, &LiveTopic::refused, this, [this](const Error &error) {
        m_filterProblem = error.toString();
        Q_EMIT filterChanged();
    });
}

int EventListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QHash<int, QByteArray> EventListModel::roleNames() const
{
    return {{EventIdRole, "eventId"},
            {SeqRole, "seq"},
            {TimeRole, "time"},
            {HostRole, "host"},
            {TypeRole, "type"},
            {OriginRole, "origin"},
            {SummaryRole, "summary"},
            {FateRole, "fate"},
            {MatchedRole, "matched"}};
}

QVariant EventListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(size_t(index.row()));
    switch (role) {
    case EventIdRole:
        return textOf(row.event, "id");
    case SeqRole:
        return row.seq;
    case TimeRole:
        return clockTime(textOf(row.event, "time"));
    case HostRole:
        return textOf(row.event, "salternhost");
    case TypeRole:
        return textOf(row.event, "type");
    case OriginRole:
        return eventOrigin(textOf(row.event, "type"));
    case SummaryRole:
        return eventSummary(row.event);
    case FateRole:
        return eventRoute(textOf(row.event, "type"), row.triggers, row.matched, m_document.data());
    case MatchedRole:
        return row.matched;
    default:
        return {};
    }
}

void EventListModel::setRecord(PlayRecord *record)
{
    m_source.setRecord(record);
}

void EventListModel::setDocument(PipelineDocument *document)
{
    if (document == m_document)
        return;
    m_document = document;
    Q_EMIT documentChanged();
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(count() - 1), {FateRole});
}

/// Anew, with other events: another bus, or another filter.
void EventListModel::begin()
{
    clear();
    if (record()) {
        for (const QJsonObject &change : record()->changes())
            takeRecorded(change);
    }
    listen();
    Q_EMIT filterChanged();
}

void EventListModel::takeRecorded(const QJsonObject &change)
{
    if (record() && !m_paused && textOf(change, "what") == QLatin1StringView("event") &&
        fits(objectOf(change, "event")))
        take({{QStringLiteral("events"), QJsonArray{change}}});
}

bool EventListModel::fits(const QJsonObject &event)
{
    if (!m_host.isEmpty() && textOf(event, "salternhost") != m_host)
        return false;
    if (!m_matcher)
        return m_filterProblem.isEmpty();
    const auto read = Event::fromJson(QJsonDocument(event).toJson(QJsonDocument::Compact));
    std::vector<quint32> matches;
    return read && m_matcher->match(read->json(), matches) && !matches.empty();
}

void EventListModel::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    listen();
    Q_EMIT activeChanged();
}

void EventListModel::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    // What a play told meanwhile is still there; what the bus had has gone by.
    if (record())
        begin();
    else
        listen();
    Q_EMIT pausedChanged();
}

void EventListModel::setFilter(const QString &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    readFilter();
    begin();
}

void EventListModel::setHost(const QString &host)
{
    if (host == m_host)
        return;
    m_host = host;
    begin();
}

/// A filter that begins with a brace is a pattern; anything else is a type with wildcards.
void EventListModel::readFilter()
{
    m_filterProblem.clear();
    m_pattern = {};
    m_matcher.reset();
    const QString text = m_filter.trimmed();
    if (text.startsWith(u'{')) {
        const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
        m_pattern = document.object();
        if (!document.isObject())
            m_filterProblem = tr("This is no pattern yet: write JSON like "
                                 "{\"type\": [{\"prefix\": \"docker/\"}]}.");
    } else if (!text.isEmpty()) {
        const QJsonValue test = text.contains(u'*')
                                    ? QJsonValue(QJsonObject{{QStringLiteral("wildcard"), text}})
                                    : QJsonValue(QJsonObject{{QStringLiteral("prefix"), text}});
        m_pattern = {{QStringLiteral("type"), QJsonArray{test}}};
    }
    // What is no pattern the engine refuses with its reason.
    if (const auto pattern = Pattern::fromJson(m_pattern); !m_pattern.isEmpty() && pattern)
        m_matcher.emplace(std::vector{Matcher::Entry{0, *pattern}});
}

void EventListModel::listen()
{
    if (!m_active || m_paused || !m_filterProblem.isEmpty() || record()) {
        m_topic->stop();
        return;
    }
    QJsonObject params{{QStringLiteral("rate"), eventsPerSecond}};
    if (!m_pattern.isEmpty())
        params.insert(QStringLiteral("pattern"), m_pattern);
    if (!m_host.isEmpty())
        params.insert(QStringLiteral("hosts"), m_host);
    m_topic->listen(params);
}

EventListModel::Row EventListModel::rowFrom(const QJsonObject &entry)
{
    Row row{.seq = countOf(entry, "seq"), .event = objectOf(entry, "event")};
    const QJsonArray triggers = arrayOf(entry, "triggers");
    for (const QJsonValue &trigger : triggers)
        row.triggers.append(trigger.toString());
    row.matched = !row.triggers.isEmpty() || entry.value(QLatin1StringView("matched")).toBool();
    return row;
}

void EventListModel::take(const QJsonObject &news)
{
    const QJsonArray events = arrayOf(news, "events");
    for (const QJsonValue &entry : events)
        m_waiting.push_back(rowFrom(entry.toObject()));
    while (m_waiting.size() > capacity) {
        m_waiting.pop_front();
        ++m_skipped;
    }
    if (const qint64 skipped = countOf(news, "skipped"); skipped > 0)
        m_skipped += skipped;
    if (!m_flush.isActive())
        m_flush.start();
}

void EventListModel::flush()
{
    if (!m_waiting.empty()) {
        const int surplus = count() + int(m_waiting.size()) - capacity;
        if (surplus > 0 && count() > 0) {
            const int drop = std::min(surplus, count());
            beginRemoveRows({}, 0, drop - 1);
            m_rows.erase(m_rows.begin(), m_rows.begin() + drop);
            endRemoveRows();
            m_hasOlder = !record();
        }
        beginInsertRows({}, count(), count() + int(m_waiting.size()) - 1);
        m_rows.insert(m_rows.end(), m_waiting.begin(), m_waiting.end());
        m_waiting.clear();
        endInsertRows();
        Q_EMIT countChanged();
    }
    Q_EMIT skippedChanged();
}

void EventListModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_waiting.clear();
    m_skipped = 0;
    m_lookedTo = 0;
    m_hasOlder = !record();
    endResetModel();
    Q_EMIT countChanged();
    Q_EMIT skippedChanged();
    Q_EMIT olderChanged();
}

void EventListModel::loadOlder()
{
    if (m_loadingOlder || record())
        return;
    QJsonObject params{{QStringLiteral("limit"), olderAtOnce}};
    if (!m_pattern.isEmpty())
        params.insert(QStringLiteral("pattern"), m_pattern);
    if (!m_host.isEmpty())
        params.insert(QStringLiteral("host"), m_host);
    const qint64 oldest = m_rows.empty() ? 0 : m_rows.front().seq;
    if (const qint64 before = m_lookedTo > 0 ? m_lookedTo : oldest; before > 0)
        params.insert(QStringLiteral("before"), before);
    m_loadingOlder = true;
    Q_EMIT olderChanged();
    EngineClient::instance().ask(
        QStringLiteral("events.list"),
        params,
        this,
        [this](const QJsonObject &answer) { takeOlder(answer); },
        [this](const Error &error) {
            m_loadingOlder = false;
            Q_EMIT olderChanged();
            Q_EMIT EngineClient::instance().failed(error.message, error.remedy);
        });
}

void EventListModel::takeOlder(const QJsonObject &answer)
{
    std::deque<Row> older;
    const qint64 oldest = m_rows.empty() ? std::numeric_limits<qint64>::max() : m_rows.front().seq;
    const QJsonArray events = arrayOf(answer, "events");
    for (const QJsonValue &entry : events) {
        if (Row row = rowFrom(entry.toObject()); row.seq < oldest)
            older.push_front(std::move(row));
    }
    m_lookedTo = countOf(answer, "lookedTo");
    m_loadingOlder = false;
    m_hasOlder = answer.value(QLatin1StringView("more")).toBool();
    if (!older.empty()) {
        beginInsertRows({}, 0, int(older.size()) - 1);
        m_rows.insert(m_rows.begin(), older.begin(), older.end());
        endInsertRows();
        Q_EMIT countChanged();
    }
    Q_EMIT olderChanged();
}

QJsonObject EventListModel::event(int row) const
{
    return row < 0 || row >= count() ? QJsonObject() : m_rows.at(size_t(row)).event;
}

qint64 EventListModel::seq(int row) const
{
    return row < 0 || row >= count() ? 0 : m_rows.at(size_t(row)).seq;
}

QString EventListModel::eventText(int row) const
{
    return jsonText(event(row));
}

QString EventListModel::eventLine(int row) const
{
    return jsonLine(event(row));
}

QString EventListModel::typeAt(int row) const
{
    return textOf(event(row), "type");
}

QString EventListModel::keyAt(int row) const
{
    return textOf(event(row), "id");
}

QVariantList EventListModel::newest(int most) const
{
    QVariantList events;
    for (int row = count() - 1; row >= 0 && events.size() < most; --row)
        events.append(event(row).toVariantMap());
    return events;
}

QString EventListModel::saveFixture(const QUrl &file, const QList<int> &rows) const
{
    QSaveFile out(file.toLocalFile());
    if (!out.open(QIODevice::WriteOnly))
        return tr("%1 cannot be written: %2").arg(out.fileName(), out.errorString());
    QList<int> sorted = rows;
    std::sort(sorted.begin(), sorted.end());
    for (const int row : std::as_const(sorted))
        out.write(eventLine(row).toUtf8() + '\n');
    if (!out.commit())
        return tr("%1 cannot be written: %2").arg(out.fileName(), out.errorString());
    return {};
}

} // namespace Saltern
