#include "app/studio/engineclient/logmodel.h"

#include "app/studio/engineclient/ansitext.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/nodefigures.h"
#include "app/studio/engineclient/timetext.h"
#include "app/studio/settings/preferences.h"

namespace Saltern {

LogModel::LogModel(QObject *parent) : QAbstractListModel(parent)
{
    connect(&m_source, &RunSource::changed, this, &LogModel::takeChange);
    connect(&m_source, &RunSource::replaced, this, &LogModel::begin);
    connect(&Preferences::instance(), &Preferences::darkChanged, this, [this] {
        if (count() > 0)
            Q_EMIT dataChanged(index(0), index(count() - 1), {HtmlRole});
    });
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QHash<int, QByteArray> LogModel::roleNames() const
{
    return {{TextRole, "text"},
            {HtmlRole, "html"},
            {HeadingRole, "heading"},
            {NodeRole, "node"},
            {RunRole, "run"},
            {StateRole, "state"}};
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Line &line = m_shown.at(size_t(index.row()));
    switch (role) {
    case TextRole:
        return withoutAnsi(line.text);
    case HtmlRole:
        return ansiToHtml(line.text, Preferences::instance().isDark());
    case HeadingRole:
        return line.heading;
    case NodeRole:
        return line.node;
    case RunRole:
        return line.run;
    case StateRole:
        return line.state;
    default:
        return {};
    }
}

void LogModel::setRecord(PlayRecord *record)
{
    m_source.setRecord(record);
}

/// What a play has told already; the engine's log begins with what comes in.
void LogModel::begin()
{
    clear();
    if (record()) {
        for (const QJsonObject &change : record()->changes())
            takeChange(change);
    }
    Q_EMIT filterChanged();
}

void LogModel::setPipeline(const QString &pipeline)
{
    if (std::exchange(m_pipeline, pipeline) != pipeline)
        begin();
}

void LogModel::setNode(const QString &node)
{
    if (std::exchange(m_node, node) == node)
        return;
    show();
    Q_EMIT filterChanged();
}

void LogModel::setSearch(const QString &search)
{
    if (std::exchange(m_search, search) == search)
        return;
    show();
    Q_EMIT filterChanged();
}

void LogModel::setRun(const QString &run)
{
    if (std::exchange(m_run, run) == run)
        return;
    if (run.isEmpty()) {
        begin();
        return;
    }
    clear();
    loadRun();
    Q_EMIT filterChanged();
}

void LogModel::loadRun()
{
    m_source.ask(QStringLiteral("runs.show"),
                 {{QStringLiteral("run"), m_run}},
                 this,
                 [this](const QJsonObject &story) {
                     if (textOf(story, "run") != m_run)
                         return;
                     clear();
                     const QJsonArray steps = arrayOf(story, "steps");
                     for (const QJsonValue &step : steps)
                         addStep(step.toObject(), m_run);
                 });
}

void LogModel::takeChange(const QJsonObject &change)
{
    if (m_run.isEmpty() && textOf(change, "pipeline") == m_pipeline &&
        textOf(change, "what") == QLatin1StringView("step"))
        addStep(change, textOf(change, "run"));
}

/// The end of an attempt with all that it said. A start says nothing yet.
void LogModel::addStep(const QJsonObject &step, const QString &run)
{
    const QJsonObject error = objectOf(step, "error");
    const QString state = stateOfStep(textOf(step, "state"), textOf(error, "kind"));
    const QString log = textOf(step, "log");
    if ((log.isEmpty() && error.isEmpty()) || state == QLatin1StringView("running"))
        return;
    const QString node = textOf(step, "node");
    const QString time =
        clockTime(textOf(step, step.contains(QLatin1StringView("finished")) ? "finished" : "time"));
    QStringList heading{time, node, run, state};
    if (const qint64 attempt = countOf(step, "attempt"); attempt > 1)
        heading.append(tr("attempt %1").arg(attempt));
    std::deque<Line> lines{{heading.join(QStringLiteral("  ")), node, run, state, true}};
    if (step.value(QLatin1StringView("logCut")).toBool())
        lines.push_back({tr("… the run has more"), node, run, state});
    const QStringList said = log.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : said)
        lines.push_back({line, node, run, state});
    if (!error.isEmpty())
        lines.push_back({tr("error: %1").arg(textOf(error, "message")), node, run, state});
    addLines(lines);
}

bool LogModel::isShown(const Line &line) const
{
    if (!m_node.isEmpty() && line.node != m_node)
        return false;
    return m_search.isEmpty() || line.text.contains(m_search, Qt::CaseInsensitive);
}

void LogModel::addLines(const std::deque<Line> &lines)
{
    m_lines.insert(m_lines.end(), lines.begin(), lines.end());
    while (m_lines.size() > capacity)
        m_lines.pop_front();
    std::deque<Line> added;
    std::copy_if(lines.begin(), lines.end(), std::back_inserter(added), [this](const Line &line) {
        return isShown(line);
    });
    if (added.empty())
        return;
    if (const int surplus = count() + int(added.size()) - capacity; surplus > 0 && count() > 0) {
        const int drop = std::min(surplus, count());
        beginRemoveRows({}, 0, drop - 1);
        m_shown.erase(m_shown.begin(), m_shown.begin() + drop);
        endRemoveRows();
    }
    beginInsertRows({}, count(), count() + int(added.size()) - 1);
    m_shown.insert(m_shown.end(), added.begin(), added.end());
    endInsertRows();
    Q_EMIT countChanged();
}

void LogModel::show()
{
    beginResetModel();
    m_shown.clear();
    std::copy_if(m_lines.begin(),
                 m_lines.end(),
                 std::back_inserter(m_shown),
                 [this](const Line &line) { return isShown(line); });
    endResetModel();
    Q_EMIT countChanged();
}

QString LogModel::allText() const
{
    QStringList lines;
    for (const Line &line : m_shown)
        lines.append(withoutAnsi(line.text));
    return lines.join(u'\n');
}

QString LogModel::nodeAt(int row) const
{
    return row < 0 || row >= count() ? QString() : m_shown.at(size_t(row)).node;
}

int LogModel::firstRowOf(const QString &node) const
{
    const auto found = std::find_if(
        m_shown.begin(), m_shown.end(), [&node](const Line &line) { return line.node == node; });
    return found == m_shown.end() ? -1 : int(found - m_shown.begin());
}

void LogModel::clear()
{
    m_lines.clear();
    show();
}

} // namespace Saltern
