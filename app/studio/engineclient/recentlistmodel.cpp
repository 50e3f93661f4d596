#include "app/studio/engineclient/recentlistmodel.h"

#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/settings/preferences.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>

namespace Saltern {

namespace {

const QString recentKey = QStringLiteral("files/recent");
constexpr int keptFiles = 12;
constexpr int countedRuns = 1000;

QString shortened(const QString &path)
{
    const QString home = QDir::homePath() + u'/';
    return path.startsWith(home) ? QString(QStringLiteral("~/") + path.mid(home.size())) : path;
}

} // namespace

RecentListModel::RecentListModel(QObject *parent)
    : JsonListModel(QStringLiteral("path"),
                    {QStringLiteral("path"),
                     QStringLiteral("name"),
                     QStringLiteral("shownPath"),
                     QStringLiteral("state"),
                     QStringLiteral("tone"),
                     QStringLiteral("lastDay")},
                    parent)
{
    load();
    remember();
    EngineClient &client = EngineClient::instance();
    connect(&Workspace::instance(), &Workspace::currentChanged, this, &RecentListModel::remember);
    connect(client.pipelines(), &DeployedListModel::changed, this, &RecentListModel::refreshAll);
    connect(&client, &EngineClient::stateChanged, this, &RecentListModel::countRuns);
}

void RecentListModel::setActive(bool active)
{
    if (std::exchange(m_active, active) == active)
        return;
    load();
    countRuns();
    Q_EMIT activeChanged();
}

/// The document in front, when it is one that a person keeps.
void RecentListModel::remember()
{
    const PipelineDocument *document = Workspace::instance().current();
    if (!document || document->path().isEmpty() || document->isReadOnly())
        return;
    // That it is a demo, which nobody keeps, is told once it is in front.
    disconnect(document, &PipelineDocument::readOnlyChanged, this, nullptr);
    connect(document, &PipelineDocument::readOnlyChanged, this, [this, document] {
        if (document->isReadOnly())
            forget(document->path());
    });
    QSettings &settings = Preferences::instance().settings();
    QStringList paths = settings.value(recentKey).toStringList();
    paths.removeAll(document->path());
    paths.prepend(document->path());
    settings.setValue(recentKey, QStringList(paths.mid(0, keptFiles)));
    load();
}

void RecentListModel::load()
{
    QList<QJsonObject> rows;
    const QStringList paths = Preferences::instance().settings().value(recentKey).toStringList();
    for (const QString &path : paths) {
        const QFileInfo file(path);
        if (!file.exists())
            continue;
        rows.append({{QStringLiteral("path"), path},
                     {QStringLiteral("name"), file.fileName().section(u'.', 0, 0)}});
    }
    setRows(rows);
}

void RecentListModel::forget(const QString &path)
{
    QSettings &settings = Preferences::instance().settings();
    QStringList paths = settings.value(recentKey).toStringList();
    paths.removeAll(path);
    settings.setValue(recentKey, paths);
    load();
}

void RecentListModel::countRuns()
{
    if (!m_active || !EngineClient::instance().isConnected())
        return;
    EngineClient::instance().ask(
        QStringLiteral("runs.list"),
        {{QStringLiteral("limit"), countedRuns},
         {QStringLiteral("since"),
          QDateTime::currentDateTimeUtc().addDays(-1).toString(Qt::ISODateWithMs)}},
        this,
        [this](const QJsonObject &answer) {
            m_days.clear();
            const QJsonArray runs = arrayOf(answer, "runs");
            for (const QJsonValue &value : runs) {
                Day &day = m_days[textOf(value.toObject(), "pipeline")];
                ++day.runs;
                if (textOf(value.toObject(), "state") == QLatin1StringView("failed"))
                    ++day.failed;
            }
            refreshAll();
        },
        [](const Error &) {});
}

QString RecentListModel::stateOf(const QString &pipeline) const
{
    if (!EngineClient::instance().isConnected())
        return tr("unknown");
    const QString mode = EngineClient::instance().pipelines()->modeOf(pipeline);
    if (mode == QLatin1StringView("observe"))
        return tr("observed");
    return mode.isEmpty() ? tr("stopped") : tr("running");
}

QVariant RecentListModel::value(const QJsonObject &row, const QString &role) const
{
    const QString name = textOf(row, "name");
    if (role == QLatin1StringView("shownPath"))
        return shortened(textOf(row, "path"));
    if (role == QLatin1StringView("state"))
        return stateOf(name);
    if (role == QLatin1StringView("tone"))
        return EngineClient::instance().pipelines()->modeOf(name).isEmpty()
                   ? QStringLiteral("neutral")
                   : QStringLiteral("good");
    if (role == QLatin1StringView("lastDay")) {
        const Day day = m_days.value(name);
        const QLocale locale;
        if (day.runs == 0)
            return QStringLiteral("–");
        return day.failed > 0 ? tr("%1 runs · %2 failed")
                                    .arg(locale.toString(day.runs), locale.toString(day.failed))
               : day.runs == 1 ? tr("1 run")
                               : tr("%1 runs").arg(locale.toString(day.runs));
    }
    return row.value(role).toString();
}

} // namespace Saltern
