#include "app/studio/engineclient/runlistmodel.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/timetext.h"

#include <QDateTime>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

// Runs come in bursts; the list is asked for again once for all of them.
constexpr auto refreshAfter = 300ms;
constexpr int atOnce = 100;

} // namespace

RunListModel::RunListModel(QObject *parent)
    : JsonListModel(QStringLiteral("run"),
                    {QStringLiteral("run"),
                     QStringLiteral("pipeline"),
                     QStringLiteral("trigger"),
                     QStringLiteral("mode"),
                     QStringLiteral("state"),
                     QStringLiteral("started"),
                     QStringLiteral("took"),
                     QStringLiteral("reason"),
                     QStringLiteral("revision")},
                    parent)
{
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(refreshAfter);
    connect(&m_refresh, &QTimer::timeout, this, &RunListModel::refresh);
    connect(&EngineClient::instance(),
            &EngineClient::stateChanged,
            this,
            &RunListModel::filterWasChanged);
    connect(&m_source, &RunSource::changed, this, &RunListModel::takeChange);
    connect(&m_source, &RunSource::changesSkipped, this, [this] {
        if (m_active)
            m_refresh.start();
    });
    connect(&m_source, &RunSource::replaced, this, [this] {
        ++m_asked;
        setRows(QList<QJsonObject>());
        filterWasChanged();
    });
}

QVariant RunListModel::value(const QJsonObject &row, const QString &role) const
{
    if (role == QLatin1StringView("started"))
        return dayTime(textOf(row, "started"));
    if (role == QLatin1StringView("took"))
        return durationText(msBetween(textOf(row, "started"), textOf(row, "finished")));
    return row.value(role).toString();
}

void RunListModel::setRecord(PlayRecord *record)
{
    m_source.setRecord(record);
}

void RunListModel::setActive(bool active)
{
    if (std::exchange(m_active, active) == active)
        return;
    filterWasChanged();
}

void RunListModel::setPipeline(const QString &pipeline)
{
    if (std::exchange(m_pipeline, pipeline) != pipeline)
        filterWasChanged();
}

void RunListModel::setState(const QString &state)
{
    if (std::exchange(m_state, state) != state)
        filterWasChanged();
}

void RunListModel::setHours(int hours)
{
    if (std::exchange(m_hours, hours) != hours)
        filterWasChanged();
}

void RunListModel::filterWasChanged()
{
    m_tailFits = false;
    refresh();
    Q_EMIT filterChanged();
}

QJsonObject RunListModel::params() const
{
    QJsonObject params{{QStringLiteral("limit"), atOnce}};
    if (!m_pipeline.isEmpty())
        params.insert(QStringLiteral("pipeline"), m_pipeline);
    if (!m_state.isEmpty())
        params.insert(QStringLiteral("state"), m_state);
    if (m_hours > 0)
        params.insert(QStringLiteral("since"),
                      QDateTime::currentDateTimeUtc()
                          .addSecs(qint64(-3600) * m_hours)
                          .toString(Qt::ISODateWithMs));
    return params;
}

void RunListModel::refresh()
{
    if (m_active && m_source.isThere())
        load({});
}

bool RunListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_more && !m_loading;
}

void RunListModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent) && count() > 0)
        load(textOf(rows().last(), "run"));
}

void RunListModel::load(const QString &before)
{
    QJsonObject asked = params();
    if (!before.isEmpty())
        asked.insert(QStringLiteral("before"), before);
    m_loading = true;
    Q_EMIT loadingChanged();
    const int number = ++m_asked;
    m_source.ask(
        QStringLiteral("runs.list"),
        asked,
        this,
        [this, number, before](const QJsonObject &answer) {
            if (number != m_asked)
                return;
            m_loading = false;
            take(answer, !before.isEmpty());
            Q_EMIT loadingChanged();
        },
        [this](const Error &) {
            m_loading = false;
            Q_EMIT loadingChanged();
        });
}

void RunListModel::take(const QJsonObject &answer, bool older)
{
    QList<QJsonObject> told;
    const QJsonArray runs = arrayOf(answer, "runs");
    for (const QJsonValue &run : runs)
        told.append(run.toObject());
    const bool more = answer.value(QLatin1StringView("more")).toBool();
    const int last = told.isEmpty() ? -1 : rowOf(textOf(told.last(), "run"));
    if (older) {
        append(told);
        m_more = more;
    } else if (more && m_tailFits && last >= 0) {
        // Whoever reads what was long ago is not torn away by a run that begins.
        setRows(told + rows().sliced(last + 1));
    } else {
        setRows(told);
        m_more = more;
    }
    // Runs that go on leave a list of these when they end.
    m_tailFits = m_state != QLatin1StringView("running");
}

void RunListModel::takeChange(const QJsonObject &change)
{
    if (m_active && textOf(change, "what") == QLatin1StringView("run") && !m_refresh.isActive() &&
        (m_pipeline.isEmpty() || m_pipeline == textOf(change, "pipeline")))
        m_refresh.start();
}

void RunListModel::cancel(const QString &run)
{
    EngineClient::instance().ask(QStringLiteral("runs.cancel"),
                                 {{QStringLiteral("run"), run}},
                                 this,
                                 [this](const QJsonObject &) { refresh(); });
}

void RunListModel::again(const QString &run, const QString &event)
{
    againAt(run, {}, event);
}

void RunListModel::againAt(const QString &run, const QString &node, const QString &event)
{
    QJsonObject params{{QStringLiteral("run"), run}};
    if (!node.isEmpty())
        params.insert(QStringLiteral("node"), node);
    if (!event.isEmpty())
        params.insert(QStringLiteral("event"), QJsonDocument::fromJson(event.toUtf8()).object());
    EngineClient::instance().ask(
        QStringLiteral("runs.again"), params, this, [this](const QJsonObject &answer) {
            Q_EMIT begun(textOf(answer, "run"));
            refresh();
        });
}

} // namespace Saltern
