#include "engine/nodes/resourceensurestep.h"

#include "engine/nodes/jsontext.h"

#include <QJsonDocument>
#include <QRegularExpression>

namespace Saltern {

namespace {

QString orNone(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("none") : text;
}

QString quotedWhenEmpty(const QJsonValue &value)
{
    const QString text = value.toString();
    return text.isEmpty() ? QStringLiteral("\"\"") : text;
}

} // namespace

Result<void> ResourceEnsureStep::prepare()
{
    static const QRegularExpression valid(QStringLiteral("\\A[a-zA-Z0-9][a-zA-Z0-9_.-]{0,199}\\z"));
    m_name = textOf(input().parameters.value(QLatin1StringView("name")));
    m_absent = input().parameters.value(QLatin1StringView("state")) == QStringLiteral("absent");
    if (!valid.match(m_name).hasMatch())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" cannot be the name of a %2.")
                        .arg(m_name.left(60).simplified(), type()),
                    QStringLiteral("Check what the template in `name` reads."));
    return takeOver(type(), m_name);
}

void ResourceEnsureStep::begin()
{
    show(type(), QJsonObject{{QStringLiteral("name"), m_name}});
    send(client()->request("GET", QStringLiteral("/%1s/%2").arg(type(), m_name)),
         [this](const Result<DockerResponse> &response) { found(response); });
}

void ResourceEnsureStep::found(const Result<DockerResponse> &response)
{
    if (!response && response.error().kind != ErrorKind::NotFound) {
        failWith(response.error());
        return;
    }
    const QJsonObject actual = response ? response->object() : QJsonObject();
    // A network is also found by the beginning of its id.
    const bool exists = actual.value(QLatin1StringView("Name")).toString() == m_name;
    if (!exists && m_absent) {
        done(QStringLiteral("none"));
    } else if (!exists) {
        differ({type(), QStringLiteral("none"), QStringLiteral("new")});
        create(QStringLiteral("created"));
    } else if (m_absent) {
        differ({type(), QStringLiteral("there"), QStringLiteral("none")});
        remove(QStringLiteral("removed"));
    } else {
        const auto found = differences(actual);
        for (const Difference &difference : found)
            differ(difference);
        if (found.empty())
            done(QStringLiteral("none"));
        else if (input().parameters.value(QLatin1StringView("recreate")).toBool())
            checkUsers();
        else
            failWith({ErrorKind::Conflict,
                      QStringLiteral("The %1 %2 is not as described, and Docker cannot change it.")
                          .arg(type(), m_name),
                      QStringLiteral("Set `recreate: true` to have it made anew when nobody uses "
                                     "it."),
                      {}});
    }
}

void ResourceEnsureStep::checkUsers()
{
    const QJsonObject filters{{type(), QJsonArray{m_name}}};
    ask(client()->request("GET",
                          QStringLiteral("/containers/json"),
                          dockerQuery({{QStringLiteral("all"), QStringLiteral("1")},
                                       {QStringLiteral("filters"),
                                        QString::fromUtf8(QJsonDocument(filters).toJson(
                                            QJsonDocument::Compact))}})),
        [this](const DockerResponse &response) {
            QStringList users;
            for (const QJsonValue &container : response.array())
                users += container.toObject()
                             .value(QLatin1StringView("Names"))
                             .toArray()
                             .at(0)
                             .toString()
                             .mid(1);
            if (users.isEmpty())
                checkContent();
            else
                failWith(
                    {ErrorKind::Conflict,
                     QStringLiteral("The %1 %2 is not as described, and %3 container(s) use it: "
                                    "%4.")
                         .arg(type(), m_name)
                         .arg(users.size())
                         .arg(users.mid(0, 5).join(QStringLiteral(", "))),
                     QStringLiteral("Remove or disconnect them first."),
                     {}});
        });
}

void ResourceEnsureStep::recreate()
{
    remove(QStringLiteral("recreated"));
}

void ResourceEnsureStep::remove(const QString &action)
{
    if (dryRun()) {
        done(action);
        return;
    }
    ask(client()->request("DELETE", QStringLiteral("/%1s/%2").arg(type(), m_name)),
        [this, action](const DockerResponse &) {
            note(QStringLiteral("removed the %1 %2").arg(type(), m_name));
            if (m_absent)
                done(action);
            else
                create(action);
        });
}

void ResourceEnsureStep::create(const QString &action)
{
    if (dryRun()) {
        done(action);
        return;
    }
    auto request = client()->request("POST", QStringLiteral("/%1s/create").arg(type()));
    request->setJson(creation());
    ask(std::move(request), [this, action](const DockerResponse &) {
        note(QStringLiteral("made the %1 %2").arg(type(), m_name));
        done(action);
    });
}

std::vector<Difference>
mapDifferences(const QString &setting, const QJsonValue &wanted, const QJsonObject &actual)
{
    std::vector<Difference> found;
    const QJsonObject map = textMap(wanted);
    for (auto entry = map.begin(); entry != map.end(); ++entry) {
        const QJsonValue has = actual.value(entry.key());
        if (entry.value() != has)
            found.push_back({setting + u'.' + entry.key(),
                             has.isUndefined() ? QStringLiteral("none") : quotedWhenEmpty(has),
                             quotedWhenEmpty(entry.value())});
    }
    return found;
}

std::optional<Difference>
valueDifference(const QString &setting, const QJsonValue &wanted, const QString &actual)
{
    if (wanted.isUndefined() || textOf(wanted) == actual)
        return {};
    return Difference{setting, orNone(actual), orNone(textOf(wanted))};
}

QJsonObject textMap(const QJsonValue &map)
{
    QJsonObject texts = map.toObject();
    for (auto entry = texts.begin(); entry != texts.end(); ++entry)
        entry.value() = textOf(entry.value());
    return texts;
}

} // namespace Saltern
