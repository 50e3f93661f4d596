#include "engine/demos/democleanup.h"

#include "engine/demos/demo.h"
#include "engine/docker/dockerclient.h"
#include "engine/functions/functionlabels.h"

#include <QJsonArray>

namespace Saltern {

namespace {

// Docker removes a container that has ended in its own time; it is there until it is gone.
constexpr std::chrono::milliseconds pauseBetweenRounds{200};
constexpr int mostRounds = 50;

QUrlQuery byLabel(const QString &label)
{
    const QJsonObject filters{{QStringLiteral("label"), QJsonArray{label}}};
    return dockerQuery(
        {{QStringLiteral("all"), QStringLiteral("1")},
         {QStringLiteral("filters"),
          QString::fromUtf8(QJsonDocument(filters).toJson(QJsonDocument::Compact))}});
}

QString label(QLatin1StringView name, const QString &value)
{
    return name + u'=' + value;
}

} // namespace

DemoCleanup::DemoCleanup(DockerClient *client,
                         const QString &run,
                         const QString &engineId,
                         const QStringList &images,
                         QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_images(images)
    , m_searches{{Things::Containers, label(demoLabel, run)},
                 {Things::Containers, label(FunctionLabels::engine, engineId)},
                 {Things::Images, label(FunctionLabels::engine, engineId)}}
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseBetweenRounds);
    connect(&m_pause, &QTimer::timeout, this, &DemoCleanup::start);
}

DemoCleanup::~DemoCleanup() = default;

// One round: whatever there is is asked to go. Rounds go on until one finds nothing.
void DemoCleanup::start()
{
    m_search = 0;
    m_foundSomething = false;
    m_problems.clear();
    search();
}

void DemoCleanup::send(const QByteArray &method,
                       const QString &path,
                       const QUrlQuery &query,
                       Answered answered)
{
    m_request = m_client->request(method, path, query);
    connect(
        m_request.get(), &DockerRequest::finished, this, [this, answered](const Answer &answer) {
            m_request.release()->deleteLater();
            (this->*answered)(answer);
        });
    m_request->start();
}

void DemoCleanup::search()
{
    if (m_search == m_searches.size()) {
        for (const QString &image : m_images)
            m_removals.push_back(
                {QStringLiteral("image ") + image, QStringLiteral("/images/") + image});
        ++m_search;
        remove();
        return;
    }
    if (m_search > m_searches.size()) {
        endRound();
        return;
    }
    const Search &search = m_searches[m_search];
    send("GET",
         search.things == Things::Containers ? QStringLiteral("/containers/json")
                                             : QStringLiteral("/images/json"),
         byLabel(search.label),
         &DemoCleanup::found);
}

void DemoCleanup::found(const Answer &answer)
{
    const Things things = m_searches[m_search].things;
    ++m_search;
    if (!answer) {
        m_problems.append(answer.error().message);
        search();
        return;
    }
    for (const QJsonValue &entry : answer->array()) {
        const QString id = entry.toObject().value(QLatin1StringView("Id")).toString();
        if (things == Things::Containers)
            m_removals.push_back(
                {QStringLiteral("container ") + id.first(12), QStringLiteral("/containers/") + id});
        else
            m_removals.push_back({QStringLiteral("image ") + id, QStringLiteral("/images/") + id});
    }
    remove();
}

void DemoCleanup::remove()
{
    if (m_removals.empty()) {
        search();
        return;
    }
    // Containers by force, with their volumes; images only when nobody else uses them.
    const bool container = m_removals.front().path.startsWith(QLatin1StringView("/containers/"));
    send("DELETE",
         m_removals.front().path,
         container ? dockerQuery({{QStringLiteral("force"), QStringLiteral("1")},
                                  {QStringLiteral("v"), QStringLiteral("1")}})
                   : QUrlQuery(),
         &DemoCleanup::removed);
}

void DemoCleanup::removed(const Answer &answer)
{
    const Removal removal = m_removals.front();
    m_removals.pop_front();
    if (answer)
        m_foundSomething = true;
    else if (answer.error().kind != ErrorKind::NotFound)
        m_problems.append(removal.what + QStringLiteral(": ") + answer.error().message);
    remove();
}

void DemoCleanup::endRound()
{
    ++m_rounds;
    const bool again = m_foundSomething || !m_problems.isEmpty();
    if (again && m_rounds < mostRounds)
        m_pause.start();
    else
        Q_EMIT finished(m_problems);
}

} // namespace Saltern
